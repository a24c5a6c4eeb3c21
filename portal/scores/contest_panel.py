"""What the page of an issue shows of the row of a score that it contests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.disputes import queries as disputes
from portal.issues.panels import IssueSeen
from portal.orders.labels import CAUSES
from portal.scores import contests, policy
from portal.scores.contest_forms import WHATS
from portal.scores.correcting import Corrected
from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Said:
    """A correction as one reads it."""

    value: str
    row: Any


def build(session: Session, actor: Actor, seen: IssueSeen) -> Mapping[str, Any]:
    """The contest of an issue with what was agreed about its row. Nothing is looked up for an issue about no
    schedule; else one SELECT, three where there is a contest."""
    found = contests.of_issue(session, actor, seen.row.id) if seen.row.schedule_id else None
    return {"contest": None} if found is None else shown(session, actor, seen.row, found, seen.today)


def shown(session: Session, actor: Actor, issue: Any, found: Any, today: date) -> dict[str, Any]:
    """A contest (contests.of_issue) as its page and panel show it, and what the reader may do. Two SELECTs."""
    contest, unit = found.RowContest, found.unit
    corrections = contests.corrections(session, actor, contest.schedule_id)
    newest = disputes.newest(session, actor, issue.id)
    standing = bool(corrections) and not contests.said(corrections[0]).empty
    decided = not standing and policy.can_correct(actor, contest, newest, as_claimed=False)
    return {
        "contest": contest, "row": found, "issue": issue, "what": WHATS[contest.what], "standing": standing,
        "claim": words(contests.said(contest), unit, actor.locale, today),
        "corrections": [Said(words(contests.said(each), unit, actor.locale, today), each) for each in corrections],
        "disputed": newest is not None and newest.state == "open", "decided": decided,
        "can_accept": not standing and policy.can_correct(actor, contest, newest, as_claimed=True) and not decided,
        "can_take_back": standing and policy.can_take_back(actor, contest),
    }  # fmt: skip


def words(value: Corrected, unit: str, locale: str, today: date) -> str:
    """'cause of the carrier, all come by Fri 9 May, 480 t accepted'; by what was booked, where it says nothing."""
    said = []
    if value.cause_side is not None:
        said.append(_("cause: %(side)s", side=CAUSES[value.cause_side]))
    if value.day is not None:
        said.append(_("all had come by %(day)s", day=formats.day(value.day, locale, today)))
    if value.quantity is not None:
        amount = formats.quantity(value.quantity, locale)
        said.append(_("%(amount)s %(unit)s accepted", amount=amount, unit=unit))
    return ", ".join(said) or _("as it was booked")


def prefilled(contest: Any, actor: Actor) -> dict[str, Any]:
    """The claim, as the form that settles it begins."""
    quantity = None if contest.quantity is None else formats.quantity(contest.quantity, actor.locale)
    return {
        "what": contest.what,
        "cause_side": contest.cause_side or "",
        "day": contest.day,
        "quantity": quantity,
    }
