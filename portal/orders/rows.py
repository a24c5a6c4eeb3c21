"""A schedule as a reader sees it: its words, its strip, its days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from portal.orders import labels
from portal.orders.standing import COME, ZERO, Arrival, Facts, Move, status
from portal.orders.strip import small_strip
from portal.orders.strip_scale import Window, list_window, period_window
from portal.orders.strip_words import day_text
from portal.web import formats
from portal.web.i18n import _, _n

CLOSED = ("arrived", "cancelled")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom rows are written: language, what day it is at the company, which side they stand on."""

    locale: str
    today: date
    party: str  # company, partner
    other: str  # what the other side is called: the company's short name, or nothing for staff
    answers: bool = False  # may promise days


@dataclass(frozen=True, slots=True)
class Row:
    """One schedule of the list, in the reader's words. `day` is the promised, else the asked day;
    `mark` names it with its version. askable: its reader may promise the `asked` day at once."""

    id: int
    ref: str
    line: int
    part: int
    partner: str
    partner_code: str
    item: str
    detail: str
    quantity: str
    unit: str
    carrier: str
    strip: Markup
    day: date | None
    day_text: str
    day_exact: str
    day_note: str
    kind: str
    word: str
    fact: str
    closed: bool
    mark: str
    asked: str
    askable: bool
    to_send: bool  # promised, and nothing of it is on its way


def ledgers(commitments: Iterable[Any]) -> Mapping[int, tuple[Move, ...]]:
    """Moves by schedule, from commitment rows in the order they were made."""
    moves: dict[int, list[Move]] = defaultdict(list)
    for row in commitments:
        moves[row.schedule_id].append(Move(row.day, row.quantity, row.proposed_by, row.state, row.cause_side))
    return {schedule_id: tuple(ones) for schedule_id, ones in moves.items()}


def facts_of(row: Any, moves: tuple[Move, ...]) -> Facts:
    """What the strip and the status are derived from."""
    came = row.accepted > ZERO
    return Facts(
        quantity=row.quantity,
        requested_on=row.requested_on,
        moves=moves,
        arrivals=(Arrival(row.arrived_on, row.received_on, row.accepted),) if came else (),
        expected_on=row.expected_on,
        expected_low=row.expected_low,
        expected_high=row.expected_high,
        dispatched=row.dispatched,
        cancelled=row.cancelled_at is not None,
        delivered_on=None if came else row.arrived_on,
    )


@lru_cache(maxsize=8192)
def _strip(facts: Facts, today: date, locale: str, split_on: date | None, window: Window) -> Markup:
    return small_strip(facts, today, locale, split_on=split_on, window=window)


def window_of(found: Sequence[Any], today: date) -> Window:
    """The one scale of a page: the weeks around today, or the days of its rows where all are over."""
    if not found or any(row.stage not in CLOSED for row in found):
        return list_window(today)
    days = [
        day
        for row in found
        for day in (row.requested_on, row.base_on, row.promised_on, row.arrived_on)
        if day
    ]
    return period_window(min(days), max(days)) if days else list_window(today)


def build(
    found: Sequence[Any], moves: Mapping[int, tuple[Move, ...]], reader: Reader, window: Window
) -> list[Row]:
    """The rows of a page from their columns and their ledgers, their strips on one scale."""
    return [_row(row, moves.get(row.id, ()), reader, window) for row in found]


def _row(row: Any, moves: tuple[Move, ...], reader: Reader, window: Window) -> Row:
    kind, days = status_of_row(row, reader.today)
    day = row.promised_on or row.requested_on
    closed = row.stage in CLOSED
    askable = reader.answers and row.stage == "unconfirmed" and bool(day) and day >= reader.today
    return Row(
        id=row.id, ref=row.order_ref, line=row.line_number, part=row.part,
        partner=getattr(row, "partner_name", ""), partner_code=getattr(row, "partner_code", ""),
        item=row.item, detail=row.detail or "",
        quantity=formats.quantity(row.quantity if closed else open_quantity(row), reader.locale), unit=row.unit,
        carrier=row.carrier or "",
        strip=_strip(facts_of(row, moves), reader.today, reader.locale, row.split_on, window),
        day=day,
        day_text=formats.day(row.promised_on, reader.locale, reader.today) if row.promised_on else formats.UNKNOWN,
        day_exact=formats.day_exact(day, reader.locale) if day else "",
        day_note=_day_note(row, reader),
        kind=kind, word=word_of(kind, days, row, reader.locale), fact=fact_of(kind, days, row, reader), closed=closed,
        mark=f"{row.line_number}.{row.part}.{row.version}", askable=askable,
        asked=formats.day(row.requested_on, reader.locale, reader.today) if askable else "",
        to_send=kind in ("on_track", "at_risk", "overdue") and not row.dispatched,
    )  # fmt: skip


