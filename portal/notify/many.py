"""Telling of many things at once that were missed, or can be decided now: whom each concerns is looked up for
all of them together, and everybody gets one mail about all that concerns them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, literal, select, union_all
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity import subjects
from portal.activity.models import Activity
from portal.actor import Actor
from portal.notify import actions, dispute_people, letters, plan_people, recipients, resolution_people
from portal.notify.models import Mail

# People by partner, as accounts.everybody_for answers.
Everybody = Mapping[int, tuple[list[Any], list[Any]]]
Wanted = Callable[[Session, Sequence[Any], Everybody], Mapping[int, set[int | None]]]

# What is told together, by the kind of what it is about: the verbs, and who is concerned, by the row's id.
TOGETHER: dict[str, tuple[tuple[str, ...], Wanted]] = {
    "action": (("action_reminded", "action_escalated"), plan_people.of_missed),
    "dispute": (("dispute_reminded", "dispute_offered"), dispute_people.of_many),
    "resolution": (("step_reminded", "effect_ready"), resolution_people.of_many),
}
ASKED = 40  # people asked about in one statement


def tell(session: Session, ids: Sequence[int], company: str, base_url: str) -> list[Mail]:
    """Write a mail for everybody whom the rows of activity with these ids concern. Of what is told TOGETHER the
    number of look-ups does not depend on how much there is, only (by ASKED) on how many people are told."""
    rows = session.scalars(select(Activity).where(Activity.id.in_(ids)).execution_options(system=True)).all()
    told = [row for row in rows if recipients.is_told(row.subject_type, row.verb)]
    mails = [
        _mail(person, actor, [row for row, _person, _actor in some], company, base_url)
        for (person, actor), some in _by_reader(
            concerned(session, [row for row in told if _is_together(row)])
        )
    ]
    session.add_all(mails)
    session.flush()
    for row in told:
        if not _is_together(row):
            mails += actions.tell(session, row, company, base_url)
    return mails


def _is_together(row: Any) -> bool:
    return row.subject_type in TOGETHER and row.verb in TOGETHER[row.subject_type][0]


def _by_reader(found: Sequence[tuple[Any, Any, Actor]]) -> list[tuple[tuple[Any, Actor], list[Any]]]:
    def reader(each: tuple[Any, Any, Actor]) -> tuple[int, int]:
        return each[1].id, each[2].partner_id or 0

    grouped = groupby(sorted(found, key=lambda each: (*reader(each), each[0].id)), reader)
    some = [list(group) for _key, group in grouped]
    return [((group[0][1], group[0][2]), group) for group in some]


def _mail(person: Any, actor: Actor, rows: Sequence[Any], company: str, base_url: str) -> Mail:
    """One mail to this person: about one thing as it is told alone, else about all of them."""
    first = rows[0]
    about: dict[str, Any] = {"activity_id": first.id}
    text = letters.about(first, actor.locale, company, base_url, actor.user_id)
    if len(rows) > 1:
        about = {"tells": [row.id for row in rows[: letters.SHOWN]]}
        text = letters.several(rows, actor.locale, company, base_url)
    return actions.draft(
        text, to_address=person.email, to_name=person.name, user_id=person.id, subject_type=first.subject_type,
        subject_id=first.subject_id, **about,
    )  # fmt: skip


def concerned(session: Session, rows: Sequence[Any]) -> list[tuple[Any, Any, Actor]]:
    """Whom rows that are told TOGETHER concern, as recipients.concerned says of one: triples of row, person and
    the actor they would be."""
    if not rows:
        return []
    people = accounts.everybody_for(session, {row.partner_id for row in rows})
    wanted: dict[int, set[int | None]] = {}
    for kind, (_verbs, of) in TOGETHER.items():
        if some := [row for row in rows if row.subject_type == kind]:
            wanted |= of(session, some, people)
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
    seen = set()
    for kind in TOGETHER:
        asked = [(actor, row.subject_id) for row, _person, actor in pairs if row.subject_type == kind]
        seen |= {(kind, *each) for each in _may_open(session, kind, asked)}
    return [pair for pair in pairs if (pair[0].subject_type, pair[2], pair[0].subject_id) in seen]


def _may_open(session: Session, kind: str, asked: Collection[tuple[Actor, int]]) -> set[tuple[Actor, int]]:
    """Those of these actors and ids of subjects of a kind that may see each other."""
    of: dict[Actor, set[int]] = {}
    for actor, subject_id in asked:
        of.setdefault(actor, set()).add(subject_id)
    actors, found = list(of), set()
    for first in range(0, len(actors), ASKED):
        parts = []
        for place in range(first, min(first + ASKED, len(actors))):
            ids = subjects.visible_ids(actors[place], kind)
            column = ids.selected_columns[0]
            parts.append(ids.where(column.in_(of[actors[place]])).add_columns(literal(place, Integer)))
        statement = union_all(*parts) if len(parts) > 1 else parts[0]
        found |= {
            (actors[place], subject_id)
            for subject_id, place in session.execute(statement.execution_options(system=True))
        }
    return found
