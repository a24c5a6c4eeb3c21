"""Asking for a link. endpoint: accounts.new_reset"""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Token
from tests import cast
from tests.accounts import arrange


def test_the_page_asks(visitor):
    assert visitor.get("/password-reset").status_code == 200
    assert visitor.page.one("h1").text == "Password forgotten"


def test_a_link_goes_to_the_stored_address_and_is_kept_hashed(app, visitor, letters):
    answer = visitor.send(
        "/password-reset", {"email": "RINA@sumberlogam.example"}, headers={"Host": "localhost"}
    )
    assert (answer.status_code, answer.location) == (303, "/login")
    (letter,) = letters
    assert (letter.kind, letter.to_address, letter.user_id) == (
        "password-reset",
        cast.email("rina"),
        cast.user_id("rina"),
    )
    secret = arrange.path(letter).removeprefix("/password-reset/")
    (token,) = arrange.look(app, Token)
    assert secret not in vars(token).values()
    assert (token.expires_at - token.created_at).total_seconds() == 30 * 60


def test_the_link_never_comes_from_the_host_header(visitor, letters):
    answer = visitor.send("/password-reset", {"email": cast.email("rina")}, base_url="http://evil.example")
    assert answer.status_code == 400
    visitor.send(
        "/password-reset", {"email": cast.email("rina")}, headers={"X-Forwarded-Host": "evil.example"}
    )
    assert letters[-1].context["link"].startswith("http://localhost/password-reset/")


def test_a_list_of_addresses_is_one_address(app, visitor, letters):
    fields = {"email": [cast.email("rina"), "thief@evil.example"]}
    visitor.send("/password-reset", fields)
    assert [x.to_address for x in letters] == [cast.email("rina")]


def test_known_unknown_and_disabled_get_one_answer(app, visitor, letters):
    arrange.set_user(app, "sari", disabled_at=clock.now())
    seen = set()
    for email in (cast.email("rina"), cast.email("sari"), "nobody@sumberlogam.example"):
        answer = visitor.send("/password-reset", {"email": email})
        visitor.get("/login")
        seen.add((answer.status_code, answer.location, answer.get_data(), visitor.page.text))
    assert len(seen) == 1
    assert "on its way" in visitor.page.text
    assert [token.email for token in arrange.look(app, Token)] == [cast.email("rina")]


def test_both_answers_do_the_same_work(app, visitor):
    """Statements, not milliseconds: the same number whether or not there is an account."""
    from sqlalchemy import event

    from portal.db import db

    counts = []
    with app.app_context():
        engine = db.engine
    for email in (cast.email("budi"), "nobody@sumberlogam.example"):
        said: list[str] = []
        listener = lambda _c, _u, statement, *_, said=said: said.append(statement.split()[0])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        visitor.send("/password-reset", {"email": email})
        event.remove(engine, "before_cursor_execute", listener)
        counts.append([word for word in said if word in ("SELECT", "INSERT", "UPDATE")])
    assert counts[0] == counts[1]


@pytest.fixture
def later(monkeypatch):
    """Lets seconds pass."""

    def wait(seconds):
        now = clock.now() + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda: now)

    return wait


def test_the_sixth_request_is_429(visitor, letters, later):
    answers = []
    for _ in range(6):
        answers.append(visitor.send("/password-reset", {"email": cast.email("rina")}).status_code)
        later(61)
    assert answers == [303] * 5 + [429]
    assert len(letters) == 5


@pytest.mark.parametrize("email", [cast.email("rina"), "nobody@sumberlogam.example"])
def test_a_button_pressed_many_times_sends_one_mail_and_says_the_same(visitor, letters, email):
    said = set()
    for _ in range(20):
        answer = visitor.send("/password-reset", {"email": email})
        visitor.get("/login")
        said.add((answer.status_code, answer.location, visitor.page.text))
    assert len(said) == 1
    # What is written for nobody is taken back, so one letter is made for either.
    assert len(letters) == 1


def test_the_link_of_the_one_mail_works_and_a_minute_later_a_new_one_comes(visitor, letters, later):
    for _ in range(3):
        visitor.send("/password-reset", {"email": cast.email("rina")})
    assert visitor.get(arrange.path(letters[0])).status_code == 200
    later(61)
    visitor.send("/password-reset", {"email": cast.email("rina")})
    assert len(letters) == 2
    assert visitor.get(arrange.path(letters[0])).status_code == 404
    assert visitor.get(arrange.path(letters[1])).status_code == 200


def test_after_a_link_was_used_the_next_comes_at_once(visitor, letters):
    visitor.send("/password-reset", {"email": cast.email("rina")})
    visitor.send(arrange.path(letters[0]), {"password": "tujuh ekor bebek"})
    visitor.send("/password-reset", {"email": cast.email("rina")})
    assert [letter.kind for letter in letters] == ["password-reset", "changed", "password-reset"]


def test_many_addresses_from_one_place_are_still_counted(visitor):
    answers = [
        visitor.send("/password-reset", {"email": f"person{n}@example.test"}).status_code for n in range(31)
    ]
    assert answers == [303] * 30 + [429]


def test_half_an_address_gets_422(visitor):
    assert visitor.send("/password-reset", {"email": "rina"}).status_code == 422
    assert "whole e-mail address" in visitor.page.text
