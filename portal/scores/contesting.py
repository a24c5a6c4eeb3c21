"""Contesting a row of a score, agreeing on how it is counted instead, and taking that back."""

from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.issues.actions import Matter, Report, open_issue, take
from portal.issues.models import Issue
from portal.issues.policy import can_take
from portal.partners.models import Partner
from portal.scores import closing, contests, months, policy
from portal.scores.contest_model import RowContest, RowCorrection
from portal.scores.correcting import Corrected

KINDS = {"cause": "late_or_missing", "day": "late_or_missing", "quantity": "wrong_item"}


class NotNow(Exception):
    """It is not possible as it stands now, or not for this person."""


def contest(session: Session, actor: Actor, matter: Matter, what: str, claim: Corrected, words: str) -> Issue:
    """Open an issue that says what is wrong with how a schedule (matter.schedule_id) is counted. Records `opened`
    and `row_contested`; never commits."""
    issue = open_issue(session, actor, matter, Report(kind=KINDS[what], what_happened=words))
    session.add(
        RowContest(
            partner_id=issue.partner_id, issue_id=issue.id, schedule_id=matter.schedule_id, what=what,
            cause_side=claim.cause_side, day=claim.day, quantity=claim.quantity, side=actor.party, by_id=actor.user_id,
            by_name=actor.name, at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    _record(session, actor, issue, "row_contested")
    return issue


def correct(
    session: Session, actor: Actor, issue: Issue, found: Any, value: Corrected, reason: str, dispute: Any
) -> RowCorrection:
    """Count the contested row by `value` from now on; found: contests.of_issue; dispute: the newest of the issue. The
    closed month that the row lies in is restated. Raises NotNow, also if another corrects it in the same
    moment. Records `row_corrected`; never commits."""
    contested: RowContest = found.RowContest
    as_claimed = value == contests.said(contested)
    if not policy.can_correct(actor, contested, dispute, as_claimed=as_claimed) or value.empty:
        raise NotNow
    before = contests.corrections(session, actor, contested.schedule_id)
    whole = value.over(contests.said(before[0])) if before else value
    return _write(session, actor, issue, found, whole, reason, len(before) + 1, "row_corrected")


def take_back(session: Session, actor: Actor, issue: Issue, found: Any, reason: str) -> RowCorrection:
    """Count the row by what was booked again. Raises NotNow where no correction stands. Records
    `row_correction_ended`; never commits."""
    before = contests.corrections(session, actor, found.RowContest.schedule_id)
    if not before or contests.said(before[0]).empty or not policy.can_take_back(actor, found.RowContest):
        raise NotNow
    return _write(session, actor, issue, found, Corrected(), reason, len(before) + 1, "row_correction_ended")


def _write(
    session: Session, actor: Actor, issue: Issue, found: Any, value: Corrected, reason: str, number: int, verb: str
) -> RowCorrection:  # fmt: skip
    row = RowCorrection(
        partner_id=issue.partner_id, order_id=found.order_id, schedule_id=found.RowContest.schedule_id, number=number,
        cause_side=value.cause_side, day=value.day, quantity=value.quantity, issue_ref=issue.ref, reason=reason,
        by_id=actor.user_id, by_name=actor.name, at=clock.now(),
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise NotNow from None
    _record(session, actor, issue, verb, reason=reason)
    if verb == "row_corrected" and can_take(actor, issue, "resolve"):
        take(session, actor, issue, "resolve", reason)
    _restate(session, actor, issue, found.base_on)
    return row


def _restate(session: Session, actor: Actor, issue: Issue, base_on: date | None) -> None:
    """Find the month anew in which the row is counted, if it is closed."""
    partner = session.scalars(Partner.visible_to(actor).where(Partner.id == issue.partner_id)).first()
    if partner is None or base_on is None:
        return
    try:
        closing.restate(session, None, partner, months.month(base_on), reason=issue.ref)
    except closing.NotNow:
        return  # it is still open, or somebody restates it now and finds the same


def _record(session: Session, actor: Actor, issue: Issue, verb: str, **data: Any) -> None:
    record(
        session, actor, verb, ("issue", issue.id, issue.ref), partner_id=issue.partner_id, audience="shared",
        order_id=issue.order_id, data={"title": issue.title, **data},
    )  # fmt: skip
