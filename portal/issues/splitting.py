"""A new question in an old thread becomes an issue of its own.

The messages stay where they were said; the new issue quotes those that both sides read. It is opened by who
asked, at the time of asking: to split is not to gain time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.issues import ties
from portal.issues.actions import Matter, Report, open_issue
from portal.issues.models import Issue
from portal.partners.calendar import of_company
from portal.talk.queries import Readers


def shared(messages: Sequence[Any]) -> list[Any]:
    """Those messages that can be quoted: the ones that both sides read."""
    return [said for said in messages if said.audience == "shared"]


def quoted(question: str, messages: Sequence[Any], zone: tzinfo) -> str:
    """The question with the messages under it, each with who said it and when it was in `zone`. Raises ValueError for an
    internal one: its words never reach a text that both sides read."""
    if any(said.audience != "shared" for said in messages):
        raise ValueError("an internal note cannot be quoted")
    parts = [question.strip()]
    for said in messages:
        lines = "\n".join(f"> {line}" for line in said.body.strip().splitlines())
        parts.append(f"> {said.author_name}, {said.created_at.astimezone(zone):%Y-%m-%d %H:%M}:\n{lines}")
    return "\n\n".join(parts)


def split(
    session: Session, actor: Actor, issue: Issue, question: str, kind: str, messages: Sequence[Any], readers: Readers
) -> Issue:  # fmt: skip
    """Open an issue about `question`, quoting `messages` (shared ones, oldest first), with the same people as
    `issue`. Returns it. Never commits."""
    first = messages[0]
    reads = {row.id: row for row in (*readers.partner_people, *readers.staff_people)}
    asked = reads.get(first.author_user_id)
    opener = actor
    if asked or actor.side != first.author_side:
        # Who left does not see it by this; their side is owed the answer all the same.
        user_id = asked.id if asked else actor.user_id
        opener = replace(actor, user_id=user_id, name=first.author_name, side=first.author_side)
    named = [row.id for row in reads.values() if row.named or row.id in (issue.opened_by, actor.user_id)]
    matter = Matter(
        issue.about, issue.partner_id, issue.about_label, order_id=issue.order_id, line_id=issue.line_id,
        schedule_id=issue.schedule_id, notice_id=issue.notice_id, owner_id=issue.owner_id,
    )  # fmt: skip
    report = Report(
        kind=kind, what_happened=quoted(question, messages, clock.zone(of_company(session).zone)), severity=issue.severity, confidential=issue.confidential,
        named=[i for i in named if i != opener.user_id],
    )  # fmt: skip
    made = open_issue(session, actor, matter, report, opener=opener, at=first.created_at)
    made.team = issue.team
    ties.tie(session, actor, made, issue, "split")
    record(
        session, actor, "split-off", ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience="shared", order_id=issue.order_id, data={"title": issue.title},
    )  # fmt: skip
    return made
