"""Receipts as both sides read them: what came, over or short, taken back, contested, with photos."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.files.models import Attachment
from portal.files.queries import COLUMNS
from portal.shipments import labels, policy, receiving
from portal.shipments.contests import Contested
from portal.shipments.receiving import Outcome
from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Place:
    """For what a receipt is: order, line and part, how readers name it, its unit and the quantity of the
    schedule."""

    order_ref: str
    line: int
    part: int
    where: str
    unit: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A receipt row. `condition` says in words how it came; can_…: what its reader may do with it."""

    row: Any
    place: Place
    condition: str
    outcome: Outcome
    contested: Contested | None
    files: Sequence[Any]
    can_reverse: bool
    can_contest: bool


def seen(
    actor: Actor,
    owner: Any,
    rows: Sequence[Any],
    photos: Mapping[int, Sequence[Any]],
    contested: Mapping[int, Contested],
    places: Mapping[int, Place],
    announced: Mapping[tuple[int, int], Decimal],
) -> list[ReceiptSeen]:
    """These receipts, all of whose schedules are in `places`. owner: the order or notice that they are of
    (partner_id); photos and contests by receipt; announced by notice and schedule."""
    outcomes = receiving.outcomes(rows, {key: place.quantity for key, place in places.items()}, announced)
    found = []
    for row in rows:
        outcome = outcomes[row.id]
        stands = row.reverses_id is None and not outcome.reversed
        found.append(
            ReceiptSeen(
                row, places[row.schedule_id], _condition(row, outcome, places[row.schedule_id], actor.locale), outcome,
                contested.get(row.id), photos.get(row.id, ()),
                can_reverse=stands and policy.can_receive(actor, owner),
                can_contest=stands and row.id not in contested and policy.can_contest(actor, owner),
            )
        )  # fmt: skip
    return found


def _condition(row: Any, outcome: Outcome, place: Place, locale: str) -> str:
    """'damaged, short by 0.5 t': in words, with what is over or short."""
    if row.reverses_id is not None:
        return _("taken back")
    words = [] if row.condition in ("over", "short") else [str(labels.CONDITIONS[row.condition])]
    for amount, phrase in (
        (outcome.over, _("%(amount)s over what was ordered")),
        (outcome.short, _("%(amount)s short of the notice")),
    ):
        if amount:
            words.append(phrase % {"amount": f"{formats.quantity(amount, locale)} {place.unit}"})
    return ", ".join(words) or str(labels.CONDITIONS[row.condition])


def photos_of(session: Session, actor: Actor, receipt_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The files of these receipts that the actor may see. One SELECT, none for none."""
    if not receipt_ids:
        return {}
    statement = Attachment.visible_to(actor).with_only_columns(*COLUMNS)
    of_these = statement.where(Attachment.subject_type == "receipt", Attachment.subject_id.in_(receipt_ids))
    return by_receipt(session.execute(of_these.order_by(Attachment.id)))


def by_receipt(files: Iterable[Any]) -> dict[int, list[Any]]:
    """Files of receipts, by the id of the receipt."""
    found: dict[int, list[Any]] = {}
    for file in files:
        found.setdefault(file.subject_id, []).append(file)
    return found
