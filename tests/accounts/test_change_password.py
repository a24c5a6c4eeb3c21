"""Changing the password."""

from portal.accounts import passwords
from portal.accounts.models import User
from tests import cast
from tests.accounts import arrange

NEW = "tujuh ekor bebek"
GOOD = {"new-old": cast.PASSWORD, "new-password": NEW}


def stored(app) -> str:
    return arrange.look(app, User, id=cast.user_id("rina"))[0].password_hash


def test_it_is_kept_other_devices_end_and_a_letter_tells(app, client, letters):
    other, browser = client("rina"), client("rina")
    answer = browser.send("/profile/password", GOOD)
    assert answer.status_code == 303
    assert passwords.verify(stored(app), NEW)
    assert browser.get("/profile").status_code == 200
    assert arrange.asked_to_sign_in(other.get("/profile"))
    assert [(x.kind, x.to_address) for x in letters] == [("changed", cast.email("rina"))]
    assert arrange.verbs(app) == ["changed-password"]


def test_a_wrong_old_one_gets_422_and_changes_nothing(app, client, letters):
    browser = client("rina")
    assert browser.send("/profile/password", {**GOOD, "new-old": "not this one"}).status_code == 422
    assert "not your present password" in browser.page.text
    assert stored(app) == cast.PASSWORD_HASH
    assert letters == []


def test_one_that_is_easy_to_guess_gets_422(app, client):
    browser = client("rina")
    for easy in ("short", "password123", "rinawulandari", ""):
        assert browser.send("/profile/password", {**GOOD, "new-password": easy}).status_code == 422
    assert stored(app) == cast.PASSWORD_HASH


def test_guessing_the_old_one_is_throttled(app, client):
    browser = client("rina")
    for _ in range(5):
        browser.send("/profile/password", {**GOOD, "new-old": "not this one"})
    assert browser.send("/profile/password", GOOD).status_code == 429
    assert stored(app) == cast.PASSWORD_HASH


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/profile/password", GOOD))
