"""The text equivalent of a promise strip: one sentence that says all it shows."""

from __future__ import annotations

from datetime import date

from portal.orders.standing import Facts, Standing, open_proposal, promises, standing, status_of
from portal.orders.strip_words import Words, expected_range, proposed_mark


def strip_text(
    facts: Facts,
    today: date,
    locale: str = "en",
    at: Standing | None = None,
    kind: tuple[str, int] | None = None,
) -> str:
    """The sentence in the language `locale`.

    `at` and `kind` are `standing(facts)` and its `status`, if the caller has them already. Gaps
    are calendar days.
    """
    at = at or standing(facts)
    kind = kind or status_of(facts, today, at)
    words = Words(locale, today.year)
    parts: list[str] = []
    if facts.requested_on:
        parts.append(words.gettext("asked %(day)s", day=words.day(facts.requested_on)))
    for index, move in enumerate(promises(facts.moves)):
        day, side = words.day(move.day), words.side(move.cause_side)
        if index == 0:
            parts.append(words.gettext("first promised %(day)s", day=day))
        elif side:
            parts.append(words.gettext("moved to %(day)s (%(side)s)", day=day, side=side))
        else:
            parts.append(words.gettext("moved to %(day)s", day=day))
    proposal = open_proposal(facts.moves) if at.proposed_on else None
    if proposal:
        day, side = words.day(proposal.day), words.side(proposed_mark(proposal))
        parts.append(words.gettext("proposed %(day)s (%(side)s), not yet agreed", day=day, side=side))
    parts += _ends(facts, at, kind, words)
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _ends(facts: Facts, at: Standing, kind: tuple[str, int], words: Words) -> list[str]:
    name, days = kind
    if name == "cancelled":
        return [words.gettext("cancelled")]
    if name.startswith("arrived"):
        return [_arrived(at, days, words)]
    if name == "delivered":
        return [_arrived(at, days, words), words.gettext("not booked in yet")]
    in_part = at.accepted > 0
    ends = [words.came(facts, at)] if in_part else []
    if at.stage != "arrived" and facts.expected_on:
        ends.append(_expected(facts, facts.expected_on, words))
    if name == "overdue" and in_part:
        ends.append(words.ngettext("overdue %(n)s day", "overdue %(n)s days", days))
    elif name == "overdue":
        ends.append(
            words.ngettext("overdue %(n)s day, nothing arrived", "overdue %(n)s days, nothing arrived", days)
        )
    elif name == "unconfirmed":
        ends.append(words.gettext("not confirmed"))
    return ends


def _expected(facts: Facts, expected: date, words: Words) -> str:
    day, bounds = words.day(expected), expected_range(facts)
    if bounds is None:
        return words.gettext("expected %(day)s", day=day)
    low, high = words.ends(*bounds)
    return words.gettext("expected %(day)s (between %(low)s and %(high)s)", day=day, low=low, high=high)


def _arrived(at: Standing, days: int, words: Words) -> str:
    if at.arrived_on is None:
        return words.gettext("arrived")
    day = words.day(at.arrived_on)
    if at.base_on is None:
        return words.gettext("arrived %(day)s", day=day)
    if days == 0:
        return words.gettext("arrived %(day)s, on time", day=day)
    return words.gettext("arrived %(day)s, %(gap)s", day=day, gap=_gap(at, days, words))


def _gap(at: Standing, days: int, words: Words) -> str:
    """How far from the base day, and what that day was."""
    n, late = abs(days), days > 0
    if at.first_promised_on is None and late:
        return words.ngettext("%(n)s day after the day asked for", "%(n)s days after the day asked for", n)
    if at.first_promised_on is None:
        return words.ngettext("%(n)s day before the day asked for", "%(n)s days before the day asked for", n)
    if at.base_on != at.first_promised_on and late:
        return words.ngettext("%(n)s day after the agreed day", "%(n)s days after the agreed day", n)
    if at.base_on != at.first_promised_on:
        return words.ngettext("%(n)s day before the agreed day", "%(n)s days before the agreed day", n)
    if late:
        return words.ngettext("%(n)s day after the first promise", "%(n)s days after the first promise", n)
    return words.ngettext("%(n)s day before the first promise", "%(n)s days before the first promise", n)
