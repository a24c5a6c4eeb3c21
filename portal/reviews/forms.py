"""Questions around a review. Each form carries a key, and the version that was shown."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.accounts.addresses import EmailField
from portal.orders.typed import amount
from portal.reviews import labels, results
from portal.reviews.actions import Meeting, Person
from portal.reviews.holding import Said
from portal.reviews.queries import WORDS
from portal.scores.metrics import BY_KEY
from portal.scores.names import METRICS
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, TicksField, choices
from portal.web.i18n import LOCALES, _, _l

MOST_WORDS = 8_000
MOST_DECISIONS = 40
LONGEST = timedelta(days=3 * 366)
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
SHORTEN = _l("Shorten it to %(max)d characters")


class ActForm(Form):
    """Something done to a review as it was shown."""

    key = KeyField()
    version = IntegerField(validators=[InputRequired()])


class MeetingForm(ActForm):
    """When and where is it, and who comes? staff, people: who may come of either side (rows of id and name)."""

    meets_on: Any = DayField(_l("Day"), [InputRequired(_l("Choose a day."))])
    meets_at = TextField(_l("Time"))
    place = TextField(_l("Place or link"), [Length(max=300, message=SHORTEN)])
    remind_days = SelectField(_l("Remind both sides"), default="7")
    staff_people: Any = TicksField(_l("Who comes from the company?"))
    partner_people: Any = TicksField(_l("Who comes from the partner?"))

    def __init__(self, staff: Sequence[Any], people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.remind_days.choices = choices(labels.REMIND_DAYS)
        self.staff_people.choices = [(str(p.id), p.name) for p in staff]
        self.partner_people.choices = [(str(p.id), p.name) for p in people]
        self._names = {str(p.id): str(p.name) for p in (*staff, *people)}

    def validate_meets_at(self, field: TextField) -> None:
        """An hour and minutes, or nothing."""
        if field.data and not _TIME.fullmatch(field.data):
            raise ValidationError(_("Write the time like 09:30."))

    def validate_staff_people(self, field: TicksField) -> None:
        """Somebody of each side is asked and reminded."""
        if not field.data:
            raise ValidationError(_("Choose at least one person of the company."))

    def validate_partner_people(self, field: TicksField) -> None:
        """Somebody of each side is asked and reminded."""
        if not field.data:
            raise ValidationError(_("Choose at least one person of the partner."))

    def meeting(self) -> Meeting:
        """What was read, once the form is valid."""
        found = _TIME.fullmatch(self.meets_at.data or "")
        people = [
            Person(side, int(value), self._names[value])
            for side, field in (("company", self.staff_people), ("partner", self.partner_people))
            for value in field.data
        ]
        return Meeting(
            self.meets_on.data, f"{int(found[1]):02d}:{found[2]}" if found else None, self.place.data or "",
            int(self.remind_days.data), people,
        )  # fmt: skip


class PlanForm(MeetingForm):
    """How often do both sides meet, and over which days do they look back the first time?"""

    version = IntegerField(validators=[Optional()])
    every = RadioField(
        _l("How often?"), default="monthly", validators=[InputRequired(_l("Choose how often."))]
    )
    period_start: Any = DayField(_l("Look back from"))
    period_end: Any = DayField(_l("until"))

    def __init__(self, staff: Sequence[Any], people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(staff, people, **kwargs)
        self.every.choices = choices(labels.HOW_OFTEN)

    def validate_period_end(self, field: DayField) -> None:
        """Both days, in their order, or none; with a rhythm none."""
        start, end = self.period_start.data, field.data
        if start is None and end is None:
            return
        if self.every.data != "once":
            raise ValidationError(_("With a rhythm the period follows from the day. Leave both days empty."))
        if start is None or end is None:
            raise ValidationError(_("Choose both days, or none."))
        if end < start or end - start > LONGEST:
            raise ValidationError(_("Choose a period of at most three years that ends after it begins."))


class ViewForm(ActForm):
    """How does our side see the work together?"""

    difficulties = LongTextField(labels.WORDS["difficulties"], [Length(max=MOST_WORDS, message=SHORTEN)])
    wishes = LongTextField(labels.WORDS["wishes"], [Length(max=MOST_WORDS, message=SHORTEN)])
    feedback = LongTextField(labels.WORDS["feedback"], [Length(max=MOST_WORDS, message=SHORTEN)])
    risks = LongTextField(labels.WORDS["risks"], [Length(max=MOST_WORDS, message=SHORTEN)])
    outlook = LongTextField(labels.WORDS["outlook"], [Length(max=MOST_WORDS, message=SHORTEN)])

    def validate_outlook(self, _field: LongTextField) -> None:
        """Something is said."""
        if not any(self.words().values()):
            raise ValidationError(_("Write something in at least one of the fields."))

    def words(self) -> dict[str, str]:
        """What was said, by field."""
        return {name: self[name].data or "" for name in WORDS}


class LinkViewForm(ViewForm):
    """The same of who holds a one-time link: its secret is who may send it, once. It carries no form token (see
    portal.orders.link_forms)."""

    key: Any = None
    version: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(meta={"csrf": False}, **kwargs)


class LinkForm(ActForm):
    """Who without an account is asked how the partner sees it?"""

    name = TextField(
        _l("Name"),
        [DataRequired(_l("Whose name should stand under it?")), Length(max=60, message=SHORTEN)],
    )
    email = EmailField(_l("Email"))
    locale = SelectField(_l("Language of the mail"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.locale.choices = choices(LOCALES)


class MinutesForm(ActForm):
    """What was said and decided? Targets are fields named target_<metric>, in the unit that is shown."""

    held_on: Any = DayField(_l("Held on"), [InputRequired(_l("Choose a day."))])
    notes = LongTextField(
        _l("What was said"),
        [DataRequired(_l("Write down what was said.")), Length(max=MOST_WORDS, message=SHORTEN)],
    )
    decisions = LongTextField(
        _l("Decisions, one per line"), [Length(max=MOST_WORDS, message=SHORTEN)]
    )  # fmt: skip
    metrics: Sequence[str] = ()

    def __init__(self, locale: str, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale, self._today = locale, today

    def validate_held_on(self, field: DayField) -> None:
        """Nobody writes down what is to come."""
        if field.data and field.data > self._today:
            raise ValidationError(_("Choose today or a day before."))

    def validate_decisions(self, _field: LongTextField) -> None:
        """Not more than both will remember."""
        if len(self.lines()) > MOST_DECISIONS:
            raise ValidationError(
                _("At most %(n)s decisions. Put the rest into the notes.", n=MOST_DECISIONS)
            )

    def target_fields(self) -> list[Any]:
        """The fields of targets, each with its unit."""
        return [(self[f"target_{key}"], results.unit(BY_KEY[key])) for key in self.metrics]

    def lines(self) -> list[str]:
        """The decisions, without empty lines."""
        lines = (line.strip().lstrip("-*").strip() for line in (self.decisions.data or "").splitlines())
        return [line for line in lines if line]

    def said(self) -> Said:
        """What was read, once the form is valid."""
        targets = {}
        for key in self.metrics:
            number = amount(self[f"target_{key}"].data or "", self._locale)
            if number is not None:
                targets[key] = str(results.target_of(number, BY_KEY[key]))
        return Said(self.held_on.data, self.notes.data or "", self.lines(), targets)


def minutes_form(metrics: Sequence[str], locale: str, today: date, **kwargs: Any) -> MinutesForm:
    """The form of the minutes, with a field for the target of each metric."""

    def number(_form: Any, field: TextField) -> None:
        if field.data and (amount(field.data, locale) is None or not _possible(field, locale)):
            raise ValidationError(_("Write it as a number, like 12.5."))

    fields = {f"target_{key}": TextField(METRICS[key], [number]) for key in metrics}
    made = type("TargetedMinutes", (MinutesForm,), {**fields, "metrics": tuple(metrics)})
    form: MinutesForm = made(locale, today, **kwargs)
    return form


def _possible(field: Any, locale: str) -> bool:
    metric = BY_KEY[field.name.removeprefix("target_")]
    number = amount(field.data, locale) or Decimal(0)
    return metric.kind != "share" or 0 <= number <= 100


class ActionForm(ActForm):
    """Who will have done what by when, and in which plan does it stand? Owners are written "side:id"."""

    title = TextField(
        _l("What is to be done?"),
        [DataRequired(_l("Say what is to be done.")), Length(max=160, message=SHORTEN)],
    )
    done_means = LongTextField(
        _l("It is done when …"),
        [DataRequired(_l("Say how one will know that it is done.")), Length(max=1000, message=SHORTEN)],
    )
    owner = SelectField(_l("Who does it?"))
    due_on: Any = DayField(_l("By when?"), [InputRequired(_l("Choose a day."))])
    plan = SelectField(_l("In which plan?"))

    def __init__(
        self, owners: Sequence[tuple[str, str]], plans: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._owners = dict(owners)
        self.owner.choices = list(owners)
        self.plan.choices = list(plans)

    def writers(self, side: str) -> list[int]:
        """The ids of those of a side who may own it."""
        ids = (value.partition(":") for value in self._owners)
        return [int(owner_id) for of, _colon, owner_id in ids if of == side]

    def owned_by(self) -> tuple[str, int, str]:
        """Side, id and name of the owner, once the form is valid."""
        side, _colon, owner_id = str(self.owner.data).partition(":")
        return side, int(owner_id), self._owners[str(self.owner.data)].rpartition(", ")[0]


class AcceptForm(ActForm):
    """Is it what was said? `number` is that of the minutes that were read."""

    number = IntegerField(validators=[InputRequired()])


class CancelForm(ActForm):
    """Why is it called off?"""

    reason = TextField(
        _l("Why is it called off?"), [DataRequired(_l("Say why.")), Length(max=500, message=SHORTEN)]
    )
