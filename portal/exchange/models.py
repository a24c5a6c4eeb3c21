"""Imports: the file somebody sent, how it was read, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.actor import Actor
from portal.db import Base, BigId, UTCDateTime
from portal.scope import PartnerOwned

IMPORT_STATES = ("uploaded", "checking", "checked", "running", "done", "failed", "abandoned")


class Import(Base):
    """One file and its fate. `batch_id` names the rows it wrote; they show when the batch does."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"state in {IMPORT_STATES}", name="state"),
        Index("ix_imports_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    profile: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    profile_name: Mapped[str | None] = mapped_column(String(60))
    good_rows_only: Mapped[bool] = mapped_column(default=False)
    # What whoever confirmed it said of its contradictions (portal.exchange.contradictions.Choices).
    agreed: Mapped[bool] = mapped_column(default=False, server_default=false())
    correct_receipts: Mapped[bool] = mapped_column(default=False, server_default=false())
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    worker: Mapped[str | None] = mapped_column(String(120))
    heartbeat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str | None] = mapped_column(String(300))


class ImportRefusal(Base):
    """A row that was not taken, with the cell and the reason."""

    __tablename__ = "import_refusals"
    __table_args__ = (Index("ix_import_refusals_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    row: Mapped[int]
    column_name: Mapped[str | None] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(60))


class ImportContradiction(Base):
    """Where a file says otherwise than what was promised or booked (portal.exchange.contradictions)."""

    __tablename__ = "import_contradictions"
    __table_args__ = (Index("ix_import_contradictions_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    row: Mapped[int]
    order_ref: Mapped[str] = mapped_column(String(40))
    line_number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(10))
    by_file: Mapped[bool]
    ours: Mapped[dict[str, Any]] = mapped_column(JSON)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)


class Capture(PartnerOwned, Base):
    """What a program sent by the API, and what it was answered: the job of a capture, and the answer that
    the same Idempotency-Key gets again. partner_id is empty for the company's own programs."""

    __tablename__ = "captures"
    __table_args__ = (
        UniqueConstraint("token_id", "key"),
        Index("ix_captures_partner_id", "partner_id", "id"),
        Index("ix_captures_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))  # type: ignore[assignment]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def visible_if(cls, actor: Actor) -> list[Any]:
        """Whoever does not see all of the records sees what their own programs sent."""
        if actor.reach != "all" or actor.limited_to is not None:
            return [cls.user_id == actor.user_id, cls.partner_id.is_not_distinct_from(actor.partner_id)]
        return super().visible_if(actor)


class ImportProfile(Base):
    """How files of one kind are read: encoding, separator, header row, columns."""

    __tablename__ = "import_profiles"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
