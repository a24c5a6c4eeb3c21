"""The pages of scores in a browser: as axe reads them, dark and light, on a desktop and a phone; without script."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.scores.cards import OCTOBER, arrange


@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, True)])
def test_axe_finds_nothing(
    browse: Callable[..., Any], axe: Callable[[Any], list[str]], session: Session, dark: bool, phone: bool
) -> None:
    arrange(session)
    page = browse("dewi", dark=dark, phone=phone)
    for path in (
        "/scorecard",
        "/scorecard/SUMBER",
        "/scorecard/SUMBER/otif",
        "/scorecard/SUMBER/repeat_causes",
    ):
        page.goto(f"{path}?{OCTOBER}")
        for summary in page.locator("main summary").all():
            summary.click()
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{path} is wider than the screen"
        )


def test_a_period_is_chosen_and_a_figure_opened_without_script(
    browse: Callable[..., Any], session: Session
) -> None:
    arrange(session)
    page = browse("rina", script=False)
    page.goto("/scorecard/SUMBER?period=2026-11")
    page.get_by_text("Period", exact=True).click()
    page.get_by_label("Month, quarter or year").select_option("2026-10")
    page.get_by_role("button", name="Show").click()
    page.locator("#measure-otif").get_by_role("link", name="On time and in full", exact=True).click()
    page.get_by_role("link", name="PO-1").first.click()
    page.wait_for_url("**/orders/PO-1")
