"""Who takes part in an issue: shown by side, and named or released by either side.

A side names its own people; ours may also name the partner's, but nobody into what is confidential there:
that is for those who read it. Nobody of another partner can be named.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.issues.models import Issue, IssuePerson
from portal.talk.queries import Readers


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part: `part` is 'owner', 'opener', 'named' or 'spoke'; removable: by this reader."""

    id: int
    name: str
    side: str
    part: str
    removable: bool


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part, of the partner and of us; how many more of each read it without taking part; and whom
    the reader may name: of their own side, and of the partner."""

    partner: Sequence[Participant]
    staff: Sequence[Participant]
    more_partner: int
    more_staff: int
    own: Sequence[Any] = ()
    theirs: Sequence[Any] = ()


def of_issue(
    actor: Actor, issue: Any, readers: Readers, spoke: Collection[int], *, changes: bool
) -> Participants:
    """Who takes part, as `actor` may know it: a partner's people know of our people those who answer, opened
    it or spoke in what they see (`spoke`). changes: whether the actor may name people."""
    partner = [_participant(actor, issue, row, spoke, changes) for row in readers.partner_people]
    staff = [_participant(actor, issue, row, spoke, changes) for row in readers.staff_people]
    own, theirs = candidates(actor, issue, readers) if changes else ([], [])
    partner_part, staff_part = ([p for p in side if p] for side in (partner, staff))
    return Participants(
        partner_part, staff_part, len(partner) - len(partner_part), len(staff) - len(staff_part), own, theirs
    )


def _participant(
    actor: Actor, issue: Any, row: Any, spoke: Collection[int], changes: bool
) -> Participant | None:
    if row.id == issue.owner_id:
        part = "owner"
    elif row.id == issue.opened_by:
        part = "opener"
    elif row.named and (row.side == "partner" or actor.is_staff or row.id in spoke):
        part = "named"
    elif row.id in spoke:
        part = "spoke"
    else:
        return None
    removable = changes and row.named and part == "named" and can_remove(actor, row)
    return Participant(row.id, row.name, row.side, part, removable)


def can_remove(actor: Actor, row: Any) -> bool:
    """A side releases its own people, and ours whom we named of the partner."""
    return bool(row.side == actor.side or (actor.is_staff and row.added == "staff"))


def candidates(actor: Actor, issue: Any, readers: Readers) -> tuple[list[Any], list[Any]]:
    """Whom `actor` may name: people of their own side, and, for staff, the partner's."""
    taken = {issue.owner_id, issue.opened_by}
    partner = [r for r in (*readers.partner_people, *readers.others) if r.side == "partner"]
    partner = sorted(
        (r for r in partner if not r.named and r.id not in taken), key=lambda r: r.name.casefold()
    )
    if not actor.is_staff:
        return partner, []
    staff = [r for r in readers.staff_people if not r.named and r.id not in taken]
    return staff, [] if issue.confidential else partner


def find(people: Sequence[Any], typed: str | None) -> Any:
    """The one of `people` whose id was sent, or None."""
    return next((row for row in people if str(row.id) == typed), None)


def add(session: Session, actor: Actor, issue: Issue, person: Any) -> None:
    """Name a person (a row of `candidates`) on the issue. Records `added-person`, of our own people for us
    alone; never commits."""
    session.add(
        IssuePerson(
            partner_id=issue.partner_id, issue_id=issue.id, user_id=person.id, added_side=actor.side,
            added_name=actor.name, added_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    _record(session, actor, issue, "added-person", person)


def remove(session: Session, actor: Actor, issue: Issue, person: Any) -> None:
    """Release a named person; what they wrote stays. Records `removed-person`; never commits."""
    statement = IssuePerson.visible_to(actor).where(
        IssuePerson.issue_id == issue.id, IssuePerson.user_id == person.id
    )
    for row in session.scalars(statement):
        session.delete(row)
    session.flush()
    _record(session, actor, issue, "removed-person", person)


def _record(session: Session, actor: Actor, issue: Issue, verb: str, person: Any) -> None:
    record(
        session, actor, verb, ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience="internal" if person.side == "staff" else "shared", order_id=issue.order_id,
        data={"title": issue.title, "person": person.name, "person_id": person.id},
    )  # fmt: skip
