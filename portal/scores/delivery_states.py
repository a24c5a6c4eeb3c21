"""Of the schedules behind a figure of deliveries, how many count in which way: kept verdicts are counted by the
database, the others judged anew, as portal.scores.kept does for the figures themselves."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.partners import calendar
from portal.partners.models import Partner
from portal.scope import AnySelect, also_visible
from portal.scores import delivery_figures, delivery_rows, judged_by, kept, proving, queries, reading
from portal.scores.definition import Definition
from portal.scores.delivery import verdict
from portal.scores.delivery_figures import PARTS
from portal.scores.facts import worded
from portal.scores.figure import Period, ProofRow
from portal.scores.metrics import BY_KEY, Metric
from portal.scores.models import KeptVerdict

PAGE = 100


def counts(session: Session, actor: Actor, partner: Partner, period: Period, key: str) -> Counter[str]:
    """How many of the schedules count in which way: counted, missed, or a key of portal.scores.labels. As many SELECTs
    as a figure takes, for each stretch that is counted alike."""
    metric, found = BY_KEY[key], Counter[str]()
    for part, definition in judged_by.parts(session, actor, partner, period):
        asked = _Asked(session, actor, partner.id, part, definition)
        if asked.same is not None:
            way = _way(metric, asked.today)
            statement = asked.kept(way, func.count()).group_by(way)
            for state, count in session.execute(kept.with_verdicts(statement, actor)):
                found[state] += count
        for read in reading.rows(session, actor, partner.id, asked.others(), asked.places):
            found[_state(read, definition, metric, asked.today)] += 1
    return found


def page(
    session: Session, actor: Actor, partner: Partner, period: Period, key: str, state: str, after: str | None
) -> queries.Proof:  # fmt: skip
    """A page of the schedules that count in one way, by base day."""
    metric, mark, rows = BY_KEY[key], delivery_rows.mark(after), list[tuple[Any, ProofRow]]()
    for part, definition in judged_by.parts(session, actor, partner, period):
        if len(rows) > PAGE:
            break
        asked = _Asked(session, actor, partner.id, part, definition)
        chosen = list(reading.rows(session, actor, partner.id, _after(asked.others(), mark), asked.places))
        if asked.same is not None:
            statement = _after(asked.kept(Schedule.id), mark).where(_way(metric, asked.today) == state)
            ordered = statement.order_by(Schedule.base_on, Schedule.id).limit(PAGE + 1)
            ids = list(session.scalars(kept.with_verdicts(ordered, actor)))
            chosen += reading.rows(session, actor, partner.id, delivery_rows.these(actor, ids), asked.places)
        judged = [
            ((read.row.base_on, read.row.id), _proof(read, definition, metric, asked.today))
            for read in chosen
        ]
        rows += sorted(
            (each for each in judged if proving.way_of(each[1]) == state), key=lambda each: each[0]
        )
    shown = worded((row for _place, row in rows[:PAGE]), actor.locale, actor.zone)
    if len(rows) <= PAGE:
        return shown, None
    day, last = rows[PAGE - 1][0]
    return shown, f"{day.isoformat()}.{last}"


class _Asked:
    """The schedules of a stretch: those with a kept verdict that counts, and the others."""

    def __init__(
        self, session: Session, actor: Actor, partner_id: int, period: Period, definition: Definition
    ) -> None:
        self.today = clock.today(calendar.of_company(session).zone)
        self.places = reading.places(session)
        self._actor, self._partner_id, self._period = actor, partner_id, period
        keeping = kept.kept_by(session, actor, partner_id, definition, self.places)
        self.same: Any = (
            None if keeping is None else kept.fresh(actor, partner_id, keeping, definition, self.places)
        )

    def kept(self, *columns: Any) -> AnySelect:
        """These columns of the schedules whose verdict is kept."""
        statement = also_visible(select(*columns), self._actor, Schedule).select_from(Schedule)
        joined = statement.outerjoin(Order, kept.its_order(self._actor)).join(KeptVerdict, self.same)
        return joined.where(*kept.due(self._partner_id, self._period))

    def others(self) -> AnySelect:
        """The ids of all others."""
        if self.same is None:
            return reading.due_within(self._actor, self._partner_id, self._period.start, self._period.end)
        stale = kept.stale_ids(self._actor, self._partner_id, self.same)
        return stale.where(*kept.due(self._partner_id, self._period))


def _way(metric: Metric, today: date) -> Any:
    """In which way a kept verdict counts, as portal.scores.delivery_figures.share_of says it."""
    parts = PARTS[metric.key]
    numerator, denominator, rows = (getattr(KeptVerdict, name) for name in parts[:3])
    if metric.kind not in proving.JUDGED:
        missed: Any = literal(False)
    else:
        missed = numerator < denominator if metric.better == "more" else numerator > 0
    return case(
        (not_(kept.settled(today)), "not_due"), (and_(rows > 0, missed), "missed"), (rows > 0, "counted"),
        else_=func.coalesce(KeptVerdict.left_out, parts.otherwise),
    )  # fmt: skip


def _proof(read: reading.Read, definition: Definition, metric: Metric, today: date) -> ProofRow:
    return delivery_rows.proof_row(read, verdict(read.judged, definition, today), metric.key)


def _state(read: reading.Read, definition: Definition, metric: Metric, today: date) -> str:
    numerator, denominator, why = delivery_figures.share_of(
        verdict(read.judged, definition, today), metric.key
    )
    if why is not None:
        return why
    return "missed" if proving.falls_short(metric, numerator, denominator) else "counted"


def _after(chosen: AnySelect, mark: tuple[date, int] | None) -> AnySelect:
    if mark is None:
        return chosen
    day, last = mark
    return chosen.where(or_(Schedule.base_on > day, and_(Schedule.base_on == day, Schedule.id > last)))
