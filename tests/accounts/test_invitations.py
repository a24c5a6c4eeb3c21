"""The link of an invitation: GET shows, POST joins, once.

endpoint: accounts.show_invitation, endpoint: accounts.accept_invitation
"""

from portal.accounts.models import Membership, User
from tests import cast
from tests.accounts import arrange

JOINS = {"name": "Wati Sari", "password": "empat kuda besi tua"}


def fields(page):
    """What the invitation's form asks for, by the names it uses."""
    (form,) = [f for f in page.root.iter("form") if "/invitations/" in (f.get("action") or "")]
    return {i.get("name"): i.get("value") or "" for i in form.iter("input") if i.get("name")}


def joining(page, password=JOINS["password"]):
    """The form filled in."""
    asked = fields(page)
    filled = {n: password if "password" in n or n.endswith("new") else asked[n] for n in asked}
    return filled | {n: JOINS["name"] for n in asked if n.endswith("name")}


def without_token(form):
    """The form as another browser would send it."""
    return {name: value for name, value in form.items() if name != "csrf_token"}


def test_showing_it_uses_nothing_up(app, visitor):
    secret = arrange.invitation(app, "wati@sumberlogam.example")
    for _ in range(3):
        assert visitor.get(f"/invitations/{secret}").status_code == 200
    assert visitor.get(f"/invitations/{secret}").headers["Referrer-Policy"] == "same-origin"


def test_joining_makes_the_account_with_its_place_and_works_once(app, visitor):
    secret = arrange.invitation(app, "wati@sumberlogam.example")
    visitor.get(f"/invitations/{secret}")
    assert visitor.send(f"/invitations/{secret}", joining(visitor.page)).status_code == 303
    (user,) = arrange.look(app, User, email="wati@sumberlogam.example")
    (place,) = arrange.look(app, Membership, user_id=user.id)
    assert (place.partner_id, place.role, place.reach, place.team) == (1, "member", "team", "Jakarta")
    assert app.test_client().get(f"/invitations/{secret}").status_code == 404


def test_pressing_twice_signs_in_twice_and_joins_once(app, visitor):
    """The browser shows the answer to its second press and may have lost the first's cookie."""
    secret = arrange.invitation(app, "wati@sumberlogam.example")
    visitor.get(f"/invitations/{secret}")
    form = without_token(joining(visitor.page))
    visitor.send(f"/invitations/{secret}", form)
    again = app.test_client()
    again.get(f"/invitations/{secret}")
    answer = again.send(f"/invitations/{secret}", form)
    assert (answer.status_code, answer.location) == (303, "/")
    assert again.get("/profile").status_code == 200
    (user,) = arrange.look(app, User, email="wati@sumberlogam.example")
    assert len(arrange.look(app, Membership, user_id=user.id)) == 1
    assert arrange.verbs(app).count("joined") == 1


def test_whoever_holds_a_used_link_without_the_password_finds_nothing(app, visitor):
    secret = arrange.invitation(app, "wati@sumberlogam.example")
    visitor.get(f"/invitations/{secret}")
    form = without_token(joining(visitor.page))
    visitor.send(f"/invitations/{secret}", form)
    thief = app.test_client()
    for password in ("", "another good one", "yet another one"):
        assert thief.send(f"/invitations/{secret}", {**form, "password": password}).status_code == 404
    assert arrange.asked_to_sign_in(thief.get("/profile"))
    assert arrange.verbs(app).count("password-refused") == 3


def test_a_password_too_short_is_refused_with_a_sentence(app, visitor):
    secret = arrange.invitation(app, "wati@sumberlogam.example")
    visitor.get(f"/invitations/{secret}")
    assert visitor.send(f"/invitations/{secret}", joining(visitor.page, "pendek")).status_code == 422
    assert "Use at least" in visitor.page.text
    assert arrange.look(app, User, email="wati@sumberlogam.example") == []


def test_a_made_up_link_gets_the_same_page_as_a_used_one(visitor):
    assert visitor.get("/invitations/made-up").status_code == 404
    assert visitor.send("/invitations/made-up", {}).status_code == 404


def test_the_cast_stays_as_it_was(app, visitor):
    visitor.send("/invitations/made-up", JOINS)
    assert len(arrange.look(app, User)) == len(cast.EVERYONE)
