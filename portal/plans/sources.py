"""What a plan may be born from: slices below say how a record of theirs is found and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.plans.actions import Source


@dataclass(frozen=True, slots=True)
class Birth:
    """A record that a plan is made of: what it is, its partner, and what the form begins with."""

    source: Source
    partner_id: int
    title: str
    goal: str = ""
    kind: str = "corrective"


Find = Callable[[Session, Actor, str], Birth | None]

_finds: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Let plans be made of records of a kind: `find(session, actor, ref)` answers None for what the actor
    may not see."""
    _finds[kind] = find


def find(session: Session, actor: Actor, kind: str, ref: str) -> Birth | None:
    """The record that a plan is to be made of, if the actor may see it."""
    return _finds[kind](session, actor, ref) if kind in _finds else None


def kinds() -> tuple[str, ...]:
    """The kinds of record that plans can be made of."""
    return tuple(sorted(_finds))
