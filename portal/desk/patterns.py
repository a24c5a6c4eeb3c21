"""What the issues of some months have in common: how many of each sort, month by month, how long answers and
solutions took, how often one came back, and how people felt about the handling.

It stands in the desk, below issues and the ways out of them, since it reads both. Counts are the database's
own; times are working time of the company, as the clocks of an issue read it. Everything begins with
`visible_to`, so a partner's person counts what that person may open and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, case, func
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.issues.models import Issue
from portal.orders.models import Line
from portal.partners.calendar import Calendar, working_minutes
from portal.partners.models import Partner
from portal.resolutions.models import Resolution, Step, StepVersion
from portal.scope import also_visible

VIEWS = ("kind", "cause", "escape", "partner", "item", "side")
HANDLING = ("good", "fair", "poor")
MOST_MONTHS, USUAL_MONTHS = 12, 6
SHOWN = 20  # sorts that get a row of their own; items may be thousands
FEW = 5  # below, a share or a median says nothing
PAGE = 50
# What can be opened beside a sort: conditions on Issue.
OTHERS: Mapping[str, Any] = {
    "all": Issue.id.is_not(None), "answered": Issue.answered_at.is_not(None), "solved": Issue.resolved_at.is_not(None),
    "reopened": Issue.reopened_count > 0,
    **{f"handling-{word}": Issue.handling == word for word in HANDLING},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which issues are looked at, and by what they are sorted: those opened from the month `first` to the
    month `last`, of the partner with this id (None: all; -1: one that is not there)."""

    view: str
    first: date
    last: date
    partner_id: int | None = None

    @property
    def months(self) -> list[date]:
        """The first days of the months."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(moved(found[-1], 1))
        return found

    def bounds(self, zone: str) -> list[datetime]:
        """The instants at which the months begin at the company, and the one at which the last ends."""
        days = [*self.months, moved(self.last, 1)]
        return [datetime.combine(day, time(), clock.zone(zone)) for day in days]


def moved(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, place = divmod(month.month - 1 + months, 12)
    return date(month.year + years, place + 1, 1)


def asked(given: Mapping[str, str], today: date, partner_id: int | None, *, staff: bool) -> Asked:
    """What an address asks for (view, from, until); what it does not say or says wrongly is usual."""
    views = VIEWS if staff else tuple(view for view in VIEWS if view != "partner")
    view = given.get("view", "")
    last = _month(given.get("until")) or today.replace(day=1)
    first = _month(given.get("from")) or moved(last, 1 - USUAL_MONTHS)
    first, last = min(first, last), max(first, last)
    first = max(first, moved(last, 1 - MOST_MONTHS))
    return Asked(view if view in views else "kind", first, last, partner_id)


def _month(text: str | None) -> date | None:
    try:
        return (
            date.fromisoformat(f"{text}-01") if text and len(text) == 7 and "2000" <= text < "2101" else None
        )
    except ValueError:
        return None


def _scope(asked: Asked, bounds: Sequence[datetime]) -> list[Any]:
    # What was merged into another is the same matter, counted there.
    conditions = [Issue.opened_at >= bounds[0], Issue.opened_at < bounds[-1], Issue.merged.is_(False)]
    return conditions if asked.partner_id is None else [*conditions, Issue.partner_id == asked.partner_id]


def _by_kind(actor: Actor) -> tuple[Any, Any, Select[Any]]:
    return Issue.kind, Issue.kind, Issue.visible_to(actor)


def _by_side(actor: Actor) -> tuple[Any, Any, Select[Any]]:
    return Issue.opened_side, Issue.opened_side, Issue.visible_to(actor)


def _by_partner(actor: Actor) -> tuple[Any, Any, Select[Any]]:
    joined = Issue.visible_to(actor).join(Partner, Partner.id == Issue.partner_id)
    return Partner.code, Partner.name, also_visible(joined, actor, Partner)


def _by_item(actor: Actor) -> tuple[Any, Any, Select[Any]]:
    joined = Issue.visible_to(actor).join(
        Line, (Line.partner_id == Issue.partner_id) & (Line.id == Issue.line_id)
    )
    name = func.coalesce(Line.item_code, Line.item)
    return name, name, also_visible(joined, actor, Line)


def _with_case(actor: Actor) -> Select[Any]:
    """Issues with the case that was made of each, but for those given up."""
    same = (Resolution.partner_id == Issue.partner_id) & (Resolution.issue_id == Issue.id)
    joined = Issue.visible_to(actor).join(Resolution, same & (Resolution.state != "abandoned"))
    return also_visible(joined, actor, Resolution)


def _by_cause(actor: Actor) -> tuple[Any, Any, Select[Any]]:
    code = Resolution.occurrence_code
    return code, code, _with_case(actor).where(code.is_not(None))


def _by_escape(actor: Actor) -> tuple[Any, Any, Select[Any]]:
    code = Resolution.escape_code
    return code, code, _with_case(actor).where(code.is_not(None))


SORTS: dict[str, Callable[[Actor], tuple[Any, Any, Select[Any]]]] = {
    "kind": _by_kind, "cause": _by_cause, "escape": _by_escape, "partner": _by_partner, "item": _by_item, "side": _by_side,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One sort: `value` as the address names it, `label`, how many of the `whole`, in each month, and its share
    without and with those before it, in hundredths (None where they are too few)."""

    value: str
    label: str
    count: int
    whole: int
    months: tuple[int, ...]
    share: float | None
    together: float | None


