"""Signing in. endpoint: accounts.new_login"""

import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import passwords, throttle
from portal.accounts.models import Attempt, SignIn, User
from tests import cast
from tests.accounts import arrange

RINA = {"email": cast.email("rina"), "password": cast.PASSWORD}


def test_the_right_password_lets_in_and_leads_on(app, visitor):
    typed = {"email": " Rina@SumberLogam.example ", "password": cast.PASSWORD, "next": "/profile"}
    answer = visitor.send("/login", typed)
    assert (answer.status_code, answer.location) == (303, "/profile")
    (row,) = arrange.look(app, SignIn)
    assert (row.user_id, row.ended_at, len(row.token_hash)) == (cast.user_id("rina"), None, 64)
    assert visitor.get("/profile").status_code == 200


@pytest.mark.parametrize(("name", "hours"), [("rina", 14 * 24), ("adi", 12)])
def test_a_sign_in_ends_at_the_latest_after(app, visitor, name, hours):
    visitor.send("/login", {"email": cast.email(name), "password": cast.PASSWORD})
    (row,) = arrange.look(app, SignIn)
    assert row.expires_at - row.created_at == timedelta(hours=hours)


def test_the_last_visit_is_remembered(app, visitor):
    before = clock.now().replace(microsecond=0) - timedelta(days=3)
    arrange.set_user(app, "rina", seen_at=before)
    version = arrange.look(app, User, id=cast.user_id("rina"))[0].version
    visitor.send("/login", RINA)
    assert arrange.look(app, SignIn)[0].since_at == before
    user = arrange.look(app, User, id=cast.user_id("rina"))[0]
    assert user.seen_at > before
    assert user.version == version  # an administrator's open form is not stale for it


def test_an_old_hash_is_made_anew(app, visitor):
    visitor.send("/login", RINA)
    stored = arrange.look(app, User, id=cast.user_id("rina"))[0].password_hash
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(stored, cast.PASSWORD)


def test_a_second_sign_in_ends_the_first_and_clears_the_cookie(app, client):
    browser = client("rina")
    with browser.session_transaction() as cookie:
        cookie["left behind"] = "yes"
        first = cookie["_user_id"]
    browser.send("/login", {"email": cast.email("budi"), "password": cast.PASSWORD})
    with browser.session_transaction() as cookie:
        assert "left behind" not in cookie
        assert cookie["_user_id"] != first
    assert (arrange.live(app, "rina"), arrange.live(app, "budi")) == (0, 1)


def test_somebody_with_two_places_lands_where_they_were_last(app, visitor):
    arrange.second_place(app)
    visitor.send("/login", RINA)
    places = {
        row.partner_id: row.id for row in arrange.look(app, arrange.Membership, user_id=cast.user_id("rina"))
    }
    assert arrange.look(app, SignIn)[-1].membership_id == places[1]
    visitor.send("/membership", {"partner": "BAUT"})
    visitor.send("/logout")
    visitor.send("/login", RINA)
    assert arrange.look(app, SignIn)[-1].membership_id == places[2]


def test_a_wrong_password_gets_422_and_says_so(app, visitor):
    answer = visitor.send("/login", {"email": cast.email("rina"), "password": "not this one"})
    assert answer.status_code == 422
    assert "do not belong together" in visitor.page.text
    assert visitor.page.field("email") == cast.email("rina")
    assert visitor.page.field("password") == ""
    assert arrange.look(app, SignIn) == []


@pytest.mark.parametrize(
    "typed", [{}, {"email": "rina"}, {"email": "a@b.example"}, {"email": "a@b@c", "password": "x"}]
)
def test_half_an_answer_gets_422(visitor, typed):
    assert visitor.send("/login", typed).status_code == 422


def body(answer) -> str:
    """The page without what differs by chance or by what was typed."""
    text = re.sub(r'(nonce|data-csrf|value)="[^"]*"', r'\1=""', answer.get_data(as_text=True))
    return re.sub(r"[\w.]+@[\w.]+", "", text)


