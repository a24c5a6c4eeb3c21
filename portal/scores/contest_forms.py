"""What is wrong with how a row is counted, and how it is counted instead."""

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.orders.labels import CAUSES
from portal.orders.typed import amount
from portal.scores.correcting import Corrected
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, choices
from portal.web.i18n import _, _l

WHATS = {
    "cause": _l("Whose cause it is"),
    "day": _l("The day on which all had come"),
    "quantity": _l("The quantity that was accepted"),
}
WORDS = 500


class ValueForm(Form):
    """How the row is to be counted: of what is wrong the right value, and why."""

    what = RadioField(
        _l("What is counted wrong?"),
        validators=[InputRequired(_l("Say what is wrong."))],
        choices=choices(WHATS),
    )
    cause_side = SelectField(
        _l("It is the cause of"), default="", choices=choices({"": _l("Choose"), **CAUSES})
    )
    day = DayField(_l("It had all come by"), validators=[Optional()])
    quantity = TextField(_l("Quantity accepted"))
    words = LongTextField(
        _l("How do you know?"),
        [DataRequired(_l("Say how you know. Both sides read it.")), Length(max=WORDS, message=_l("Shorten it to 500 characters."))],
    )  # fmt: skip

    def __init__(self, locale: str, today: date, **more: Any) -> None:
        super().__init__(**more)
        self._locale, self._today = locale, today

    @property
    def value(self) -> Corrected:
        """What is to be taken instead; of the others nothing."""
        return Corrected(
            self.cause_side.data if self.what.data == "cause" else None,
            self.day.data if self.what.data == "day" else None,
            self._amount() if self.what.data == "quantity" else None,
        )

    def validate_cause_side(self, field: SelectField) -> None:
        """Needed where the cause is wrong."""
        if self.what.data == "cause" and not field.data:
            raise ValidationError(_("Say whose cause it is."))

    def validate_day(self, field: DayField) -> None:
        """Needed where the day is wrong; nothing has come in days to come. An empty field is not asked here."""
        if self.what.data == "day" and field.data and field.data > self._today:
            raise ValidationError(_("This day is still to come. Choose the day on which all had come."))

    def validate_quantity(self, field: TextField) -> None:
        """Needed where the quantity is wrong."""
        if self.what.data == "quantity" and self._amount() is None:
            raise ValidationError(_("Write the quantity as a number, like 12 or 2.5."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that a wrong day comes with the right one."""
        fine = bool(super().validate(extra_validators))
        if self.what.data == "day" and not self.day.data and not self.day.errors:
            self.day.errors = [_("Choose the day on which all had come.")]
            return False
        return fine

    def _amount(self) -> Decimal | None:
        return amount(self.quantity.data or "", self._locale)


class ContestForm(ValueForm):
    """A claim, sent once."""

    key = KeyField()


class CorrectionForm(ValueForm):
    """How both sides decided that it is counted. version: of the issue that was shown."""

    version = HiddenField()


class AgreementForm(Form):
    """That a claim is right. version: of the issue that was shown."""

    version = HiddenField()


class EndForm(Form):
    """Why a claim is given up, or a closed month found anew."""

    reason = TextField(
        _l("Why?"), [DataRequired(_l("Say why. Both sides read it.")), Length(max=WORDS, message=_l("Shorten it to 500 characters."))]
    )  # fmt: skip
