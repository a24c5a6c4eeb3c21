"""What each step asks. A form reads what a person typed into the plain values that a version keeps."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.orders.typed import amount
from portal.resolutions.kinds import CODES
from portal.resolutions.labels import CODES as CODE_LABELS
from portal.resolutions.labels import PLACES
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, TicksField, choices
from portal.web.i18n import _, _l

MOST_WORDS = 4_000
WHYS = 5
ASPECTS = {"what": _l("What"), "where": _l("Where"), "when": _l("When"), "extent": _l("How far")}
CAUSES = ("occurrence", "escape")
SHORTEN = _l("Shorten it to %(max)d characters")


def _words(label: Any, needed: Any = None, most: int = MOST_WORDS) -> LongTextField:
    first = [DataRequired(needed)] if needed else []
    return LongTextField(label, [*first, Length(max=most, message=SHORTEN)])


def _line(label: Any, needed: Any = None, most: int = 300) -> TextField:
    first = [DataRequired(needed)] if needed else []
    return TextField(label, [*first, Length(max=most, message=SHORTEN)])


class StepForm(Form):
    """What all steps have: the version that was shown, and the key of files that come along. `locale` is
    the reader's, `today` that of the company, `people` who may be named: ("side:id", "name, whose")."""

    key = KeyField()
    version = IntegerField(validators=[InputRequired()])
    counted: str | None = None  # the place of which the other side speaks itself

    def __init__(
        self, locale: str, today: date, people: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._locale, self._today, self._people = locale, today, dict(people)
        self.prepare()

    def prepare(self) -> None:
        """Give fields their choices."""

    def content(self) -> dict[str, Any]:
        """What was typed as plain values, once the form is valid; empty fields are left out."""
        found: dict[str, Any] = {}
        for field in self:
            if field.name in ("key", "version", "csrf_token") or field.data in (None, "", [], False):
                continue
            found[field.name] = field.data.isoformat() if isinstance(field.data, date) else field.data
        return found

    def number(self, name: str) -> Decimal | None:
        """The number that stands in a field; None where there is none or it cannot be read."""
        text = self[name].data
        return amount(text, self._locale) if text else None


class EmergencyForm(StepForm):
    """D0."""

    symptom = _words(_l("What was seen?"), _l("Say what was seen."))
    at_once = _words(_l("What was done at once?"), _l("Say what was done, or that nothing had to be done."))


class TeamForm(StepForm):
    """D1: people of both sides by their role, and others by name."""

    leader = SelectField(_l("Leader"))
    champion = SelectField(_l("Champion on the other side"))
    members: Any = TicksField(_l("Members"))
    others = _words(_l("Others, one per line: name, role"), most=1000)

    def prepare(self) -> None:
        """Offer the people of both sides."""
        offered = {"": _("Choose a person"), **self._people}
        self.leader.choices = self.champion.choices = choices(offered)
        self.members.choices = choices(self._people)

    def validate_leader(self, field: SelectField) -> None:
        """Somebody leads."""
        if not field.data:
            raise ValidationError(_("Choose who leads."))

    def validate_champion(self, field: SelectField) -> None:
        """Somebody of the other side, so that both sides are in the team."""
        if not field.data:
            raise ValidationError(_("Choose somebody of the other side."))
        if field.data.partition(":")[0] == str(self.leader.data).partition(":")[0]:
            raise ValidationError(_("Leader and champion come from different sides."))

    def content(self) -> dict[str, Any]:
        """With the names as they are today, so that they stay readable."""
        named = dict.fromkeys([self.leader.data, self.champion.data, *(self.members.data or ())])
        return {**super().content(), "names": {each: self._people[each] for each in named}}


class ProblemForm(StepForm):
    """D2: the facts, and where the problem is and is not."""

    what = _words(_l("What is wrong, with which part of which item?"), _l("Say what is wrong."))
    where = _line(_l("Where was it found?"), _l("Say where it was found."))
    found = _line(_l("When was it found?"), _l("Say when it was found."))
    affected = TextField(_l("How many are affected?"), [DataRequired(_l("Write a number, like 12.5."))])
    unit = _line(_l("Unit"), _l("Write a unit, like pcs."), most=20)

    def validate_affected(self, field: TextField) -> None:
        """A number."""
        if field.data and self.number("affected") is None:
            raise ValidationError(_("Write a number, like 12.5."))


for _aspect in ASPECTS:
    setattr(ProblemForm, f"is_{_aspect}", _line(_l("Is")))
    setattr(ProblemForm, f"is_not_{_aspect}", _line(_l("Is not")))


class ContainmentForm(StepForm):
    """D3: what lies where, what was looked at, what was bad, what was done with it."""

    how = _words(_l("How is the other side protected?"), _l("Say how the other side is protected."))
    proof = _words(_l("How do you know that it holds?"), most=1000)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Numbers are numbers, and no more is bad than was looked at."""
        good = super().validate(extra_validators)
        filled = self.counted is not None
        for place in PLACES:
            names = [f"{place}_{name}" for name in ("lot", "checked", "bad")]
            good = counts_are_sound(self, names, self._locale) and good
            filled |= any(self[name].data for name in names)
        if good and not filled:
            self["at_partner_lot"].errors = [_("Say for at least one place how much there is.")]
        return good and filled


def counts_are_sound(form: Form, names: Sequence[str], locale: str) -> bool:
    """True if the fields with these names (how much there is, was checked, was bad) hold numbers, or nothing,
    and none more than the one before; says in the fields what is wrong."""
    good, read = True, {name: amount(form[name].data, locale) for name in names if form[name].data}
    for name in names:
        if name in read and read[name] is None:
            form[name].errors, good = [_("Write a number, like 12.5.")], False
    for few, many in pairwise(reversed(names)):
        less, more = read.get(few), read.get(many)
        if less is not None and less > (more or 0):
            form[few].errors, good = [_("This is more than there is.")], False
    return good


for _place in PLACES:
    setattr(ContainmentForm, f"{_place}_lot", TextField(_l("There")))
    setattr(ContainmentForm, f"{_place}_checked", TextField(_l("Checked")))
    setattr(ContainmentForm, f"{_place}_bad", TextField(_l("Found bad")))
    setattr(ContainmentForm, f"{_place}_done", _line(_l("What was done with it")))


class CausesForm(StepForm):
    """D4: why it happened and why nobody noticed, each with its kind, its words and its whys."""

    occurrence_code = SelectField(_l("Kind of cause"))
    occurrence = _words(_l("Why did it happen?"), _l("Say why it happened."))
    escape_code = SelectField(_l("Kind of cause"))
    escape = _words(_l("Why did nobody notice it in time?"), _l("Say why nobody noticed it in time."))

    def prepare(self) -> None:
        """Offer the kinds of cause."""
        offered = {"": _("Choose a kind"), **{code: CODE_LABELS[code] for code in CODES}}
        self.occurrence_code.choices = choices(offered)
        self.escape_code.choices = choices(offered)

    def validate_occurrence_code(self, field: SelectField) -> None:
        """One of the kinds."""
        if not field.data:
            raise ValidationError(_("Choose what kind of cause it is."))

    def validate_escape_code(self, field: SelectField) -> None:
        """One of the kinds."""
        if not field.data:
            raise ValidationError(_("Choose what kind of cause it is."))


for _cause in CAUSES:
    for _number in range(1, WHYS + 1):
        setattr(CausesForm, f"{_cause}_why_{_number}", _line(_l("Why? %(n)s", n=_number), most=500))


class CorrectionForm(StepForm):
    """D5."""

    chosen = _words(_l("What will be done against both causes?"), _l("Say what will be done."))
    alternatives = _words(_l("What else was considered, and why was it not chosen?"))
    proof = _words(_l("How was it tried before it is introduced?"))


class ImplementationForm(StepForm):
    """D6, and the action of the light form."""

    done = _words(_l("What was done?"), _l("Say what was done."))
    done_on: Any = DayField(_l("On which day was it done?"), [InputRequired(_l("Choose a day."))])
    removed = BooleanField(_l("The measures of the first days are taken away again"))

    def validate_done_on(self, field: DayField) -> None:
        """Nobody did something tomorrow."""
        if field.data and field.data > self._today:
            raise ValidationError(_("Choose today or a day before: send it when it is done."))


class PreventionForm(StepForm):
    """D7."""

    documents = _words(
        _l("Which documents, drawings or standards changed?"), _l("Say what changed, or why nothing has to.")
    )
    elsewhere = _words(_l("Where else does it apply?"))


class ClosingForm(StepForm):
    """D8, and the check of the light form."""

    learned = _words(_l("What did both sides learn?"), _l("Say what both sides learned."))
    thanks = _words(_l("Who is thanked, and for what?"), most=1000)


ASKING: dict[str, type[StepForm]] = {
    "emergency": EmergencyForm, "team": TeamForm, "problem": ProblemForm, "containment": ContainmentForm,
    "causes": CausesForm, "correction": CorrectionForm, "implementation": ImplementationForm,
    "prevention": PreventionForm, "closing": ClosingForm,
}  # fmt: skip
