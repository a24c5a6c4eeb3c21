"""Answers from a sheet: what each filled row means for its line as it stands now, and doing it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.exchange.answer_changes import changes
from portal.exchange.answer_columns import label
from portal.exchange.answer_reading import Fault, Filled, filled_rows, sheet_format
from portal.orders import answering, policy
from portal.orders.answering import Dated
from portal.orders.models import Order, Schedule
from portal.orders.parts import Typed, Unsound, parts_of, with_what_came
from portal.web.i18n import _

CHUNK = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row asks for: to promise as asked, to propose parts, or to say that nothing will come.
    `left` is what is to come, in the line's unit; parts that make less leave the rest undelivered."""

    row: int
    schedule_id: int
    order: str
    line: int
    part: int
    version: int
    item: str
    unit: str
    left: Decimal
    kind: str  # promise, proposal, nothing
    parts: tuple[Dated, ...]
    reason: str
    cause: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file asks for, in the order of its rows, and which rows cannot be taken."""

    answers: list[Answer]
    faults: list[Fault]

    @property
    def digest(self) -> str:
        """Changes whenever anything that would be done changes."""
        said = "\n".join(repr(answer) for answer in self.answers)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class Changed(Exception):
    """A line was answered by somebody else in this very moment; nothing may be kept."""


def understand(session: Session, actor: Actor, path: Path, today: date, locale: str) -> Understood:
    """Read the file and hold every filled row against the line it answers, as the actor sees it.
    Raises Unreadable for a file that is no such sheet."""
    answers, faults = [], []
    filled = []
    for found in filled_rows(path, sheet_format(path), locale):
        if isinstance(found, Fault):
            faults.append(found)
        else:
            filled.append(found)
    for chunk in _chunks(filled):
        for result in _meant(session, actor, chunk, today, locale):
            if isinstance(result, Fault):
                faults.append(result)
            else:
                answers.append(result)
    return Understood(answers, sorted(faults, key=lambda fault: fault.row))


def apply(session: Session, actor: Actor, answers: Sequence[Answer]) -> int:
    """Do all of it, in chunks so that memory does not grow; returns how many lines were answered.
    Raises Changed if a line is not at the version that was understood. Never commits."""
    done = 0
    for chunk in _chunks(answers):
        found = session.scalars(
            Schedule.visible_to(actor).where(Schedule.id.in_([answer.schedule_id for answer in chunk]))
        )
        schedules = {schedule.id: schedule for schedule in found}
        for answer in chunk:
            schedule = schedules.get(answer.schedule_id)
            if schedule is None or schedule.version != answer.version:
                raise Changed(answer.order)
            if answer.kind == "promise":
                answering.accept_request(session, actor, schedule)
            else:
                parts = list(answer.parts)
                if answer.kind == "proposal":
                    parts = with_what_came(parts, schedule.accepted)
                answering.propose(session, actor, schedule, parts, answer.reason, answer.cause)
            done += 1
        session.flush()
        session.expunge_all()
    return done


def _chunks(things: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (things[start : start + CHUNK] for start in range(0, len(things), CHUNK))


def _meant(
    session: Session, actor: Actor, filled: Sequence[Filled], today: date, locale: str
) -> Iterator[Answer | Fault]:
    lines = _lines(session, actor, filled)
    stale = [
        (row, lines[key])
        for row in filled
        if (key := (row.order, row.line, row.part)) in lines and lines[key].version != row.version
    ]
    told = changes(session, actor, stale, today, locale)
    for row in filled:
        schedule = lines.get((row.order, row.line, row.part))
        if schedule is None or not policy.can_answer(actor, schedule):
            where = f"{row.order} {row.line}"
            yield Fault(row.row, label("order"), where, _("There is no such line among those you see."))
        elif why := told.get(row.row):
            yield Fault(row.row, "", f"{row.order} {row.line}", why)
        elif not policy.can_propose(actor, schedule):
            yield Fault(
                row.row, "", f"{row.order} {row.line}", _("Nothing is to come of this line any more.")
            )
        else:
            yield _answer(actor, schedule, row, today, locale)


def _lines(session: Session, actor: Actor, filled: Sequence[Filled]) -> dict[tuple[str, int, int], Any]:
    """The schedules that these rows name, of those the actor sees. Two SELECTs."""
    orders = session.execute(
        Order.visible_to(actor)
        .with_only_columns(Order.id, Order.partner_id)
        .where(Order.ref.in_({row.order for row in filled}))
    ).all()
    found = session.execute(
        Schedule.visible_to(actor)
        .with_only_columns(
            Schedule.id, Schedule.partner_id, Schedule.order_ref, Schedule.line_number, Schedule.part,
            Schedule.version, Schedule.item, Schedule.unit, Schedule.quantity, Schedule.accepted, Schedule.stage,
            Schedule.requested_on, Schedule.promised_on, Schedule.proposed_on, Schedule.proposed_by,
        )
        .where(
            Schedule.partner_id.in_({order.partner_id for order in orders}),
            Schedule.order_id.in_([order.id for order in orders]),
            Schedule.line_number.in_({row.line for row in filled}),
        )
    )  # fmt: skip
    return {(row.order_ref, row.line_number, row.part): row for row in found}


def _answer(actor: Actor, schedule: Any, row: Filled, today: date, locale: str) -> Answer | Fault:
    left = schedule.quantity - schedule.accepted
    blank = Answer(
        row=row.row, schedule_id=schedule.id, order=row.order, line=row.line, part=row.part,
        version=row.version, item=schedule.item, unit=schedule.unit, left=left, kind="nothing", parts=(),
        reason=row.reason, cause=row.cause,
    )  # fmt: skip
    if row.nothing:
        if row.days:
            return _fault(row, "nothing", _("Give days, or the mark that nothing will come, but not both."))
        stands = schedule.promised_on or schedule.requested_on or today
        meant = replace(blank, parts=(Dated(Decimal(0), stands),))
    else:
        try:
            parts = parts_of(_all_of_it(row.days, left), left, schedule.promised_on, today, locale)
        except Unsound as wrong:
            return _fault(row, f"{wrong.what}_{wrong.number}", wrong.why)
        meant = replace(blank, kind="proposal", parts=tuple(parts))
        if parts == [Dated(left, schedule.requested_on)] and policy.can_confirm(actor, schedule, today):
            return replace(meant, kind="promise", reason="", cause="")
    if not row.reason:
        return _fault(row, "reason", _("Say why."))
    if not row.cause:
        return _fault(row, "cause", _("Say whose cause it is."))
    return meant


def _all_of_it(days: Sequence[Typed], left: Decimal) -> Sequence[Typed]:
    """A single day without a quantity is for all that is to come."""
    if len(days) == 1 and days[0].quantity is None:
        return [replace(days[0], quantity=left)]
    return days


def _fault(row: Filled, name: str, why: str) -> Fault:
    return Fault(row.row, label(name), row.values.get(name, ""), why)
