"""The months of a partner as their page lists them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.scores import months, names, shown, snapshots, total_words
from portal.scores.figure import Period
from portal.scores.metrics import BY_KEY
from portal.scores.snapshots import Snapshot
from portal.web import formats
from portal.web.i18n import _

MOST = 24  # months back that the page lists
UNCLOSED = 6  # as long as none is closed
MOVED = 3  # measures that a restatement names


@dataclass(frozen=True, slots=True)
class Row:
    """A month: its name and score, the company's own score, what was said of it, newest first, and what can be done."""

    month: Period
    name: str
    score: str
    ours: str
    said: tuple[tuple[str, datetime], ...]
    closed: bool
    over: bool


def rows(session: Session, actor: Actor, partner: Any, today: date, locale: str) -> list[Row]:
    """This month and those before it, newest first, back to the first one that was closed, or some where none
    was. One SELECT."""
    start = months.month(today).start
    found: dict[date, list[Snapshot]] = {}
    for each in snapshots.everything(session, actor, partner.id, months.back(start, MOST)):
        found.setdefault(each.month.start, []).append(each)
    oldest = min(found, default=months.back(start, UNCLOSED))
    listed = [months.month(months.back(start, count)) for count in range(MOST + 1)]
    listed = [month for month in listed if month.start >= oldest]
    return [_row(month, found.get(month.start, []), today, locale) for month in listed]


def _row(month: Period, said: list[Snapshot], today: date, locale: str) -> Row:
    before = [*said[1:], None]
    return Row(
        month, formats.month(month.start, locale), _score(said[0].score, locale) if said else "",
        _score(said[0].company_score, locale) if said else "",
        tuple((_words(each, older, locale), each.closed_at) for each, older in zip(said, before, strict=True)) if said else (),
        bool(said), today > month.end,
    )  # fmt: skip


def _words(each: Snapshot, older: Snapshot | None, locale: str) -> str:
    who = each.closed_name or "Mitra"
    if older is None:
        return _("closed by %(name)s", name=who)
    score = _(
        "restated %(before)s to %(now)s by %(name)s",
        before=_score(older.score, locale),
        now=_score(each.score, locale),
        name=who,
    )
    moved = ", ".join(
        f"{names.METRICS[key]} {_value(key, was, locale)} → {_value(key, now, locale)}"
        for key, was, now in each.changes[:MOVED]
        if was != now
    )  # fmt: skip
    return ": ".join(part for part in (score, each.reason, moved) if part)


def _score(value: Decimal | None, locale: str) -> str:
    return _("no data") if value is None else total_words.points(value, locale)


def _value(key: str, value: str | None, locale: str) -> str:
    return _("no data") if value is None else shown.value(Decimal(value), BY_KEY[key], locale)
