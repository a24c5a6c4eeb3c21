"""What comes of a review: minutes with the pack as it stood, actions in a plan, and both sides' word.

What is accepted is the text of the minutes of one number, pack and all; whoever writes new ones takes the
acceptances back. With both words the review is agreed, and nothing of it changes any more.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.plans import actions as plans
from portal.plans.models import Action, Plan
from portal.reviews import gathering, policy
from portal.reviews.actions import NotNow, done, or_not_now
from portal.reviews.models import Minutes, Review, ReviewAcceptance


@dataclass(frozen=True, slots=True)
class Said:
    """What is written down of a meeting; targets: by metric, as text, for the next period."""

    held_on: date
    notes: str
    decisions: Sequence[str]
    targets: Mapping[str, str]


def digest_of(
    notes: str, decisions: Sequence[str], targets: Mapping[str, str], pack: Mapping[str, Any]
) -> str:
    """The digest of all that minutes hold: what was accepted can be told from anything else."""
    text = json.dumps([notes, list(decisions), dict(targets), pack], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write(
    session: Session, actor: Actor, review: Review, said: Said, before: Minutes | None, today: date, zone: str
) -> Minutes:
    """Write down what was said, with the pack as it is now, to be accepted by both sides; `before` are the
    minutes that held. Raises NotNow. Records `review_held`, or `review_rewritten`; never commits."""
    or_not_now(policy.can_write(actor, review))
    agreed = [int(row["id"]) for row in before.pack.get("agreed", ())] if before else []
    pack = gathering.gather(session, actor, review, today, zone, agreed=agreed)
    review.held_on = said.held_on
    minutes = _add(session, actor, review, said.notes, said.decisions, said.targets, pack)
    done(session, actor, review, "review_rewritten" if before else "review_held", number=minutes.number)
    return minutes


def _add(
    session: Session, actor: Actor, review: Review, notes: str, decisions: Sequence[str],
    targets: Mapping[str, str], pack: dict[str, Any],
) -> Minutes:  # fmt: skip
    review.said += 1
    review.state = "held"
    minutes = Minutes(
        partner_id=review.partner_id, review_id=review.id, side=actor.party, by_id=actor.user_id,
        by_name=actor.name, at=clock.now(), number=review.said, notes=notes, decisions=list(decisions),
        targets=dict(targets), pack=pack, digest=digest_of(notes, decisions, targets, pack),
    )  # fmt: skip
    session.add(minutes)
    session.flush()
    return minutes


def add_action(
    session: Session, actor: Actor, review: Review, minutes: Minutes, plan: Plan | plans.Terms,
    new: plans.NewAction,
) -> Action:  # fmt: skip
    """Put an action that came of the meeting into a plan, or into a new one born from the review, and into new
    minutes. Raises NotNow. Records `action_added` and `review_acted`; never commits."""
    or_not_now(policy.can_act(actor, review) and minutes.number == review.said)
    if isinstance(plan, plans.Terms):
        source = plans.Source("review", review.id, review.ref)
        plan = plans.begin(session, actor, review.partner_id, "improvement", plan, source=source)
    action = plans.add_action(session, actor, plan, new)
    row = {
        "id": action.id, "ref": f"{plan.ref}/{action.number}", "title": action.title, "side": action.side,
        "owner": action.owner_name, "due": action.due_on.isoformat(), "state": action.state, "late": 0,
        "done": None, "from": review.ref if plan.source_type == "review" else None,
    }  # fmt: skip
    pack = {**minutes.pack, "agreed": [*minutes.pack.get("agreed", ()), row]}
    _add(session, actor, review, minutes.notes, minutes.decisions, minutes.targets, pack)
    done(session, actor, review, "review_acted", title=action.title, number=review.said)
    return action


def accept(session: Session, actor: Actor, review: Review, minutes: Minutes, accepted: Sequence[str]) -> None:
    """Accept the minutes for the actor's side, by name; `accepted` are the sides that did. With both words
    the review is agreed. Raises NotNow. Records `review_accepted`, or `review_agreed`; never commits."""
    or_not_now(policy.can_accept(actor, review, accepted) and minutes.number == review.said)
    if minutes.digest != digest_of(minutes.notes, minutes.decisions, minutes.targets, minutes.pack):
        raise NotNow
    session.add(
        ReviewAcceptance(
            partner_id=review.partner_id, review_id=review.id, number=minutes.number, side=actor.party,
            by_id=actor.user_id, by_name=actor.name, at=clock.now(), digest=minutes.digest,
        )
    )  # fmt: skip
    session.flush()
    review.state = "agreed" if accepted else "accepted"
    if accepted:
        review.ended_at, review.ended_name = clock.now(), actor.name
    done(session, actor, review, "review_agreed" if accepted else "review_accepted", number=minutes.number)
