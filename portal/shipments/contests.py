"""Which receipts are contested. Issues stand below shipments and cannot be called: they say here how it
is found out."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.actor import Actor


@dataclass(frozen=True, slots=True)
class Contested:
    """The issue that contests a receipt: its reference, and its state as a kind of status and a word."""

    ref: str
    kind: str
    word: str


Look = Callable[[Session, Actor, Collection[int]], Mapping[int, Contested]]

_looks: list[Look] = []


def register(look: Look) -> None:
    """Say who knows of contests: `look` finds those of some receipts by their ids with one SELECT."""
    _looks[:] = [look]


def of_receipts(session: Session, actor: Actor, receipt_ids: Collection[int]) -> Mapping[int, Contested]:
    """The contests of these receipts, by receipt; one SELECT, none for no receipts."""
    if not receipt_ids or not _looks:
        return {}
    return _looks[0](session, actor, receipt_ids)
