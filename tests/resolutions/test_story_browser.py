"""A full 8D between two people in a browser: filled by Rina on a phone, returned once by Dewi, closed by what the
next receipts show. With script; in `make sweep` without it and in Indonesian, too; and as axe reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.resolutions.kinds import KINDS
from tests.issues.arrange import get, issue, orders
from tests.resolutions.arrange import begun, case, closed, receipt, send, step, today

TYPED: dict[str, dict[str, str]] = {
    "emergency": {"symptom": "Bent bars", "at_once": "Set aside"},
    "problem": {"what": "12 bars are bent", "where": "Rungkut", "found": "Monday", "affected": "12", "is_where": "lowest layer"},
    "containment": {"how": "Every bundle is pulled", "at_partner_lot": "40", "at_partner_checked": "40", "at_partner_bad": "2"},
    "causes": {"occurrence": "Straps too loose", "escape": "Nobody pulls them", "occurrence_why_1": "Low torque"},
    "correction": {"chosen": "Lock the torque"},
    "implementation": {"done": "Locked on all machines"},
    "prevention": {"documents": "Instruction 12"},
    "closing": {"learned": "Pull the straps"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("script", "locale"), [(True, "en"), pytest.param(False, "id", marks=pytest.mark.sweep)]
)
def test_a_full_8d_from_beginning_to_end(
    browse: Callable[..., Any], session: Session, script: bool, locale: str
) -> None:
    session.execute(update(User).values(locale=locale))
    orders(session)
    ref = issue(session, "dewi", kind="damaged", severity="high", what_happened="12 bars are bent.")
    here = f"/issues/{ref}/resolution"
    dewi = browse("dewi", script=script, locale=locale)
    rina = browse("rina", script=script, locale=locale, phone=True)
    dewi.goto(f"/issues/{ref}")
    dewi.locator(f"a[href='{here}']").first.click()
    _send(dewi, f"{here}/beginning")
    assert (case(session, ref).form, case(session, ref).side) == ("full", "partner")

    for kind in KINDS[:-1]:
        _fill(rina, here, kind)
        if kind == "causes":
            dewi.goto(f"{here}/causes")
            dewi.locator("#return > summary").click()
            dewi.locator("#return textarea").fill("Why was the torque low?")
            _send(dewi, f"{here}/causes/return")
            rina.goto(f"{here}/causes")
            assert rina.get_by_text("Why was the torque low?").count()
            assert rina.locator("textarea[name=occurrence]").input_value() == "Straps too loose"
            rina.locator("input[name=occurrence_why_2]").fill("A thinner strap tore")
            _send(rina, f"{here}/causes")
        dewi.goto(f"{here}/{kind}")
        _send(dewi, f"{here}/{kind}/acceptance")
        assert step(session, ref, kind).state == "accepted", kind
    assert step(session, ref, "causes").said == 2

    _fill(rina, here, "closing")
    dewi.goto(f"{here}/closing")
    _send(dewi, f"{here}/closing/acceptance", expect=409)  # nobody found yet that it works
    assert case(session, ref).state == "open"
    for number in range(1, 6):
        receipt(session, number, today() - timedelta(days=6 - number))
    dewi.goto(here)
    assert dewi.get_by_text("GR-5").count()
    dewi.locator(f"form[action='{here}/effectiveness'] input[value=effective]").check(force=True)
    _send(dewi, f"{here}/effectiveness")
    dewi.goto(f"{here}/closing")
    _send(dewi, f"{here}/closing/acceptance")
    assert case(session, ref).state == "closed"

    rina.goto(f"/issues/{ref}")
    solve = rina.locator(f"form[action='{here}']")
    if not solve.locator("textarea").is_visible():
        rina.locator("#step-resolve > summary").click()
    solve.locator("textarea").fill("The torque is locked.")
    _send(rina, here)
    assert get(session, ref).state == "resolved"


def _fill(page: Any, here: str, kind: str) -> None:
    page.goto(f"{here}/{kind}")
    form = page.locator(f"form[action='{here}/{kind}']")
    if kind == "team":
        form.locator("select[name=leader]").select_option("partner:6")
        form.locator("select[name=champion]").select_option("company:3")
    for name in ("occurrence_code", "escape_code") if kind == "causes" else ():
        form.locator(f"select[name={name}]").select_option("method")
    if kind == "implementation":
        form.locator("input[name=done_on]").fill((today() - timedelta(days=9)).isoformat())
    for name, text in TYPED.get(kind, {}).items():
        form.locator(f"[name={name}]").fill(text)
    _send(page, f"{here}/{kind}")


def _send(page: Any, action: str, expect: int = 303) -> None:
    """Press the button of the form that goes there."""
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith(action)
    ) as sent:
        page.locator(f"form[action='{action}'] button[type=submit]").first.click()
    assert sent.value.status == expect, (action, sent.value.status)
    page.wait_for_load_state()


@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, True)])
def test_axe_finds_nothing(
    browse: Callable[..., Any], axe: Callable[[Any], list[str]], session: Session, dark: bool, phone: bool
) -> None:
    old = closed(session)
    ref = begun(session, "full")
    bare = issue(session, "dewi")
    for kind in ("team", "problem", "containment", "causes"):
        send(session, ref, kind)
    for name, paths in (
        ("dewi", (f"/issues/{ref}/resolution", f"/issues/{ref}/resolution/causes", f"/issues/{old}/resolution", f"/issues/{bare}/resolution", f"/issues/{ref}")),
        ("rina", tuple(f"/issues/{ref}/resolution/{kind}" for kind in ("team", "problem", "containment", "causes", "implementation"))),
    ):  # fmt: skip
        page = browse(name, dark=dark, phone=phone)
        for path in paths:
            page.goto(path)
            for summary in page.locator("main summary").all():
                if summary.is_visible():  # some lie within others, or belong to the other way of saying
                    summary.click()
            assert axe(page) == [], path
