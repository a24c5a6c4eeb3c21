"""What accounts ask people."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)  # fmt: skip
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput

from portal.accounts import api_tokens, labels, passwords
from portal.accounts.addresses import EmailField
from portal.web.forms import Form, KeyField, TextField, choices
from portal.web.i18n import LOCALES, _l


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
        if said := passwords.objection(str(field.data), *self.about):
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


THEMES = {"system": _l("As the device"), "light": _l("Light"), "dark": _l("Dark")}


class ProfileForm(Form):
    """Your name, language, time zone and look."""

    name = TextField(_l("Name"), [InputRequired(_l("Write your name.")), Length(max=120)])
    locale = RadioField(_l("Language"), choices=choices(LOCALES))
    zone = SelectField(_l("Time zone"), choices=choices({name: name.replace("_", " ") for name in zones()}))
    theme = RadioField(_l("Look"), choices=choices(THEMES))


class LanguageForm(Form):
    """Which language?"""

    language = RadioField(choices=choices(LOCALES))


class ThemeForm(Form):
    """Which look?"""

    theme = RadioField(choices=choices(THEMES))


class ConfirmForm(Form):
    """The password of the account that an invitation is for."""

    password = PasswordField(_l("Your password"), [InputRequired(_l("Write your password."))])


class JoinForm(NewPasswordForm):
    """Your name and a password, to begin an account."""

    name = TextField(_l("Name"), [InputRequired(_l("Write your name.")), Length(max=120)])


class InviteStaffForm(Form):
    """Whom to invite to our own side, and as what."""

    email = EmailField(_l("Email"))
    name = TextField(_l("Name"), [Length(max=120)])
    role = RadioField(_l("Role"), choices=choices(labels.STAFF_ROLE_CHOICES), default="agent")
    team = TextField(_l("Team"), [Length(max=60)])
    limited = BooleanField(_l("Sees only partners that are assigned afterwards"))
    locale = RadioField(_l("Language of the mail"), choices=choices(LOCALES), default="en")
    key = KeyField()


class VersionForm(Form):
    """A button about a record, as it was when the page was made."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class StaffForm(VersionForm):
    """What one of our own people may do, and which partners they see."""

    role = RadioField(_l("Role"), choices=choices(labels.STAFF_ROLE_CHOICES))
    team = TextField(_l("Team"), [Length(max=60)])
    limited = BooleanField(_l("Sees only the partners chosen below"))
    partners = SelectMultipleField(_l("Partners"), option_widget=CheckboxInput())

    def __init__(self, *args: Any, known: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners.choices = choices({p.code: p.name for p in known})


class TokenForm(Form):
    """Which program, what it may do, and until when."""

    name = TextField(_l("Name"), [DataRequired(_l("Write which program the token is for.")), Length(max=60)])
    scopes = SelectMultipleField(
        _l("It may"), [InputRequired(_l("Choose at least one."))], choices=choices(api_tokens.SCOPES),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    days = RadioField(_l("It works for"), choices=choices(api_tokens.DAYS), default="90")
    key = KeyField()
