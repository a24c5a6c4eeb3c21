"""Reading on in light or dark."""

from portal.accounts.models import User
from tests import cast
from tests.accounts import arrange


def test_the_choice_is_kept(app, client):
    browser = client("toni")
    answer = browser.send("/theme", {"theme": "dark"}, headers={"Referer": "http://localhost/profile"})
    assert (answer.status_code, answer.location) == (303, "/profile")
    browser.get("/profile")
    assert browser.page.root.get("class") == "theme-dark"


def test_a_look_that_does_not_exist_changes_nothing(app, client):
    client("toni").send("/theme", {"theme": 'x" onload="'})
    assert arrange.look(app, User, id=cast.user_id("toni"))[0].theme == "system"


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/theme", {"theme": "dark"}))
