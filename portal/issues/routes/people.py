"""Naming people on an issue, and releasing them."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError

from portal.db import db
from portal.issues import bp, participants, policy, queries
from portal.issues.models import Issue
from portal.issues.routes.page import Sent, answer
from portal.issues.routes.reading import find, read_by
from portal.talk.queries import Readers
from portal.web import current_actor, or_403, see_other
from portal.web.i18n import _


@bp.post("/issues/<ref>/people")
def add_person(ref: str) -> Response:
    """Let somebody take part. Sent twice, they are named once."""
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.can_add_people(actor, issue))
    readers = read_by(ref)[1]
    own, theirs = participants.candidates(actor, issue, readers)
    typed = request.form.get("person")
    person = participants.find([*own, *theirs], typed)
    if person is None:
        if participants.find([r for r in _named(readers) if r.side == actor.side or actor.is_staff], typed):
            return see_other(url_for("issues.show", ref=ref))  # sent twice
        return answer(ref, 422, Sent(problem=_("Choose somebody from the list.")))
    try:
        participants.add(session, actor, issue, person)
    except IntegrityError:  # somebody else named them between our look and our write
        db.session.rollback()
        return see_other(url_for("issues.show", ref=ref))
    db.session.commit()
    return see_other(url_for("issues.show", ref=ref, _anchor="people"))


@bp.post("/issues/<ref>/people/removal")
def remove_person(ref: str) -> Response:
    """Let somebody take part no longer; what they wrote stays."""
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.can_add_people(actor, issue))
    person = participants.find(
        [r for r in _named(read_by(ref)[1]) if participants.can_remove(actor, r)], request.form.get("person")
    )
    if person is None:
        return answer(ref, 422, Sent(problem=_("Choose somebody from the list.")))
    participants.remove(session, actor, issue, person)
    db.session.commit()
    return _onward(issue)


def _named(readers: Readers) -> list[Any]:
    return [row for row in (*readers.partner_people, *readers.staff_people) if row.named]


def _onward(issue: Issue) -> Response:
    """The issue, or the list for somebody who released themselves and sees it no more."""
    ref = issue.ref
    if queries.by_ref(db.session(), current_actor(), ref) is None:
        return see_other(url_for("issues.index"))
    return see_other(url_for("issues.show", ref=ref, _anchor="people"))
