"""`make screenshots`: every screen of the demo company, both themes, phone and desktop, into screenshots/.
The main screens in Indonesian as well (…-id.png)."""

import secrets
import tempfile
from datetime import timedelta
from itertools import product
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import sync_playwright
from sqlalchemy import select

from portal import clock, create_app
from portal.accounts.models import Membership, SignIn, User
from portal.accounts.tokens import hashed
from portal.config import ROOT, Settings
from portal.db import system_session
from portal.issues.models import Issue
from portal.orders.models import Order
from portal.plans.models import Plan
from portal.shipments.models import Notice
from tests.browser import ARGUMENTS, DESKTOP, PHONE, Live, executable

SCREENS: dict[str, dict[str, str]] = {
    "visitor": {"login": "/login", "reset": "/password-reset", "spent": "/password-reset/used"},
    "rina@sumberlogam.example": {
        "home": "/", "orders": "/orders", "order": "/orders/{order}", "feedback": "/feedback/new",
        "issues": "/issues", "issue": "/issues/{issue}", "partner": "/partners/SUMBER", "profile": "/profile",
        "devices": "/profile/devices", "delivery": "/delivery", "nothing": "/orders?q=nothing", "missing": "/orders/PO-0",
        "shipments": "/shipments", "shipment": "/shipments/{notice}", "announce": "/shipments/new", "exceptions": "/exceptions",
        "plans": "/plans", "plan": "/plans/{plan}", "action": "/plans/{plan}/actions/3", "actions": "/actions",
        "tokens": "/settings/tokens",
    },
    "dewi@cahayabaja.example": {
        "home": "/", "orders": "/orders", "order": "/orders/{order}", "issues": "/issues",
        "issue": "/issues/{issue}", "partners": "/partners", "delivery": "/delivery", "imports": "/imports",
        "search": "/search?q={order}", "new-order": "/orders/new", "exceptions": "/exceptions", "shipment": "/shipments/{notice}",
        "plans": "/plans", "new-plan": "/plans/new?partner=SUMBER", "plan": "/plans/{plan}", "actions": "/actions?whose=verify",
    },
    "adi@cahayabaja.example": {"people": "/settings/people", "partner": "/partners/SUMBER"},
}  # fmt: skip
SIZES = {"desktop": DESKTOP, "phone": PHONE}
IN_INDONESIAN = (
    "home", "orders", "order", "feedback", "issue", "partner", "login", "delivery", "shipment", "announce", "exceptions",
    "plan", "action", "new-order",
)  # fmt: skip


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


def main() -> None:
    """Fill a fresh demo, open every screen and keep its picture."""
    target = ROOT / "screenshots"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        app = create_app(
            Settings(data=data, database_url=f"sqlite:///{data / 'mitra.sqlite3'}", secret_key="s" * 40)
        )
        with app.app_context():
            flask_migrate.upgrade()
        app.test_cli_runner().invoke(args=["demo"])
        with app.app_context(), system_session("read") as session:
            issue = session.scalars(
                select(Issue).where(Issue.partner_id == 1).order_by(Issue.id.desc())
            ).first()
            order = (
                session.scalars(select(Order.ref).where(Order.id == issue.order_id)).first() if issue else ""
            )
            plan = session.scalars(
                select(Plan.ref).where(Plan.partner_id == 1).order_by(Plan.id.desc())
            ).first()
            notice = session.scalars(
                select(Notice.ref).where(Notice.partner_id == 1).order_by(Notice.id.desc())
            ).first()
        names = {"issue": issue.ref if issue else "", "order": order, "plan": plan, "notice": notice}
        server = Live(app)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
            for email, screens in SCREENS.items():
                for locale in ("en", "id"):
                    value = None if email == "visitor" else cookie(app, email, locale)
                    shown = {n: p for n, p in screens.items() if locale == "en" or n in IN_INDONESIAN}
                    for (size, view), theme in product(SIZES.items(), ("light", "dark")):
                        context = browser.new_context(
                            base_url=server.url, viewport=view, color_scheme=theme,  # type: ignore[arg-type]
                            locale={"en": "en-GB", "id": "id-ID"}[locale],
                        )  # fmt: skip
                        if value:
                            context.add_cookies([{"url": server.url, "name": "mitra", "value": value}])
                        page = context.new_page()
                        for screen, path in shown.items():
                            page.goto(path.format(**names))
                            end = "" if locale == "en" else "-id"
                            name = f"{email.partition('@')[0]}-{screen}-{size}-{theme}{end}.png"
                            page.screenshot(path=str(target / name), full_page=True)
                        context.close()
            browser.close()
        server.stop()


if __name__ == "__main__":
    main()
