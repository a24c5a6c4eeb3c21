"""A prepared reply, as staff write it."""

from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.talk import replies
from portal.web.forms import Form, LongTextField, TextField, choices
from portal.web.i18n import _, _l


class ReplyForm(Form):
    """Its name, its language, its words. The same name in two languages is the same reply."""

    version = HiddenField()
    name = TextField(
        _l("Name"),
        [DataRequired(_l("Give it a name.")), Length(max=80, message=_l("At most 80 characters."))],
    )
    language = RadioField(
        _l("Language"),
        [InputRequired(_l("Choose a language."))],
        choices=choices(replies.LANGUAGES),
        default="id",
    )
    body = LongTextField(
        _l("What it says"),
        [
            DataRequired(_l("Write the words.")),
            Length(max=4000, message=_l("Shorten it to 4,000 characters.")),
        ],
    )

    def validate_name(self, field: TextField) -> None:
        """It stands in an address."""
        if "/" in (field.data or ""):
            raise ValidationError(_("Leave out the slash."))

    def validate_body(self, field: LongTextField) -> None:
        """Only known fields stand in braces."""
        if wrong := replies.unknown(field.data or ""):
            raise ValidationError(_("There is no field {%(name)s}. Take one of those listed.", name=wrong[0]))
