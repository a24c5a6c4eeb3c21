"""Mail about an account, handed to whoever sends mail: secrets in it never become activity rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: kind 'invitation', 'password-reset' or 'changed'; `context` holds its link."""

    kind: str
    to_address: str
    to_name: str
    locale: str
    user_id: int | None = None
    context: dict[str, Any] = field(default_factory=dict)


_carriers: list[Callable[[Session, Letter], None]] = []


def on_letter(carry: Callable[[Session, Letter], None]) -> None:
    """Register who takes letters; called in the transaction that made them."""
    _carriers.append(carry)


def send(session: Session, letter: Letter) -> None:
    """Hand a letter over in this transaction. Never commits."""
    for carry in _carriers:
        carry(session, letter)
