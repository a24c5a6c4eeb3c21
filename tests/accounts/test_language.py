"""Reading on in another language."""

from portal.accounts.models import User
from tests import cast
from tests.accounts import arrange


def test_a_visitor_reads_on_where_they_were(visitor):
    answer = visitor.send(
        "/language", {"language": "id"}, headers={"Referer": "http://localhost/login?next=/orders"}
    )
    assert (answer.status_code, answer.location) == (303, "/login?next=/orders")
    visitor.get("/login")
    assert visitor.page.root.get("lang") == "id"
    assert "HttpOnly" in answer.headers["Set-Cookie"]


def test_a_signed_in_person_keeps_it(app, client):
    browser = client("rina")
    browser.send("/language", {"language": "id"})
    assert arrange.look(app, User, id=cast.user_id("rina"))[0].locale == "id"
    browser.get("/profile")
    assert browser.page.root.get("lang") == "id"


def test_a_language_nobody_speaks_changes_nothing(app, client, visitor):
    client("rina").send("/language", {"language": "xx"})
    assert arrange.look(app, User, id=cast.user_id("rina"))[0].locale == "en"
    assert "Set-Cookie" not in visitor.send("/language", {"language": "../../etc"}).headers


def test_nobody_is_led_elsewhere(visitor):
    for referrer in (
        "https://evil.example/",
        "http://localhost.evil.example/x",
        "http://localhost//evil.example",
    ):
        answer = visitor.send("/language", {"language": "id"}, headers={"Referer": referrer})
        assert answer.location == "/"
