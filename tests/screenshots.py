"""`make screenshots`: every screen (tests/screens.py) of the demo company, both themes, both languages, phone
and desktop, into screenshots/."""

import io
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import flask_migrate
import openpyxl
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, create_app
from portal.accounts.models import Membership, SignIn, Token, User
from portal.accounts.tokens import hashed, new_secret
from portal.actor import Actor
from portal.config import ROOT, Settings
from portal.db import system_session
from portal.disputes.models import Dispute
from portal.issues.models import Issue
from portal.issues.queries import matter_of_line
from portal.orders.addresses import of_part
from portal.orders.link_model import OneTimeLink
from portal.orders.models import Order, Schedule
from portal.plans.models import Plan
from portal.resolutions.models import Resolution
from portal.reviews.models import Review
from portal.scores.contesting import contest
from portal.scores.correcting import Corrected
from portal.shipments.models import Event, Notice, Receipt
from portal.talk.models import Message
from tests.browser import ARGUMENTS, DESKTOP, PHONE, Live, executable
from tests.exchange.files import GOOD, HEAD
from tests.screens import ADI, DEWI, RINA, SCREENS

PARTNER = 1  # Rina's
SIZES = {"desktop": DESKTOP, "phone": PHONE}
# Addresses that a person comes upon: who looks at which page, and what the link's address holds.
LINKS = {
    "colleague": (ADI, "/settings/people", "/settings/people/"),
    "contact": (ADI, "/partners/SUMBER", "/people/"),
    "pattern": (DEWI, "/issues/patterns", "/issues/patterns/rows"),
    "message": (DEWI, "/issues/{issue}", "/messages/"),
    "action": (DEWI, "/plans/{plan}", "/actions/"),
    "withdrawal": (DEWI, "/shipments/{underway}", "/withdrawal"),
    "receive": (DEWI, "/orders/{underway_order}", "/receipts/new"),
    "reversal": (DEWI, "/orders/{received}", "/reversal"),
    "cause": (RINA, "/orders/{late}", "/cause"),
    "exception": (RINA, "/exceptions", "/exceptions/"),
    "reply": (ADI, "/settings/replies", "/settings/replies/"),
}


def cookie(app: Flask, email: str, locale: str = "en") -> str:
    """A session cookie of this person of the demo, who reads in `locale` from now on."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    with app.app_context(), system_session() as session:
        user = session.scalars(select(User).where(User.email == email)).one()
        user.locale = locale
        place = session.scalars(select(Membership.id).where(Membership.user_id == user.id)).first()
        session.add(
            SignIn(
                token_hash=hashed(secret), user_id=user.id, membership_id=place, created_at=now, used_at=now,
                expires_at=now + timedelta(hours=1), agent="screenshots", address="127.0.0.1",
            )
        )  # fmt: skip
        session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"_user_id": secret, "_fresh": True}))


def _demo(data: Path) -> Flask:
    """The application on a fresh demo in `data`."""
    url = f"sqlite:///{data / 'mitra.sqlite3'}"
    app = create_app(Settings(data=data, database_url=url, secret_key="s" * 40))
    with app.app_context():
        flask_migrate.upgrade()
    app.test_cli_runner().invoke(args=["demo"])
    return app


def _names(app: Flask) -> dict[str, str]:
    """What stands in braces in the screens' paths."""
    with app.app_context(), system_session() as session:
        names = {**_newest(session), **_secrets(session)}
        session.commit()
    for name, (person, path, piece) in LINKS.items():
        client = app.test_client()
        client.set_cookie("mitra", cookie(app, person))
        path = path.format(**names)
        found = re.search(rf'href="([^"]*{re.escape(piece)}[^"]*)"', client.get(path).get_data(as_text=True))
        if found is None:
            raise LookupError(f"no link with {piece} on {path}: the demo does not show {name}")
        names[name] = found[1].replace("&amp;", "&")
    return names


