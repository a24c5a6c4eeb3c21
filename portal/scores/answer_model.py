"""What single questions were judged to be: an order's first answer, a proposal's decision."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, BigId, UTCDateTime
from portal.orders.models import OrderPart

KINDS = ("order", "company", "partner")  # an order of the company, or a proposal of a side


class KeptAnswer(OrderPart, Base):
    """What portal.scores.service said of a question that is settled, so that nothing but another calendar or
    another answer time can change it: these are in the keeping's digest. A cache; what it says can be worked
    out again at any time (portal.scores.kept_answers).

    row_id: the order, or the entry of the ledger. counts: 0 for an entry that is no question of its own (another
    part of a proposal, what the order asks for itself). judged, in_time: what it adds to clocks kept. answered,
    minutes: what it adds to the time to answer. entries: of an order, how long its ledger was, decisions counted.
    """

    __tablename__ = "score_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "keeping_id"], ["score_keepings.partner_id", "score_keepings.id"]
        ),
        ForeignKeyConstraint(["partner_id", "order_id"], ["orders.partner_id", "orders.id"]),
        ForeignKeyConstraint(["partner_id", "line_id"], ["lines.partner_id", "lines.id"]),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        Index(
            "ix_score_answers_due", "keeping_id", "kind", "due_on", "row_id", "counts", "judged", "in_time",
            "answered", "minutes", "partner_id",
        ),
        Index("ix_score_answers_line", "keeping_id", "kind", "line_id"),
        Index("ix_score_answers_order", "partner_id", "order_id"),
        {"sqlite_with_rowid": False},
    )  # fmt: skip

    keeping_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    row_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    line_id: Mapped[int | None] = mapped_column(BigId)
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_out: Mapped[str | None] = mapped_column(String(20))
    counts: Mapped[int]
    judged: Mapped[int]
    in_time: Mapped[int]
    answered: Mapped[int]
    minutes: Mapped[int]
    entries: Mapped[int]
