"""Acting for another organisation."""

from portal import clock
from portal.accounts.models import SignIn
from portal.activity.models import Activity
from tests import cast
from tests.accounts import arrange


def test_it_rotates_the_sign_in_keeps_its_last_day_and_is_written_down(app, client):
    arrange.second_place(app)
    browser = client("rina")
    with browser.session_transaction() as cookie:
        copy = dict(cookie)
    answer = browser.send("/membership", {"partner": "BAUT"})
    assert (answer.status_code, answer.location) == (303, "/")
    old, new = arrange.look(app, SignIn)
    assert old.ended_at is not None
    assert new.expires_at == old.expires_at
    browser.get("/profile")
    assert "CV Baut Prima" in browser.page.text
    assert browser.get("/partners/BAUT").status_code == 200
    assert browser.get("/partners/SUMBER").status_code == 404
    (row,) = arrange.look(app, Activity)
    assert (row.verb, row.partner_id, row.actor_user_id) == ("switched", 2, cast.user_id("rina"))
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copy)
    assert arrange.asked_to_sign_in(thief.get("/profile"))


def test_the_role_is_that_of_the_place(app, client):
    arrange.second_place(app, role="reader")
    browser = client("rina")
    browser.send("/membership", {"partner": "BAUT"})
    assert browser.send("/partners/BAUT/invitations", {"email": "x@y.example"}).status_code == 403


def test_a_place_one_does_not_have_is_not_found(app, client):
    browser = client("rina")
    assert browser.send("/membership", {"partner": "BAUT"}).status_code == 404
    arrange.second_place(app, "sari")
    arrange.change(
        app,
        lambda s: s.query(arrange.Membership).filter_by(partner_id=2).update({"disabled_at": clock.now()}),
    )
    assert client("sari").send("/membership", {"partner": "BAUT"}).status_code == 404


def test_staff_have_one_place(client):
    assert client("adi").send("/membership", {"partner": "SUMBER"}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.send("/membership", {"partner": "SUMBER"}))
