"""How a line's new quantity falls on its parts, whoever changes it: a person or a file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any


def spread(parts: Sequence[Any], more: Decimal) -> list[Decimal]:
    """What each part of a line is to be, so that together they make `more` than now (less, below zero).

    The first that is not cancelled takes what is more; the last ones give up what is less, as far as it
    has not come yet. What nobody can give up is taken from the first all the same.
    """
    quantities = [part.quantity for part in parts]
    live = [n for n, part in enumerate(parts) if part.cancelled_at is None] or [0]
    if more < 0:
        for n in reversed(live):
            given = min(-more, max(Decimal(0), quantities[n] - parts[n].accepted))
            quantities[n] -= given
            more += given
    quantities[live[0]] += more
    return quantities
