"""Questions around what happened to a notice on the way."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from wtforms import DateTimeLocalField, SelectField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.shipments.labels import EVENTS
from portal.shipments.milestones import OLDEST
from portal.shipments.tracking.moments import zone_of
from portal.web.forms import Form, KeyField, TextField, choices
from portal.web.i18n import _, _l

# Beside the zones of those concerned: every offset there is.
OFFSETS = tuple(
    f"{sign}{hours:02d}:{part:02d}"
    for sign, hours, part in [
        *(("-", hours, 0) for hours in range(11, 0, -1)), *(("+", hours, 0) for hours in range(15)),
        ("-", 9, 30), ("-", 3, 30), ("+", 3, 30), ("+", 4, 30), ("+", 5, 30), ("+", 5, 45), ("+", 6, 30), ("+", 9, 30),
        ("+", 12, 45),
    ]
    if not (sign == "+" and hours > 14)
)  # fmt: skip


class MomentField(DateTimeLocalField):
    """A day with its time, by a clock that another field names."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Choose a day and a time, like 2026-05-09 14:30.")) from None


class MilestoneForm(Form):
    """What happened, when and where? `words` are what this side may report; `zones` names of zones, the
    reader's first."""

    key = KeyField()
    state = SelectField(_l("What happened?"), [InputRequired(_l("Choose what happened."))])
    at = MomentField(
        _l("When"),
        [InputRequired(_l("Say when it happened."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    offset = SelectField(_l("By the clock of"))
    place = TextField(_l("Where"), [Length(max=120, message=_l("Shorten it to %(max)d characters"))])
    note = TextField(_l("Note"), [Length(max=500, message=_l("Shorten it to %(max)d characters"))])

    def __init__(self, words: Sequence[str], zones: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.state.choices = choices({"": _("Choose"), **{word: EVENTS[word] for word in words}})
        named = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in dict.fromkeys(zones)}
        self.offset.choices = choices({**named, **{offset: f"UTC{offset}" for offset in OFFSETS}})
        if kwargs.get("formdata", True) is None:
            self.offset.data = next(iter(named), "+00:00")
            self.at.data = clock.now().astimezone(self._zone()).replace(tzinfo=None, second=0, microsecond=0)
        elif self.offset.data is None:
            self.offset.data = next(iter(named), "+00:00")

    def _zone(self) -> tzinfo:
        chosen = str(self.offset.data)
        return zone_of(chosen) or clock.zone(chosen)

    def moment(self) -> datetime:
        """When it happened, with its offset, once the form is valid."""
        typed = self.at.data
        if typed is None:
            raise ValueError("the form is not valid")
        return typed.replace(tzinfo=self._zone())

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: it is not still to come, and not of another age."""
        if not super().validate(extra_validators):
            return False
        if self.moment() > clock.now():
            self.at.errors = [*self.at.errors, _("That is still to come. Report it when it has happened.")]
        elif self.moment() < clock.now() - OLDEST:
            self.at.errors = [*self.at.errors, _("That is more than two years ago. Look at the year.")]
        return not self.at.errors


class WithdrawalForm(Form):
    """Why is a report taken back?"""

    key = KeyField()
    reason = TextField(
        _l("Why is it wrong?"),
        [
            InputRequired(_l("Say why it is wrong.")),
            Length(max=500, message=_l("Shorten it to %(max)d characters")),
        ],
    )
