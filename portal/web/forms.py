"""The base of every form, and fields that clean what people type."""

import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.i18n import _, _l

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)  # of days that people may mean

# What WTForms itself says to people, marked here so that our catalogue holds it.
SAID_BY_WTFORMS = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("'%(value)s' is not a valid choice for this field."),
    _l("'%(value)s' are not valid choices for this field."),
    _l("Not a valid integer value."),
    _l("Field cannot be longer than %(max)d characters."),
    _l("Field must be between %(min)d and %(max)d characters long."),
    _l("Number must be at least %(min)s."),
    _l("Number must be at most %(max)s."),
    _l("Number must be between %(min)s and %(max)s."),
    _l("Invalid input."),
)


class _Translations:
    """WTForms' own messages through our catalogue: it ships none in Indonesian."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)  # WTForms fills it in itself


class Form(FlaskForm):  # type: ignore[misc]
    """A question to a person. Checks shape; who may is policy, whether now is the action."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Any:
            return _Translations()


# What a form carries that nobody typed: what was shown then, and what may have ended since.
NOT_TYPED = ("csrf_token", "version", "kept", "files")


def recall(form: Form, kept: Mapping[str, Sequence[str]] | None) -> bool:
    """Lay what a draft keeps (lists of values by field) over a form; nothing where there is no draft.
    Returns whether something was typed."""
    typed = {name: values for name, values in (kept or {}).items() if name not in NOT_TYPED}
    if typed:
        form.process(MultiDict(typed))
    return bool(typed)


def lost(forms: Mapping[str, Form], drawn: Mapping[str, Any]) -> list[str]:
    """What was typed into those of `forms` that have no place among the `drawn` ones any more."""
    return [
        str(field.data)
        for name, form in forms.items()
        for field in form
        if name not in drawn and isinstance(field, LongTextField | TextField) and field.data
    ]


def apart(form: Form, name: str) -> Form:
    """The form with ids that begin with `name`, for a page on which several stand."""
    for field in form:
        field.id = field.label.field_id = f"{name}-{field.name}"
    return form


def choices(labels: Mapping[str, object]) -> list[SelectChoice]:
    """What a select or radio field offers, from its values and their words (lazy ones too)."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def clean(text: str | None) -> str | None:
    """Typed text with NUL, lone surrogates and other control characters gone, newlines as \\n and
    outer blanks cut; None stays None."""
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def folded(text: str | None) -> str:
    """What was typed into a search or an address, cleaned, on one line, single blanks between words."""
    return " ".join((clean(text) or "").split())


class TextField(StringField):
    """One line of text, cleaned; line breaks become blanks."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = " ".join((clean(self.data) or "").split("\n")) if self.data is not None else None


class LongTextField(TextAreaField):
    """Several lines of text, cleaned."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = clean(self.data)


class TicksField(SelectMultipleField):
    """Several of some things, one tick each."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayField(DateField):
    """A calendar day of our time; None for an empty field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = "".join(valuelist).strip()
        self.data = None
        if not typed:
            return
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            raise ValueError(_("Choose a day, like 2026-05-09.")) from None
        if not EARLIEST <= day <= LATEST:
            raise ValueError(_("Choose a day between 2000 and 2199."))
        self.data = day


class KeyField(HiddenField):
    """The key that makes sending a create-form twice do it once (portal.activity.actions.claim)."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, default=lambda: secrets.token_urlsafe(18), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if not self.data or len(self.data) > 64:
            self.data = secrets.token_urlsafe(18)