def test_no_answer_tells_whether_an_account_exists(app, visitor, monkeypatch):
    """Unknown, wrong, disabled and placeless get one page after one verification each."""
    arrange.set_user(app, "sari", disabled_at=clock.now())
    arrange.set_membership(app, "toni", disabled_at=clock.now())
    work = Counter()
    real = passwords._hasher.verify

    class Counting:
        def verify(self, stored, given):
            work[current] += 1
            return real(stored, given)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    bodies = {}
    tries = {"rina": "not this one", "sari": cast.PASSWORD, "toni": cast.PASSWORD, "nobody": cast.PASSWORD}
    passwords._nobody.cache_clear()
    monkeypatch.setattr(passwords, "_nobody", lambda: cast.PASSWORD_HASH)
    for current, password in tries.items():
        email = cast.email(current) if current in cast.EVERYONE else "nobody@sumberlogam.example"
        answer = visitor.send("/login", {"email": email, "password": password})
        assert answer.status_code == 422
        bodies[current] = body(answer)
    assert len(set(bodies.values())) == 1
    assert work == dict.fromkeys(tries, 1)


def test_what_nobody_has_is_hashed_at_the_cost_of_everybody():
    assert "m=19456,t=2,p=1" in passwords._nobody()
    assert not passwords.verify(None, "nobody has this password")


@pytest.mark.parametrize("email", [cast.email("rina"), "nobody@sumberlogam.example"])
def test_the_sixth_refused_try_at_one_account_is_429(app, visitor, email):
    wrong = {"email": email, "password": "not this one"}
    answers = [
        visitor.send("/login", wrong, environ_overrides={"REMOTE_ADDR": f"10.0.0.{n}"}) for n in range(6)
    ]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert answers[5].headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in visitor.page.text
    right = visitor.send("/login", {"email": email, "password": cast.PASSWORD})
    assert right.status_code == 429
    with time_machine.travel(clock.now() + throttle.WINDOW + timedelta(seconds=1)):
        assert visitor.send("/login", {"email": email, "password": cast.PASSWORD}).status_code in (303, 422)


def test_the_thirty_first_refused_try_from_one_address_is_429(app, visitor):
    def note(session):
        for n in range(30):
            throttle.note(session, "sign-in", f"somebody{n}@else.example", "10.9.9.9")

    arrange.change(app, note)
    here = {"environ_overrides": {"REMOTE_ADDR": "10.9.9.9"}}
    assert visitor.send("/login", RINA, **here).status_code == 429
    forged = {**here, "headers": {"X-Forwarded-For": "10.1.1.1", "Forwarded": "for=10.1.1.1"}}
    assert visitor.send("/login", RINA, **forged).status_code == 429
    assert visitor.send("/login", RINA, environ_overrides={"REMOTE_ADDR": "10.9.9.8"}).status_code == 303


def test_one_subscriber_has_one_address_in_ipv6():
    assert throttle.network("2001:db8:1:2:3:4:5:6") == throttle.network("2001:db8:1:2::1") == "2001:db8:1:2::"
    assert throttle.network("2001:db8:1:3::1") != throttle.network("2001:db8:1:2::1")
    assert throttle.network(None) == "unknown"


def test_coming_in_forgets_the_tries_against_that_account_only(app, visitor):
    for name in ("rina", "rina", "budi"):
        visitor.send("/login", {"email": cast.email(name), "password": "not this one"})
    visitor.send("/login", RINA)
    assert len(arrange.look(app, Attempt)) == 1


def test_old_tries_are_forgotten(app, visitor):
    visitor.send("/login", {"email": cast.email("rina"), "password": "not this one"})
    with app.app_context():
        assert throttle.forget_old(app.config["SETTINGS"]) == 0
        with time_machine.travel(clock.now() + timedelta(days=2)):
            assert throttle.forget_old(app.config["SETTINGS"]) == 1


def test_somebody_signed_in_is_let_through(client):
    answer = client("rina").get("/login?next=/profile")
    assert (answer.status_code, answer.location) == (303, "/profile")


def test_the_page_asks_in_indonesian_too(visitor):
    visitor.get("/login", headers={"Accept-Language": "id"})
    assert visitor.page.root.get("lang") == "id"
