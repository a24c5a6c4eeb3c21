"""The directory, one partner, its people and invitations.

endpoint: partners.index, endpoint: partners.show, endpoint: partners.invite, endpoint: partners.person,
endpoint: partners.change_person, endpoint: partners.disable_person, endpoint: partners.enable_person,
endpoint: partners.renew_invitation, endpoint: partners.revoke_invitation
"""

import pytest

from portal.accounts.models import Membership, Token
from portal.accounts.tokens import person_reference, reference
from tests import cast
from tests.accounts import arrange

HOME = "/partners/SUMBER"


def ref(name):
    """How a person is named in addresses."""
    return person_reference(cast.email(name))


def place(app, name):
    """The person's membership."""
    (row,) = arrange.look(app, Membership, user_id=cast.user_id(name))
    return row


def invite(client, home=HOME, **more):
    """Invite a colleague."""
    sent = {
        "key": "k1",
        "email": "wati@sumberlogam.example",
        "name": "Wati",
        "role": "member",
        "reach": "all",
        "locale": "id",
    }
    return client.send(f"{home}/invitations", sent | more)


def test_staff_see_the_directory_and_find_in_it(client):
    dewi = client("dewi")
    dewi.get("/partners?q=baut")
    assert "CV Baut Prima" in dewi.page.text
    assert "PT Sumber Logam Abadi" not in dewi.page.text


def test_a_partner_is_sent_to_its_own_page(client):
    assert client("rina").get("/partners").location == HOME


def test_both_sides_see_the_partner_and_its_people(client):
    for name in ("dewi", "rina", "toni"):
        reader = client(name)
        assert reader.get(HOME).status_code == 200
        assert "Sari Utami" in reader.page.text


def test_a_stranger_gets_the_same_answer_as_for_a_missing_partner(client):
    budi = client("budi")
    assert [budi.get(p).status_code for p in (HOME, "/partners/NOBODY")] == [404, 404]


def test_inviting_twice_invites_once(app, client):
    rina = client("rina")
    assert [invite(rina).status_code for _ in range(2)] == [303, 303]
    (token,) = arrange.look(app, Token)
    assert (token.partner_id, token.role) == (1, "member")


def test_staff_invite_an_administrator_whatever_is_posted(app, client):
    assert invite(client("adi"), role="reader").status_code == 303
    assert [t.role for t in arrange.look(app, Token)] == ["administrator"]


def test_somebody_who_is_there_already_is_named(client):
    rina = client("rina")
    assert invite(rina, email=cast.email("sari")).status_code == 422
    assert "This address belongs to Sari Utami already." in rina.page.text


@pytest.mark.parametrize("what", ["removal", "renewal"])
def test_an_invitation_is_taken_back_or_sent_anew(app, client, what):
    rina = client("rina")
    invite(rina)
    (first,) = arrange.look(app, Token)
    assert rina.send(f"{HOME}/invitations/{reference(first.token_hash)}/{what}").status_code == 303
    rows = arrange.look(app, Token)
    assert rows[0].revoked_at is not None
    assert len(rows) == (1 if what == "removal" else 2)
    assert client("budi").send(f"{HOME}/invitations/{reference(first.token_hash)}/{what}").status_code == 404


def test_a_colleagues_role_and_reach_are_changed(app, client):
    rina = client("rina")
    assert rina.get(f"{HOME}/people/{ref('sari')}").status_code == 200
    sent = {"version": place(app, "sari").version, "role": "reader", "reach": "own", "team": ""}
    assert rina.send(f"{HOME}/people/{ref('sari')}", sent).status_code == 303
    assert (place(app, "sari").role, place(app, "sari").reach) == ("reader", "own")


def test_a_stale_form_changes_nothing(app, client):
    rina = client("rina")
    sent = {"version": 99, "role": "reader", "reach": "own"}
    assert rina.send(f"{HOME}/people/{ref('sari')}", sent).status_code == 409
    assert place(app, "sari").role == "member"


def test_ending_access_ends_the_sign_in_and_can_be_undone(app, client):
    sari, rina = client("sari"), client("rina")
    sent = {"version": place(app, "sari").version}
    assert rina.send(f"{HOME}/people/{ref('sari')}/disablement", sent).status_code == 303
    assert arrange.asked_to_sign_in(sari.get("/orders"))
    sent = {"version": place(app, "sari").version}
    assert rina.send(f"{HOME}/people/{ref('sari')}/enablement", sent).status_code == 303
    assert place(app, "sari").disabled_at is None


def test_the_last_administrator_stays(app, client):
    rina = client("rina")
    sent = {"version": place(app, "rina").version, "role": "member", "reach": "all"}
    assert rina.send(f"{HOME}/people/{ref('rina')}", sent).status_code == 422
    assert place(app, "rina").role == "administrator"


@pytest.mark.parametrize(("name", "status"), [("sari", 403), ("toni", 403), ("ayu", 403), ("budi", 404)])
def test_others_may_not(app, client, name, status):
    other = client(name)
    assert invite(other).status_code == status
    assert (
        other.send(
            f"{HOME}/people/{ref('sari')}", {"version": 1, "role": "reader", "reach": "all"}
        ).status_code
        == status
    )
    assert other.send(f"{HOME}/people/{ref('sari')}/disablement", {"version": 1}).status_code == status
    assert other.get(f"{HOME}/people/{ref('sari')}").status_code == status
    assert arrange.look(app, Token) == []


@pytest.mark.parametrize("path", ["/partners", HOME, f"{HOME}/people/x"])
def test_a_visitor_is_sent_to_sign_in(visitor, path):
    assert arrange.asked_to_sign_in(visitor.get(path))
