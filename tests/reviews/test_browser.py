"""A monthly review between two people in a browser, from the reminder to the frozen PDF: once with script, once
without it and in Indonesian; and as axe reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.issues.models import Issue
from portal.notify.models import Mail
from portal.reviews import reminding
from portal.reviews.models import Review
from tests import cast
from tests.issues.arrange import issue
from tests.reviews.arrange import agreed, get, held, review, today
from tests.reviews.test_export_pdf import text_of
from tests.reviews.test_reminding import CALENDAR

SEEN = {"difficulties": "Forecasts came late", "wishes": "A forecast by the 20th", "feedback": "Answers are fast",
        "risks": "Waves until February", "outlook": "Ten per cent more"}  # fmt: skip


@pytest.mark.parametrize(("script", "locale"), [(True, "en"), (False, "id")])
def test_a_monthly_review_from_reminder_to_frozen_pdf(
    browse: Callable[..., Any], client: Callable[[str], Any], session: Session, script: bool, locale: str
) -> None:
    session.execute(update(User).values(locale=locale))
    late = issue(session, "rina", None, kind="damaged", what_happened="Twelve bars are bent.")
    dewi = browse("dewi", script=script, locale=locale)
    rina = browse("rina", script=script, locale=locale, phone=True)

    dewi.goto("/reviews/new?partner=SUMBER")
    dewi.locator("input[name=meets_on]").fill((today() + timedelta(days=7)).isoformat())
    dewi.locator("input[name=meets_at]").fill("9:30")
    dewi.locator("input[name=place]").fill("Rungkut, room 2")
    dewi.locator(f"input[name=partner_people][value='{cast.user_id('rina')}']").check(force=True)
    send(dewi, "/reviews")
    made = session.query(Review).one()
    here = f"/reviews/{made.ref}"

    assert reminding.ask(session, today(), CALENDAR) == 1
    session.commit()
    (mail,) = session.query(Mail).filter_by(to_address=cast.email("rina")).order_by(Mail.id.desc()).limit(1)
    assert here in mail.text
    rina.goto("/")
    rina.locator(f".waiting-act a[href='{here}']").click()
    for name, words in SEEN.items():
        rina.locator(f"#view-{name}").fill(words)
    send(rina, f"{here}/view")
    dewi.goto(here)
    assert dewi.get_by_text("Forecasts came late").count()
    assert dewi.get_by_text(late).count()
    dewi.locator("#view-feedback").fill("Tell us the day before")
    send(dewi, f"{here}/view")

    session.execute(update(Review).values(meets_on=today(), version=Review.version + 1))  # the day has come
    session.commit()
    dewi.goto("/")
    dewi.locator(f".waiting-act a[href='{here}']").click()
    dewi.locator("#minutes-notes").fill("We went through the late lines.")
    dewi.locator("#minutes-decisions").fill("Steel goes by road in December")
    send(dewi, f"{here}/minutes")
    dewi.locator("#agreed summary").click()
    dewi.locator("#action-title").fill("Send the forecast")
    dewi.locator("#action-done_means").fill("It is here")
    dewi.locator("#action-due_on").fill((today() + timedelta(days=20)).isoformat())
    send(dewi, f"{here}/actions")

    rina.goto("/")
    rina.locator(f".waiting-act a[href='{here}']").click()
    assert rina.get_by_text("Steel goes by road in December").count()
    assert rina.get_by_text("Send the forecast").count()
    send(rina, f"{here}/acceptance")
    dewi.goto(here)
    send(dewi, f"{here}/acceptance")
    at = get(session, made.ref)
    assert (at.state, at.said, at.ended_name) == ("agreed", 2, "Dewi Anggraini")
    assert session.query(Review).count() == 2  # the next one is in the calendar

    with rina.expect_download() as loading:
        rina.goto(here)
        rina.locator(f"a[href='{here}.pdf']").click()
    frozen = text_of(loading.value.path().read_bytes())
    for words in (
        "Send the forecast",
        "Forecasts came late",
        "Tell us the day before",
        "Rina Wulandari",
        late,
    ):
        assert words in frozen, words
    assert {"en": "Agreed by both", "id": "Disepakati kedua pihak"}[locale] in frozen
    session.execute(update(Issue).values(title="Quite another matter", closed=True))
    session.commit()
    assert text_of(client("rina").get(f"{here}.pdf").data) == frozen


def send(page: Any, action: str, expect: int = 303) -> None:
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
    issue(session, "rina", None, kind="damaged", what_happened="Twelve bars are bent.")
    coming, written, done = review(session), review(session, days=-1), review(session, days=-2)
    for ref in (written, done):
        held(session, ref)
    agreed(session, done)
    page = browse("dewi", dark=dark, phone=phone)
    paths = [f"/reviews/{ref}" for ref in (coming, written, done)]
    for path in (*paths, "/reviews", "/reviews?tab=year", "/reviews/new", "/reviews/new?partner=SUMBER"):
        page.goto(path)
        for summary in page.locator("main summary").all():
            if summary.is_visible():
                summary.click()
        assert axe(page) == [], path
