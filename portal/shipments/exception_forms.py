"""Questions about an exception: whose it is, and by which day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import Length, Optional, ValidationError

from portal.web.forms import DayField, Form, TextField, choices
from portal.web.i18n import _, _l

LONGEST = timedelta(days=60)
_WORDS = [Length(max=500, message=_l("Shorten it to 500 characters."))]


class _Versioned(Form):
    """`version` is that of what was set when the page was made, 0 where nothing was."""

    version = HiddenField()


class OwnerForm(_Versioned):
    """Who sees to it?"""

    owner = SelectField(_l("Give it to"))

    def __init__(self, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner.choices = choices(dict(people))


class _DayForm(_Versioned):
    """A day and why. Without a day what was set is taken back, and nobody need say why."""

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def _check(self, field: DayField, first: date) -> None:
        if field.data is None:
            return
        if not first <= field.data <= self.today + LONGEST:
            raise ValidationError(_("Choose a day in the next %(n)s days.", n=LONGEST.days))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Also asks for the reason where a day is given."""
        fine = bool(super().validate(*args, **kwargs))
        if self.day.data is not None and not (self.reason.data or "").strip():
            self.reason.errors = [*self.reason.errors, _("Say why. Both sides read it.")]
            return False
        return fine

    @property
    def day(self) -> DayField:
        """The field with the day."""
        raise NotImplementedError

    reason: TextField


class DueForm(_DayForm):
    """By which day is it to be dealt with?"""

    to = DayField(_l("Deal with it by"), [Optional()])
    reason = TextField(_l("Why?"), _WORDS, id="due-reason")

    @property
    def day(self) -> DayField:
        """The field with the day."""
        return self.to

    def validate_to(self, field: DayField) -> None:
        """Not before today."""
        self._check(field, self.today)


class PutOffForm(_DayForm):
    """Until when may it wait?"""

    until = DayField(_l("Put it off until"), [Optional()])
    reason = TextField(_l("Why?"), _WORDS, id="deferral-reason")

    @property
    def day(self) -> DayField:
        """The field with the day."""
        return self.until

    def validate_until(self, field: DayField) -> None:
        """From tomorrow on."""
        self._check(field, self.today + timedelta(days=1))
