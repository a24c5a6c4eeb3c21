"""A dispute about an issue of SUMBER, driven through the pages by people of the cast."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.disputes.models import Dispute
from tests.issues import arrange
from tests.page import CheckedClient

OPEN = {"says": "Only two bars were bent.", "wants": "Accept 10 t.", "key": "open-1"}
DECISION = {
    "words": "Two bars go back, the rest stays.", "cause_side": "carrier", "quantity": "10", "credit": "none",
    "correction": "Receipt is booked again by Friday.",
}  # fmt: skip


def issue(session: Session, name: str = "rina", ref: str | None = "PO-1", **report: Any) -> str:
    """An issue that this person opened about line 1 of PO-1 (or of BAUT's PO-2); its reference."""
    arrange.orders(session)
    return arrange.issue(session, name, ref, **report)


def get(session: Session, ref: str) -> Dispute:
    """The newest dispute of an issue as the database holds it now."""
    session.rollback()
    statement = select(Dispute).where(Dispute.issue_ref == ref).order_by(Dispute.number.desc())
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def act(client: CheckedClient, session: Session, ref: str, noun: str, **data: Any) -> int:
    """Send a form of the dispute as it is shown now, with a key of its own; the status."""
    now = get(session, ref)
    fields = {"version": now.version, "key": f"{noun}-{now.version}", **data}
    return client.send(f"/issues/{ref}/dispute/{noun}", fields).status_code


def opened(session: Session, client: CheckedClient, ref: str, **data: Any) -> Dispute:
    """Let this person open a dispute."""
    answer = client.send(f"/issues/{ref}/dispute", {**OPEN, **data})
    assert answer.status_code == 303, client.page.text
    return get(session, ref)


def verbs(session: Session) -> list[str]:
    """What was recorded of disputes, the oldest first."""
    statement = select(Activity.verb).where(Activity.subject_type == "dispute").order_by(Activity.id)
    return list(session.scalars(statement))
