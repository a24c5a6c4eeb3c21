"""Questions around an order: what is proposed, and why something is not agreed to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from wtforms import DateField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.orders.answering import Dated
from portal.orders.labels import CAUSES
from portal.web import formats
from portal.web.forms import Form, KeyField, TextField, choices
from portal.web.i18n import _, _l

MOST_PARTS = 4  # more by proposing for the parts once they are agreed to
REASON = 500
MOST = Decimal(10) ** 12


def amount(text: str, locale: str) -> Decimal | None:
    """A quantity as people type it: "2,400.5" in English, "2.400,5" in Indonesian, and with the other
    language's marks where that is the only way to read it. At most three decimals, not negative; None
    for what cannot be read."""
    plain = "".join(text.split())
    for typed in (plain, plain.translate({ord("."): ",", ord(","): "."})):
        try:
            value = parse_decimal(typed, locale=locale, strict=True)
        except NumberFormatError:
            continue
        fits = value.is_finite() and 0 <= value < MOST and value == round(value, 3)
        return value if fits else None
    return None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a form proposes: the parts, why, and whose cause it is."""

    parts: list[Dated]
    reason: str
    cause_side: str


class VersionForm(Form):
    """A decision about what was shown."""

    version = IntegerField(validators=[InputRequired()])


class RefusalForm(VersionForm):
    """Why is it not agreed to?"""

    reason = TextField(
        _l("Why not?"),
        [
            DataRequired(_l("Say why you do not agree.")),
            Length(max=REASON, message=_l("Shorten it to %(max)d characters")),
        ],
    )


class ProposalForm(VersionForm):
    """Other days, other quantities, or that nothing will come."""

    key = KeyField()
    what = RadioField(_l("What do you propose?"), default="days")
    day_1 = DateField(_l("Day"), validators=[Optional()])
    quantity_1 = TextField(_l("Quantity"))
    day_2 = DateField(_l("Day"), validators=[Optional()])
    quantity_2 = TextField(_l("Quantity"))
    day_3 = DateField(_l("Day"), validators=[Optional()])
    quantity_3 = TextField(_l("Quantity"))
    day_4 = DateField(_l("Day"), validators=[Optional()])
    quantity_4 = TextField(_l("Quantity"))
    reason = TextField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(max=REASON, message=_l("Shorten it to %(max)d characters"))],
    )
    cause_side = SelectField(_l("Whose cause is it?"))

    def __init__(self, schedule: Any, today: date, locale: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._schedule, self._today, self._locale = schedule, today, locale
        self._parts: list[Dated] = []
        self.what.choices = choices(
            {"days": _("Another day or quantity"), "nothing": _("It will not be delivered")}
        )
        self.cause_side.choices = choices(CAUSES)
        if kwargs.get("formdata", True) is None:
            self.day_1.data = schedule.proposed_on or schedule.promised_on or schedule.requested_on
            self.quantity_1.data = formats.quantity(self.to_come, locale)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each row: a day and a quantity."""
        return [(self[f"day_{n}"], self[f"quantity_{n}"]) for n in range(1, MOST_PARTS + 1)]

    @property
    def to_come(self) -> Decimal:
        """What is to come, in the unit of the line."""
        left: Decimal = self._schedule.quantity - self._schedule.accepted
        return left

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: each row has a day to come and a quantity; together they are not more than is to come."""
        sound = bool(super().validate(extra_validators))
        if self.what.data == "nothing":
            stands = self._schedule.promised_on or self._schedule.requested_on or self._today
            self._parts = [Dated(Decimal(0), stands)]
            return sound
        if any(day.errors for day, _quantity in self.rows):
            return False
        try:
            self._parts = [self._part(*row) for row in self.rows if row[0].data or row[1].data]
            self._add_up()
        except _Wrong as wrong:
            wrong.field.errors = [*wrong.field.errors, wrong.why]
            return False
        return sound

    def _part(self, day: Any, quantity: Any) -> Dated:
        read = amount(quantity.data or "", self._locale)
        if day.data is None:
            raise _Wrong(day, _("Give a day for this quantity."))
        if day.data < self._today:
            raise _Wrong(day, _("A day that has passed cannot be promised. Choose today or later."))
        if read is None or read <= 0:
            raise _Wrong(quantity, _("Write each quantity as a number above zero, like 12.5."))
        return Dated(read, day.data)

    def _add_up(self) -> None:
        parts, left = self._parts, self.to_come
        given = sum((part.quantity for part in parts), Decimal(0))
        shown = {"given": self._spelled(given), "left": self._spelled(left)}
        if not parts:
            raise _Wrong(self.day_1, _("Give at least one day and its quantity."))
        if given > left:
            raise _Wrong(
                self.quantity_1, _("Together that is %(given)s, more than the %(left)s to come.", **shown)
            )
        if given < left and len(parts) > 1:
            raise _Wrong(
                self.quantity_1,
                _("The parts make %(given)s of %(left)s. Give a day for the rest as well.", **shown),
            )
        if len({part.day for part in parts}) < len(parts):
            raise _Wrong(self.day_1, _("Two parts have the same day. Put them together."))
        if given == left and len(parts) == 1 and parts[0].day == self._schedule.promised_on:
            raise _Wrong(self.day_1, _("That is what is promised already. Change the day or the quantity."))

    def _spelled(self, value: Decimal) -> str:
        return formats.quantity(value, self._locale)

    def proposal(self) -> Proposal:
        """What was read, once the form is valid. What came in already stays with the first part."""
        first, *rest = self._parts
        return Proposal(
            [Dated(first.quantity + self._schedule.accepted, first.day), *rest],
            self.reason.data or "",
            self.cause_side.data,
        )


class _Wrong(Exception):
    """A field, and what is wrong with it."""

    def __init__(self, field: Any, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why
