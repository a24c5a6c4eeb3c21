"""What every template can use: the reader, the bar, formats in the reader's language, icons."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import Flask, g, has_request_context, url_for
from jinja2 import StrictUndefined
from lucide.jinja import lucide
from markupsafe import Markup
from werkzeug.local import LocalProxy

from portal import clock
from portal.web import formats, nav
from portal.web.i18n import LOCALES, reader_locale, reader_zone
from portal.web.static import asset_url

_company: list[Callable[[], Any]] = []


class _Bar:
    """The navigation, fetched only if the template iterates over it."""

    def __iter__(self) -> Iterator[nav.Item]:
        if "nav_items" not in g:
            g.nav_items = nav.items(g.get("actor"))
        return iter(g.nav_items)


def company_from(find: Callable[[], Any]) -> None:
    """Register who answers "which company is this?" for visitors (name, short_name, city, zone)."""
    _company[:] = [find]


def company() -> Any:
    """The company of this installation, looked up at most once per request."""
    if "company" not in g:
        g.company = _company[0]()
    return g.company


def today() -> date:
    """The day it is at the company: the reader's "today" for promised days."""
    return clock.today(company().zone)


@cache
def icon(name: str, size: int = 20) -> Markup:
    """A lucide icon as inline SVG; decoration only, so hidden from screen readers."""
    return Markup(lucide(name, size=size, aria_hidden="true", focusable="false"))  # noqa: S704


def _day(value: date | None) -> str:
    return formats.day(value, reader_locale(), today()) if value else "\N{EN DASH}"


def _relative(value: date | None) -> str:
    return formats.day_relative(value, reader_locale(), today()) if value else ""


def _instant_exact(value: datetime | None) -> str:
    return formats.instant_exact(value, reader_locale(), reader_zone(), clock.now()) if value else ""


def _instant(value: datetime | None) -> str:
    return formats.instant(value, reader_locale(), reader_zone(), clock.now()) if value else ""


def init_app(app: Flask) -> None:
    """Make undefined names an error and add filters, globals and the reader's context."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=_day,
        relative=_relative,
        day_exact=lambda v: formats.day_exact(v, reader_locale()) if v else "",
        month=lambda v: formats.month(v, reader_locale()),
        month_short=lambda v: formats.month_short(v, reader_locale()),
        weekday=lambda v: formats.weekday(v, reader_locale()),
        instant=_instant,
        instant_exact=_instant_exact,
        quantity=lambda v: formats.quantity(v, reader_locale()),
        number=lambda v: formats.quantity(v, reader_locale()),
        money=lambda v, currency=None: formats.money(v, currency, reader_locale()),
        percent=lambda v: formats.percent(v, reader_locale()),
        minutes=lambda v: formats.duration_minutes(v, reader_locale()),
        file_size=lambda v: formats.file_size(v, reader_locale()),
    )
    app.jinja_env.globals.update(asset_url=asset_url, icon=icon, LOCALES=LOCALES)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    if not has_request_context():
        return {}
    actor = g.get("actor")
    return {
        "actor": actor,
        "company": LocalProxy(company),
        "nav": _Bar(),
        "theme": g.get("theme", "system"),
        "locale": reader_locale(),
        "csp_nonce": g.get("csp_nonce", ""),
        "can_switch": g.get("can_switch", False),
        "search_href": url_for("desk.search") if actor else "",
    }
