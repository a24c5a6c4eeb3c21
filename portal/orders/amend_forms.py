"""Questions around an order that is changed or cancelled."""

from wtforms import HiddenField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.orders.entry_forms import HeadForm
from portal.orders.parts import REASON
from portal.web.forms import Form, KeyField, TextField
from portal.web.i18n import _l


class AmendForm(HeadForm):
    """What is changed about the order itself, and why anything is."""

    key = KeyField()
    version = HiddenField(validators=[InputRequired()])
    reason = TextField(
        _l("Reason for the changes"), [Length(max=REASON, message=_l("Shorten it to %(max)d characters"))]
    )


class CancelForm(Form):
    """Why is the order cancelled?"""

    key = KeyField()
    version = HiddenField(validators=[InputRequired()])
    reason = TextField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(max=REASON, message=_l("Shorten it to %(max)d characters"))],
    )
