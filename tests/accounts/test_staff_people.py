"""The company's own people, and who may change what about them.

endpoint: accounts.people, endpoint: accounts.person, endpoint: accounts.change_person,
endpoint: accounts.disable_person, endpoint: accounts.enable_person, endpoint: accounts.invite_staff,
endpoint: accounts.renew_staff_invitation, endpoint: accounts.revoke_staff_invitation
"""

import pytest

from portal.accounts.models import Token, User
from portal.accounts.tokens import person_reference, reference
from tests import cast
from tests.accounts import arrange

LIST = "/settings/people"


def ref(name):
    """How a person is named in addresses."""
    return person_reference(cast.email(name))


def version(app, name):
    """The version of the person's row."""
    return arrange.look(app, User, id=cast.user_id(name))[0].version


def invite(client, **more):
    """Invite one of our own people."""
    sent = {"key": "k1", "email": "joko@cahayabaja.example", "name": "Joko", "role": "agent", "locale": "id"}
    return client.send(f"{LIST}/invitations", sent | more)


def test_the_list_names_everybody(client):
    adi = client("adi")
    assert adi.get(LIST).status_code == 200
    assert all(cast.NAMES[name] in adi.page.text for name in cast.STAFF)


def test_a_person_is_shown_to_the_administrator(client):
    adi = client("adi")
    assert adi.get(f"{LIST}/{ref('dewi')}").status_code == 200
    assert cast.NAMES["dewi"] in adi.page.text


def test_a_role_is_changed(app, client):
    sent = {"version": version(app, "dewi"), "role": "manager", "team": "Purchasing"}
    assert client("adi").send(f"{LIST}/{ref('dewi')}", sent).status_code == 303
    (dewi,) = arrange.look(app, User, id=cast.user_id("dewi"))
    assert (dewi.staff_role, dewi.staff_team) == ("manager", "Purchasing")


def test_a_stale_form_changes_nothing(app, client):
    adi = client("adi")
    sent = {"version": version(app, "dewi") + 5, "role": "manager"}
    assert adi.send(f"{LIST}/{ref('dewi')}", sent).status_code == 409
    assert "Somebody changed this person meanwhile" in adi.page.text
    assert arrange.look(app, User, id=cast.user_id("dewi"))[0].staff_role == "agent"


def test_ending_access_ends_every_sign_in_at_once(app, client):
    dewi, adi = client("dewi"), client("adi")
    sent = {"version": version(app, "dewi")}
    assert adi.send(f"{LIST}/{ref('dewi')}/disablement", sent).status_code == 303
    assert arrange.asked_to_sign_in(dewi.get("/orders"))
    sent = {"version": version(app, "dewi")}
    assert adi.send(f"{LIST}/{ref('dewi')}/enablement", sent).status_code == 303
    assert arrange.look(app, User, id=cast.user_id("dewi"))[0].disabled_at is None


def test_the_last_administrator_stays(app, client):
    adi = client("adi")
    sent = {"version": version(app, "adi"), "role": "agent"}
    assert adi.send(f"{LIST}/{ref('adi')}", sent).status_code == 422
    assert arrange.look(app, User, id=cast.user_id("adi"))[0].staff_role == "administrator"


def test_inviting_twice_invites_once(app, client):
    adi = client("adi")
    assert [invite(adi).status_code for _ in range(2)] == [303, 303]
    assert len(arrange.look(app, Token, purpose="invitation")) == 1


def test_an_address_that_is_none_is_refused(app, client):
    adi = client("adi")
    assert invite(adi, email="nobody").status_code == 422
    assert arrange.look(app, Token) == []


@pytest.mark.parametrize("what", ["removal", "renewal"])
def test_an_invitation_is_taken_back_or_sent_anew(app, client, what):
    adi = client("adi")
    invite(adi)
    (first,) = arrange.look(app, Token)
    path = f"{LIST}/invitations/{reference(first.token_hash)}/{what}"
    assert adi.send(path).status_code == 303
    rows = arrange.look(app, Token)
    assert rows[0].revoked_at is not None
    assert len(rows) == (1 if what == "removal" else 2)
    assert adi.send(f"{LIST}/invitations/nothing/{what}").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("dewi", 403), ("ayu", 403), ("rina", 404), ("budi", 404)])
def test_others_may_not(app, client, name, status):
    assert invite(client(name)).status_code == status
    assert (
        client(name).send(f"{LIST}/{ref('bagus')}", {"version": 1, "role": "manager"}).status_code == status
    )
    assert client(name).send(f"{LIST}/{ref('bagus')}/disablement", {"version": 1}).status_code == status
    assert client(name).get(f"{LIST}/{ref('bagus')}").status_code == status
    assert arrange.look(app, Token) == []


@pytest.mark.parametrize("path", ["", f"/{'x' * 12}"])
def test_a_visitor_is_sent_to_sign_in(visitor, path):
    assert arrange.asked_to_sign_in(visitor.get(LIST + path))
