"""Questions around a resolution: how it begins, why a step comes back, whether it works."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from portal.orders.typed import amount
from portal.resolutions.effectiveness import Target
from portal.resolutions.kinds import COUNTED
from portal.resolutions.labels import FORMS, MEASURES
from portal.resolutions.step_forms import counts_are_sound
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, choices
from portal.web.i18n import _, _l

REASON = [DataRequired(_l("Say why.")), Length(max=1000, message=_l("Shorten it to %(max)d characters"))]


class BeginForm(Form):
    """In which form, and which side is at cause? `sides`: both by name."""

    key = KeyField()
    form = RadioField(_l("How deep?"), validators=[InputRequired(_l("Choose a form."))])
    side = RadioField(
        _l("Who is at cause and fills the steps?"), validators=[InputRequired(_l("Choose a side."))]
    )

    def __init__(self, sides: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.form.choices = choices(FORMS)
        self.side.choices = choices(sides)


class VersionForm(Form):
    """A decision about what was shown."""

    version = IntegerField(validators=[InputRequired()])


class ReasonForm(VersionForm):
    """Why?"""

    reason = LongTextField(_l("Why?"), REASON)


class TimeForm(ReasonForm):
    """By when? `today` is that of the company; `asked`: somebody waits for an answer, which may be no."""

    answer = RadioField(_l("What do you answer?"), default="move")
    due_on: Any = DayField(_l("By the end of which day?"))

    def __init__(self, today: date, *, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._today = today
        self.answer.choices = choices({"move": _("Move it"), "keep": _("Keep it as it is")})
        if not asked:
            del self.answer

    @property
    def keeps(self) -> bool:
        """True if the time that holds stays."""
        return "answer" in self and self.answer.data == "keep"

    def validate_due_on(self, field: DayField) -> None:
        """A day that has not gone by."""
        if not self.keeps and field.data is None and not field.errors:
            raise ValidationError(_("Choose a day."))
        if not self.keeps and field.data and field.data < self._today:
            raise ValidationError(_("Choose today or a later day."))


class PlaceForm(VersionForm):
    """What lies at our own place?"""

    lot = TextField(_l("There"), [DataRequired(_l("Say how much there is; 0 if nothing."))])
    checked = TextField(_l("Checked"))
    bad = TextField(_l("Found bad"))
    done = TextField(
        _l("What was done with it"), [Length(max=300, message=_l("Shorten it to %(max)d characters"))]
    )

    def __init__(self, locale: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale = locale

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Numbers are numbers, and no more is bad than was looked at."""
        good = super().validate(extra_validators)
        return counts_are_sound(self, ("lot", "checked", "bad"), self._locale) and good

    def counted(self) -> dict[str, str]:
        """What was typed, by its name; empty fields are left out."""
        return {name: self[name].data for name in COUNTED if self[name].data}


class GiveForm(VersionForm):
    """Who fills the step?"""

    person = SelectField(_l("Who fills it?"), validators=[InputRequired(_l("Choose a person."))])

    def __init__(self, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [("", _("Choose a person")), *people]
        self._names = dict(people)

    def chosen(self) -> tuple[int, str]:
        """Id and name of the person, once the form is valid."""
        return int(self.person.data), self._names[self.person.data]


class TargetForm(VersionForm):
    """By what is it measured whether it works?"""

    measure = SelectField(_l("What is counted"), choices=choices(MEASURES))
    limit = TextField(_l("At most"), [DataRequired(_l("Write it as a number, like 12.5."))])
    receipts = IntegerField(
        _l("On the next receipts"), [InputRequired(_l("Write a number.")), NumberRange(1, 50)]
    )
    within = IntegerField(_l("Or within days"), [InputRequired(_l("Write a number.")), NumberRange(1, 730)])

    def __init__(self, locale: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale = locale

    def validate_limit(self, field: TextField) -> None:
        """A number."""
        if field.data and amount(field.data, self._locale) is None:
            raise ValidationError(_("Write it as a number, like 12.5."))

    def target(self) -> Target:
        """What was read, once the form is valid."""
        limit = amount(self.limit.data or "", self._locale) or Decimal(0)
        return Target(self.measure.data, limit, int(self.receipts.data or 1), int(self.within.data or 1))


class JudgeForm(VersionForm):
    """Does it work?"""

    verdict = RadioField(_l("Does it work?"), validators=[InputRequired(_l("Choose one."))])
    reason = LongTextField(_l("Why, if the data does not say so?"), [Length(max=1000)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.verdict.choices = choices(
            {"effective": _("Yes, it works"), "not_effective": _("No, find the causes anew")}
        )


class RepeatForm(VersionForm):
    """Is it the earlier case that came back?"""

    case = TextField(validators=[InputRequired()])
    answer = RadioField(_l("Is it the same again?"), validators=[InputRequired(_l("Choose one."))])
    reason = LongTextField(_l("Why?"), REASON)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answer.choices = choices(
            {"reopen": _("Yes, reopen the earlier case"), "another": _("No, this is another cause")}
        )
