"""Setting a new password with a link."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import passwords
from portal.accounts.models import Token, User
from tests import cast
from tests.accounts import arrange

NEW = {"password": "tujuh ekor bebek"}


def stored(app) -> str:
    return arrange.look(app, User, id=cast.user_id("rina"))[0].password_hash


def test_it_is_set_all_devices_end_and_a_letter_tells(app, client, visitor, letters):
    browser = client("rina")
    answer = visitor.send(arrange.reset_link(app, "rina", letters), NEW)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert passwords.verify(stored(app), NEW["password"])
    assert arrange.asked_to_sign_in(browser.get("/profile"))
    assert letters[-1].kind == "changed"
    visitor.get("/login")
    assert "new password is set" in visitor.page.text


def test_it_works_once(app, visitor, letters):
    path = arrange.reset_link(app, "rina", letters)
    assert visitor.send(path, NEW).status_code == 303
    assert visitor.send(path, {"password": "another good one"}).status_code == 404
    assert passwords.verify(stored(app), NEW["password"])


def test_pressing_twice_ends_where_the_first_press_did(app, visitor, letters):
    path = arrange.reset_link(app, "rina", letters)
    visitor.send(path, NEW)
    answer = visitor.send(path, NEW)
    assert (answer.status_code, answer.location) == (303, "/login")
    visitor.get("/login")
    assert "new password is set" in visitor.page.text
    assert [letter.kind for letter in letters] == ["password-reset", "changed"]
    assert visitor.get(path).status_code == 404


def test_the_second_press_is_nothing_but_a_try_to_sign_in(app, visitor, letters):
    """It sets nothing, and guesses with a used link are counted like any others."""
    path = arrange.reset_link(app, "rina", letters)
    visitor.send(path, NEW)
    kept = stored(app)
    for _ in range(5):
        assert visitor.send(path, {"password": "another good one"}).status_code == 404
    assert visitor.send(path, NEW).status_code == 404
    assert visitor.send("/login", {"email": cast.email("rina"), **NEW}).status_code == 429
    assert stored(app) == kept


@pytest.mark.parametrize("how", ["later", "disabled", "changed since"])
def test_a_second_press_finds_nothing(app, client, visitor, letters, how):
    path = arrange.reset_link(app, "rina", letters)
    visitor.send(path, NEW)
    if how == "later":
        used = clock.now() - timedelta(minutes=11)
        arrange.change(app, lambda s: s.query(Token).update({"used_at": used}))
    elif how == "disabled":
        arrange.set_user(app, "rina", disabled_at=clock.now())
    else:
        arrange.set_user(app, "rina", password_hash=passwords.make("sembilan kucing"))
    assert visitor.send(path, NEW).status_code == 404


def test_a_newer_link_cancels_it(app, visitor, letters):
    old, new = arrange.reset_link(app, "rina", letters), arrange.reset_link(app, "rina", letters)
    assert visitor.send(old, NEW).status_code == 404
    assert visitor.send(new, NEW).status_code == 303


@pytest.mark.parametrize("how", ["late", "disabled", "other e-mail", "password changed"])
def test_it_ends_with(app, client, visitor, letters, how):
    path = arrange.reset_link(app, "rina", letters)
    if how == "late":
        arrange.expire(app)
    elif how == "disabled":
        arrange.set_user(app, "rina", disabled_at=clock.now())
    elif how == "other e-mail":
        arrange.set_user(app, "rina", email="rina.w@sumberlogam.example")
    else:
        client("rina").send(
            "/profile/password", {"new-old": cast.PASSWORD, "new-password": "sembilan kucing"}
        )
    before = stored(app)
    assert visitor.send(path, NEW).status_code == 404
    assert stored(app) == before


def test_one_that_is_easy_to_guess_gets_422_and_the_link_still_works(app, visitor, letters):
    path = arrange.reset_link(app, "rina", letters)
    for easy in ("", "short", "sumberlogam1", "a" * 200):
        assert visitor.send(path, {"password": easy}).status_code == 422
    assert visitor.send(path, NEW).status_code == 303


def test_whoever_was_locked_out_may_sign_in_again(app, visitor, letters):
    for _ in range(5):
        visitor.send("/login", {"email": cast.email("rina"), "password": "not this one"})
    visitor.send(arrange.reset_link(app, "rina", letters), NEW)
    assert visitor.send("/login", {"email": cast.email("rina"), **NEW}).status_code == 303


def test_it_works_over_https_where_forms_must_say_where_they_come_from(app, visitor, letters):
    """The policy of the page lets the browser name it to us, and Flask-WTF asks for that."""
    path = arrange.reset_link(app, "rina", letters)
    secure = {"base_url": "https://localhost"}
    visitor.get(path, **secure)
    fields = {**NEW, "csrf_token": visitor.page.field("csrf_token")}
    assert visitor.post(path, data=fields, **secure).status_code == 403
    answer = visitor.post(path, data=fields, headers={"Referer": f"https://localhost{path}"}, **secure)
    assert answer.status_code == 303
