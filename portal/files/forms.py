"""Uploading ahead of a form."""

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from portal.web.forms import Form


class UploadForm(Form):
    """For which form files are sent: its key, and for staff the code of the partner it concerns.
    The files themselves come as `files`."""

    key = HiddenField(validators=[InputRequired(), Length(max=64), Regexp(r"^[\w-]+$")])
    partner = StringField(validators=[Length(max=20)])
