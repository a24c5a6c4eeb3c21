"""Days, sides and quantities in the reader's language, as cheap as fifty strips a page ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from portal.orders.standing import Facts, Move, Standing
from portal.web.i18n import catalogue


@lru_cache(maxsize=4096)
def day_text(day: date, locale: str, year: int) -> str:
    """A day as "9 Nov", with its year where that is not `year`."""
    return str(format_date(day, "d MMM" if day.year == year else "d MMM y", locale=locale))


class Words:
    """Phrases, days and numbers in the language `locale`. `year` is the one that days need not mention."""

    __slots__ = ("_catalogue", "locale", "year")

    def __init__(self, locale: str = "en", year: int = 0) -> None:
        self._catalogue = catalogue(locale)
        self.locale, self.year = locale, year

    def gettext(self, phrase: str, **filling: str) -> str:
        """The phrase with its placeholders filled."""
        return str(self._catalogue.gettext(phrase)) % filling

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The phrase for `n`, which fills the placeholder of that name."""
        return str(self._catalogue.ngettext(one, many, n)) % {"n": n}

    def day(self, day: date) -> str:
        """A day without its year, unless it is another year's."""
        return day_text(day, self.locale, self.year)

    def ends(self, low: date, high: date) -> tuple[str, str]:
        """Both ends of a range; the first without its month where both share it."""
        if (low.year, low.month) == (high.year, high.month):
            return str(low.day), self.day(high)
        return self.day(low), self.day(high)

    def side(self, side: str | None) -> str:
        """The word for a side or cause, empty for none."""
        if side == "partner":
            return self.gettext("partner")
        if side == "company":
            return self.gettext("company")
        if side == "carrier":
            return self.gettext("carrier")
        if side == "outside":
            return self.gettext("outside")
        return ""

    def amount(self, amount: Decimal) -> str:
        """A quantity without idle zeros."""
        return str(format_decimal(amount.normalize(), "#,##0.###", locale=self.locale))

    def came(self, facts: Facts, at: Standing) -> str:
        """How much of the quantity came, and when the last of it did."""
        part, whole = self.amount(at.accepted), self.amount(facts.quantity)
        if at.arrived_on is None:
            return self.gettext("%(part)s of %(whole)s arrived", part=part, whole=whole)
        day = self.day(at.arrived_on)
        return self.gettext("%(part)s of %(whole)s arrived %(day)s", part=part, whole=whole, day=day)


def proposed_mark(proposal: Move) -> str:
    """Whose mark a proposal bears: its cause, or without one the side that proposed it."""
    return proposal.cause_side or proposal.proposed_by


def expected_range(facts: Facts) -> tuple[date, date] | None:
    """The range around the expected day, None without one; it always holds the day itself."""
    expected = facts.expected_on
    if expected is None:
        return None
    low = min(facts.expected_low or expected, expected)
    high = max(facts.expected_high or expected, expected)
    return (low, high) if low < high else None
