"""The e-mail address that names an account."""

import re
from typing import Any

from wtforms import ValidationError
from wtforms.widgets import EmailInput

from portal.web.forms import TextField
from portal.web.i18n import _

_WHOLE = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+")


class EmailField(TextField):
    """An e-mail address, in small letters: it names an account."""

    widget = EmailInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").lower()

    def pre_validate(self, form: Any) -> None:
        if not self.data or len(self.data) > 254 or not _WHOLE.fullmatch(self.data):
            raise ValidationError(_("Write the whole e-mail address, like name@example.com."))
