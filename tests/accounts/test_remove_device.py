"""Signing one device out."""

from portal.accounts.models import SignIn
from portal.accounts.tokens import reference
from tests import cast
from tests.accounts import arrange


def removal(app, name: str, which: int = 0) -> str:
    row = arrange.look(app, SignIn, user_id=cast.user_id(name))[which]
    return f"/profile/devices/{reference(row.token_hash)}/removal"


def test_that_device_ends_and_this_one_stays(app, client):
    other, browser = client("rina"), client("rina")
    answer = browser.send(removal(app, "rina"))
    assert (answer.status_code, answer.location) == (303, "/profile/devices")
    assert arrange.asked_to_sign_in(other.get("/profile"))
    assert browser.get("/profile").status_code == 200


def test_removing_this_one_signs_out(app, client):
    browser = client("rina")
    assert browser.send(removal(app, "rina")).location == "/login"
    assert arrange.live(app, "rina") == 0


def test_repeating_it_is_harmless(app, client):
    client("rina")
    browser = client("rina")
    path = removal(app, "rina")
    assert [browser.send(path).status_code for _ in range(2)] == [303, 303]


def test_somebody_elses_device_is_not_found(app, client):
    client("sari")
    assert client("rina").send(removal(app, "sari")).status_code == 404
    assert client("adi").send(removal(app, "sari")).status_code == 404
    assert arrange.live(app, "sari") == 1


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/profile/devices/0123456789ab/removal"))
