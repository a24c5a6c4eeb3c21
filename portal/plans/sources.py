"""What a plan may be born from: slices below say how a record of theirs is found and what it gives."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.plans.actions import Source


@dataclass(frozen=True, slots=True)
class Birth:
    """A record that a plan is made of: what it is, its partner, and what the form begins with.

    asked: what the address says to mean it, where that is not the reference. counted: measure, unit, baseline
    and target of the form, as their reader writes them. readers: the partner's people who alone read a
    confidential one, None for all.
    """

    source: Source
    partner_id: int
    title: str
    goal: str = ""
    kind: str = "corrective"
    asked: str = ""
    counted: Mapping[str, str] = field(default_factory=dict)
    readers: Collection[int] | None = None

    @property
    def name(self) -> str:
        """What the address and the form say to mean the record."""
        return self.asked or self.source.ref


Find = Callable[[Session, Actor, str], Birth | None]
Href = Callable[[str], str | None]

_finds: dict[str, Find] = {}
_hrefs: dict[str, Href] = {}


def register(kind: str, find: Find, href: Href) -> None:
    """Let plans be made of records of a kind: `find(session, actor, ref)` answers None for what the actor
    may not see; `href(ref)` is the path of its page."""
    _finds[kind], _hrefs[kind] = find, href


def href(kind: str | None, ref: str | None) -> str | None:
    """Where the record is that a plan came from; None where there is none or its kind has no page."""
    return _hrefs[kind](ref) if kind in _hrefs and ref else None


def find(session: Session, actor: Actor, kind: str, ref: str) -> Birth | None:
    """The record that a plan is to be made of, if the actor may see it."""
    return _finds[kind](session, actor, ref) if kind in _finds else None


def kinds() -> tuple[str, ...]:
    """The kinds of record that plans can be made of."""
    return tuple(sorted(_finds))
