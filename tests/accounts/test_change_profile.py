"""Changing one's name, language, zone and look."""

import pytest

from portal.accounts.models import User
from portal.activity.models import Activity
from tests import cast
from tests.accounts import arrange

GOOD = {"name": "Rina W.", "locale": "id", "zone": "Asia/Makassar", "theme": "dark"}


def test_all_four_are_kept_and_a_new_name_is_written_down(app, client):
    browser = client("rina")
    assert browser.send("/profile", GOOD).status_code == 303
    user = arrange.look(app, User, id=cast.user_id("rina"))[0]
    assert (user.name, user.locale, user.zone, user.theme) == ("Rina W.", "id", "Asia/Makassar", "dark")
    (row,) = arrange.look(app, Activity)
    assert (row.verb, row.audience, row.data) == (
        "renamed",
        "internal",
        {"before": "Rina Wulandari", "after": "Rina W."},
    )
    browser.get("/profile")
    assert browser.page.root.get("lang") == "id"
    assert browser.page.root.get("class") == "theme-dark"


def test_repeating_it_changes_nothing(app, client):
    browser = client("rina")
    browser.send("/profile", GOOD)
    browser.send("/profile", GOOD)
    assert arrange.verbs(app) == ["renamed"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 121}, {"locale": "xx"}, {"zone": "Mars/Base"}, {"theme": "pink"}]
)
def test_what_cannot_be_gets_422_and_keeps_what_was_typed(app, client, wrong):
    browser = client("rina")
    assert browser.send("/profile", {**GOOD, **wrong}).status_code == 422
    assert browser.page.field("name") == {**GOOD, **wrong}["name"]
    assert arrange.look(app, User, id=cast.user_id("rina"))[0].name == cast.NAMES["rina"]


def test_fields_that_are_not_asked_for_are_not_taken(app, client):
    client("rina").send(
        "/profile", {**GOOD, "email": "x@y.example", "staff_role": "administrator", "id": "1"}
    )
    user = arrange.look(app, User, id=cast.user_id("rina"))[0]
    assert (user.email, user.staff_role) == (cast.email("rina"), None)


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/profile", GOOD))
