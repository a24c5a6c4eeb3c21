"""endpoint: partners.remove_contact. Somebody gets no more links."""

import pytest

from portal import clock
from portal.accounts.tokens import person_reference
from portal.partners.models import Contact

PATH = f"/partners/SUMBER/contacts/{person_reference('joko@sumber.example')}/removal"


@pytest.fixture
def contact(session):
    session.add(
        Contact(
            partner_id=1, name="Pak Joko", email="joko@sumber.example", locale="en", created_at=clock.now()
        )
    )
    session.commit()


def removed(session):
    session.rollback()
    session.expire_all()
    return session.query(Contact).one().removed_at is not None


@pytest.mark.parametrize("who", ["rina", "adi", "mega"])
def test_who_lets_people_in_removes_one(client, contact, session, who):
    person = client(who)
    assert person.send(PATH).status_code == 303
    assert removed(session)
    person.get("/partners/SUMBER")
    assert "joko@sumber.example" not in person.page.text
    assert person.send(PATH).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("sari", 403), ("dewi", 403), ("ayu", 403), ("budi", 404)])
def test_nobody_else_removes_one(client, contact, session, who, status):
    assert client(who).send(PATH).status_code == status
    assert not removed(session)


def test_one_of_another_partner_is_not_found(client, contact, session):
    assert client("budi").send(PATH.replace("SUMBER", "BAUT")).status_code == 404
    assert not removed(session)
