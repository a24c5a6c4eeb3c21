"""Where people talk: each record with a thread says how it is found, so that one page serves the messages of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.talk.composer import Circle


@dataclass(frozen=True, slots=True)
class Spot:
    """A record with a thread as the reader finds it: what it is (kind, id, reference), who reads it, its page,
    the way there as pairs of a label and an address, and the order it belongs to."""

    subject: tuple[str, int, str]
    circle: Circle
    page: str
    crumbs: Sequence[tuple[str, str]]
    order_id: int | None = None


Find = Callable[..., Spot]
_finders: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Say how records of a kind are found: `find` takes what their address names and answers with the spot, or
    ends on the not-found page."""
    _finders[kind] = find


def find(kind: str, **named: Any) -> Spot:
    """The record that an address names."""
    return _finders[kind](**named)
