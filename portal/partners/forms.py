"""What the pages of a partner ask."""

from typing import Any

from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from portal.accounts import labels
from portal.accounts.addresses import EmailField
from portal.web.forms import Form, KeyField, TextField, choices
from portal.web.i18n import LOCALES, _l


class InviteAdministratorForm(Form):
    """Whom should staff invite as the administrator of a partner?"""

    email = EmailField(_l("Email"))
    name = TextField(_l("Name"), [Length(max=120)])
    locale = RadioField(_l("Language of the mail"), choices=choices(LOCALES), default="en")
    key = KeyField()

    def rights(self) -> dict[str, Any]:
        """Role, reach and team that the invitation gives."""
        return {"role": "administrator", "reach": "all", "team": None}


class InviteForm(InviteAdministratorForm):
    """Which colleague to invite, and what may they do?"""

    role = RadioField(_l("Role"), choices=choices(labels.PARTNER_ROLE_CHOICES), default="member")
    reach = RadioField(_l("Sees"), choices=choices(labels.REACHES), default="all")
    team = TextField(_l("Team"), [Length(max=60)])

    def rights(self) -> dict[str, Any]:
        """Role, reach and team that the invitation gives."""
        return {"role": self.role.data, "reach": self.reach.data, "team": self.team.data or None}


class ContactForm(Form):
    """Who, without an account, gets a link with each order?"""

    name = TextField(
        _l("Name"),
        [
            InputRequired(_l("Whose name should stand beside the answers?")),
            Length(max=60, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    email = EmailField(_l("Email"))
    locale = RadioField(_l("Language of the mail"), choices=choices(LOCALES), default="en")
    key = KeyField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for each in self:  # the page asks about an invitation as well
            each.id = each.label.field_id = f"contact-{each.name}"


class VersionForm(Form):
    """A button about a person, as they were when the page was made."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class MemberForm(VersionForm):
    """What may this colleague do?"""

    role = RadioField(_l("Role"), choices=choices(labels.PARTNER_ROLE_CHOICES))
    reach = RadioField(_l("Sees"), choices=choices(labels.REACHES))
    team = TextField(_l("Team"), [Length(max=60)])
