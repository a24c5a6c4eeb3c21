"""Records of both sides around an issue that may show something: what came in, what happened on the way,
what was promised, what was said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sqlalchemy import or_
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.issues.models import Issue
from portal.orders.models import Commitment, Schedule
from portal.scope import also_visible
from portal.shipments.labels import CONDITIONS, EVENTS
from portal.shipments.models import Event, Notice, NoticeLine, Receipt
from portal.talk.actions import excerpt
from portal.talk.models import Message
from portal.talk.queries import number
from portal.web import formats
from portal.web.i18n import _

MOST = 15  # of one kind to choose from


@dataclass(frozen=True, slots=True)
class Proof:
    """A record as its reader sees it: kind and id, what it is in words, and where it is read."""

    record: str
    id: int
    words: str
    href: str

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.record}:{self.id}"


def around(
    session: Session, actor: Actor, issue: Issue, chosen: Sequence[Any], today: date
) -> dict[str, Proof]:
    """The records around an issue that this actor and both sides may see, by their value: the newest MOST
    of each kind, and those `chosen` already. Four SELECTs, one for an issue that is about no delivery."""
    ids: dict[str, list[int]] = {}
    for row in chosen:
        ids.setdefault(row.record, []).append(row.record_id)
    words = _Words(actor, today)
    found = [words.message(row, issue) for row in _messages(session, actor, issue, ids.get("message", ()))]
    if issue.order_id is not None or issue.notice_id is not None:
        found += [words.receipt(row) for row in _receipts(session, actor, issue, ids.get("receipt", ()))]
        found += [words.event(row) for row in _events(session, actor, issue, ids.get("event", ()))]
        found += [
            words.commitment(row) for row in _commitments(session, actor, issue, ids.get("commitment", ()))
        ]
    return {proof.value: proof for proof in found}


def _recent(session: Session, statement: Any, model: Any, about: Any, chosen: Collection[int]) -> list[Any]:
    """The newest of what is `about` the issue and what was chosen, the oldest first."""
    recent = statement.where(about).with_only_columns(model.id).order_by(model.id.desc()).limit(MOST)
    wanted = model.id.in_(recent.subquery().select())
    rows = statement.where(or_(wanted, model.id.in_(chosen)) if chosen else wanted)
    return list(session.execute(rows.order_by(model.id).limit(MOST + len(chosen))))


def _of_part(issue: Issue) -> Any:
    """Of Schedule: the line that the issue is about, or any of its order."""
    if issue.line_id is not None:
        return Schedule.line_id == issue.line_id
    return Schedule.order_id == issue.order_id


def _receipts(session: Session, actor: Actor, issue: Issue, chosen: Collection[int]) -> list[Any]:
    statement = also_visible(
        Receipt.visible_to(actor)
        .with_only_columns(
            Receipt.id, Receipt.ref, Receipt.accepted, Receipt.rejected, Receipt.condition, Receipt.arrived_on,
            Receipt.received_on, Schedule.order_ref, Schedule.line_number, Schedule.unit,
        )
        .join(Schedule, (Schedule.partner_id == Receipt.partner_id) & (Schedule.id == Receipt.schedule_id)),
        actor, Schedule,
    )  # fmt: skip
    about = _of_part(issue) if issue.order_id is not None else Receipt.notice_id == issue.notice_id
    return _recent(session, statement, Receipt, about, chosen)


def _events(session: Session, actor: Actor, issue: Issue, chosen: Collection[int]) -> list[Any]:
    statement = also_visible(
        Event.visible_to(actor)
        .with_only_columns(Event.id, Event.at, Event.state, Event.place, Event.text, Notice.ref)
        .join(Notice, (Notice.partner_id == Event.partner_id) & (Notice.id == Event.notice_id)),
        actor, Notice,
    )  # fmt: skip
    carried = also_visible(
        NoticeLine.visible_to(actor)
        .with_only_columns(NoticeLine.notice_id)
        .join(Schedule, (Schedule.partner_id == NoticeLine.partner_id) & (Schedule.id == NoticeLine.schedule_id)),
        actor, Schedule,
    ).where(_of_part(issue))  # fmt: skip
    about = Event.notice_id.in_(carried) if issue.order_id is not None else Event.notice_id == issue.notice_id
    return _recent(session, statement, Event, about, chosen)


def _commitments(session: Session, actor: Actor, issue: Issue, chosen: Collection[int]) -> list[Any]:
    statement = also_visible(
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.id, Commitment.day, Commitment.quantity, Commitment.state, Commitment.proposer_name,
            Schedule.order_ref, Schedule.line_number, Schedule.unit,
        )
        .join(Schedule, (Schedule.partner_id == Commitment.partner_id) & (Schedule.id == Commitment.schedule_id)),
        actor, Schedule,
    )  # fmt: skip
    return _recent(session, statement, Commitment, _of_part(issue), chosen)


def _messages(session: Session, actor: Actor, issue: Issue, chosen: Collection[int]) -> list[Any]:
    """What was said to both sides under the issue; never an internal note, whoever asks."""
    statement = (
        Message.visible_to(actor)
        .with_only_columns(
            Message.id, Message.author_name, Message.body, Message.created_at, number().label("number")
        )
        .where(Message.audience == "shared", Message.subject_type == "issue", Message.subject_id == issue.id)
    )
    return _recent(session, statement, Message, Message.id.is_not(None), chosen)


class _Words:
    """Puts records into words for one reader."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.actor, self.today = actor, today

    def receipt(self, row: Any) -> Proof:
        """What came in, and how."""
        amounts = self._amount(row.accepted, row.unit)
        if row.rejected:
            amounts = _(
                "%(accepted)s, rejected %(rejected)s",
                accepted=amounts,
                rejected=self._amount(row.rejected, row.unit),
            )
        day = row.received_on or row.arrived_on
        words = _(
            "Receipt %(ref)s of %(order)s line %(line)s: %(amounts)s, %(condition)s", ref=row.ref, order=row.order_ref,
            line=row.line_number, amounts=amounts, condition=CONDITIONS[row.condition],
        )  # fmt: skip
        return Proof("receipt", row.id, f"{words}, {self._day(day)}" if day else words, _order(row))

    def event(self, row: Any) -> Proof:
        """What happened on the way, where and when."""
        what = [str(EVENTS.get(row.state, row.text or row.state)), row.place or "", self._instant(row.at)]
        return Proof(
            "event",
            row.id,
            f"{row.ref}: {', '.join(filter(None, what))}",
            f"/shipments/{quote(row.ref, safe='')}",
        )

    def commitment(self, row: Any) -> Proof:
        """What was promised or proposed, by whom."""
        phrases = {
            "accepted": _("%(order)s line %(line)s: %(amount)s promised for %(day)s by %(name)s"),
            "proposed": _("%(order)s line %(line)s: %(amount)s proposed for %(day)s by %(name)s"),
        }
        refused = _("%(order)s line %(line)s: %(amount)s proposed for %(day)s by %(name)s, not agreed")
        words = phrases.get(row.state, refused) % {
            "order": row.order_ref, "line": row.line_number, "amount": self._amount(row.quantity, row.unit),
            "day": self._day(row.day), "name": row.proposer_name,
        }  # fmt: skip
        return Proof("commitment", row.id, words, _order(row))

    def message(self, row: Any, issue: Issue) -> Proof:
        """What was said, by whom and when."""
        words = _(
            "%(name)s, %(when)s: “%(said)s”",
            name=row.author_name,
            when=self._instant(row.created_at),
            said=excerpt(row.body),
        )
        return Proof("message", row.id, words, f"/issues/{quote(issue.ref, safe='')}#message-{row.number}")

    def _amount(self, value: Decimal, unit: str) -> str:
        return f"{formats.quantity(value, self.actor.locale)} {unit}"

    def _day(self, day: date) -> str:
        return formats.day(day, self.actor.locale, self.today)

    def _instant(self, at: Any) -> str:
        return formats.instant(at, self.actor.locale, self.actor.zone, clock.now())


def _order(row: Any) -> str:
    return f"/orders/{quote(row.order_ref, safe='')}#line-{row.line_number}"
