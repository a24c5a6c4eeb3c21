"""One order as a reader sees it: its facts, its lines, and a large strip for each schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from portal.clock import zone
from portal.orders import labels, rows
from portal.orders.standing import ZERO, Facts, Move, Standing, standing
from portal.orders.strip import large_strip
from portal.orders.strip_line import sunday
from portal.orders.strip_scale import shared_window
from portal.orders.strip_text import strip_text
from portal.web import formats
from portal.web.i18n import _, _n, reader_zone

# Which status speaks for a line of several parts: the one to worry about first.
WORST = (
    "overdue", "at_risk", "proposed", "unconfirmed", "short", "delivered", "arrived_late", "on_the_way", "on_track",
    "arrived_early", "arrived_on_time", "cancelled",
)  # fmt: skip


NONE: Mapping[tuple[int, int], str] = {}


@dataclass(frozen=True, slots=True)
class Day:
    """One of the six days: its name, the day (None: not known), how far from today it is."""

    label: str
    day: date | None
    text: str
    exact: str
    relative: str


@dataclass(frozen=True, slots=True)
class Part:
    """One schedule of a line."""

    number: int
    quantity: str
    strip: Markup
    words: str
    kind: str
    word: str
    fact: str
    days: list[Day]
    note: str
    ended: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One line with its parts, `gone` how much of it was cancelled; `kind`, `word` and `fact` are the status that speaks for all of them."""

    number: int
    item: str
    detail: str
    quantity: str
    gone: str
    unit: str
    kind: str
    word: str
    fact: str
    parts: list[Part]


def lines(
    found: Sequence[Any],
    moves: Mapping[int, tuple[Move, ...]],
    reader: rows.Reader,
    ended: Mapping[tuple[int, int], str] = NONE,
) -> list[LineSeen]:
    """Lines of an order from their rows (portal.orders.queries.order); all strips share one window.
    `ended` say by line and part who cancelled them, when and why (`endings`)."""
    if not found:
        return []
    facts = {row.id: rows.facts_of(row, moves.get(row.id, ())) for row in found}
    stands = {key: standing(each) for key, each in facts.items()}
    window = shared_window([(facts[key], stands[key]) for key in facts], reader.today)
    rest = found[0].site_work_days
    days_off = (lambda day: rest[day.weekday()] == "0") if rest else sunday
    seen = []
    for number, group in groupby(found, key=lambda row: row.line_number):
        schedules = list(group)
        parts = [
            _part(row, facts[row.id], stands[row.id], reader, len(schedules) > 1,
                  large_strip(facts[row.id], reader.today, reader.locale, window=window, days_off=days_off,
                              split_on=row.split_on))
            for row in schedules
        ]  # fmt: skip
        first = schedules[0]
        speaks = min(parts, key=lambda part: WORST.index(part.kind))
        gone = " + ".join(part.quantity for part in parts if part.kind == "cancelled")
        amounts = " + ".join(part.quantity for part in parts if part.kind != "cancelled")
        parts = [replace(p, ended=ended.get((number, p.number), "")) for p in parts]
        seen.append(
            LineSeen(number, first.item, first.detail or "", amounts, gone, first.unit, speaks.kind, speaks.word,
                     speaks.fact if len(parts) == 1 else _("part %(n)s", n=speaks.number), parts)
        )  # fmt: skip
    return seen


def endings(found: Sequence[Any], reader: rows.Reader, zone_name: str) -> dict[tuple[int, int], str]:
    """Who cancelled a part, when and why, by line and part, from the rows that tell it
    (portal.orders.queries.cancellations); days are those of the zone."""
    return {
        (int(row.data.get("line", 0)), int(row.data.get("part", 1))): _ending(row, reader, zone_name)
        for row in found
    }


def _ending(row: Any, reader: rows.Reader, zone_name: str) -> str:
    day = formats.day(row.at.astimezone(zone(zone_name)).date(), reader.locale, reader.today)
    name, reason = row.data.get("by") or row.actor_name, str(row.data.get("reason") or "").strip()
    if reason:
        return _("Cancelled by %(name)s on %(day)s: %(reason)s", name=name, day=day, reason=reason)
    return _("Cancelled by %(name)s on %(day)s", name=name, day=day)


