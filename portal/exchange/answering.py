"""Answers from a sheet: what each filled row means for its line as it stands now, and doing it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.exchange.answer_changes import changes
from portal.exchange.answer_columns import label
from portal.exchange.answer_reading import Fault, Filled, filled_rows, sheet_format
from portal.orders import answering, answers, policy
from portal.orders.answers import Dated, Entry
from portal.orders.ledgers import NEEDED, ledgers_of
from portal.orders.models import Order, Schedule
from portal.orders.parts import Typed, Unsound, parts_of, with_what_came
from portal.web.i18n import _

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row asks for: to promise as asked, to agree to what the other side proposes, to propose
    parts, or to say that nothing will come; or nothing, since it says what stands. `left` is what is to
    come, in the line's unit; parts that make less leave the rest undelivered."""

    row: int
    schedule_id: int
    order: str
    line: int
    part: int
    version: int
    item: str
    unit: str
    left: Decimal
    kind: str  # promise, agreement, proposal, nothing, same
    parts: tuple[Dated, ...]
    reason: str
    cause: str


class Understood:
    """What a file asks for: how many answers of each kind, how many rows cannot be taken, and of both
    those that stand on one page. It holds no more than that, however long the file."""

    def __init__(self, start: int = 0, most: int = 0) -> None:
        self.start, self.most = start, most
        self.answers: list[Answer] = []
        self.faults: list[Fault] = []
        self.kinds: Counter[str] = Counter()
        self.refused = 0
        self._said = hashlib.sha256()

    @property
    def count(self) -> int:
        """How many lines are answered."""
        return self.kinds.total() - self.kinds["same"]

    @property
    def digest(self) -> str:
        """Changes whenever anything that would be done changes."""
        return self._said.hexdigest()[:32]

    def add(self, found: Answer | Fault) -> None:
        """Take the next row in."""
        if isinstance(found, Fault):
            self.refused += 1
            if len(self.faults) < self.most:
                self.faults.append(found)
            return
        if found.kind != "same":
            self._said.update(f"{found!r}\n".encode())
            if self.start <= self.count < self.start + self.most:
                self.answers.append(found)
        self.kinds[found.kind] += 1


def understand(
    session: Session, actor: Actor, path: Path, today: date, locale: str, start: int = 0, most: int = 0
) -> Understood:
    """Read the file and hold every filled row against the line it answers, as the actor sees it; keep
    `most` answers from the `start`th on. Raises Unreadable for a file that is no such sheet."""
    understood = Understood(start, most)
    for chunk in _chunks(session, actor, path, today, locale):
        for found, _schedule in chunk:
            understood.add(found)
    return understood


def send(session: Session, actor: Actor, path: Path, today: date, locale: str) -> Understood:
    """Do what the file asks for while reading it, chunk by chunk, so that memory does not grow. Returns
    what was understood and done; unless it is what its sender saw, the caller takes all of it back.
    Raises StaleDataError if a line is answered by another in this very moment. Never commits."""
    understood = Understood()
    for chunk in _chunks(session, actor, path, today, locale):
        plans = []
        for found, schedule in chunk:
            understood.add(found)
            if isinstance(found, Answer) and found.kind != "same":
                plans.append((schedule, _plan(found, schedule, today)))
        answering.answer(session, actor, plans)
        session.expunge_all()
    return understood


def _plan(answer: Answer, schedule: Any, today: date) -> answering.Plan:
    if answer.kind == "promise":
        return answers.request_accepted
    if answer.kind == "agreement":
        return partial(answers.accepted, today=today)
    parts = with_what_came(answer.parts, schedule.accepted)
    return partial(answers.proposed, parts=parts, reason=answer.reason, cause_side=answer.cause)


def _chunks(
    session: Session, actor: Actor, path: Path, today: date, locale: str
) -> Iterator[list[tuple[Answer | Fault, Any]]]:
    """What each filled row means, with the schedule it is about, some hundred rows at a time."""
    rows = filled_rows(path, sheet_format(path), locale)
    while chunk := list(islice(rows, CHUNK)):
        yield list(_meant(session, actor, chunk, today, locale))


