"""endpoint: partners.add_contact. Somebody without an account gets links to answer with."""

import pytest

from portal.activity.models import Activity
from portal.partners.models import Contact

PATH = "/partners/SUMBER/contacts"
FORM = {"name": "Pak Joko", "email": "Joko@sumber.example", "locale": "id", "key": "k"}


def kept(session):
    session.rollback()
    session.expire_all()
    return list(session.query(Contact).order_by(Contact.id))


@pytest.mark.parametrize("who", ["rina", "adi", "mega"])
def test_who_lets_people_in_adds_one_and_both_sides_see_it(client, session, who):
    person = client(who)
    answer = person.send(PATH, FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/partners/SUMBER#contacts")
    (row,) = kept(session)
    assert (row.partner_id, row.name, row.email, row.locale) == (1, "Pak Joko", "joko@sumber.example", "id")
    for reader in ("rina", "dewi"):
        other = client(reader)
        other.get("/partners/SUMBER")
        assert "joko@sumber.example" in other.page.text
    told = session.query(Activity).filter_by(verb="added-contact").one()
    assert (told.audience, told.data) == ("shared", {"person": "Pak Joko"})


def test_twice_is_once(client, session):
    rina = client("rina")
    for _ in range(2):
        assert rina.send(PATH, FORM).status_code == 303
    assert len(kept(session)) == 1
    assert rina.send(PATH, FORM | {"key": "other"}).status_code == 422
    assert "This address gets links already." in rina.page.text


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "", "Whose name should stand beside the answers?"),
        ("name", "x" * 61, "Shorten it to 60 characters"),
        ("email", "joko", "Write the whole e-mail address"),
        ("email", "sari@sumberlogam.example", "This address belongs to Sari Utami, who can sign in."),
    ],
)
def test_an_unsound_form_comes_back(client, session, field, typed, why):
    rina = client("rina")
    assert rina.send(PATH, FORM | {field: typed}).status_code == 422
    assert why in rina.page.text
    assert kept(session) == []


@pytest.mark.parametrize(("who", "status"), [("sari", 403), ("dewi", 403), ("ayu", 403), ("budi", 404)])
def test_nobody_else_adds_one(client, session, who, status):
    assert client(who).send(PATH, FORM).status_code == status
    assert kept(session) == []
