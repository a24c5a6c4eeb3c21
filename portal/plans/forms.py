"""Questions around a plan and its actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.orders.typed import amount
from portal.plans.actions import Terms
from portal.plans.labels import KINDS
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, TicksField, choices
from portal.web.i18n import _, _l

MOST_WORDS = 4_000
MOST_POINTS = 30
LONGEST = timedelta(days=5 * 366)
REASON = [
    DataRequired(_l("Say why.")),
    Length(max=500, message=_l("Shorten it to %(max)d characters")),
]


class PlanForm(Form):
    """What will both sides do together, and how will one know that it worked?

    partners: those a new plan may be with, more than one tick makes one plan each; empty when the
    partner is known. staff, people: who may own it on either side (rows with id and name).
    """

    key = KeyField()
    version = IntegerField()
    kind = RadioField(_l("What kind of plan is it?"), validators=[InputRequired(_l("Choose a kind."))])
    partners: Any = TicksField(_l("With whom?"))
    programme = TextField(
        _l("Name of the programme"), [Length(max=80, message=_l("Shorten it to %(max)d characters"))]
    )
    title = TextField(
        _l("Title"),
        [
            DataRequired(_l("Give it a title.")),
            Length(max=160, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    goal = LongTextField(
        _l("What should be reached?"),
        [
            DataRequired(_l("Say what should be reached.")),
            Length(max=MOST_WORDS, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    measure = TextField(
        _l("How is it measured?"), [Length(max=160, message=_l("Shorten it to %(max)d characters"))]
    )
    unit = TextField(_l("Unit"), [Length(max=20, message=_l("Shorten it to %(max)d characters"))])
    baseline = TextField(_l("Where it stands now"))
    target = TextField(_l("Where it should be"))
    starts_on: Any = DayField(_l("From"), [InputRequired(_l("Choose a day."))])
    ends_on: Any = DayField(_l("Until"), [InputRequired(_l("Choose a day."))])
    staff_owner = SelectField(_l("Owner at the company"))
    partner_owner = SelectField(_l("Owner at the partner"), validate_choice=False)
    confidential = BooleanField(
        _l("Confidential: at the partner only its owner and those with an action read it")
    )
    usual = BooleanField(_l("Begin with the usual actions of this kind"))

    def __init__(
        self, locale: str, staff: Sequence[Any], people: Sequence[Any] = (), partners: Sequence[Any] = (),
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self._locale = locale
        self.kind.choices = choices(KINDS)
        self.staff_owner.choices = [(str(p.id), p.name) for p in staff]
        self._staff = {str(p.id): str(p.name) for p in staff}
        self.partner_owner.choices = [(str(p.id), p.name) for p in people]
        self._people = {str(p.id) for p in people}
        self.partners.choices = [(p.code, p.name) for p in partners]

    def validate_partners(self, field: TicksField) -> None:
        """At least one, where the partner is not known."""
        if field.choices and not field.data:
            raise ValidationError(_("Choose at least one partner."))

    def validate_partner_owner(self, field: SelectField) -> None:
        """One of the partner's people, where there is a choice."""
        if self._people and field.data not in self._people:
            raise ValidationError(_("Choose who owns it at the partner."))

    def validate_ends_on(self, field: DayField) -> None:
        """Not before it starts, and within five years."""
        if self.starts_on.data and field.data:
            if field.data < self.starts_on.data:
                raise ValidationError(_("It cannot end before it starts."))
            if field.data - self.starts_on.data > LONGEST:
                raise ValidationError(_("Choose a period of at most five years."))

    def validate_baseline(self, field: TextField) -> None:
        """A number, or nothing."""
        self._number(field)

    def validate_target(self, field: TextField) -> None:
        """A number, or nothing; and what is counted is said."""
        self._number(field)
        if field.data and not self.measure.data:
            raise ValidationError(_("Say above what this number measures."))

    def _number(self, field: TextField) -> None:
        if field.data and amount(field.data, self._locale) is None:
            raise ValidationError(_("Write it as a number, like 12.5."))

    def staff_name(self) -> str:
        """The name of the owner at the company, once the form is valid."""
        return self._staff[str(self.staff_owner.data)]

    def terms(self, partner_owner_id: int) -> Terms:
        """What was read, once the form is valid."""
        return Terms(
            title=self.title.data or "", goal=self.goal.data or "", starts_on=self.starts_on.data,
            ends_on=self.ends_on.data, staff_owner_id=int(self.staff_owner.data),
            partner_owner_id=partner_owner_id, measure=self.measure.data or None, unit=self.unit.data or None,
            baseline=self._value(self.baseline), target=self._value(self.target),
            confidential=bool(self.confidential.data),
        )  # fmt: skip

    def _value(self, field: TextField) -> Decimal | None:
        return amount(field.data, self._locale) if field.data else None


