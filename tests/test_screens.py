"""`make screenshots` shows every screen: a page that nobody looks at is a page that nobody would ship."""

from flask import Flask

from tests.screens import NO_SCREEN, SCREENS


def test_every_page_is_among_the_screens(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_SCREEN
    shown = {screen.endpoint for screen in SCREENS}
    assert sorted(pages - shown) == [], "add them to tests/screens.py (or to NO_SCREEN, if they are no pages)"
    assert sorted(shown - pages) == []


def test_each_picture_has_a_name_of_its_own() -> None:
    pictures = [screen.picture(person) for screen in SCREENS for person in screen.people]
    assert sorted(set(pictures)) == sorted(pictures)