def _newest(session: Session) -> dict[str, Any]:
    """References of the newest record of Rina's partner, of each kind and state that a screen shows."""

    def ref(column: Any, *conditions: Any) -> Any:
        model = column.class_
        return session.scalars(
            select(column).where(model.partner_id == PARTNER, *conditions).order_by(model.id.desc())
        ).first()

    order_of = dict(session.execute(select(Order.id, Order.ref).where(Order.partner_id == PARTNER)).all())
    said = select(Message.subject_id).where(Message.subject_type == "issue", Message.author_side == "partner")
    underway, notice_id = (
        ref(Notice.ref, Notice.state == "announced"),
        ref(Notice.id, Notice.state == "announced"),
    )
    session.add(
        Event(
            partner_id=PARTNER, notice_id=notice_id, key="hand-picture", at=clock.now(), state="departed",
            source="company by hand", recorded_at=clock.now(),
        )
    )  # fmt: skip
    row = session.get_one(Schedule, ref(Schedule.id, Schedule.arrived_on > Schedule.base_on))
    return {
        "contest": of_part(row.order_ref, row.line_number, row.part, "score-contest"),
        "agreed": ref(Review.ref, Review.state == "agreed"), "row_contested": _contested(session, row),
        "issue": ref(Issue.ref, Issue.id.in_(said), Issue.order_id.is_not(None)), "order": order_of[ref(Issue.order_id, Issue.order_id.is_not(None))],
        "plan": ref(Plan.ref), "notice": ref(Notice.ref), "underway": underway,
        "underway_order": order_of[ref(Schedule.order_id, Schedule.stage != "arrived")],
        "received": order_of[ref(Receipt.order_id)],
        "late": order_of[ref(Schedule.order_id, Schedule.arrived_on > Schedule.base_on)],
        "disputed": ref(Dispute.issue_ref), "resolved": ref(Resolution.issue_ref, Resolution.state == "open"),
        "settled": ref(Resolution.issue_ref, Resolution.state == "closed"), "review": ref(Review.ref),
    }  # fmt: skip


def _contested(session: Session, row: Schedule) -> str:
    """The reference of an issue in which Rina says of a late row that it is the company's cause."""
    rina = session.scalars(select(User).where(User.email == RINA)).one()
    actor = Actor(rina.id, rina.name, "partner", "administrator", "en", rina.zone, partner_id=PARTNER)
    matter = matter_of_line(session, actor, row.order_ref, row.line_number, row.part)
    assert matter is not None
    words = "Our truck was at the gate at 16.40; the dock was closed for stocktaking."
    return contest(session, actor, matter, "cause", Corrected(cause_side="company"), words).ref


def _secrets(session: Session) -> dict[str, str]:
    """An invitation, a reset and a one-time link, as a mail would bring them."""
    now, found = clock.now(), {}
    until = now + timedelta(hours=1)
    dewi = session.scalars(select(User).where(User.email == DEWI)).one()
    for purpose in ("invitation", "password-reset"):
        found[purpose] = new_secret()
        session.add(
            Token(
                token_hash=hashed(found[purpose]), purpose=purpose, email=DEWI, name=dewi.name, locale="en", created_at=now,
                expires_at=until, partner_id=PARTNER if purpose == "invitation" else None, role="member", reach="all",
                user_id=None if purpose == "invitation" else dewi.id,
            )
        )  # fmt: skip
    open_one = session.scalars(
        select(Schedule.order_id)
        .where(
            Schedule.partner_id == PARTNER, Schedule.promised_on.is_(None), Schedule.cancelled_at.is_(None)
        )
        .order_by(Schedule.id.desc())
    ).first()
    found["link"] = new_secret()
    session.add(
        OneTimeLink(
            partner_id=PARTNER, token_hash=hashed(found["link"]), order_id=open_one, purpose="answer", to_name="Pak Joko",
            to_address="joko@sumberlogam.example", locale="en", creator_name=dewi.name, created_at=now, expires_at=until,
        )
    )  # fmt: skip
    return found


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield opened
        opened.close()


