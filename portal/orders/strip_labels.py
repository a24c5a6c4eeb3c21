"""The labels of the large strip: what they say and where there is room for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import escape

from portal.orders.standing import COME, Facts, Standing, open_proposal, promises
from portal.orders.strip_pen import LARGE, Paint, num
from portal.orders.strip_scale import Scale
from portal.orders.strip_words import Words, expected_range

FONT = 11.5
ABOVE, BELOW = 10.5, 60.5
ROOM = 6  # px between two labels
SLACK = 0.01  # px, for what floats lose
FAR = 96  # px a label may stand off its day
# Widths of Lato 700 in thousandths of its size, by groups of letters; a digit is 580.
_GROUPS = {" ,.;": 225, "ijl()I": 300, "ftr": 400, "Jsz": 460, "mwMW": 900, "ACDGHKNOQUV": 740}
_WIDTHS = {letter: width for letters, width in _GROUPS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Label:
    """Words that belong to a day, with their colour."""

    day: date
    words: str
    tone: str
    bold: bool = False

    @property
    def width(self) -> float:
        """About how wide the words are in px, a little more rather than less."""
        return sum(_WIDTHS.get(letter, 575) for letter in self.words) * FONT / 1000


def above(facts: Facts, at: Standing, words: Words) -> list[Label]:
    """The promises, the latest first, then what is proposed, the first, and those between."""
    kept = promises(facts.moves)
    days = [words.day(move.day) for move in kept]
    found: list[Label] = []
    if len(kept) == 1:
        said = words.gettext("promised %(day)s", day=days[0])
        found.append(Label(kept[0].day, said, "ink", True))
    elif kept:
        found.append(Label(kept[-1].day, words.gettext("now %(day)s", day=days[-1]), "ink", True))
    proposal = open_proposal(facts.moves) if at.proposed_on else None
    if proposal:
        said = words.gettext("proposed %(day)s", day=words.day(proposal.day))
        found.append(Label(proposal.day, said, "accent", True))
    if len(kept) > 1:
        found.append(Label(kept[0].day, words.gettext("first %(day)s", day=days[0]), "muted"))
    older = zip(kept[-2:0:-1], days[-2:0:-1], strict=True)
    return found + [Label(move.day, day, "muted") for move, day in older]


def below(
    facts: Facts,
    at: Standing,
    today: date,
    words: Words,
    tones: tuple[str, str],
    is_part: bool,
) -> list[Label]:
    """The goods, then today and the wish; a part leaves those two to its parent's strip.

    `tones` are the colours of what came and of what is expected.
    """
    found: list[Label] = []
    if at.arrived_on and (at.accepted > 0 or at.stage == "delivered"):
        if at.stage != "delivered" and at.accepted < facts.quantity:
            said = words.came(facts, at)
        else:
            said = words.gettext("arrived %(day)s", day=words.day(at.arrived_on))
        found.append(Label(at.arrived_on, said, tones[0], True))
    if facts.expected_on and at.stage not in (*COME, "cancelled"):
        said = words.gettext("expected %(day)s", day=words.day(facts.expected_on))
        bounds = expected_range(facts)
        if bounds:
            low, high = words.ends(*bounds)
            said += f" ({low}–{high})" if low.isdigit() else f" ({low} – {high})"
        found.append(Label(facts.expected_on, said, tones[1], True))
    if not is_part:
        found.append(Label(today, words.gettext("today"), "accent", True))
        if facts.requested_on:
            said = words.gettext("asked %(day)s", day=words.day(facts.requested_on))
            found.append(Label(facts.requested_on, said, "muted"))
    return found


def placed(labels: list[Label], scale: Scale) -> list[tuple[Label, float]]:
    """Those labels there is room for with their middles: over their day, else beside another."""
    taken: list[tuple[float, float]] = []
    found: list[tuple[Label, float]] = []
    for label in labels:
        if label.day not in scale.window:
            continue
        half = label.width / 2
        wish = min(max(scale.x(label.day), half), LARGE.width - half)
        tries = [wish]
        for start, end in taken:
            tries += [start - ROOM - half, end + ROOM + half]
        fits = [
            x
            for x in tries
            if half <= x <= LARGE.width - half
            and abs(x - wish) <= FAR
            and all(
                x + half + ROOM <= start + SLACK or x - half - ROOM >= end - SLACK for start, end in taken
            )
        ]
        if fits:
            x = min(fits, key=lambda each: abs(each - wish))
            taken.append((x - half, x + half))
            found.append((label, x))
    return found


def drawn(labels: list[Label], scale: Scale, y: float, paint: Paint) -> list[str]:
    """The labels as SVG text on one line."""
    out: list[str] = []
    for label, x in placed(labels, scale):
        weight = ' font-weight="700"' if label.bold else ""
        look = paint.area[label.tone] + weight
        out.append(f'<text {look} x="{num(x)}" y="{y}">{escape(label.words)}</text>')
    return out
