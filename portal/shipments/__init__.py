"""Notices, events, receipts and the merged timeline."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.queries import company_facts
from portal.activity import jobs
from portal.config import Settings
from portal.db import system_session
from portal.orders import ledgers, panels

bp = Blueprint("shipments", __name__, cli_group=None)


def _expect(_settings: Settings) -> int:
    from portal.shipments import expecting

    with system_session("read") as session:
        today = clock.today(company_facts(session).zone)
        rows = expecting.changes(session, expecting.EVERYTHING, today)
    return _in_steps(rows, expecting.write, expecting.AT_ONCE)


def _listen(_settings: Settings) -> int:
    from portal.shipments import expecting, listening

    with system_session("read") as session:
        zone = company_facts(session).zone
        rows = listening.changes(session, expecting.EVERYTHING, clock.today(zone), zone)
    return _in_steps(rows, listening.write, expecting.AT_ONCE)


def _in_steps(rows: Sequence[Any], write: Callable[[Session, Sequence[Any]], Any], most: int) -> int:
    """Write so many rows a transaction, so that nobody waits long for the next. Returns how many."""
    for first in range(0, len(rows), most):
        with system_session() as session:
            write(session, rows[first : first + most])
            session.commit()
    return len(rows)


def _settle(_settings: Settings) -> int:
    from portal.shipments import expecting, settling

    with system_session() as session:
        values = {"today": clock.today(company_facts(session).zone), "now": clock.now()}
        ids = settling.over(session, expecting.EVERYTHING, values)
        settling.forget(session, ids)
        session.commit()
    return len(ids)


def init_app(_app: Flask) -> None:
    """Show what travelled and what happened on the page of an order, expect what is to come, let links ask
    when it ships, and follow what is agreed."""
    from portal.shipments import events, link_dispatch
    from portal.shipments.panel import panel

    link_dispatch.register()
    ledgers.follow(events.follow)

    jobs.register("expected days", 900, _expect)
    jobs.register("silence", 900, _listen)
    jobs.register("exceptions that are over", 3600, _settle)

    panels.register(
        "shipments/_of_order.html", panel, 20, aside="shipments/_timeline.html", line="shipments/_cause.html"
    )