class ActionForm(Form):
    """Who will have done what by when, and how will one know? Owners are written "side:id"."""

    key = KeyField()
    version = IntegerField()
    title = TextField(
        _l("What is to be done?"),
        [
            DataRequired(_l("Say what is to be done.")),
            Length(max=160, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    done_means = LongTextField(
        _l("It is done when …"),
        [
            DataRequired(_l("Say how one will know that it is done.")),
            Length(max=1000, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    owner = SelectField(_l("Who does it?"))
    due_on: Any = DayField(_l("By when?"), [InputRequired(_l("Choose a day."))])
    points = LongTextField(
        _l("Checklist, one point per line"),
        [Length(max=4000, message=_l("Shorten it to %(max)d characters"))],
    )
    needs: Any = TicksField(_l("What must be done first?"))

    def __init__(
        self,
        owners: Sequence[tuple[str, str]],
        others: Sequence[Any] = (),
        *,
        dated: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._owners = dict(owners)
        self.owner.choices = list(owners)
        self.needs.choices = [(str(other.number), f"{other.number}. {other.title}") for other in others]
        if not dated:
            del self.due_on  # its day moves with a reason, in a form of its own

    def validate_points(self, field: LongTextField) -> None:
        """Not more points than one can look through."""
        if len(self.checklist()) > MOST_POINTS:
            raise ValidationError(_("At most %(n)s points. Make a second action of the rest.", n=MOST_POINTS))
        if any(len(point) > 200 for point in self.checklist()):
            raise ValidationError(_("Shorten each point to 200 characters."))

    def owned_by(self) -> tuple[str, int, str]:
        """Side, id and name of the owner, once the form is valid."""
        side, _colon, owner_id = str(self.owner.data).partition(":")
        return side, int(owner_id), self._owners[str(self.owner.data)].rpartition(", ")[0]

    def checklist(self) -> list[str]:
        """The points, without empty lines and repeats."""
        lines = (line.strip().lstrip("-*").strip() for line in (self.points.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class MoveForm(Form):
    """Where does the action go, and why?"""

    version = IntegerField(validators=[InputRequired()])
    state = TextField(validators=[InputRequired()])
    words = TextField(validators=[Length(max=300, message=_l("Shorten it to %(max)d characters"))])


class RedateForm(Form):
    """To which day does it move, and why?"""

    version = IntegerField(validators=[InputRequired()])
    due_on: Any = DayField(_l("New day"), [InputRequired(_l("Choose a day."))])
    reason = TextField(_l("Why does it move?"), REASON)


class ReadingForm(Form):
    """What is the measure now?"""

    key = KeyField()
    read_on: Any = DayField(_l("Day"), [InputRequired(_l("Choose a day."))])
    value = TextField(_l("Value"), [DataRequired(_l("Write it as a number, like 12.5."))])
    note = TextField(_l("Note"), [Length(max=300, message=_l("Shorten it to %(max)d characters"))])

    def __init__(self, locale: str, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale, self._today = locale, today

    def validate_read_on(self, field: DayField) -> None:
        """Nobody measured the future."""
        if field.data and field.data > self._today:
            raise ValidationError(_("Choose today or a day before."))

    def validate_value(self, field: TextField) -> None:
        """A number."""
        if field.data and amount(field.data, self._locale) is None:
            raise ValidationError(_("Write it as a number, like 12.5."))

    def number(self) -> Decimal:
        """The value as a number, once the form is valid."""
        return amount(self.value.data or "", self._locale) or Decimal(0)


class EndForm(Form):
    """How does the plan end, and why?"""

    version = IntegerField(validators=[InputRequired()])
    state = RadioField(_l("How does it end?"), default="done")
    note = LongTextField(
        _l("What came of it?"),
        [
            DataRequired(_l("Say what came of it.")),
            Length(max=MOST_WORDS, message=_l("Shorten it to %(max)d characters")),
        ],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.state.choices = choices({"done": _("The goal is reached"), "dropped": _("We give it up")})


class AgreeForm(Form):
    """A decision about what was shown."""

    version = IntegerField(validators=[InputRequired()])


class ContinueForm(AgreeForm):
    """Why does it go on?"""

    reason = TextField(_l("Why does it go on?"), REASON)
