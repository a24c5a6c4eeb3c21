"""Finding files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.files import limits
from portal.files.models import DRAFT, Attachment
from portal.partners.models import Partner
from portal.scope import AnySelect

COLUMNS = (
    Attachment.id, Attachment.token, Attachment.name, Attachment.mime, Attachment.size,
    Attachment.thumb_sha256, Attachment.width, Attachment.height, Attachment.audience,
    Attachment.subject_type, Attachment.subject_id, Attachment.message_id, Attachment.uploaded_by,
    Attachment.uploader_name, Attachment.uploaded_side, Attachment.scan_state, Attachment.created_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files that wait for their form to be sent, and those it was told it cannot have: pairs of a
    file's name and the sentence that says why. `partner_code` is for staff, who work with many;
    limit: bytes of one file."""

    form_key: str
    files: Sequence[Any] = ()
    refusals: Sequence[tuple[str, str]] = ()
    partner_code: str | None = None
    most: int = limits.FILES_PER_FORM
    limit: int = limits.FILE_BYTES


def by_token(session: Session, actor: Actor, token: str) -> Any:
    """The file with this token, with its hash, as columns; None if the actor may not see it."""
    statement = Attachment.visible_to(actor).with_only_columns(
        *COLUMNS, Attachment.sha256, Attachment.form_key
    )
    return session.execute(statement.where(Attachment.token == token)).first()


def of_subject(session: Session, actor: Actor, kind: str, subject_id: int) -> list[Any]:
    """The files under one record that the actor may see, oldest first. `message_id` says with which
    message each came. One SELECT."""
    return list(session.execute(under(actor, kind, subject_id).order_by(Attachment.id)).all())


def under(actor: Actor, kind: str, subject_id: int) -> AnySelect:
    """A select of the files under one record that the actor may see, as COLUMNS."""
    statement = Attachment.visible_to(actor).with_only_columns(*COLUMNS)
    return statement.where(Attachment.subject_type == kind, Attachment.subject_id == subject_id)


def waiting(session: Session, actor: Actor, form_key: str) -> list[Any]:
    """The actor's files that wait for the form with this key, oldest first."""
    statement = Attachment.visible_to(actor).with_only_columns(*COLUMNS, Attachment.sha256)
    mine = statement.where(
        Attachment.uploaded_by == actor.user_id,
        Attachment.form_key == form_key,
        Attachment.subject_type == DRAFT,
    )
    return list(session.execute(mine.order_by(Attachment.id)).all())


def partner_by_code(session: Session, actor: Actor, code: str) -> int | None:
    """The id of the partner with this code, if the actor may see it."""
    statement = Partner.visible_to(actor).with_only_columns(Partner.id).where(Partner.code == code)
    return session.execute(statement).scalar()


def named_hashes(session: Session) -> set[str]:
    """Every hash that a row names; for a system session."""
    rows = session.execute(select(Attachment.sha256, Attachment.thumb_sha256))
    return {digest for row in rows for digest in row if digest}


def of_subjects(session: Session, actor: Actor, kind: str, ids: Collection[int]) -> dict[int, list[Any]]:
    """The files under several records of a kind that the actor may see, by record, oldest first. One
    SELECT, none for no records."""
    found: dict[int, list[Any]] = {}
    if not ids:
        return found
    statement = Attachment.visible_to(actor).with_only_columns(*COLUMNS)
    mine = statement.where(Attachment.subject_type == kind, Attachment.subject_id.in_(ids))
    for row in session.execute(mine.order_by(Attachment.id)):
        found.setdefault(row.subject_id, []).append(row)
    return found
