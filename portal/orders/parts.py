"""What a proposal may say: its quantities as people type them, and how its parts add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.orders.answers import Dated
from portal.web import formats
from portal.web.i18n import _

MOST_PARTS = 4  # more by proposing for the parts once they are agreed to
REASON = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """One row of days and quantities as it was filled: its number from 1, and None for what is empty
    or cannot be read."""

    number: int
    day: date | None
    quantity: Decimal | None


class Unsound(ValueError):
    """What is wrong with a proposal, in the reader's language, and where: a row's number and "day" or
    "quantity"."""

    def __init__(self, number: int, what: str, why: str) -> None:
        super().__init__(why)
        self.number, self.what, self.why = number, what, why


def parts_of(
    typed: Sequence[Typed], to_come: Decimal, promised_on: date | None, today: date, locale: str
) -> list[Dated]:
    """The parts that the filled rows state for a schedule of which `to_come` is to come: each has a day
    to come and a quantity, together they are not more than that. Raises Unsound."""
    parts = [_part(row, today) for row in typed]
    given = sum((part.quantity for part in parts), Decimal(0))
    shown = {"given": formats.quantity(given, locale), "left": formats.quantity(to_come, locale)}
    if not parts:
        raise Unsound(1, "day", _("Give at least one day and its quantity."))
    if given > to_come:
        raise Unsound(
            1, "quantity", _("Together that is %(given)s, more than the %(left)s to come.", **shown)
        )
    if given < to_come and len(parts) > 1:
        raise Unsound(
            1,
            "quantity",
            _("The parts make %(given)s of %(left)s. Give a day for the rest as well.", **shown),
        )
    if len({part.day for part in parts}) < len(parts):
        raise Unsound(1, "day", _("Two parts have the same day. Put them together."))
    if given == to_come and len(parts) == 1 and parts[0].day == promised_on:
        raise Unsound(1, "day", _("That is what is promised already. Change the day or the quantity."))
    return parts


def _part(row: Typed, today: date) -> Dated:
    if row.day is None:
        raise Unsound(row.number, "day", _("Give a day for this quantity."))
    if row.day < today:
        raise Unsound(
            row.number, "day", _("A day that has passed cannot be promised. Choose today or later.")
        )
    if row.quantity is None or row.quantity <= 0:
        raise Unsound(row.number, "quantity", _("Write each quantity as a number above zero, like 12.5."))
    return Dated(row.quantity, row.day)


def with_what_came(parts: Sequence[Dated], accepted: Decimal) -> list[Dated]:
    """The parts as they are written down: what came in already stays with the first."""
    first, *rest = parts
    return [Dated(first.quantity + accepted, first.day), *rest]


def without_what_came(parts: Sequence[Dated], accepted: Decimal) -> list[Dated]:
    """The parts as people answer them: what is to come. The other way round of `with_what_came`."""
    if not parts:
        return []
    first, *rest = parts
    return [Dated(first.quantity - accepted, first.day), *rest]
