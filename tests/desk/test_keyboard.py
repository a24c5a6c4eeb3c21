"""The main story by keyboard alone: sign in, find the late line, report it, reply. Nothing is clicked,
and nothing is focused but by the keys a person would press."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.issues.models import Issue
from portal.talk.models import Message
from tests import cast
from tests.orders import builders as b

MOST_TABS = 80

STOP = """(selector) => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const outlined = (e) => {
    const s = getComputedStyle(e);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  };
  const box = at.getBoundingClientRect();
  return {
    where: at.outerHTML.slice(0, 120),
    shown: [at, at.parentElement, ...at.parentElement.children].some(outlined),
    inWindow: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    wanted: at.matches(selector),
  };
}"""


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on an element that matches; every stop on the way shows its focus
    and lies in the window."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP, selector)
        if stop is None:  # past the last one, in the browser's own controls
            continue
        assert stop["shown"], f"no sign of focus on {stop['where']}"
        assert stop["inWindow"], f"focus outside the window on {stop['where']}"
        if stop["wanted"]:
            return
    raise AssertionError(f"{selector} is not reached by {MOST_TABS} tabs")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_sign_in_to_a_reply(session: Session, browse: Any, script: bool) -> None:
    b.promise(session, b.one(session, "PO-42", 3, staff_owner_id=3), -3)
    session.commit()
    page = browse(None, script=script)
    keys = page.keyboard

    page.goto("/login")
    page.locator("input[type=email]:focus").wait_for()  # nobody needs to look for the first field
    keys.type(cast.email("rina"))
    tab_to(page, "input[type=password]")
    keys.type(cast.PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/")

    keys.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    keys.press("Enter")
    tab_to(page, "a[href*='/feedback/new?'][href*='line=1']")
    keys.press("Enter")
    page.wait_for_url("**/feedback/new?*")

    tab_to(page, "input[name=kind]")
    keys.press("Space")
    assert page.evaluate("document.querySelector('input[name=kind]:checked') !== null")
    tab_to(page, "textarea[name=what_happened]")
    keys.type("The truck has stood at the port since Sunday.")
    tab_to(page, "form[action='/feedback/new'] button.button-primary")
    keys.press("Enter")
    if script:  # the answer stands where the form was
        page.locator("a[href='/issues/ISS-000001']").first.wait_for()
        tab_to(page, "a[href='/issues/ISS-000001']")
        keys.press("Enter")
    page.wait_for_url("**/issues/ISS-000001*")
    assert session.query(Issue.ref).all() == [("ISS-000001",)]

    tab_to(page, "form[action$='/messages'] textarea")
    keys.type("It moves again.")
    tab_to(page, "form[action$='/messages'] button[type=submit]")
    keys.press("Enter")
    page.locator(".message", has_text="It moves again.").first.wait_for()
    assert [body for (body,) in session.query(Message.body).order_by(Message.id)][-1] == "It moves again."


def test_menus_open_and_close_by_key_and_give_the_focus_back(browse: Any) -> None:
    page = browse("dewi")
    page.goto("/orders")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-find]')")
    tab_to(page, "details.user > summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.user a")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('details.user > summary')")
    assert not page.evaluate("document.querySelector('details.user').open")


def test_a_form_opened_in_place_is_the_next_stop(session: Session, browse: Any) -> None:
    b.promise(session, b.one(session, "PO-42", 3, staff_owner_id=3), -3)
    session.commit()
    page = browse("rina")
    page.goto("/orders")
    tab_to(page, "tbody a[href*='/orders/PO-42']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/PO-42*")
    tab_to(page, "a[href*='/feedback/new?'][href*='line=1']")
    page.keyboard.press("Enter")
    page.locator("#line-1-feedback form").wait_for()
    for _ in range(4):
        if page.evaluate("document.activeElement.closest('#line-1-feedback') !== null"):
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#line-1-feedback') !== null")
    tab_to(page, "#line-1-feedback textarea[name=what_happened]")
