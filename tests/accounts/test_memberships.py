"""The organisations one may act for."""

from tests.accounts import arrange


def test_all_places_are_listed_and_the_present_one_is_marked(app, client):
    arrange.second_place(app)
    browser = client("rina")
    assert browser.get("/profile/memberships").status_code == 200
    assert "PT Sumber Logam Abadi You act for it now" in browser.page.text
    assert "CV Baut Prima Act for it" in browser.page.text


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert arrange.asked_to_sign_in(visitor.get("/profile/memberships"))
