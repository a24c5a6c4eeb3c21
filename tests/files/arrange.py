"""Files of the cast, as they would be after somebody sent them."""

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.files import actions, storage
from portal.files.intake import Taken, take
from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.orders.models import Order
from tests import cast

ORDER = ("order", 1, "PO-1042")
ISSUE = ("issue", 1, "ISS-000001")
_made: dict[tuple[bytes, str], tuple[Taken, list[bytes]]] = {}
WHEN = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


def actor(name: str) -> Actor:
    """The member of the cast as an actor."""
    staff = name in cast.STAFF
    partner_id = None if staff else 1 if cast.PEOPLE[name][0] == "SUMBER" else 2
    return Actor(
        user_id=cast.user_id(name), name=cast.NAMES[name], side="staff" if staff else "partner",
        role=cast.STAFF[name] if staff else cast.PEOPLE[name][1], locale="en", zone=cast.ZONE,
        partner_id=partner_id,
    )  # fmt: skip


def picture(colour: str = "teal", form: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A plain picture."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form)
    return file.getvalue()


def draft(
    session: Session, name: str, data: bytes, called: str, key: str = "form-1", partner_id: int = 1
) -> Attachment:
    """A file that `name` uploaded for a form and has not sent."""
    taken = _taken(data, called)
    return actions.keep(session, actor(name), taken, partner_id=partner_id, form_key=key)


def _taken(data: bytes, called: str) -> Taken:
    """What is kept of such a file. Its pictures are made by a process of their own, once for all tests."""
    store = storage.installed()
    if (data, called) not in _made:
        taken = take(store, io.BytesIO(data), called)
        kept = []
        for digest in filter(None, (taken.sha256, taken.thumb_sha256)):
            with store.open(digest) as file:
                kept.append(file.read())
        _made[data, called] = taken, kept
    taken, kept = _made[data, called]
    for content in kept:
        store.put(io.BytesIO(content))
    return taken


def attached(
    session: Session, name: str, data: bytes, called: str, subject: Any = ORDER, audience: str = "shared"
) -> str:
    """The token of a file that `name` filed under `subject`; commits."""
    file = draft(session, name, data, called, key=f"{name}-{called}-{audience}".replace(".", "-"))
    actions.attach(
        session, actor(name), [file.token], file.form_key, subject, partner_id=1, audience=audience
    )  # fmt: skip
    session.commit()
    return file.token


def records(session: Session) -> None:
    """Order PO-1042 and the confidential issue ISS-000001 of sari, both of SUMBER; commits."""
    session.add(Order(id=1, partner_id=1, ref="PO-1042", created_at=WHEN))
    session.add(
        Issue(
            id=1, partner_id=1, ref="ISS-000001", kind="damaged", title="Bent", about="relationship",
            what_happened="Bent bars", confidential=True, opened_by=cast.user_id("sari"),
            opened_name=cast.NAMES["sari"], opened_side="partner", opened_at=WHEN, answer_due_at=WHEN,
            solution_due_at=WHEN,
        )
    )  # fmt: skip
    session.commit()
