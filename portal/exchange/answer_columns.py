"""The columns of the sheet on which open lines are answered, and their heads in every language."""

from collections.abc import Sequence
from functools import cache

from portal.orders.labels import CAUSES, COLUMNS, DAYS
from portal.orders.parts import MOST_PARTS
from portal.web.i18n import LOCALES, _, _l, speaking

STATE = "state"  # which version of the line the row shows; hidden
_TOLD = {
    "partner": COLUMNS["partner"], "order": COLUMNS["order"], "line": COLUMNS["line"], "part": COLUMNS["part"],
    "item_code": COLUMNS["item_code"], "item": COLUMNS["item"], "to_come": _l("To come"),
    "unit": COLUMNS["unit"], "requested_on": DAYS["requested_on"], "promised_on": DAYS["promised_on"],
    "proposed_on": _l("Proposed"), "status": COLUMNS["status"],
}  # fmt: skip
_ASKED = {"nothing": _l("Not delivered"), "reason": _l("Reason"), "cause": _l("Whose cause is it?")}
_STATE = _l("State, do not change")

IDENTITY = ("order", "line", "part", STATE)
PAIRS = tuple((f"day_{n}", f"quantity_{n}") for n in range(1, MOST_PARTS + 1))
FILLED = (*(name for pair in PAIRS for name in pair), *_ASKED)
MARKS = frozenset({"x", "y", "yes", "ya", "true", "1", "✓"})
NO_MARKS = frozenset({"", "n", "no", "tidak", "false", "0", "-", "–"})


def label(name: str) -> str:
    """The head of a column in the reader's language."""
    kind, _underscore, number = name.rpartition("_")
    if kind == "day" and number.isdecimal():
        return _("Day %(n)s", n=number)
    if kind == "quantity" and number.isdecimal():
        return _("Quantity %(n)s", n=number)
    return str(_STATE if name == STATE else _TOLD.get(name) or _ASKED[name])


def told(*, staff: bool) -> tuple[str, ...]:
    """The columns that tell; staff also read whose line it is."""
    return tuple(name for name in _TOLD if staff or name != "partner")


def columns_of(heads: Sequence[str]) -> dict[str, int]:
    """Where each known column stands among these heads, in whatever language they are."""
    known = _known()
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = known.get(_folded(head))
        if name is not None:
            found.setdefault(name, place)
    return found


@cache
def cause_words() -> dict[str, str]:
    """The side of a cause by what people write for it, in any language."""
    words = {side: side for side in CAUSES}
    for locale in LOCALES:
        with speaking(locale):
            words |= {_folded(str(word)): side for side, word in CAUSES.items()}
    return words


@cache
def _known() -> dict[str, str]:
    words: dict[str, str] = {}
    for locale in LOCALES:
        with speaking(locale):
            words |= {_folded(label(name)): name for name in (*_TOLD, *FILLED, STATE)}
    return words


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
