"""Signing out everything but this device."""

from tests.accounts import arrange


def test_only_this_one_stays(app, client):
    others = [client("rina") for _ in range(3)]
    colleague, browser = client("sari"), client("rina")
    for _ in range(2):
        assert browser.send("/profile/other-devices/removal").location == "/profile/devices"
    assert arrange.live(app, "rina") == 1
    assert browser.get("/profile").status_code == 200
    assert colleague.get("/profile").status_code == 200
    assert all(arrange.asked_to_sign_in(o.get("/profile")) for o in others)


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/profile/other-devices/removal"))
