"""Who reads an issue, for the page and for what is sent to it."""

from typing import Any

from portal.db import db
from portal.issues import queries
from portal.issues.models import Issue
from portal.talk import mentions
from portal.talk import queries as talk
from portal.talk.composer import Circle
from portal.talk.queries import Readers
from portal.web import current_actor, or_404


def find(ref: str) -> Issue:
    """The issue, or the not-found page."""
    return or_404(queries.by_ref(db.session(), current_actor(), ref))


def circle(facts: Any) -> Circle:
    """Who sees the issue of `facts` (portal.issues.queries.with_facts)."""
    issue, actor = facts.Issue, current_actor()
    return Circle(
        issue.partner_id, facts.partner_name, facts.order_owner_id, facts.order_team,
        queries.named_on(actor, issue.id), issue.confidential, issue.opened_by,
        known=(issue.owner_id, issue.opened_by), added=queries.added_side(actor, issue.id),
    )  # fmt: skip


def read_by(ref: str) -> tuple[Any, Readers]:
    """The issue's facts and who reads it. Two SELECTs."""
    session, actor = db.session(), current_actor()
    facts = or_404(queries.with_facts(session, actor, ref))
    return facts, talk.readers_of(session.execute(circle(facts).readers(actor)).all())


def nameable(issue: Issue) -> mentions.Named:
    """Whom the reader may name under an issue. Three SELECTs."""
    session, actor = db.session(), current_actor()
    facts, readers = read_by(issue.ref)
    known = {*circle(facts).known, *talk.authors(session, actor, "issue", issue.id)}
    people = mentions.people(actor, readers, known)
    return mentions.Named([row for row in people if row.id != actor.user_id], facts.partner_name)
