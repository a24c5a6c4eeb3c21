"""What of an order's timeline is asked for: promises, the way, receipts, talk, issues, or all of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from portal.shipments.timeline_verbs import VERBS
from portal.web.i18n import _, _l

KINDS = {
    "promises": _l("Promises"),
    "way": _l("On the way"),
    "receipts": _l("Receipts"),
    "talk": _l("Talk"),
    "issues": _l("Issues"),
}
_OF_VERBS = {
    "promises": (
        "ordered",
        "added",
        "amended",
        "cancelled",
        "asked-again",
        "cause-said",
        "cause-contested",
        "cause-decided",
        "cause-stands",
        "cause-agreed",
    ),
    "way": ("announced", "corrected", "voided"),
    "receipts": ("received", "reversed"),
    "talk": ("said", "attached"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind to show or to leave out: `show` is what is asked for after it is pressed."""

    name: str
    label: Any
    show: tuple[str, ...]
    on: bool


def chosen(asked: Iterable[str]) -> tuple[str, ...]:
    """The kinds that are asked for, in their order; all of them where none is."""
    found = set(asked)
    return tuple(kind for kind in KINDS if kind in found) or tuple(KINDS)


def verbs(kinds: Collection[str]) -> tuple[str, ...]:
    """The verbs of activity that these kinds tell of."""
    return tuple(verb for verb in VERBS if _kind(verb) in kinds)


def _kind(verb: str) -> str:
    return next((kind for kind, names in _OF_VERBS.items() if verb in names), "issues")


def chips(kinds: Collection[str]) -> list[Chip]:
    """What can be pressed. Where all is shown a press shows one kind alone; otherwise it adds it or
    leaves it out, and leaving out the last one shows all again."""
    whole = len(kinds) == len(KINDS)
    found = [Chip("all", _("All"), (), whole)]
    for kind, label in KINDS.items():
        on = not whole and kind in kinds
        after = {kind} if whole else set(kinds) ^ {kind}
        found.append(Chip(kind, label, asked(after), on))
    return found


def asked(kinds: Collection[str]) -> tuple[str, ...]:
    """What an address says for these kinds: nothing for none or all of them."""
    return tuple(kind for kind in KINDS if kind in kinds) if len(kinds) < len(KINDS) else ()
