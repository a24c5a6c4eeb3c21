"""Writing notices by hand: drafts, announcing them, corrections that keep what stood, withdrawing.

A draft is the partner's own: it writes no row of activity, moves no schedule, and is deleted when it is
thrown away. From the announcement on nothing is deleted; what a correction changes is kept in activity.
Functions here never commit.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders.models import Schedule
from portal.shipments import delivered, events, loads
from portal.shipments.actions import set_expected
from portal.shipments.carrying import carry, words_on
from portal.shipments.loads import Carried, stored
from portal.shipments.models import Event, Notice
from portal.shipments.notice_record import FACTS, said, side, tell
from portal.web.i18n import _


class Taken(Exception):
    """Another notice of the partner has this reference already."""


def announce_new(
    session: Session, actor: Actor, lines: Carried, ref: str, facts: Mapping[str, Any]
) -> Notice:
    """Announce a dispatch under the partner's own reference, or one made up when `ref` is empty. Records
    `announced` for each order on it. Raises Taken."""
    notice = _new(session, actor, lines, ref, facts, "announced")
    announce_draft(session, actor, notice)
    return notice


def save_draft(
    session: Session,
    actor: Actor,
    lines: Carried,
    ref: str,
    facts: Mapping[str, Any],
    notice: Notice | None = None,
) -> Notice:
    """Keep a notice that is not announced yet: a new one, or `notice` anew. Only the partner's people see
    it, and nothing is recorded. Raises Taken."""
    if notice is None:
        return _new(session, actor, lines, ref, facts, "draft")
    if ref and ref != notice.ref:
        _free(session, loads.partner_of(lines), ref)
        notice.ref = ref
    _set(notice, facts)
    return loads.put_all(session, notice, lines)


def announce_draft(session: Session, actor: Actor, notice: Notice) -> None:
    """Announce a draft as it is. Records `announced` for each order on it."""
    lines = stored(session, notice)
    notice.state, notice.created_at = "announced", clock.now()
    session.flush()
    schedules = [schedule for schedule, _quantity in lines.values()]
    carry(session, schedules)
    events.restate(session, *schedules)
    tell(session, actor, "announced", notice, loads.orders_of(lines))


def drop_draft(session: Session, notice: Notice) -> None:
    """Throw a draft away. Nobody but its own side ever saw it."""
    if notice.state != "draft":
        raise ValueError("only a draft is thrown away")
    loads.delete_all(session, notice)
    session.delete(notice)
    session.flush()


def correct(session: Session, actor: Actor, notice: Notice, lines: Carried, facts: Mapping[str, Any]) -> bool:
    """Change an announced notice; False if what is given stands already, and then nothing is done.
    Records `corrected` for each order that it touches, with what stood before and what stands now."""
    before, old, gone = stored(session, notice), said(notice), words_on(notice)
    _set(notice, facts)
    new = said(notice)
    changed = {name for name in FACTS if old[name] != new[name]}
    touched = {
        key for key in {*before, *lines}
        if (before[key][1] if key in before else None) != (lines[key][1] if key in lines else None)
    }  # fmt: skip
    if not changed and not touched:
        return False
    notice.state = "corrected"
    flag_modified(notice, "state")  # its version changes even where only a line does
    loads.put(session, notice, touched, lines)
    schedules = {key: schedule for key, (schedule, _) in (*before.items(), *lines.items())}
    carry(session, list(schedules.values()), gone)
    _settle(session, notice, list(schedules.values()), left=schedules.keys() - lines.keys())
    for order_id, order_ref in sorted({(s.order_id, s.order_ref) for s in schedules.values()}):
        mine = [key for key in touched if schedules[key].order_id == order_id]
        if changed or mine:
            record(
                session, actor, "corrected", ("notice", notice.id, notice.ref), partner_id=notice.partner_id,
                audience="shared", order_id=order_id,
                data={
                    "order": order_ref, "carrier": notice.carrier, "version": notice.version,
                    "before": side(old, changed, before, mine), "after": side(new, changed, lines, mine),
                },
            )  # fmt: skip
    return True


def void(session: Session, actor: Actor, notice: Notice, reason: str) -> None:
    """Withdraw an announced notice: it stays, and what it carried counts as not sent. Records `voided`
    for each order on it."""
    lines, gone = stored(session, notice), words_on(notice)
    notice.state = "voided"
    session.flush()
    schedules = [schedule for schedule, _quantity in lines.values()]
    carry(session, schedules, gone)
    _settle(session, notice, schedules, left=lines.keys())
    tell(session, actor, "voided", notice, loads.orders_of(lines), reason=reason)


def made_up(session: Session, partner_id: int, notice_id: int) -> str:
    """A reference that no other notice made here has, whoever sent it, so that its address names one. A
    file may have brought a notice of the partner that is called so: then it is a longer one."""
    ref = f"DN-{notice_id:06d}"
    try:
        _free(session, partner_id, ref)
    except Taken:
        return f"{ref}-{secrets.token_hex(3)}"
    return ref


def holds(session: Session, notice: Notice) -> str:
    """Why a notice can be withdrawn no more, in the reader's language; '' if it can. Two SELECTs."""
    if loads.came_with(session, notice):
        return _("Goods of this notice were booked in, so it stays. Correct it, or report a problem.")
    if delivered.standing_of(session, notice).delivered_at is not None:
        return _("Its carrier says that it was delivered, so it stays. Correct it, or report a problem.")
    return ""


def same_facts(notice: Notice, facts: Mapping[str, Any]) -> bool:
    """True if the notice says all this already."""
    return all(getattr(notice, name) == facts[name] for name in FACTS)


def _new(
    session: Session, actor: Actor, lines: Carried, ref: str, facts: Mapping[str, Any], state: str
) -> Notice:
    partner_id = loads.partner_of(lines)
    _free(session, partner_id, ref)
    notice = Notice(
        partner_id=partner_id, ref=ref or f"new-{secrets.token_hex(8)}", state=state,
        created_by=actor.person_id, created_at=clock.now(), **facts,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    notice.ref = ref or made_up(session, partner_id, notice.id)
    return loads.put_all(session, notice, lines)


def _free(session: Session, partner_id: int, ref: str) -> None:
    if not ref:
        return
    mine = select(Notice.id).where(Notice.partner_id == partner_id, Notice.ref == ref)
    if session.execute(mine.execution_options(system=True)).first():
        raise Taken


def _set(notice: Notice, facts: Mapping[str, Any]) -> None:
    """Only what differs is set, so that 12 and 12.000 are no correction."""
    for name in FACTS:
        if getattr(notice, name) != facts[name]:
            setattr(notice, name, facts[name])
    if notice.weight is not None:
        notice.weight_text = None


def _settle(
    session: Session, notice: Notice, schedules: Sequence[Schedule], *, left: Collection[int]
) -> None:
    """Restate schedules; of those that `left` the notice, a day that only its estimates gave is expected no
    more."""
    gone = [schedule for schedule in schedules if schedule.id in left and schedule.expected_rests_on is None]
    if gone and _estimated(session, notice):
        reported = delivered.of_schedules(session, gone)
        for schedule in gone:
            if reported[schedule.id].expected_on is None:
                set_expected(schedule, None)
    events.restate(session, *schedules)


def _estimated(session: Session, notice: Notice) -> bool:
    """True if a carrier estimated a day of this notice."""
    estimates = select(Event.id).where(
        Event.notice_id == notice.id, Event.partner_id == notice.partner_id, Event.state == delivered.ESTIMATE
    )
    return session.execute(estimates.execution_options(system=True)).first() is not None
