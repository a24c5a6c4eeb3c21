"""Disputes of the world: one for each issue; that of the issue 'rest' was handed to managers."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.disputes import actions, deciding, queries
from portal.issues.models import Issue
from portal.talk.models import Message
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World


def write(world: "World", issue: Issue, circle: str, opener: str) -> None:
    """A dispute whose words `circle` may read: positions of both, facts in every state, a record that
    shows something, and a proposed decision."""

    def mark(place: str) -> str:
        return world.mark(circle, place)

    session, theirs, dewi = world.session, people.actor(opener), people.actor("dewi")
    dispute = actions.open_dispute(
        session, theirs, issue, mark("dispute_positions.says"), mark("dispute_positions.wants"), actions.Clocks(), None
    )  # fmt: skip
    actions.say(session, dewi, dispute, mark("dispute_positions.says"), mark("dispute_positions.wants"))
    for answer in ("agreed", "not_agreed", None):
        fact = actions.propose_fact(session, theirs, dispute, mark("dispute_facts.words"))
        row = queries.facts(session, dewi, dispute)[fact.number - 1]
        if answer:
            words = mark("dispute_answers.words") if answer == "not_agreed" else None
            actions.answer_fact(session, dewi, dispute, row, answer, words)
    said = (
        session.query(Message).filter_by(subject_type="issue", subject_id=issue.id, audience="shared").first()
    )
    if said is not None:
        actions.show(session, dewi, dispute, [("message", said.id)])
    if world.refs.get("issue:rest") == issue.ref:
        matter = queries.matter(session, dewi, dispute)
        mega, rina = (deciding.Manager(people.IDS[n], people.actor(n).name) for n in ("mega", "rina"))
        deciding.escalate(
            session, dewi, dispute, matter, mark("dispute_escalations.reason"), mega, rina, date(2100, 1, 1)
        )
        theirs = people.actor("rina")
    deciding.propose(
        session, theirs, dispute,
        deciding.Proposal(
            mark("dispute_decisions.words"), cause_side="carrier", quantity=Decimal(3), unit="t",
            credit=mark("dispute_decisions.credit"), correction=mark("dispute_decisions.correction"),
        ),
    )  # fmt: skip
