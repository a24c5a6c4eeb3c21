"""What pages of scores ask of the database: months that are closed cost a SELECT for all of them together."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from portal import clock
from portal.partners.models import Partner
from portal.scores import definitions, gathering, months, spans
from portal.scores.definition import write
from portal.scores.figure import Figure
from portal.scores.period_model import ClosedMonth
from tests import cast
from tests.page import CheckedClient
from tests.scores.cards import arrange
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
# Beside closed months: whose they are, by which definition, and the others of the kind for the band.
NO_ROWS = {"closed_months", "partner_definitions", "kind_definitions", "partners"}


def close(session: Session, partner: Partner, first: date, count: int, number: int = 1) -> None:
    """So many months as a manager would have closed them, `number` of ten in time in each."""
    by = definitions.INSTALLED["supplier"]
    figure = Figure("otif", Decimal(number), Decimal(10), 10)
    for place in range(count):
        session.add(
            ClosedMonth(
                partner_id=partner.id, month=spans.later(first, place), number=number, figures=months.written([figure]), score=None,
                definition=write(by), definition_of="installed", definition_number=0, changes=[], closed_at=clock.now(),
            )
        )  # fmt: skip
    session.commit()


@contextmanager
def asked_of() -> Iterator[list[str]]:
    """The SELECTs that are sent meanwhile, by whatever session."""
    sent: list[str] = []

    def heard(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "set_config" not in statement:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    yield sent
    event.remove(Engine, "before_cursor_execute", heard)


def tables(statement: str) -> set[str]:
    """The tables that a statement reads."""
    return set(re.findall(r"(?:FROM|JOIN) ([a-z_]+)", statement))


def test_a_year_of_closed_months_touches_no_row(app: Flask, session: Session) -> None:
    arrange(session)
    partner = session.get_one(Partner, 1)
    close(session, partner, date(2024, 1, 1), 24)
    year = spans.asked({"period": "2025"}, date(2026, 11, 29))
    with app.app_context(), asked_of() as sent:
        card = gathering.card(session, actor("rina"), partner, year, 12)
    assert [figure["otif"].numerator for figure in card.measured.monthly] == [1] * 12
    assert (card.measured.now["otif"].rows, card.measured.before["otif"].rows) == (120, 120)
    assert set().union(*map(tables, sent)) <= NO_ROWS
    assert len(sent) == 2  # its own months, and those of others for the band
    close(session, partner, date(2025, 3, 1), 1, number=2)
    with app.app_context(), asked_of() as sent:
        card = gathering.card(session, actor("rina"), partner, year, 12)
    assert (card.measured.first["otif"].numerator, card.measured.now["otif"].numerator) == (12, 13)
    assert set().union(*map(tables, sent)) <= NO_ROWS
    assert len(sent) == 3  # and what was said first


def test_a_list_of_closed_months_asks_as_much_whatever_it_lists(client: Client, session: Session) -> None:
    def asked(period: str) -> int:
        dewi.get(f"/scorecard?period={period}")
        assert (
            len([row for row in dewi.page.root.iter("tr") if (row.get("id") or "").startswith("partner-")])
            == listed
        )
        return dewi.selects

    dewi, listed = client("dewi"), 2
    for partner in session.query(Partner):
        close(session, partner, date(2025, 1, 1), 6)
    few = asked("2025-Q2")
    for number in range(3, 9):
        session.add(
            Partner(
                id=number,
                code=f"P{number}",
                name=f"PT {number}",
                kind="supplier",
                city="Gresik",
                zone=cast.ZONE,
                created_at=cast.BORN,
            )
        )
        session.flush()
        close(session, session.get_one(Partner, number), date(2025, 1, 1), 6)
    listed = 8
    assert (asked("2025-Q2"), few) == (4, 4)
    # Of a month that is open each figure is counted now, and that of the month before beside it.
    assert asked("2025-08") == few + 8 * 66


def test_pages_of_closed_months(client: Client, session: Session) -> None:
    """The months of a card, or of a measure, are one SELECT; of an open month its figures are found now."""
    arrange(session)
    close(session, session.get_one(Partner, 1), date(2025, 9, 1), 13)
    rina = client("rina")
    for path, count in (
        ("?period=2026-09", 17), ("?period=2026-10", 56), ("/otif?period=2026-09", 29), ("/otif?period=2026-10", 84),
    ):  # fmt: skip
        assert rina.get(f"/scorecard/SUMBER{path}").status_code == 200
        assert rina.selects == count, path
