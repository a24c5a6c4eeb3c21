"""Questions around an issue."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.issues.labels import ABOUT, HANDLING, KINDS, SEVERITIES
from portal.talk.actions import excerpt
from portal.web.forms import Form, KeyField, LongTextField, TextField, TicksField, choices
from portal.web.i18n import _, _l

MOST_WORDS = 4_000
MOST_QUOTED = 10


class FeedbackForm(Form):
    """What happened? `matters` are the things it may be about, the first one prefilled."""

    key = KeyField()
    about = RadioField(_l("What is it about?"), validators=[InputRequired(_l("Choose what it is about."))])
    kind = RadioField(_l("What kind of thing is it?"), validators=[InputRequired(_l("Choose a kind."))])
    what_happened = LongTextField(
        _l("What happened?"),
        [
            InputRequired(_l("Say what happened.")),
            Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters.")),
        ],
    )
    effect = LongTextField(
        _l("What does it cause?"), [Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters."))]
    )
    wished_outcome = LongTextField(
        _l("What do you need?"), [Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters."))]
    )
    quantity_affected = TextField(_l("How much is affected"))
    urgent = BooleanField(_l("Urgent: work stands still because of it"))
    confidential = BooleanField(_l("Confidential: only I, people I name and the other side's staff read it"))
    named = TicksField(_l("People I name"))

    def __init__(self, matters: Sequence[str], colleagues: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.about.choices = choices({m: ABOUT[m] for m in matters})
        self.kind.choices = choices(KINDS)
        self.named.choices = choices({str(c.id): c.name for c in colleagues})
        if self.about.data is None and matters:
            self.about.data = matters[0]

    def validate_what_happened(self, field: LongTextField) -> None:
        """Blanks alone say nothing."""
        if not (field.data or "").strip():
            raise ValidationError(_("Say what happened."))

    def validate_quantity_affected(self, field: TextField) -> None:
        """A positive number with at most three decimals, or nothing."""
        if field.data and self.quantity() is None:
            raise ValidationError(_("Write a number above zero, like 12.5."))

    def quantity(self) -> Decimal | None:
        """The quantity as a number; None if there is none or it cannot be one."""
        text = (self.quantity_affected.data or "").replace(" ", "").replace(",", ".")
        try:
            value = Decimal(text)
        except InvalidOperation:
            return None
        fits = value.is_finite() and 0 < value < 10**12
        return value.quantize(Decimal("0.001")) if fits else None

    def severity(self) -> str:
        """How severe: the reporter says only whether work stands still."""
        if self.urgent.data:
            return "urgent"
        return "low" if self.kind.data in ("suggestion", "praise") else "normal"


class StepForm(Form):
    """A transition: the version that was shown, and words where they are asked for."""

    version = IntegerField(validators=[InputRequired()])
    text = LongTextField(
        _l("Message"), [Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters."))]
    )


class ResolveForm(StepForm):
    """How was it solved?"""

    text = LongTextField(
        _l("How was it solved?"),
        [
            InputRequired(_l("Say how it was solved.")),
            Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters.")),
        ],
    )


class ReopenForm(StepForm):
    """Why is it not solved?"""

    text = LongTextField(
        _l("Why is it not solved?"),
        [
            InputRequired(_l("Say what is still wrong.")),
            Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters.")),
        ],
    )


class ConfirmForm(StepForm):
    """Is it solved, and how was it handled?"""

    handling = RadioField(_l("How was it handled? (if you like)"), [Optional()], choices=choices(HANDLING))
    handling_note = TextField(
        _l("A word on it (if you like)"), [Length(max=500, message=_l("Shorten it to 500 characters."))]
    )


class AssignForm(Form):
    """Who answers for it?"""

    version = HiddenField()
    owner = SelectField(_l("Owner"))
    team = TextField(_l("Team"), [Length(max=60, message=_l("At most 60 characters."))])

    def __init__(self, staff: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner.choices = choices({"": _("Nobody yet"), **{str(p.id): p.name for p in staff}})


class GradeForm(Form):
    """How severe is it?"""

    version = HiddenField()
    severity = SelectField(_l("Severity"), choices=choices(SEVERITIES))


class SplitForm(Form):
    """What is the new question, and which messages ask it? `messages` are those that both sides read."""

    key = KeyField()
    question = LongTextField(
        _l("What is the new question?"),
        [
            DataRequired(_l("Say in a sentence what the new issue is about.")),
            Length(max=MOST_WORDS, message=_l("Shorten it to 4,000 characters.")),
        ],
    )
    kind = SelectField(_l("Kind"), choices=choices(KINDS))
    quoted = TicksField(_l("Which messages ask it?"), [InputRequired(_l("Choose at least one message."))])

    def __init__(self, messages: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.quoted.choices = choices(
            {str(m.number): f"{m.author_name}: {excerpt(m.body)}" for m in messages}
        )

    def validate_quoted(self, field: TicksField) -> None:
        """No more than are read at once."""
        if len(field.data or ()) > MOST_QUOTED:
            raise ValidationError(_("Choose at most %(max)d messages.", max=MOST_QUOTED))


class MergeForm(Form):
    """Into which issue?"""

    version = HiddenField()
    into = TextField(_l("Into which issue?"), [DataRequired(_l("Name the issue, like ISS-000231."))])
