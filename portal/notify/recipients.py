"""Who is told about what happened: the people concerned who may see it, never its doer."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity import subjects
from portal.activity.models import Activity
from portal.actor import Actor
from portal.issues.models import Issue, IssuePerson
from portal.notify import (
    answering,
    dispute_people,
    notice_people,
    plan_people,
    resolution_people,
    review_people,
    spoken,
)
from portal.orders.models import Order
from portal.talk.models import Message

TOLD = ("opened", "said", "assigned", "acknowledged", "started", "resolved", "confirmed", "reopened")

# Verbs that are told of at once, by the kind of what they are about.
VERBS = {
    "issue": (*TOLD, "added-person", "edited", "merged", "unmerged"),
    "order": (*TOLD, "edited"),
    "plan": {*plan_people.VERBS, "edited"},
    "action": {*plan_people.VERBS, "edited"},
    "resolution": resolution_people.VERBS,
    "dispute": dispute_people.VERBS,
    "review": {*review_people.VERBS, "edited"},
    "notice": ("said", "edited"),
}


TOLD_OF_ANYTHING = frozenset(verb for verbs in VERBS.values() for verb in verbs)


def is_told(kind: str, verb: str) -> bool:
    """Whether anybody is sent a mail when this happens to a subject of this kind."""
    return verb in VERBS.get(kind, ())


def concerned(session: Session, row: Activity) -> list[tuple[Any, Actor]]:
    """The people to tell about `row`, each with the actor they would be when reading it.

    An internal row is told to staff only, whatever other rule would name somebody
    (research/bugs_to_try.md B04). Every candidate must be able to open the subject.
    """
    if not is_told(row.subject_type, row.verb) or row.partner_id is None:
        return []
    if row.verb == "said" and row.data.get("step"):  # the step tells of it, with its words
        return []
    staff = [(p, staff_actor(p)) for p in accounts.staff_for(session, row.partner_id)]
    partner = []
    if row.audience == "shared":
        partner = [(p, partner_actor(p, row.partner_id)) for p in accounts.people(session, row.partner_id)]
    named = set(row.data.get("mentions") or ())
    wanted = named if row.verb == "edited" else _PEOPLE[row.subject_type](session, row) | named
    return [
        (person, actor)
        for person, actor in (*staff, *partner)
        if person.id in wanted and person.id != row.actor_user_id and may_open(session, actor, row)
    ]


def may_open(session: Session, actor: Actor, row: Any) -> bool:
    """True if the actor may now open the subject of a row with subject_type and subject_id."""
    ids = subjects.visible_ids(actor, row.subject_type)
    model_id = ids.selected_columns[0]
    found = session.execute(ids.where(model_id == row.subject_id).execution_options(system=True)).first()
    return found is not None


def staff_actor(person: Any) -> Actor:
    """Somebody of ours who may see the partner (accounts.queries.staff_for), as the reader of a mail."""
    return Actor(person.id, person.name, "staff", person.role, person.locale, person.zone, team=person.team)


def partner_actor(person: Any, partner_id: int) -> Actor:
    """Somebody of a partner (accounts.queries.people), as the reader of a mail."""
    return Actor(
        person.id, person.name, "partner", person.role, person.locale, person.zone, partner_id=partner_id,
        reach=person.reach, team=person.team,
    )  # fmt: skip


def _issue_people(session: Session, row: Activity) -> set[int | None]:
    issue = session.execute(
        select(Issue.owner_id, Issue.opened_by, Issue.team)
        .where(Issue.id == row.subject_id)
        .execution_options(system=True)
    ).one()
    if row.verb == "assigned":
        return {issue.owner_id}
    if row.verb == "added-person":
        return {row.data["person_id"]}
    named = session.scalars(
        select(IssuePerson.user_id)
        .where(IssuePerson.issue_id == row.subject_id)
        .execution_options(system=True)
    )
    spoke = spoken.since(session, "issue", {row.subject_id or 0})
    wanted = {issue.owner_id, issue.opened_by, *spoke.get(row.subject_id or 0, ()), *named}
    if issue.owner_id is None and row.actor_side == "partner":
        wanted |= answering.of("company", accounts.people(session, None))
    if row.verb == "opened" and row.actor_side == "staff":
        wanted |= answering.of("partner", accounts.people(session, row.partner_id))
    return wanted


def _order_people(session: Session, row: Activity) -> set[int | None]:
    owners = session.execute(
        select(Order.staff_owner_id, Order.partner_owner_id)
        .where(Order.id == row.subject_id)
        .execution_options(system=True)
    ).one()
    spoke = session.scalars(
        select(Message.author_user_id)
        .where(Message.subject_type == "order", Message.subject_id == row.subject_id)
        .distinct()
        .execution_options(system=True)
    )
    return {*owners, *spoke}


_PEOPLE = {
    "issue": _issue_people, "order": _order_people, "plan": plan_people.of, "action": plan_people.of,
    "resolution": resolution_people.of,
    "dispute": dispute_people.of,
    "review": review_people.of,
    "notice": notice_people.of,
}  # fmt: skip
