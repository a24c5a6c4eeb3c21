"""An order as it is being changed: what stands, what was typed over it, and what that changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from portal.orders import labels, policy, rows, typed
from portal.orders.amending import Change, at_once, live
from portal.orders.entry import LONGEST, LONGEST_CELL, TypedLine
from portal.orders.models import Line, Schedule
from portal.orders.queries import Held, mark_of
from portal.web import formats
from portal.web.forms import folded
from portal.web.i18n import _

CELLS = ("quantity", "wanted", "detail", "price", "cancel")


def changed_since(held: Held, stamp: str) -> list[int]:
    """The numbers of the lines that are otherwise than when somebody saw them."""
    seen = set(stamp.split())
    return sorted({p.line_number for _line, parts in held.lines for p in parts if mark_of(p) not in seen})


class LineForm(TypedLine):
    """One line with what is typed over it. `now` says how it stands; `asks` that the partner will be asked;
    `waits` that it is asked already and its quantity and day rest until then; `one_day` that it has one day."""

    def __init__(self, line: Line, parts: Sequence[Schedule], locale: str, today: date) -> None:
        self.line, self.parts = line, parts
        self._still = [part for part in parts if policy.is_open(part)]
        self._locale, self._today = locale, today
        self.quantity = sum((part.quantity for part in live(parts)), Decimal(0))
        self.came = self.quantity - sum((p.quantity - p.accepted for p in self._still), Decimal(0))
        self.asks = not all(map(at_once, self._still))
        self.waits = any(part.stage == "proposed" and part.proposed_by == "company" for part in self._still)
        self.one_day = len(self._still) == 1
        self.day = (self._still[0].promised_on or self._still[0].requested_on) if self.one_day else None
        super().__init__(line.number, self._standing())

    def _standing(self) -> dict[str, str]:
        return {
            "quantity": formats.quantity(self.quantity, self._locale),
            "wanted": self.day.isoformat() if self.day else "",
            "detail": self.line.detail or "",
            "price": formats.money(self.line.unit_price, None, self._locale) if self.line.unit_price is not None else "",
        }  # fmt: skip

    def id(self, name: str) -> str:
        """The name and id of the control of one cell."""
        return f"line{self.number}-{name}"

    def take(self, form: Mapping[str, str]) -> None:
        """Lay what was sent over what stands."""
        self.cells |= {
            name: folded(form[self.id(name)][:LONGEST_CELL]) for name in CELLS if self.id(name) in form
        }

    def typed(self) -> dict[str, str]:
        """The cells in which something else stands than did."""
        standing = self._standing()
        return {name: self[name] for name in CELLS if self[name] != standing.get(name, "")}

    @property
    def now(self) -> str:
        """How it stands, in words."""
        part = self._still[0]
        kind, days = rows.status_of_row(part, self._today)
        return rows.word_of(kind, days, part, self._locale)

    def change(self) -> Change:
        """What was typed over what stands. What is wrong is noted in `errors`."""
        if self["cancel"]:
            return Change(cancelled=True)
        return Change(
            quantity=self._quantity(), wanted_on=self._day(), detail=self._detail(), unit_price=self._price()
        )

    def _quantity(self) -> Decimal | None:
        if self.waits or self["quantity"] == self._standing()["quantity"]:
            return None
        quantity = typed.amount(self["quantity"], self._locale)
        if not quantity:
            self.errors["quantity"] = _("Write a number above zero, or tick to cancel the line.")
        elif quantity < self.came:
            came = formats.quantity(self.came, self._locale)
            self.errors["quantity"] = _("%(came)s have come already; it cannot be less.", came=came)
        return quantity if quantity != self.quantity else None

    def _day(self) -> date | None:
        if self.waits or not self.one_day or self["wanted"] in ("", self._standing()["wanted"]):
            return None
        try:
            day = typed.day(self["wanted"], self._locale)
        except typed.Unread:
            self.errors["wanted"] = _("Write the day like 2026-12-18, between 2000 and 2100.")
            return None
        if day == self.day:
            return None
        if day < self._today:
            self.errors["wanted"] = _("The day has passed. Choose today or later.")
        return day

    def _detail(self) -> str | None:
        if self["detail"] == (self.line.detail or ""):
            return None
        if len(self["detail"]) > LONGEST["detail"]:
            self.errors["detail"] = _("Shorten it to %(max)d characters", max=LONGEST["detail"])
        return self["detail"]

    def _price(self) -> Decimal | None:
        if self["price"] in ("", self._standing()["price"]):
            return None
        price = typed.price(self["price"], self._locale)
        if price is None:
            self.errors["price"] = _("Write the price as a number, with at most four decimals.")
        elif (
            price * max(self.quantity, typed.amount(self["quantity"], self._locale) or Decimal(0))
            > typed.MOST_VALUE
        ):
            self.errors["price"] = _("Quantity times price is too much to be kept.")
        return price if price != self.line.unit_price else None


def line_forms(held: Held, locale: str, today: date) -> list[LineForm]:
    """The lines of which something is to come."""
    return [
        LineForm(line, parts, locale, today)
        for line, parts in held.lines
        if any(policy.is_open(part) for part in parts)
    ]


def changes_in_words(changes: Mapping[str, Sequence[Any]], unit: str, locale: str, today: date) -> str:
    """What an amendment changed, "500 to 400 pcs; Fri 8 May to Mon 11 May", from the row that tells it."""
    return "; ".join(_in_words(name, pair[0], pair[1], unit, locale, today) for name, pair in changes.items())


def _in_words(name: str, before: Any, after: Any, unit: str, locale: str, today: date) -> str:
    def shown(value: Any) -> str:
        if value in (None, ""):
            return formats.UNKNOWN
        try:
            if name == "quantity":
                return formats.quantity(Decimal(value), locale)
            if name == "unit_price":
                return formats.money(Decimal(value), None, locale)
            return (
                formats.day(date.fromisoformat(value), locale, today) if name == "wanted_on" else str(value)
            )
        except (ArithmeticError, TypeError, ValueError):
            return str(value)

    old, new = shown(before), shown(after)
    if name == "quantity":
        return _("%(old)s to %(new)s %(unit)s", old=old, new=new, unit=unit)
    if name == "wanted_on":
        return _("wanted %(new)s instead of %(old)s", old=old, new=new)
    return _("%(what)s %(old)s to %(new)s", what=str(labels.AMENDED.get(name, name)), old=old, new=new)


def splits(parts: Iterable[Schedule]) -> tuple[int, int]:
    """How many of these parts are cancelled at once, and of how many the partner is asked."""
    alone = [at_once(part) for part in parts]
    return sum(alone), len(alone) - sum(alone)
