"""What accounts ask people."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import HiddenField, PasswordField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import EmailInput

from portal.accounts import passwords
from portal.web.forms import Form, TextField
from portal.web.i18n import LOCALES, _, _l


class EmailField(TextField):
    """An e-mail address, in small letters: it names an account."""

    widget = EmailInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").lower()

    def pre_validate(self, form: Any) -> None:
        if not self.data or len(self.data) > 254 or not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", self.data):
            raise ValidationError(_("Write the whole e-mail address, like name@example.com."))


class SignInForm(Form):
    """Who are you?"""

    email = EmailField(_l("Email"))
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])
    next = HiddenField()


class NewPasswordForm(Form):
    """Which password from now on? `about`: what it must not be made of."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Write a password."))])

    def __init__(self, *args: Any, about: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what strangers would guess."""
        if said := passwords.objection(field.data, *self.about):
            raise ValidationError(said)


class ChangePasswordForm(NewPasswordForm):
    """The present password, and the one to use from now on."""

    old = PasswordField(_l("Present password"), [InputRequired(_l("Write your present password."))])


class ResetRequestForm(Form):
    """Where should the link go?"""

    email = EmailField(_l("Email"))


@cache
def zones() -> tuple[str, ...]:
    """Names of time zones a person would know: continent and city."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(areas)))


THEMES = (("system", _l("As the device")), ("light", _l("Light")), ("dark", _l("Dark")))


class ProfileForm(Form):
    """Your name, language, time zone and look."""

    name = TextField(_l("Name"), [InputRequired(_l("Write your name.")), Length(max=120)])
    locale = RadioField(_l("Language"), choices=list(LOCALES.items()))
    zone = SelectField(_l("Time zone"), choices=[(z, z.replace("_", " ")) for z in zones()])
    theme = RadioField(_l("Look"), choices=list(THEMES))


class LanguageForm(Form):
    """Which language?"""

    language = RadioField(choices=list(LOCALES.items()))


class ThemeForm(Form):
    """Which look?"""

    theme = RadioField(choices=list(THEMES))


class ConfirmForm(Form):
    """The password of the account that an invitation is for."""

    password = PasswordField(_l("Your password"), [InputRequired(_l("Write your password."))])


class JoinForm(NewPasswordForm):
    """Your name and a password, to begin an account."""

    name = TextField(_l("Name"), [InputRequired(_l("Write your name.")), Length(max=120)])
