"""Which files are kept, for whom, and under which record."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from portal.activity.subjects import visible_subject
from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned

DRAFT = "draft"
SCAN_STATES = ("not_scanned", "clean", "refused")


class Attachment(PartnerOwned, Base):
    """One file somebody gave us. Its bytes lie under their SHA-256 in portal.files.storage.

    Until the form it was uploaded for is sent, subject_type is 'draft' and only its uploader sees
    it; form_key names that form. Afterwards it belongs to a record ('issue', 'order', 'notice'),
    within that perhaps to one message. `token` is its name in URLs. `name` is what the uploader
    called it, cleaned, with the extension of what it really is. size is in bytes, of what is kept;
    width and height are the kept picture's pixels.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("partner_id", "id"),
        CheckConstraint("audience in ('shared', 'internal')", name="audience"),
        CheckConstraint("uploaded_side in ('staff', 'partner')", name="uploaded_side"),
        CheckConstraint(f"scan_state in {SCAN_STATES}", name="scan_state"),
        CheckConstraint("(subject_type = 'draft') = (subject_id is null)", name="subject"),
        Index("ix_attachments_subject", "subject_type", "subject_id", "id"),
        Index("ix_attachments_form", "uploaded_by", "form_key", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    audience: Mapped[str] = mapped_column(String(10))
    subject_type: Mapped[str] = mapped_column(String(20), default=DRAFT)
    subject_id: Mapped[int | None] = mapped_column(BigId)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    form_key: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    uploader_name: Mapped[str] = mapped_column(String(120))
    uploaded_side: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    thumb_sha256: Mapped[str | None] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    scan_state: Mapped[str] = mapped_column(String(12), default="not_scanned")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """A draft is its uploader's alone; the rest is seen by who may open the record it is under."""
        own_draft = and_(cls.subject_type == DRAFT, cls.uploaded_by == actor.user_id)
        filed = and_(cls.subject_type != DRAFT, *visible_subject(cls, actor))
        return [*super().visible_if(actor), or_(own_draft, filed)]