def _part(row: Any, facts: Facts, at: Standing, reader: rows.Reader, split: bool, strip: Markup) -> Part:
    kind, days = rows.status_of_row(row, reader.today)
    note = ""
    if split and row.split_on:
        note = _("split off on %(day)s", day=formats.day(row.split_on, reader.locale, reader.today))
    return Part(
        number=row.part, quantity=formats.quantity(row.quantity, reader.locale), strip=strip,
        words=strip_text(facts, reader.today, reader.locale, at), kind=kind,
        word=rows.word_of(kind, days, row, reader.locale), fact=rows.fact_of(kind, days, row, reader),
        days=[_expected(row, reader) if name == "expected_on" else _day(name, getattr(row, name), reader)
              for name in labels.DAYS],
        note=note, asked=_asked_again(row, reader),
    )  # fmt: skip


def _asked_again(row: Any, reader: rows.Reader) -> str:
    """That the partner was asked whether the promise still holds, and has not answered."""
    if row.asked_again_at is None or row.stage in rows.CLOSED or row.dispatched or row.promised_on is None:
        return ""
    on = formats.day(row.asked_again_at.astimezone(zone(reader_zone())).date(), reader.locale, reader.today)
    day = formats.day(row.promised_on, reader.locale, reader.today)
    if reader.party == "partner":
        return _("Does %(day)s still hold? Say so, or propose another day. Asked on %(on)s.", day=day, on=on)
    return _("Asked on %(on)s whether %(day)s still holds; not answered.", day=day, on=on)


def _expected(row: Any, reader: rows.Reader) -> Day:
    """The expected day; one that past deliveries gave says so, or that they were too few to say."""
    day = _day("expected_on", row.expected_on, reader)
    if row.expected_rests_on is None or row.stage in rows.CLOSED:
        return day
    if day.day is None:
        return replace(day, text=_("too few past deliveries to say"))
    safe = formats.day(row.expected_high, reader.locale, reader.today)
    said = _n(
        "likely; safe by %(safe)s, from %(num)s past delivery",
        "likely; safe by %(safe)s, from %(num)s past deliveries",
        row.expected_rests_on, safe=safe,
    )  # fmt: skip
    return replace(day, relative=said)


def _day(name: str, day: date | None, reader: rows.Reader) -> Day:
    label = str(labels.DAYS[name])
    if day is None:
        return Day(label, None, formats.UNKNOWN, "", "")
    return Day(
        label, day, formats.day(day, reader.locale, reader.today), formats.day_exact(day, reader.locale),
        formats.day_relative(day, reader.locale, reader.today),
    )  # fmt: skip


def facts(found: Sequence[Any], reader: rows.Reader) -> list[tuple[str, str]]:
    """The strip of facts under the title: pairs of label and value, without what nobody knows."""
    first = found[0]
    count = len({row.line_number for row in found})
    carriers = sorted({row.carrier for row in found if row.carrier})
    owners = " / ".join(name for name in (first.staff_owner, first.partner_owner) if name)
    pairs = [
        (
            _("Ordered"),
            formats.day(first.ordered_on, reader.locale, reader.today) if first.ordered_on else "",
        ),
        (_("Ship to"), first.site_name or first.destination or ""),
        (
            _("Lines"),
            _n("%(lines)s, in %(num)s schedule", "%(lines)s, in %(num)s schedules", len(found), lines=count),
        ),
        (_("Arrived"), _arrived(found, reader.locale)),
        (_("Carrier"), ", ".join(carriers)),
        (_("Incoterm"), first.incoterm or ""),
        (_("Owners"), owners),
    ]
    return [(label, str(value)) for label, value in pairs if value]


def _arrived(found: Sequence[Any], locale: str) -> str:
    """How much came of what is ordered, where one unit lets it be said."""
    units = {row.unit for row in found}
    if len(units) != 1:
        done = sum(row.stage == "arrived" for row in found)
        return _("%(done)s of %(all)s schedules", done=done, all=len(found))
    came = sum((min(row.accepted, row.quantity) for row in found), Decimal(0))
    over = sum((max(ZERO, row.accepted - row.quantity) for row in found), ZERO)
    ordered = sum((row.quantity for row in found if row.stage != "cancelled"), Decimal(0))
    unit = units.pop()
    said = _(
        "%(part)s of %(whole)s %(unit)s", part=formats.quantity(came, locale),
        whole=formats.quantity(ordered, locale), unit=unit,
    )  # fmt: skip
    if not over:
        return said
    return _(
        "%(said)s, and %(over)s %(unit)s more", said=said, over=formats.quantity(over, locale), unit=unit
    )
