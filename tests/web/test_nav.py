"""The bar marks the page one is on, and says when one is further down under a noun."""

import pytest


def marked(page):
    """What the bar marks: label and kind of mark; the folded copy of a noun counts once."""
    links = [a for a in page.one("nav", aria_label="Main").iter("a") if a.get("aria-current")]
    return {(" ".join("".join(a.itertext()).split()), a.get("aria-current")) for a in links}


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/", {("Home", "page")}),
        ("/orders", {("Orders", "page")}),
        ("/orders?q=plate", {("Orders", "page")}),
        ("/issues", {("Issues", "page")}),
        ("/delivery", {("Delivery", "page")}),
        ("/partners", {("Partners", "page")}),
        ("/partners/SUMBER", {("Partners", "true")}),
        ("/search?q=plate", set()),
        ("/profile", set()),
        ("/settings/people", set()),
        ("/feedback/new?partner=SUMBER", set()),
    ],
)
def test_what_is_marked(client, path, mark):
    adi = client("adi")
    assert adi.get(path).status_code == 200
    assert marked(adi.page) == mark


def test_a_page_that_is_missing_marks_nothing(client):
    adi = client("adi")
    assert adi.get("/orders/PO-404").status_code == 404
    assert adi.page.all("a", aria_current="page") == []


@pytest.mark.parametrize("name", ["adi", "ayu", "rina", "toni"])
def test_everybody_who_may_see_the_figures_finds_them(client, name):
    opened = client(name)
    opened.get("/")
    assert any(a.get("href") == "/delivery" for a in opened.page.one("nav", aria_label="Main").iter("a"))
