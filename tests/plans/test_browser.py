"""A plan between two people in a browser: with the mouse, by keyboard, and without script; and as axe reads it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from tests.plans.arrange import action, get, get_action, plan


@pytest.mark.parametrize(
    ("phone", "dark"),
    [
        (False, False),
        (True, True),
        pytest.param(False, True, marks=pytest.mark.sweep),
        pytest.param(True, False, marks=pytest.mark.sweep),
    ],
)
def test_axe_finds_nothing(
    browse: Callable[..., Any], axe: Callable[[Any], list[str]], session: Session, dark: bool, phone: bool
) -> None:
    made = plan(session)
    number = action(session, made, checklist=["Morning"])
    page = browse("rina", dark=dark, phone=phone)
    here = f"/plans/{made.ref}"
    for path in (
        "/plans",
        "/plans/new",
        here,
        f"{here}?view=list",
        f"{here}?view=calendar",
        f"{here}/actions/{number}",
        "/actions",
    ):
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert axe(page) == [], path


def test_a_card_is_carried_where_it_may_go_and_nowhere_else(
    browse: Callable[..., Any], session: Session
) -> None:
    made = plan(session)
    number, other = action(session, made), action(session, made, "dewi", title="Check three deliveries")
    page = browse("rina")
    page.goto(f"/plans/{made.ref}")
    page.drag_and_drop(f"#action-{number}", "[data-column=doing]")
    page.wait_for_url(f"**/plans/{made.ref}#action-{number}")
    assert get_action(session, made.ref, number).state == "doing"
    assert page.locator(f"[data-column=doing] #action-{number}").count() == 1
    page.drag_and_drop(f"#action-{number}", "[data-column=waiting]")  # asks what it waits for
    page.get_by_label("What does it wait for?").fill("new straps")
    page.get_by_role("button", name="It waits for something").click()
    assert get_action(session, made.ref, number).waiting_for == "new straps"
    page.goto(f"/plans/{made.ref}")
    page.drag_and_drop(f"#action-{other}", "[data-column=doing]")  # it is Dewi's to move
    assert get_action(session, made.ref, other).state == "open"


def test_two_carry_the_same_card_and_the_second_is_told(browse: Callable[..., Any], session: Session) -> None:
    made = plan(session)
    number = action(session, made)
    rina, sari = browse("rina"), browse("sari")
    for page in (rina, sari):
        page.goto(f"/plans/{made.ref}")
    rina.drag_and_drop(f"#action-{number}", "[data-column=doing]")
    rina.wait_for_url("**#action-*")
    sari.drag_and_drop(f"#action-{number}", "[data-column=done]")  # as she still sees it
    told = sari.get_by_text("Somebody changed it meanwhile.")
    told.wait_for()
    assert "Rina Wulandari works on PLN-000001/1: Change the straps." in told.text_content()
    assert get_action(session, made.ref, number).state == "doing"
    sari.get_by_role("button", name="It is done").click()  # she sees what is there, and goes on from it
    sari.wait_for_load_state()
    assert get_action(session, made.ref, number).state == "done"


@pytest.mark.parametrize(
    ("script", "locale"),
    [(True, "en"), (False, "id"), pytest.param(False, "en", marks=pytest.mark.sweep)],
)
def test_from_an_issue_s_plan_to_its_agreed_end(
    browse: Callable[..., Any], session: Session, script: bool, locale: str
) -> None:
    words = {
        "en": ("Start", "It is done", "Verify", "Say that it has ended", "What came of it?", "Say so", "Yes, it has ended"),
        "id": ("Mulai", "Sudah selesai", "Verifikasi", "Nyatakan sudah berakhir", "Apa hasilnya?", "Nyatakan", "Ya, sudah berakhir"),
    }[locale]  # fmt: skip
    start, done, verify, ended, result, say, yes = words
    made = plan(session)
    number = action(session, made)
    rina, dewi = (browse(name, script=script, locale=locale) for name in ("rina", "dewi"))
    _read_in(session, locale)
    rina.goto(f"/plans/{made.ref}")
    for label in (start, done):
        rina.locator(f"#action-{number}").get_by_role("button", name=label).click()
    dewi.goto(f"/plans/{made.ref}/actions/{number}")
    dewi.get_by_role("button", name=verify).click()
    assert get_action(session, made.ref, number).state == "verified"
    rina.goto(f"/plans/{made.ref}")
    rina.get_by_text(ended).click()
    rina.get_by_label(result).fill("Three deliveries came straight.")
    rina.get_by_role("button", name=say, exact=True).click()
    dewi.goto(f"/plans/{made.ref}")
    dewi.get_by_role("button", name=yes).click()
    assert get(session, made.ref).state == "done"


def _read_in(session: Session, locale: str) -> None:
    session.execute(update(User).values(locale=locale))
    session.commit()
