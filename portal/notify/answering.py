"""Who answers for a side where nobody of it takes part."""

from collections.abc import Iterable
from typing import Any

ROLES = {"company": ("manager", "agent"), "partner": ("administrator",)}


def of(side: str, people: Iterable[Any]) -> set[int | None]:
    """The ids of those among a side's people who answer for it: all who do the daily work at the company, a partner's
    administrators."""
    return {person.id for person in people if person.role in ROLES[side]}


def both(found: set[int | None], sides: tuple[list[Any], list[Any]]) -> set[int | None]:
    """`found`, and of a side of which nobody is among them those who answer for it. sides: our staff and the
    partner's people, as accounts.everybody_for has them."""
    concerned = set(found)
    for side, people in zip(("company", "partner"), sides, strict=True):
        if not concerned & {person.id for person in people}:
            concerned |= of(side, people)
    return concerned
