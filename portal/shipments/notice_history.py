"""What was said of a notice since it was announced: each correction with what stood before it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.activity.queries import COLUMNS
from portal.actor import Actor
from portal.orders.labels import MODES
from portal.orders.models import Order
from portal.web import formats
from portal.web.i18n import _, _l

VERBS = ("announced", "corrected", "voided")
TITLES = {"announced": _l("Announced"), "corrected": _l("Corrected"), "voided": _l("Withdrawn")}
NAMES = {
    "mode": _l("Transport"), "carrier": _l("Carrier"), "tracking_number": _l("Tracking number"),
    "shipped_on": _l("Shipped"), "packages": _l("Packages"), "weight": _l("Weight"), "note": _l("Note"),
}  # fmt: skip
MOST = 300  # rows of one notice, the newest


@dataclass
class Change:
    """One thing somebody did with a notice; `changes` are triples of what, before and after."""

    at: datetime
    title: str
    who: str
    side: str
    reason: str
    version: int = 0  # of the notice, once it was done
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def history(session: Session, actor: Actor, notice_id: int, locale: str, today: date) -> list[Change]:
    """Newest first; of orders that the actor does not see nothing is told. One SELECT."""
    statement = (
        Activity.visible_to(actor)
        .with_only_columns(*COLUMNS)
        .where(
            Activity.subject_type == "notice", Activity.subject_id == notice_id, Activity.verb.in_(VERBS),
            Activity.order_id.in_(Order.visible_to(actor).with_only_columns(Order.id)),
        )
        .order_by(Activity.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return told(list(session.execute(statement)), locale, today)


def since(made: Sequence[Change], version: int, locale: str, zone: str) -> str:
    """Who changed a notice after its `version` (changes newest first), at what time and how, in one
    sentence each, the oldest first; empty if nobody did."""
    return " ".join(
        _(
            "%(who)s, %(time)s: %(what)s.", who=change.who, time=_clock(change.at, locale, zone),
            what="; ".join(
                _("%(what)s: %(before)s, now %(after)s", what=what, before=before, after=after)
                for what, before, after in change.changes
            ),
        )
        for change in reversed(made)
        if change.version > version and change.changes
    )  # fmt: skip


def differing(notice: Any, typed: Mapping[str, Any], locale: str, today: date) -> str:
    """What a draft says now where a form says something else, in one sentence; empty if nothing."""
    apart = [
        f"{label}: {_fact(name, _plain(getattr(notice, name)), locale, today)}"
        for name, label in NAMES.items()
        if name in typed and typed[name] != getattr(notice, name)
    ]
    return _("It says now: %(what)s.", what="; ".join(apart)) if apart else ""


def _clock(at: datetime, locale: str, zone: str) -> str:
    return formats.time_of_day(at.astimezone(ZoneInfo(zone)), locale)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def told(rows: Sequence[Any], locale: str, today: date) -> list[Change]:
    """Rows of activity, newest first, as changes: a notice of several orders has a row for each."""
    found: dict[tuple[str, Any], Change] = {}
    facts: dict[tuple[str, Any], set[str]] = {}
    for row in rows:
        data = row.data or {}
        key = (row.verb, data.get("version"))
        made = found.setdefault(
            key,
            Change(row.at, str(TITLES[row.verb]), row.actor_name, row.actor_side, str(data.get("reason") or ""), int(data.get("version") or 0)),
        )  # fmt: skip
        seen = facts.setdefault(key, set())
        made.changes += changes_of(data, locale, today, seen)
        seen |= set(data.get("before") or ())
    return list(found.values())


def changes_of(
    data: Mapping[str, Any], locale: str, today: date, known: Collection[str] = ()
) -> list[tuple[str, str, str]]:
    """What a correction changed, from the data of its row of activity, without facts that are `known`."""
    before, after = data.get("before") or {}, data.get("after") or {}
    facts = [
        (str(label), _fact(name, before[name], locale, today), _fact(name, after.get(name), locale, today))
        for name, label in NAMES.items()
        if name in before and name not in known
    ]
    return facts + _lines(str(data.get("order", "")), before, after, locale)


def _lines(
    order: str, before: Mapping[str, Any], after: Mapping[str, Any], locale: str
) -> list[tuple[str, str, str]]:
    old, new = before.get("lines") or {}, after.get("lines") or {}
    return [
        (_place(order, mark), _amount(old.get(mark), locale), _amount(new.get(mark), locale))
        for mark in sorted({*old, *new}, key=lambda mark: [int(part) for part in mark.split(".")])
    ]


def _place(order: str, mark: str) -> str:
    line, _dot, part = mark.partition(".")
    if part == "1":
        return _("%(order)s line %(line)s", order=order, line=line)
    return _("%(order)s line %(line)s part %(part)s", order=order, line=line, part=part)


def _amount(said: Any, locale: str) -> str:
    if not said:
        return _("not on it")
    return f"{formats.quantity(Decimal(said[0]), locale)} {said[1]}"


def _fact(name: str, value: Any, locale: str, today: date) -> str:
    if value in (None, ""):
        return formats.UNKNOWN
    if name == "shipped_on":
        return formats.day(date.fromisoformat(value), locale, today)
    if name in ("packages", "weight"):
        try:
            number = formats.quantity(Decimal(str(value)), locale)
        except InvalidOperation:
            return str(value)
        return f"{number} kg" if name == "weight" else number
    return str(MODES.get(value, value)) if name == "mode" else str(value)
