"""Questions around a dispute. Each form carries the version that was shown and a key."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.disputes.deciding import Manager, Proposal
from portal.disputes.labels import BEARERS, OUTCOMES
from portal.orders.typed import amount
from portal.web.forms import Form, KeyField, LongTextField, TextField, TicksField, choices
from portal.web.i18n import _, _l

MOST_WORDS = 4_000


def _long(sentence: Any) -> list[Any]:
    return [
        DataRequired(sentence),
        Length(max=MOST_WORDS, message=_l("Shorten it to %(max)d characters")),
    ]


class ActForm(Form):
    """Something done to a dispute as it was shown."""

    key = KeyField()
    version = IntegerField(validators=[InputRequired()])


class PositionForm(ActForm):
    """What does our side say, and what does it want? The version is empty for a dispute that is opened."""

    version = IntegerField(validators=[Optional()])
    says = LongTextField(_l("What do we say?"), _long(_l("Say how you see it.")))
    wants = LongTextField(_l("What do we want?"), _long(_l("Say what you want.")))


class FactForm(ActForm):
    """What can both sides agree on?"""

    words = TextField(
        _l("A fact that both can agree on"),
        [
            DataRequired(_l("Write the fact.")),
            Length(max=500, message=_l("Shorten it to %(max)d characters")),
        ],
    )


class FactAnswerForm(ActForm):
    """Is it so?"""

    answer = HiddenField(validators=[InputRequired()])
    words = TextField(
        _l("What is not so?"), [Length(max=500, message=_l("Shorten it to %(max)d characters"))]
    )

    def validate_words(self, field: TextField) -> None:
        """Who does not agree says what is not so."""
        if self.answer.data == "not_agreed" and not field.data:
            raise ValidationError(_("Say what is not so."))


class EvidenceForm(ActForm):
    """What shows it? `proofs` are the records to choose from, as portal.disputes.proving names them."""

    records: Any = TicksField(_l("Records of both sides"))

    def __init__(self, proofs: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.records.choices = [(value, proof.words) for value, proof in proofs.items()]

    def chosen(self) -> list[tuple[str, int]]:
        """Kinds and ids of the records, once the form is valid."""
        pairs = (value.split(":") for value in self.records.data or ())
        return [(kind, int(number)) for kind, number in pairs]


class DecisionForm(ActForm):
    """Who bears what? `leaves`: the actor may also leave it as not agreed; `unit` of the quantity."""

    outcome = RadioField(_l("What do we do?"), default="agreed")
    words = LongTextField(_l("The decision in words"), _long(_l("Say what is decided.")))
    cause_side = RadioField(_l("Whose cause was it?"), validate_choice=False)
    quantity = TextField(_l("Quantity accepted"))
    credit = TextField(
        _l("Credit or price, in words"), [Length(max=300, message=_l("Shorten it to %(max)d characters"))]
    )
    correction = LongTextField(
        _l("What is corrected, by whom, by when?"),
        [Length(max=MOST_WORDS, message=_l("Shorten it to %(max)d characters"))],
    )

    def __init__(self, locale: str, unit: str | None, *, leaves: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale, self._unit = locale, unit
        self.cause_side.choices = choices(BEARERS)
        if leaves:
            self.outcome.choices = choices(OUTCOMES)
        else:
            del self.outcome
        if unit is None:
            del self.quantity

    def validate_quantity(self, field: TextField) -> None:
        """A number, or nothing."""
        if field.data and amount(field.data, self._locale) is None:
            raise ValidationError(_("Write it as a number, like 12.5."))

    def validate_cause_side(self, field: RadioField) -> None:
        """A decision says whose cause it was."""
        if self._outcome() == "agreed" and field.data not in BEARERS:
            raise ValidationError(_("Choose whose cause it was."))

    def _outcome(self) -> str:
        return str(self.outcome.data) if "outcome" in self else "agreed"

    def proposal(self) -> Proposal:
        """What was read, once the form is valid."""
        quantity: Decimal | None = None
        if "quantity" in self and self.quantity.data:
            quantity = amount(self.quantity.data, self._locale)
        return Proposal(
            words=self.words.data or "", outcome=self._outcome(), cause_side=self.cause_side.data or None,
            quantity=quantity, unit=self._unit if quantity is not None else None, credit=self.credit.data or None,
            correction=self.correction.data or None,
        )  # fmt: skip


class AcceptForm(ActForm):
    """Accept what the other side proposed; managers who leave it as not agreed may add their view."""

    words = LongTextField(
        _l("Our view, to be kept"), [Length(max=MOST_WORDS, message=_l("Shorten it to %(max)d characters"))]
    )


class EscalateForm(ActForm):
    """Who decides, on each side? An empty list of a side leaves its field out."""

    reason = LongTextField(_l("Why can we not agree?"), _long(_l("Say why.")))
    staff_manager = SelectField(_l("Who decides at the company?"))
    partner_manager = SelectField(_l("Who decides at the partner?"))

    def __init__(self, staff: Sequence[Any] = (), partner: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._names = {str(person.id): str(person.name) for person in (*staff, *partner)}
        for name, people in (("staff_manager", staff), ("partner_manager", partner)):
            if people:
                self[name].choices = [(str(person.id), person.name) for person in people]
            else:
                del self[name]

    def manager(self, name: str) -> Manager:
        """Who was chosen in a field, once the form is valid."""
        chosen = str(self[name].data)
        return Manager(int(chosen), self._names[chosen])


class WithdrawForm(ActForm):
    """Why is it taken back?"""

    words = LongTextField(_l("Why do we take it back?"), _long(_l("Say why.")))
