"""The answer clock of an order in words: until when the partner owes a word.

An order of which nothing waits for its partner has no clock, whatever day stands in its column.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal import clock
from portal.actor import Actor
from portal.partners.calendar import Calendar, working_minutes
from portal.web import formats
from portal.web.i18n import _, _n


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """A clock that runs or has run out: a sentence around `when`, the instant and its full words."""

    due: datetime
    late: bool
    before: str
    when: str
    after: str
    exact: str


def waits(schedule: Any) -> bool:
    """The partner owes a word, as portal.orders.answer_clock.waiting asks the database."""
    asked: bool = schedule.stage == "proposed" and schedule.proposed_by == "company"
    return schedule.stage == "unconfirmed" or asked


def runs(found: Sequence[Any]) -> bool:
    """An order (rows of queries.order) has a clock that runs, or has run out."""
    return found[0].answer_due_at is not None and any(map(waits, found))


def seen(actor: Actor, found: Sequence[Any], calendar: Calendar | None) -> ClockSeen | None:
    """The clock of an order as the actor reads it, by the company's calendar; None if none runs."""
    if calendar is None or not runs(found):
        return None
    return _words(found[0].answer_due_at, clock.now(), calendar, actor)


def _words(due: datetime, now: datetime, calendar: Calendar, actor: Actor) -> ClockSeen:
    here = clock.zone(actor.zone)
    day = formats.day_exact(due.astimezone(here).date(), actor.locale)
    exact = f"{day}, {formats.time_of_day(due.astimezone(here), actor.locale)} ({actor.zone})"
    when, late = _when(due, now, actor), due < now
    if late:
        before = _("Their answer was due") if actor.is_staff else _("Your answer was due")
        return ClockSeen(due, True, before, when, ".", exact)
    before = _("Their answer is due by") if actor.is_staff else _("Please answer by")
    return ClockSeen(due, False, before, when, f", {_left(working_minutes(now, due, calendar))}.", exact)


def _when(due: datetime, now: datetime, actor: Actor) -> str:
    """The instant for its reader: "today 16:00", "yesterday 16:00", else with its day."""
    here = clock.zone(actor.zone)
    mine, today = due.astimezone(here), now.astimezone(here).date()
    if abs(mine.date() - today) <= timedelta(days=1):
        return f"{formats.day_relative(mine.date(), actor.locale, today)} {formats.time_of_day(mine, actor.locale)}"
    return formats.instant(due, actor.locale, actor.zone, now)


def _left(minutes: int) -> str:
    """How much working time is left."""
    if minutes < 60:
        return str(_n("in %(num)s working minute", "in %(num)s working minutes", max(minutes, 0)))
    return str(_n("in %(num)s working hour", "in %(num)s working hours", minutes // 60))
