"""Deciding whether it works, and what to do about a cause that was there before."""

from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.issues.models import Issue
from portal.partners.calendar import of_company
from portal.resolutions import policy
from portal.resolutions.actions import NotNow, decide, doubt_causes, note, reopen, touch
from portal.resolutions.effectiveness import Proposal, propose
from portal.resolutions.kinds import Clocks
from portal.resolutions.models import Resolution
from portal.resolutions.queries import receipts_since, target_of


class TooSoon(Exception):
    """That it works cannot be found on the day on which it was done, or before."""


class NeedsWords(Exception):
    """Who decides otherwise than the data says why."""


def proposal(session: Session, actor: Actor, resolution: Resolution) -> Proposal | None:
    """What the receipts say about a resolution; None before it is done. One SELECT, and one for the day."""
    if resolution.implemented_on is None:
        return None
    rows = receipts_since(session, actor, resolution, resolution.implemented_on)
    today = clock.today(of_company(session).zone)
    return propose(rows, target_of(resolution), resolution.implemented_on, today)


def judge(
    session: Session, actor: Actor, resolution: Resolution, verdict: str, reason: str, clocks: Clocks
) -> None:
    """Decide that it works ('effective') or not ('not_effective'); the latter opens the causes again.
    Raises NotNow; TooSoon on the day it was done; NeedsWords without a reason where the data does not say
    the same. Records `effect_judged`; never commits."""
    if not policy.can_judge(actor, resolution) or verdict not in ("effective", "not_effective"):
        raise NotNow
    found = proposal(session, actor, resolution)
    today = clock.today(of_company(session).zone)
    if found is None or resolution.implemented_on is None or resolution.implemented_on >= today:
        raise TooSoon
    if found.verdict != verdict and not reason:
        raise NeedsWords
    if verdict == "effective":
        resolution.effective_on = today
    else:
        doubt_causes(session, actor, resolution, clocks)
    touch(session, resolution)
    decide(session, actor, resolution, verdict, reason=reason, facts=facts_of(found))
    note(
        session, actor, resolution, "effect_judged", verdict=verdict, proposed=found.verdict,
        receipts=[proof.ref for proof in found.proofs], reason=reason[:300],
    )  # fmt: skip


def facts_of(found: Proposal) -> dict[str, Any]:
    """What the decision rests on, so that it can be read when more has come in."""
    return {
        "proposed": found.verdict, "figure": None if found.figure is None else str(found.figure),
        "receipts": [
            {
                "ref": proof.ref, "order": proof.order_ref, "line": proof.line_number, "day": proof.day.isoformat(),
                "accepted": str(proof.accepted), "rejected": str(proof.rejected), "bad": proof.bad,
                "due": proof.due_on.isoformat() if proof.due_on else None,
            }
            for proof in found.proofs
        ],
    }  # fmt: skip


def deny_repeat(session: Session, actor: Actor, resolution: Resolution, old: Any, reason: str) -> None:
    """Say that it is another cause than in an earlier case, and why. Records `repeat_denied`; never
    commits."""
    touch(session, resolution)
    decide(session, actor, resolution, "another_cause", reason=reason, facts={"case": old.issue_ref})
    note(session, actor, resolution, "repeat_denied", case=old.issue_ref, reason=reason[:300])


def bring_back(
    session: Session, actor: Actor, resolution: Resolution, old: Resolution, issue: Issue, reason: str,
    clocks: Clocks,
) -> None:  # fmt: skip
    """Say that it is an earlier case again, and open that one where it was closed. Raises NotNow. Records
    what `reopen` does; never commits."""
    if old.state != "open":
        reopen(session, actor, old, issue, reason, clocks)
    touch(session, resolution)
    decide(session, actor, resolution, "reopened", reason=reason, facts={"case": old.issue_ref})
