"""The main story in a real browser: a late line, a report with a photo, an internal and a shared word,
the partner's agreement. With script in English and without in Indonesian; the other two in `make sweep`."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.files.models import Attachment
from portal.issues.models import Issue
from tests.orders import builders as b

SECRET = "Kanarienvogel 4711"


def photo() -> bytes:
    """A small picture, as a phone would send it."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def _late_line(session: Session) -> None:
    b.promise(session, b.one(session, "PO-42", 3, staff_owner_id=3), -3)
    session.commit()


@pytest.mark.usefixtures("_late_line")
@pytest.mark.parametrize(
    ("locale", "script"),
    [
        pytest.param("en", True, id="en-script"),
        pytest.param("id", False, id="id-no-script"),
        pytest.param("en", False, id="en-no-script", marks=pytest.mark.sweep),
        pytest.param("id", True, id="id-script", marks=pytest.mark.sweep),
    ],
)
def test_from_a_late_line_to_an_agreed_end(
    app: Flask, session: Session, browse: Any, script: bool, locale: str
) -> None:
    session.query(User).update({"locale": locale})
    session.commit()
    partner = browse("rina", script=script, phone=True, locale=locale)
    partner.goto("/orders/PO-42")
    if script:
        partner.click("a[href*='/feedback/new?'][href*='line=1']")
        partner.wait_for_selector("#feedback, form[action='/feedback/new']")
    else:
        href = partner.get_attribute("a[href*='/feedback/new?'][href*='line=1']", "href")
        partner.goto(href)
    form = partner.locator("form[action='/feedback/new']")
    form.locator("input[name=kind][value=late_or_missing]").check(force=True)
    form.locator("textarea[name=what_happened]").fill("Truk berhenti di pelabuhan.")
    picture = {"name": "port.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    form.locator("input[type=file]").set_input_files(picture)
    if script:
        partner.wait_for_selector("input[name=kept]", state="attached")
    partner.locator("form[action='/feedback/new'] button.button-primary").click()
    partner.get_by_text("ISS-000001").first.wait_for()
    issue = session.scalars(select(Issue)).one()
    assert (issue.about, issue.order_id is not None) == ("line", True)
    assert session.scalars(select(Attachment.subject_type)).all() == ["issue"]

    agent = browse("dewi", script=script, locale=locale)
    agent.goto("/issues")
    assert "ISS-000001" in agent.locator("tbody tr").first.inner_text()
    for audience, words in (("internal", SECRET), ("shared", "Kami kirim truk pengganti.")):
        agent.goto("/issues/ISS-000001")
        composer = agent.locator("form[action='/issues/ISS-000001/messages']")
        composer.locator(f"input[name=audience][value={audience}]").check(force=True)
        composer.locator("textarea[name=body]").fill(words)
        composer.locator("button[type=submit]").last.click()
        agent.get_by_text(words).first.wait_for()
    agent.goto("/issues/ISS-000001")
    solve = agent.locator("form[action='/issues/ISS-000001/resolution']")
    if not solve.locator("textarea").is_visible():
        agent.locator("details:has(form[action='/issues/ISS-000001/resolution']) > summary").click()
    solve.locator("textarea").fill("Truk sudah tiba.")
    solve.locator("button[type=submit]").click()
    agent.get_by_text("Truk sudah tiba.").first.wait_for()

    partner.goto("/issues/ISS-000001")
    assert SECRET not in partner.content()
    assert "Kami kirim truk pengganti." in partner.content()
    agree = partner.locator("form[action='/issues/ISS-000001/confirmation']")
    if not agree.locator("button[type=submit]").is_visible():
        partner.locator("details:has(form[action='/issues/ISS-000001/confirmation']) > summary").click()
    agree.locator("button[type=submit]").click()
    partner.wait_for_load_state()
    session.refresh(issue)
    assert (issue.state, issue.closed) == ("confirmed", True)


PAGES = (
    ("rina", "/"), ("rina", "/orders/PO-42"), ("rina", "/orders"), ("rina", "/issues"),
    ("rina", "/profile"), ("rina", "/feedback/new?order=PO-42&line=1"), ("rina", "/partners/SUMBER"),
    ("dewi", "/"), ("dewi", "/orders"), ("dewi", "/issues"), ("dewi", "/imports"), ("dewi", "/partners"),
    ("dewi", "/delivery"), ("dewi", "/search?q=PO-42"), ("adi", "/settings/people"), (None, "/login"),
)  # fmt: skip


@pytest.mark.usefixtures("_late_line")
@pytest.mark.parametrize(
    ("name", "path", "phone"),
    [  # every second page on a phone in the dark, the others on a desk in the light; the rest in `make sweep`
        pytest.param(
            name, path, phone, id=f"{'phone' if phone else 'desktop'}-{name}-{path}",
            marks=() if phone == number % 2 else pytest.mark.sweep,
        )
        for number, (name, path) in enumerate(PAGES) for phone in (False, True)
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_overflows(
    browse: Any, name: str | None, path: str, phone: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browse(name, phone=phone, dark=phone)
    page.goto(path)
    found = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