def bars(session: Session, actor: Actor, asked: Asked, zone: str) -> list[Bar]:
    """The sorts by how many issues they have, most first; those beyond SHOWN have no bar but count in the
    shares. One SELECT."""
    bounds = asked.bounds(zone)
    value, label, statement = SORTS[asked.view](actor)
    count = func.count().label("count")
    of_months = [
        func.sum(case(((Issue.opened_at >= a) & (Issue.opened_at < b), 1), else_=0))
        for a, b in pairwise(bounds)
    ]
    all_of_them = func.sum(func.count()).over()
    rows = session.execute(
        statement.with_only_columns(value, label, count, all_of_them, *of_months)
        .where(*_scope(asked, bounds))
        .group_by(value, label)
        .order_by(count.desc(), value)
        .limit(SHOWN)
    ).all()
    found, so_far = [], 0
    for row in rows:
        so_far += row[2]
        whole = int(row[3])
        share, together = (100 * row[2] / whole, 100 * so_far / whole) if whole >= FEW else (None, None)
        found.append(Bar(row[0], row[1], row[2], whole, tuple(map(int, row[4:])), share, together))
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Issues of the months, how many of them were ever solved and came back, and what people said of the
    handling, by word."""

    issues: int
    solved: int
    reopened: int
    handling: dict[str, int]

    @property
    def reopened_share(self) -> float | None:
        """In hundredths of those that were ever solved; None where they are too few."""
        return 100 * self.reopened / self.solved if self.solved >= FEW else None


def totals(session: Session, actor: Actor, asked: Asked, zone: str) -> Totals:
    """The totals. One SELECT."""

    def sum_of(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    row = session.execute(
        Issue.visible_to(actor)
        .with_only_columns(
            func.count(), sum_of(Issue.resolved_at.is_not(None) | (Issue.reopened_count > 0)),
            sum_of(Issue.reopened_count > 0), *(sum_of(Issue.handling == word) for word in HANDLING),
        )
        .where(*_scope(asked, asked.bounds(zone)))
    ).one()  # fmt: skip
    return Totals(row[0], int(row[1]), int(row[2]), dict(zip(HANDLING, map(int, row[3:]), strict=True)))


@dataclass(frozen=True, slots=True)
class Taken:
    """How long something took: of how many issues it is known, the middle and what nine of ten stay within,
    in working minutes (None where they are too few)."""

    count: int
    median: int | None
    most: int | None


def times(session: Session, actor: Actor, asked: Asked, zone: str, calendar: Calendar) -> dict[str, Taken]:
    """How long it took to 'answer', to 'contain' (until it was first said how) and to 'solve'. Two SELECTs; a
    quantile of working time is not the database's to compute, so the instants of each issue are read."""
    within = _scope(asked, asked.bounds(zone))
    rows = session.execute(
        Issue.visible_to(actor)
        .with_only_columns(Issue.opened_at, Issue.answered_at, Issue.resolved_at)
        .where(*within)
    ).all()
    contained = (
        _with_case(actor)
        .join(Step, (Step.partner_id == Resolution.partner_id) & (Step.resolution_id == Resolution.id))
        .join(StepVersion, (StepVersion.partner_id == Step.partner_id) & (StepVersion.step_id == Step.id))
        .with_only_columns(Issue.opened_at, StepVersion.sent_at)
        .where(Step.kind == "containment", StepVersion.number == 1, *within)
    )
    ends: dict[str, list[Any]] = {
        "answer": [(row[0], row[1]) for row in rows if row[1]],
        "contain": list(session.execute(also_visible(contained, actor, Step, StepVersion))),
        "solve": [(row[0], row[2]) for row in rows if row[2]],
    }
    return {
        name: taken([working_minutes(since, until, calendar) for since, until in found])
        for name, found in ends.items()
    }


def taken(minutes: Sequence[int]) -> Taken:
    """The middle (of an even number the mean of both, rounded down) and the nearest rank of nine tenths."""
    number, ordered = len(minutes), sorted(minutes)
    if number < FEW:
        return Taken(number, None, None)
    middle = (ordered[(number - 1) // 2] + ordered[number // 2]) // 2
    return Taken(number, middle, ordered[-(-9 * number // 10) - 1])


def rows(
    session: Session, actor: Actor, asked: Asked, zone: str, value: str, before: int | None
) -> tuple[list[Any], int | None]:
    """A page of the issues behind a figure, newest first, and the id to pass as `before` for the next. value:
    of a bar, or a word of OTHERS if `asked.view` is not a way to sort. One SELECT."""
    if asked.view in SORTS:
        column, _, statement = SORTS[asked.view](actor)
        statement = statement.where(column == value)
    else:
        statement = Issue.visible_to(actor).where(OTHERS[value])
    if asked.view != "partner":  # which joins it itself
        statement = also_visible(statement.join(Partner, Partner.id == Issue.partner_id), actor, Partner)
    page: Any = (
        statement.with_only_columns(
            Issue.id, Issue.ref, Issue.title, Issue.kind, Issue.state, Issue.opened_at, Issue.answered_at,
            Issue.resolved_at, Partner.name.label("partner"),
        )
        .where(*_scope(asked, asked.bounds(zone)))
        .order_by(Issue.id.desc()).limit(PAGE + 1)
    )  # fmt: skip
    if before is not None:
        page = page.where(Issue.id < before)
    found = list(session.execute(page))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None
