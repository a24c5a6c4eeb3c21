"""Telling of many missed days at once: whom each concerns is looked up for all of them together."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Integer, literal, select, union_all
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity import subjects
from portal.activity.models import Activity
from portal.actor import Actor
from portal.notify import actions, letters, plan_people, recipients
from portal.notify.models import Mail

TOGETHER = ("action_reminded", "action_escalated")
ASKED = 40  # people asked about in one statement


def tell(session: Session, ids: Sequence[int], company: str, base_url: str) -> list[Mail]:
    """Write a mail for everybody whom the rows of activity with these ids concern. Of missed days the number of
    look-ups does not depend on how many there are, only (by ASKED) on how many people are told."""
    rows = session.scalars(select(Activity).where(Activity.id.in_(ids)).execution_options(system=True)).all()
    told = [row for row in rows if recipients.is_told(row.subject_type, row.verb)]
    missed = [row for row in told if row.verb in TOGETHER]
    mails = [
        actions.draft(
            letters.about(row, actor.locale, company, base_url, actor.user_id), to_address=person.email, to_name=person.name,
            user_id=person.id, activity_id=row.id, subject_type=row.subject_type, subject_id=row.subject_id,
        )
        for row, person, actor in concerned(session, missed)
    ]  # fmt: skip
    session.add_all(mails)
    session.flush()
    for row in told:
        if row.verb not in TOGETHER:
            mails += actions.tell(session, row, company, base_url)
    return mails


def concerned(session: Session, rows: Sequence[Any]) -> list[tuple[Any, Any, Actor]]:
    """Whom the rows about missed days concern, as recipients.concerned says of one: triples of row, person
    and the actor they would be."""
    if not rows:
        return []
    wanted = plan_people.of_missed(session, rows)
    people = accounts.everybody_for(session, {row.partner_id for row in rows})
    pairs = []
    for row in rows:
        staff, theirs = people[row.partner_id]
        both = (
            *((person, recipients.staff_actor(person)) for person in staff),
            *((person, recipients.partner_actor(person, row.partner_id)) for person in theirs),
        )
        pairs += [
            (row, person, actor) for person, actor in both
            if person.id in wanted[row.id] and person.id != row.actor_user_id
        ]  # fmt: skip
    seen = _may_open(session, [(actor, row.subject_id) for row, _person, actor in pairs])
    return [pair for pair in pairs if (pair[2], pair[0].subject_id) in seen]


def _may_open(session: Session, asked: Collection[tuple[Actor, int]]) -> set[tuple[Actor, int]]:
    """Those of these actors and ids of actions that may see each other."""
    of: dict[Actor, set[int]] = {}
    for actor, action_id in asked:
        of.setdefault(actor, set()).add(action_id)
    actors, found = list(of), set()
    for first in range(0, len(actors), ASKED):
        parts = []
        for place in range(first, min(first + ASKED, len(actors))):
            ids = subjects.visible_ids(actors[place], "action")
            column = ids.selected_columns[0]
            parts.append(ids.where(column.in_(of[actors[place]])).add_columns(literal(place, Integer)))
        statement = union_all(*parts) if len(parts) > 1 else parts[0]
        found |= {
            (actors[place], action_id)
            for action_id, place in session.execute(statement.execution_options(system=True))
        }
    return found