def _meant(
    session: Session, actor: Actor, rows: Sequence[Filled | Fault], today: date, locale: str
) -> Iterator[tuple[Answer | Fault, Any]]:
    filled = [row for row in rows if isinstance(row, Filled)]
    lines = _lines(session, actor, filled) if filled else {}
    known = [(row, lines[key]) for row in filled if (key := (row.order, row.line, row.part)) in lines]
    told = changes(
        session, actor, [(row, line) for row, line in known if line.version != row.version], today, locale
    )
    ledgers = ledgers_of(session, [line for _row, line in known if line.proposed_by])
    for row in rows:
        if isinstance(row, Fault):
            yield row, None
            continue
        schedule, where = lines.get((row.order, row.line, row.part)), f"{row.order} {row.line}"
        if schedule is None or not policy.can_answer(actor, schedule):
            yield Fault(row.row, label("order"), where, _("There is no such line among those you see.")), None
        elif why := told.get(row.row):
            yield Fault(row.row, "", where, why), None
        elif not policy.can_propose(actor, schedule):
            yield Fault(row.row, "", where, _("Nothing is to come of this line any more.")), None
        else:
            yield _answer(actor, schedule, ledgers.get(schedule.id, []), row, today, locale), schedule


def _lines(session: Session, actor: Actor, filled: Sequence[Filled]) -> dict[tuple[str, int, int], Any]:
    """The schedules that these rows name, of those the actor sees. Two SELECTs."""
    orders = session.execute(
        Order.visible_to(actor)
        .with_only_columns(Order.id, Order.partner_id)
        .where(Order.ref.in_({row.order for row in filled}))
    ).all()
    found = session.execute(
        Schedule.visible_to(actor)
        .with_only_columns(*(getattr(Schedule, name) for name in NEEDED))
        .where(
            Schedule.partner_id.in_({order.partner_id for order in orders}),
            Schedule.order_id.in_([order.id for order in orders]),
            Schedule.line_number.in_({row.line for row in filled}),
        )
    )  # fmt: skip
    return {(row.order_ref, row.line_number, row.part): row for row in found}


def _answer(
    actor: Actor, schedule: Any, ledger: Sequence[Entry], row: Filled, today: date, locale: str
) -> Answer | Fault:
    left = schedule.quantity - schedule.accepted
    blank = Answer(
        row=row.row, schedule_id=schedule.id, order=row.order, line=row.line, part=row.part,
        version=row.version, item=schedule.item, unit=schedule.unit, left=left, kind="nothing", parts=(),
        reason=row.reason, cause=row.cause,
    )  # fmt: skip
    typed = _all_of_it(row.days, left)
    if row.nothing:
        if row.days:
            return _fault(row, "nothing", _("Give days, or the mark that nothing will come, but not both."))
        stands = schedule.promised_on or schedule.requested_on or today
        meant = replace(blank, parts=(Dated(Decimal(0), stands),))
    else:
        said = tuple(Dated(one.quantity, one.day) for one in typed if one.quantity and one.day)
        meant = replace(blank, kind="proposal", parts=said if len(said) == len(typed) else ())
    if kind := _stands(actor, schedule, ledger, meant):
        return replace(meant, kind=kind, reason="", cause="")
    if not row.nothing:
        try:
            parts = parts_of(typed, left, schedule.promised_on, today, locale)
        except Unsound as wrong:
            return _fault(row, f"{wrong.what}_{wrong.number}", wrong.why)
        if parts == [Dated(left, schedule.requested_on)] and policy.can_confirm(actor, schedule, today):
            return replace(meant, kind="promise", reason="", cause="")
    if not row.reason:
        return _fault(row, "reason", _("Say why."))
    if not row.cause:
        return _fault(row, "cause", _("Say whose cause it is."))
    return meant


def _stands(actor: Actor, schedule: Any, ledger: Sequence[Entry], meant: Answer) -> str:
    """agreement where the other side proposes just that; same where the own side does, or where it is
    promised and nothing else is proposed; else nothing."""
    if not meant.parts:
        return ""
    if not schedule.proposed_by:
        return "same" if meant.parts == (Dated(meant.left, schedule.promised_on),) else ""
    if not answers.waits_for(ledger, with_what_came(meant.parts, schedule.accepted)):
        return ""
    if schedule.proposed_by != actor.party:
        return "agreement"
    first = answers.waiting(ledger)[0]
    why = meant.reason in ("", first["reason"]) and meant.cause in ("", first["cause_side"])
    return "same" if why else ""


def _all_of_it(days: Sequence[Typed], left: Decimal) -> Sequence[Typed]:
    """A single day without a quantity is for all that is to come."""
    if len(days) == 1 and days[0].quantity is None:
        return [replace(days[0], quantity=left)]
    return days


def _fault(row: Filled, name: str, why: str) -> Fault:
    return Fault(row.row, label(name), row.values.get(name, ""), why)
