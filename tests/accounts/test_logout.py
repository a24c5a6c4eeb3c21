"""Signing out."""

from tests.accounts import arrange


def test_the_sign_in_ends_in_every_copy_of_its_cookie(app, client):
    browser = client("rina")
    with browser.session_transaction() as cookie:
        copy = dict(cookie)
    answer = browser.send("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copy)
    assert arrange.asked_to_sign_in(thief.get("/profile"))
    assert arrange.live(app, "rina") == 0


def test_other_devices_stay(app, client):
    client("rina").send("/logout")
    client("rina")
    assert arrange.live(app, "rina") == 1


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/logout"))


def test_a_link_from_elsewhere_cannot_sign_out(app, client):
    browser = client("rina")
    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout").status_code == 403
    assert arrange.live(app, "rina") == 1
