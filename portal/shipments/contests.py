"""Which receipts are contested. Issues stand below shipments and cannot be called: they say here how it
is found out."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.panels import OrderSeen


@dataclass(frozen=True, slots=True)
class Contested:
    """The issue that contests a receipt: its reference, and its state as a kind of status and a word, those
    of its dispute where it is `disputed`."""

    ref: str
    kind: str
    word: str
    disputed: bool = False


Look = Callable[[Session, Actor, Collection[int]], Mapping[int, Contested]]
LookOfOrder = Callable[[Session, Actor, OrderSeen], Mapping[int, Contested]]

_looks: list[tuple[Look, LookOfOrder]] = []


def register(look: Look, of_order: LookOfOrder) -> None:
    """Say who knows of contests: `look` finds those of some receipts by their ids with one SELECT,
    `of_order` those of an order with what its page reads of issues anyhow."""
    _looks[:] = [(look, of_order)]


def of_receipts(session: Session, actor: Actor, receipt_ids: Collection[int]) -> Mapping[int, Contested]:
    """The contests of these receipts, by receipt; one SELECT, none for no receipts."""
    if not receipt_ids or not _looks:
        return {}
    return _looks[0][0](session, actor, receipt_ids)


def of_order(session: Session, actor: Actor, order: OrderSeen) -> Mapping[int, Contested]:
    """The contests of the receipts of an order, by receipt."""
    return _looks[0][1](session, actor, order) if _looks else {}
