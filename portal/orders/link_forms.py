"""Questions behind a one-time link. They carry no form token: who holds the link's secret is who may
send them, and the page tells nobody where it came from (see `routes/links.py`)."""

from datetime import date
from typing import Any

from wtforms import HiddenField, MultipleFileField, RadioField, SelectField
from wtforms.validators import DataRequired, Length

from portal.accounts.addresses import EmailField
from portal.orders.forms import ProposalForm
from portal.orders.link_model import PURPOSES
from portal.orders.links import purposes
from portal.web.forms import Form, KeyField, TextField, choices
from portal.web.i18n import LOCALES, _, _l


class LineForm(ProposalForm):
    """What do you say to one schedule? `offers` are the choices with their words."""

    choice = RadioField(_l("Your answer"), default="leave")

    def __init__(
        self, schedule: Any, offers: dict[str, str], today: date, locale: str, **kwargs: Any
    ) -> None:
        prefix = f"line-{schedule.line_number}-{schedule.part}"
        super().__init__(schedule, today, locale, prefix=prefix, meta={"csrf": False}, **kwargs)
        self.schedule, self.offered = schedule, frozenset(offers)
        self.choice.choices = choices(offers)
        if kwargs.get("formdata", True) is None:
            self.version.data = schedule.version

    @property
    def proposes(self) -> bool:
        """Days, quantities and a reason belong to this answer."""
        return self.choice.data in ("propose", "nothing")

    @property
    def answered(self) -> bool:
        """Something was chosen."""
        return bool(self.choice.data != "leave")

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: what was typed for a proposal belongs to a choice that uses it, so that no other day
        is promised than the one somebody had in mind."""
        self.what.data = "nothing" if self.choice.data == "nothing" else "days"
        if self.proposes:
            sound: bool = super().validate(extra_validators)
            return sound
        sound = bool(self.choice.validate(self)) and (not self.answered or bool(self.version.validate(self)))
        if self.choice.data == "refuse":
            return bool(self.reason.validate(self)) and sound
        if (self.reason.data or "").strip():
            self.choice.errors = [
                *self.choice.errors,
                _("You wrote a reason. Choose the answer it belongs to, or empty it."),
            ]
            return False
        return sound


class WholeForm(Form):
    """The buttons under all lines: `all` says one thing for each line that has none chosen."""

    all = HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(meta={"csrf": False}, **kwargs)


class FileForm(Form):
    """Which files belong to the order?"""

    files = MultipleFileField(_l("Files"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(meta={"csrf": False}, **kwargs)


class LinkForm(Form):
    """To whom does a link go, and for what?"""

    key = KeyField()
    purpose = RadioField(_l("What is it for?"), default="answer")
    name = TextField(
        _l("Name"),
        [
            DataRequired(_l("Whose name should stand beside the answer?")),
            Length(max=60, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    email = EmailField(_l("Email"))
    locale = SelectField(_l("Language of the mail"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        known = purposes()
        self.purpose.choices = choices({name: known[name].label for name in PURPOSES if name in known})
        self.locale.choices = choices(LOCALES)