def status_of_row(row: Any, today: date) -> tuple[str, int]:
    """The kind and days of a row, as portal.orders.standing.status says them."""
    return status(
        row.stage, row.promised_on, row.base_on, row.arrived_on, row.expected_on, row.quantity, row.accepted,
        row.dispatched, today,
    )  # fmt: skip


def open_quantity(row: Any) -> Decimal:
    """What is still to come, in the row's unit."""
    if row.stage in CLOSED:
        return ZERO
    left: Decimal = row.quantity - row.accepted
    return max(ZERO, left)


def _day_note(row: Any, reader: Reader) -> str:
    year = reader.today.year
    if row.arrived_on and row.stage in COME:
        return _("arrived %(day)s", day=day_text(row.arrived_on, reader.locale, year))
    if row.promised_on:
        return formats.day_relative(row.promised_on, reader.locale, reader.today)
    if row.requested_on:
        return _("asked %(day)s", day=day_text(row.requested_on, reader.locale, year))
    return ""


def word_of(kind: str, days: int, row: Any, locale: str) -> str:
    """The status in words, with its days or amounts where they belong to the word."""
    if kind == "overdue":
        return str(_n("Overdue %(num)s day", "Overdue %(num)s days", days))
    if kind == "arrived_early":
        return str(_n("Arrived %(num)s day early", "Arrived %(num)s days early", -days))
    if kind == "short":
        return _(
            "Short, %(part)s of %(whole)s %(unit)s", part=formats.quantity(row.accepted, locale),
            whole=formats.quantity(row.quantity, locale), unit=row.unit,
        )  # fmt: skip
    return str(labels.KINDS[kind])


def fact_of(kind: str, days: int, row: Any, reader: Reader) -> str:
    """The second line: the fact behind the word; empty where the word says all."""
    year, locale = reader.today.year, reader.locale
    if row.stage == "proposed" and row.proposed_on:
        day = day_text(row.proposed_on, locale, year)
        if row.proposed_by == reader.party:
            return _("%(day)s, by us", day=day)
        return _("%(day)s, by %(name)s", day=day, name=reader.other or getattr(row, "partner_name", ""))
    if kind == "overdue":
        return _("nothing arrived") if row.accepted <= ZERO else _("part arrived")
    if kind == "at_risk":
        return str(
            _n("expected %(num)s day after the promise", "expected %(num)s days after the promise", days)
        )
    if row.stage == "arrived" and row.accepted > row.quantity:
        more = formats.quantity(row.accepted - row.quantity, locale)
        return _("%(amount)s %(unit)s more than ordered", amount=more, unit=row.unit)
    if kind == "arrived_late" or (kind == "delivered" and days > 0):
        return _late_by(days, row)
    if kind == "arrived_on_time" and row.first_promised_on and row.base_on != row.first_promised_on:
        return _("base moved by the company")
    if kind in ("on_track", "on_the_way"):
        return _moved(row)
    return ""


def _late_by(days: int, row: Any) -> str:
    if row.first_promised_on is None:
        return str(_n("%(num)s day after the day asked for", "%(num)s days after the day asked for", days))
    if row.base_on != row.first_promised_on:
        return str(_n("%(num)s day after the agreed day", "%(num)s days after the agreed day", days))
    return str(_n("%(num)s day after the first promise", "%(num)s days after the first promise", days))


def _moved(row: Any) -> str:
    later = (row.promised_on - row.first_promised_on).days if row.first_promised_on else 0
    if later <= 0:
        return ""
    return str(_n("%(num)s day after the first promise", "%(num)s days after the first promise", later))
