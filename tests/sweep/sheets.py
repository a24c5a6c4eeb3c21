"""Sheets of answers: one without lines, and one that rina filled and did not confirm."""

from datetime import date

import openpyxl
from flask import current_app
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.exchange import answer_sheet
from portal.orders.models import Schedule
from tests.exchange.answer_sheets import fill, proposal, saved

SHEET = "a" * 32
_NOBODY = Actor(user_id=0, name="", side="partner", role="member", locale="en", zone="UTC")


def sheet() -> bytes:
    """A sheet without lines."""
    with answer_sheet.workbook(iter(()), _NOBODY, date(2026, 11, 10)) as file:
        return file.read()


def keep_filled(session: Session, actor: Actor, today: date) -> None:
    """Keep a sheet on which this person proposes a day for the first line they have."""
    session.flush()
    found = session.query(Schedule).filter_by(partner_id=actor.partner_id).order_by(Schedule.id)
    first = found.first()
    with answer_sheet.workbook(found, actor, today) as file:
        book = openpyxl.load_workbook(file)
    filled = fill(book, {(first.order_ref, first.line_number): proposal(("2030-01-07", 1))})
    folder = current_app.config["SETTINGS"].data / "answers"
    folder.mkdir(exist_ok=True)
    (folder / f"{actor.user_id}-{actor.partner_id}-{SHEET}").write_bytes(saved(filled))