@contextmanager
def _page(
    browser: Browser, server: Live, app: Flask, person: str | None, locale: str = "en", size: str = "desktop",
    theme: Any = "light",
) -> Iterator[Page]:  # fmt: skip
    """A page of this person's, or of a visitor, in a context of its own."""
    context = browser.new_context(
        base_url=server.url, viewport=SIZES[size], color_scheme=theme,
        locale={"en": "en-GB", "id": "id-ID"}[locale],
    )  # fmt: skip
    if person:
        context.add_cookies([{"url": server.url, "name": "mitra", "value": cookie(app, person, locale)}])
    yield context.new_page()
    context.close()


def _sheet(page: Page) -> str:
    """The address of a sheet of answers that names a day for its first line."""
    page.goto("/answer-sheets")
    book = openpyxl.load_workbook(io.BytesIO(page.request.get("/answer-sheets/open-lines.xlsx").body()))
    rows = book.worksheets[0]
    heads = {cell.value: cell.column for cell in next(rows.iter_rows(max_row=20)) if cell.value}
    rows.cell(2, heads["Day 1"], clock.now().date() + timedelta(days=12))
    rows.cell(2, heads["Whose cause is it?"], "partner")
    rows.cell(2, heads["Reason"], "The mill rolls this size next week.")
    filled = io.BytesIO()
    book.save(filled)
    return _sent(page, "open-lines.xlsx", filled.getvalue(), "**/answer-sheets/*")


def _import(page: Page) -> str:
    """The address of an import that waits for its columns to be looked at."""
    page.goto("/imports")
    return _sent(page, "orders.csv", "\n".join((HEAD, *GOOD)).encode(), "**/imports/*")


def _figures(page: Page) -> str:
    """The address of a file of sales targets of which one row cannot be taken."""
    page.goto("/figure-sheets/targets")
    rows = "partner,month,product,unit,target\nNIAGA,2027-01,,IDR,900000000\nNIAGA,soon,,IDR,1\n"
    return _sent(page, "targets.csv", rows.encode(), "**/figure-sheets/targets/*")


def _sent(page: Page, name: str, content: bytes, to: str) -> str:
    """Send a file by the page's form; the path that the answer leads to."""
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.locator("form:has(input[type=file]) button[type=submit]").last.click()
    page.wait_for_url(to)
    return urlsplit(page.url).path


# Words of a page that stand a letter or two wide, and what reaches out of the window.
MISFITS = """() => {
  const found = [...document.querySelectorAll("main *")].filter(e => {
    const words = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join("");
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return words.length > 5 && box.width > 0 && box.width < 3 * parseFloat(style.fontSize)
      && box.height > 4 * parseFloat(style.lineHeight);
  }).map(e => e.innerText.slice(0, 40).replaceAll("\\n", ""));
  return document.documentElement.scrollWidth > innerWidth ? [...found, "the page is wider than the window"] : found;
}"""


def main() -> None:
    """Fill a fresh demo, open every screen and keep its picture. Ends with 1 where words do not fit."""
    misfits: dict[str, list[str]] = {}
    target = ROOT / "screenshots"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        app = _demo(Path(folder))
        names = _names(app)
        server = Live(app)
        try:
            with _page(browser, server, app, RINA) as page:
                names["sheet"] = _sheet(page)
            with _page(browser, server, app, DEWI) as page:
                names["import"] = _import(page)
                names["figures"] = _figures(page)
            for person, locale in product((None, RINA, DEWI, ADI), ("en", "id")):
                for (size, _), theme in product(SIZES.items(), ("light", "dark")):
                    with _page(browser, server, app, person, locale, size, theme) as page:
                        for screen in SCREENS:
                            if person in screen.people:
                                answer = page.goto(screen.path.format(**names))
                                if answer is None or answer.status != screen.status:
                                    raise LookupError(
                                        f"{person} gets {answer and answer.status} for {screen}"
                                    )
                                end = "" if locale == "en" else "-id"
                                name = f"{screen.picture(person)}-{size}-{theme}{end}.png"
                                page.screenshot(path=str(target / name), full_page=True)
                                if found := page.evaluate(MISFITS):
                                    misfits[name] = found
        finally:
            server.stop()
    if misfits:
        sys.exit("\n".join(f"{name}: {', '.join(found)}" for name, found in misfits.items()))


if __name__ == "__main__":
    main()
