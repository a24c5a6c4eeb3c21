"""The profile page."""

import pytest

from tests import cast


@pytest.mark.parametrize("name", ["adi", "ayu", "rina", "toni"])
def test_everybody_finds_their_own(client, name):
    browser = client(name)
    assert browser.get("/profile").status_code == 200
    assert browser.page.field("name") == cast.NAMES[name]
    assert cast.email(name) in browser.page.text
    assert browser.selects <= 4


def test_a_visitor_is_sent_to_sign_in(visitor):
    answer = visitor.get("/profile")
    assert answer.location == "/login?next=/profile"
