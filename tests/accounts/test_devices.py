"""Where one is signed in."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import agents
from portal.accounts.models import SignIn
from tests import cast
from tests.accounts import arrange

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_live_ones_are_listed_in_words_and_this_one_is_marked(app, client, visitor):
    visitor.send(
        "/login", {"email": cast.email("rina"), "password": cast.PASSWORD}, headers={"User-Agent": FIREFOX}
    )
    browser = client("rina")
    assert browser.get("/profile/devices").status_code == 200
    assert "Firefox on Windows" in browser.page.text
    assert browser.page.text.count("This device") == 1
    assert "127.0.0.1" in browser.page.text


def test_ended_and_outlived_ones_and_those_of_others_are_not(app, client):
    client("budi")
    client("rina").send("/logout")
    client("rina")
    arrange.change(
        app,
        lambda s: (
            s.query(SignIn)
            .filter_by(user_id=cast.user_id("rina"), ended_at=None)
            .update({"expires_at": clock.now() - timedelta(1)})
        ),
    )
    browser = client("rina")
    browser.get("/profile/devices")
    assert len(browser.page.all("form", class_="post-button")) == 1


def test_no_secret_and_no_whole_hash_is_on_the_page(app, client):
    browser = client("rina")
    browser.get("/profile/devices")
    assert arrange.look(app, SignIn)[0].token_hash not in browser.page.html


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("curl/8.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_agents_in_words(app, agent, words):
    with app.app_context():
        assert agents.in_words(agent) == words


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.get("/profile/devices"))
