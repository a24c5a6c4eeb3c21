"""Keeping files for a form, and filing them under a record when it is sent."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.actor import Actor
from portal.files import limits, policy, queries
from portal.files.inspection import Refused
from portal.files.intake import Taken, Upload
from portal.files.models import DRAFT, Attachment


class UnknownFile(Exception):
    """A form named a file that its sender did not upload for it, or that is not there. Which of the
    two is not said."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The tokens of all files that go with a form, and what was refused: (name, sentence)."""

    tokens: list[str]
    refusals: list[tuple[str, str]]


def keep(session: Session, actor: Actor, taken: Taken, *, partner_id: int, form_key: str) -> Attachment:
    """Add the row of a file that was taken in for the form `form_key`. Until the form is sent only
    `actor` sees it, so nothing is recorded. The same file again gives the row there is.

    Raises Refused when the form or the person has too many, ValueError for who may not add files.
    """
    if not policy.can_add(actor, partner_id):
        raise ValueError("this actor may not add files here")
    rows = queries.waiting(session, actor, form_key)
    for row in rows:
        if (row.sha256, row.name) == (taken.sha256, taken.name):
            return session.scalars(Attachment.visible_to(actor).where(Attachment.id == row.id)).one()
    if len(rows) >= limits.FILES_PER_FORM:
        raise Refused("too_many")
    if _drafts(session, actor) >= limits.DRAFTS_PER_PERSON:
        raise Refused("too_many_drafts")
    attachment = Attachment(
        token=secrets.token_urlsafe(18), partner_id=partner_id, subject_type=DRAFT,
        audience="internal" if actor.is_staff else "shared",  # until the form says
        form_key=form_key, uploaded_by=actor.person_id, uploader_name=actor.name, uploaded_side=actor.side,
        name=taken.name, mime=taken.mime, size=taken.size, sha256=taken.sha256,
        thumb_sha256=taken.thumb_sha256, width=taken.width, height=taken.height, created_at=clock.now(),
    )  # fmt: skip
    session.add(attachment)
    session.flush()
    return attachment


def keep_all(
    session: Session,
    actor: Actor,
    uploads: Iterable[Upload],
    *,
    partner_id: int,
    form_key: str,
    ticked: Collection[str] | None = None,
) -> Kept:
    """Keep what portal.files.intake.take_all took of a form; good files survive bad ones.

    ticked: tokens of earlier files that the form still names; others of the same form are dropped.
    None keeps them all. The route commits even if it answers 422, so that the files wait.
    """
    tokens: list[str] = []
    if ticked is not None:
        tokens = list(dict.fromkeys(ticked))
        for row in queries.waiting(session, actor, form_key):
            if row.token not in tokens:
                _delete(session, actor, row.token)
    refusals: list[tuple[str, str]] = []
    for upload in uploads:
        try:
            if upload.taken is None:
                raise Refused(upload.reason_code or "damaged")
            kept = keep(session, actor, upload.taken, partner_id=partner_id, form_key=form_key)
        except Refused as refused:
            refusals.append((upload.name, refused.message))
        else:
            if kept.token not in tokens:
                tokens.append(kept.token)
    return Kept(tokens, refusals)


def attach(
    session: Session,
    actor: Actor,
    tokens: Collection[str],
    form_key: str,
    subject: tuple[str, int, str],
    *,
    partner_id: int,
    audience: str,
    order_id: int | None = None,
    message_id: int | None = None,
) -> list[Attachment]:
    """File what `actor` uploaded for this form under `subject` (kind, id, reference), for `audience`
    ('shared' or 'internal'), perhaps with one message there. Records `attached`.

    Raises UnknownFile if any token is not of a file that this actor uploaded for this form and that
    is not attached yet; then nothing is attached. Raises ValueError for who may not add files.
    """
    if not policy.can_add(actor, partner_id, audience):
        raise ValueError("this actor may not add files here")
    wanted = set(tokens)
    if not wanted:
        return []
    statement = Attachment.visible_to(actor).where(
        Attachment.token.in_(wanted), Attachment.uploaded_by == actor.user_id,
        Attachment.form_key == form_key, Attachment.subject_type == DRAFT,
    )  # fmt: skip
    found = list(session.scalars(statement.order_by(Attachment.id).with_for_update()))
    if len(found) != len(wanted):
        raise UnknownFile
    for file in found:
        file.partner_id = partner_id  # staff may choose the partner after uploading
        file.subject_type, file.subject_id = subject[0], subject[1]
        file.audience, file.message_id = audience, message_id
    session.flush()
    record(
        session, actor, "attached", subject, partner_id=partner_id, audience=audience, order_id=order_id,
        data={"files": [file.name for file in found], "message": message_id},
    )  # fmt: skip
    return found


def file_at_once(
    session: Session,
    actor: Actor,
    taken: Collection[Taken],
    subject: tuple[str, int, str],
    *,
    partner_id: int,
    order_id: int | None = None,
) -> list[Attachment]:
    """File what was taken in under `subject` for both sides, without waiting for a form: for somebody
    without an account, who has no drafts. Records `attached`. Raises ValueError for who may not."""
    if not policy.can_add(actor, partner_id):
        raise ValueError("this actor may not add files here")
    rows = [
        Attachment(
            token=secrets.token_urlsafe(18), partner_id=partner_id, subject_type=subject[0],
            subject_id=subject[1], audience="shared", form_key="", uploaded_by=actor.person_id,
            uploader_name=actor.name, uploaded_side=actor.side, name=one.name, mime=one.mime, size=one.size,
            sha256=one.sha256, thumb_sha256=one.thumb_sha256, width=one.width, height=one.height,
            created_at=clock.now(),
        )
        for one in taken
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    record(
        session, actor, "attached", subject, partner_id=partner_id, audience="shared", order_id=order_id,
        data={"files": [row.name for row in rows], "message": None},
    )  # fmt: skip
    return rows


def pass_on(session: Session, actor: Actor, form_key: str, new_key: str) -> None:
    """Let what `actor` uploaded for one form wait for another, which goes on where that one ended."""
    for row in queries.waiting(session, actor, form_key) if form_key != new_key else ():
        session.scalars(Attachment.visible_to(actor).where(Attachment.id == row.id)).one().form_key = new_key
    session.flush()


def remove(session: Session, actor: Actor, token: str) -> None:
    """Take back a file that waits for its form. Its bytes go with the next sweep."""
    _delete(session, actor, token)


def drop_abandoned(session: Session) -> int:
    """Delete the rows of files whose forms were never sent, after DRAFT_DAYS. For a system session;
    returns how many."""
    before = clock.now() - timedelta(days=limits.DRAFT_DAYS)
    statement = delete(Attachment).where(Attachment.subject_type == DRAFT, Attachment.created_at < before)
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _drafts(session: Session, actor: Actor) -> int:
    statement = Attachment.visible_to(actor).with_only_columns(func.count())
    mine = statement.where(Attachment.uploaded_by == actor.user_id, Attachment.subject_type == DRAFT)
    return session.execute(mine).scalar_one()


def _delete(session: Session, actor: Actor, token: str) -> None:
    mine = Attachment.visible_to(actor).where(
        Attachment.token == token,
        Attachment.uploaded_by == actor.user_id,
        Attachment.subject_type == DRAFT,
    )
    for file in session.scalars(mine):
        session.delete(file)
    session.flush()
