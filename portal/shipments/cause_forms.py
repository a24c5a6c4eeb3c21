"""Questions about the cause of a delay."""

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.orders.labels import CAUSES
from portal.web.forms import Form, TextField, choices
from portal.web.i18n import _, _l


class AgreementForm(Form):
    """Do you agree? `version` is the id of the word that was shown last, `cause_side` what it said."""

    version = HiddenField()
    cause_side = HiddenField()


class ObjectionForm(Form):
    """Why does the partner not agree to what was decided?"""

    version = HiddenField()
    objection = TextField(
        _l("Why do you not agree?"), [Length(max=500, message=_l("Shorten it to 500 characters."))]
    )

    def validate_objection(self, field: TextField) -> None:
        """Words, not blanks."""
        if not (field.data or "").strip():
            raise ValidationError(_("Say why. Both sides read it."))


class DecisionForm(Form):
    """Whose cause is it, as the company decides, and why?"""

    version = HiddenField()
    decided_side = RadioField(
        _l("The company decides that it is the cause of"),
        validators=[InputRequired(_l("Say whose cause it is."))],
        choices=choices(CAUSES),
    )
    decision = TextField(
        _l("Why is it decided so?"), [Length(max=500, message=_l("Shorten it to 500 characters."))]
    )

    def validate_decision(self, field: TextField) -> None:
        """Words, not blanks."""
        if not (field.data or "").strip():
            raise ValidationError(_("Say why. Both sides read it."))


class CauseForm(Form):
    """Whose cause is it, and why?"""

    version = HiddenField()
    cause_side = RadioField(
        _l("Whose cause is it?"),
        validators=[InputRequired(_l("Say whose cause it is."))],
        choices=choices(CAUSES),
    )
    reason = TextField(_l("Why?"), [Length(max=500, message=_l("Shorten it to 500 characters."))])

    def validate_reason(self, field: TextField) -> None:
        """Words, not blanks."""
        if not (field.data or "").strip():
            raise ValidationError(_("Say why. Both sides read it."))
