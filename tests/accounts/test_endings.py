"""What ends which credential: events against sign-ins and links, old copies replayed."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import SignIn, Token
from tests import cast
from tests.accounts import arrange

NEW = "tujuh ekor bebek"


def run_out(app, _client, _letters):
    arrange.change(app, lambda s: s.query(SignIn).update({"expires_at": clock.now() - timedelta(seconds=1)}))


def sign_out(_app, client, _letters):
    client.send("/logout")


def change_password(_app, client, _letters):
    client.send("/profile/password", {"new-old": cast.PASSWORD, "new-password": NEW})


def disable(app, _client, _letters):
    arrange.set_membership(app, "rina", disabled_at=clock.now())


def disable_person(app, _client, _letters):
    arrange.set_user(app, "rina", disabled_at=clock.now())


def lower_role(app, _client, _letters):
    arrange.set_membership(app, "rina", role="reader")


def idle(_app, client, _letters):
    with client.session_transaction() as cookie:
        cookie["minute"] = int(clock.now().timestamp()) // 60 - 8 * 60 - 1


# event: does the acting browser stay in, does a second one, does a reset link still work?
TABLE = [
    (run_out, False, False, True),
    (sign_out, False, True, True),
    (change_password, True, False, False),
    (disable, False, False, True),
    (disable_person, False, False, False),
    (lower_role, True, True, True),
    (idle, False, True, True),
]


@pytest.mark.parametrize(
    ("event", "here", "elsewhere", "link"), TABLE, ids=lambda x: getattr(x, "__name__", "")
)
def test_the_table(app, client, letters, event, here, elsewhere, link):
    other, browser = client("rina"), client("rina")
    reset = arrange.reset_link(app, "rina", letters)
    browser.get("/profile")
    event(app, browser, letters)
    assert (browser.get("/profile").status_code == 200) is here
    assert (other.get("/profile").status_code == 200) is elsewhere
    visitor = app.test_client()
    assert (visitor.get(reset).status_code == 200) is link


def test_a_role_applies_to_the_very_next_request(app, client):
    browser = client("rina")
    lower_role(app, browser, [])
    assert browser.send("/partners/SUMBER/invitations", {"email": "x@y.example"}).status_code == 403


def test_links_carry_256_bits_and_only_hashes_are_kept(app, letters):
    secrets = {arrange.path(letters[-1]) for _ in range(5) if arrange.reset_link(app, "rina", letters)}
    assert len(secrets) == 5
    assert {len(each.rpartition("/")[2]) for each in secrets} == {43}
    assert {len(row.token_hash) for row in arrange.look(app, Token)} == {64}


def test_a_signed_cookie_of_another_key_opens_nothing(app, client):
    browser = client("rina")
    before = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another key " * 4
    try:
        assert arrange.asked_to_sign_in(browser.get("/profile"))
    finally:
        app.config["SECRET_KEY"] = before
