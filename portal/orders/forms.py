"""Questions around an order: what is proposed, and why something is not agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.orders.answers import Dated, Entry, waits_for
from portal.orders.labels import CAUSES
from portal.orders.parts import (
    MOST_PARTS,
    REASON,
    Typed,
    Unsound,
    parts_of,
    with_what_came,
    without_what_came,
)  # fmt: skip
from portal.orders.typed import amount
from portal.web import formats
from portal.web.forms import DayField, Form, KeyField, TextField, choices
from portal.web.i18n import _, _l


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
    day_1 = DayField(_l("Day"), validators=[Optional()])
    quantity_1 = TextField(_l("Quantity"))
    day_2 = DayField(_l("Day"), validators=[Optional()])
    quantity_2 = TextField(_l("Quantity"))
    day_3 = DayField(_l("Day"), validators=[Optional()])
    quantity_3 = TextField(_l("Quantity"))
    day_4 = DayField(_l("Day"), validators=[Optional()])
    quantity_4 = TextField(_l("Quantity"))
    reason = TextField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(max=REASON, message=_l("Shorten it to %(max)d characters"))],
    )
    cause_side = SelectField(_l("Whose cause is it?"))

    def __init__(
        self, schedule: Any, today: date, locale: str, theirs: Sequence[Entry] = (), party: str = "partner",
        begin: Sequence[Dated] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        """`theirs` is what waits of the other side: to propose the same is to agree. party: whose form it
        is, partner or company; nobody blames the other side without having chosen to. begin: the parts that are
        proposed, as they are written down: a new form begins with them."""
        super().__init__(**kwargs)
        self._schedule, self._today, self._locale, self._theirs = schedule, today, locale, theirs
        self._parts: list[Dated] = []
        self.what.choices = choices(
            {"days": _("Another day or quantity"), "nothing": _("It will not be delivered")}
        )
        other = "company" if party == "partner" else "partner"
        self.cause_side.choices = choices({party: _("Our side"), other: _("Their side")} | {
            side: CAUSES[side] for side in ("carrier", "outside")
        })  # fmt: skip
        if kwargs.get("formdata", True) is None:
            self._fill(without_what_came(begin, schedule.accepted))

    def _fill(self, parts: Sequence[Dated]) -> None:
        """Begin with these parts; without any with all that is to come, on the day that stands."""
        schedule = self._schedule
        day = schedule.proposed_on or schedule.promised_on or schedule.requested_on
        parts = [part for part in parts if part.quantity > 0] or [Dated(self.to_come, day)]
        for (day_field, quantity_field), part in zip(self.rows, parts, strict=False):
            day_field.data = part.day
            quantity_field.data = formats.quantity(part.quantity, self._locale)

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
        """Also: each row has a day to come and a quantity; together they are not more than is to come.
        Whoever gives what the other side proposes needs no reason."""
        sound = bool(super().validate(extra_validators))
        self._parts = self._said()
        if self._parts and waits_for(self._theirs, with_what_came(self._parts, self._schedule.accepted)):
            self.reason.errors, self.cause_side.errors = [], []
            return not any(field.errors for field in self)
        if self.what.data == "nothing":
            return sound
        if any(day.errors for day, _quantity in self.rows):
            return False
        try:
            self._parts = parts_of(
                self._typed, self.to_come, self._schedule.promised_on, self._today, self._locale
            )
        except Unsound as wrong:
            field = self[f"{wrong.what}_{wrong.number}"]
            field.errors = [*field.errors, wrong.why]
            return False
        return sound

    @property
    def stated(self) -> list[Dated]:
        """The parts as they were typed, once the form is valid."""
        return self._parts

    @property
    def _typed(self) -> list[Typed]:
        return [
            Typed(number, day.data, amount(quantity.data or "", self._locale))
            for number, (day, quantity) in enumerate(self.rows, start=1)
            if day.data or quantity.data
        ]

    def _said(self) -> list[Dated]:
        """The parts as far as they can be read; none unless all of them can."""
        if self.what.data == "nothing":
            stands = self._schedule.promised_on or self._schedule.requested_on or self._today
            return [Dated(Decimal(0), stands)]
        parts = [Dated(one.quantity, one.day) for one in self._typed if one.quantity and one.day]
        return parts if len(parts) == len(self._typed) else []

    def proposal(self) -> Proposal:
        """What was read, once the form is valid. What came in already stays with the first part."""
        parts = with_what_came(self._parts, self._schedule.accepted)
        return Proposal(parts, self.reason.data or "", self.cause_side.data)
