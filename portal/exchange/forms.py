"""Questions around an import: which file, how it is read, whether to go on."""

from typing import Any

from wtforms import BooleanField, FileField, HiddenField, IntegerField, SelectField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.exchange.guessing import Guess
from portal.exchange.profiles import DAYS, FIELDS, NUMBERS, Profile
from portal.exchange.reasons import field_label
from portal.web.forms import Form, KeyField, TextField, choices
from portal.web.i18n import _, _l

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "iso8859-15", "mac_roman")
SEPARATORS = {",": _l("Comma"), ";": _l("Semicolon"), "\t": _l("Tab"), "|": _l("Bar")}


class UploadForm(Form):
    """Which file?"""

    key = KeyField()
    file = FileField(_l("File with orders"))
    profile = SelectField(_l("How it is read"))


class GoodRowsForm(Form):
    """Go on?"""

    good_rows_only = BooleanField(_l("Take the good rows although others are refused"))


class ConfirmForm(GoodRowsForm):
    """Go on, and what is right where the file says otherwise?"""

    agreed = BooleanField(
        _l("Days that only files promised so far: the partners have agreed to the new ones")
    )
    correct_receipts = BooleanField(_l("Receipts booked by hand: the file is right, book them anew"))


class SaveProfileForm(Form):
    """Under which name are these settings kept?"""

    name = TextField(
        _l("Name"),
        [DataRequired(_l("Give the settings a name.")), Length(max=60, message=_l("At most 60 characters."))],
    )


class AnswersForm(Form):
    """Which filled sheet?"""

    file = FileField(_l("Filled sheet"))


class SendAnswersForm(GoodRowsForm):
    """Go on with what was shown? `digest` tells what that was."""

    key = KeyField()
    digest = HiddenField()


class FiguresForm(Form):
    """Which file of figures?"""

    file = FileField(_l("File with figures"))


class ReadingForm(Form):
    """How is the file read? Columns are added per field by `reading_form`."""

    encoding = SelectField(_l("Encoding"))
    separator = SelectField(_l("Separator"))
    sheet = SelectField(_l("Sheet"))
    header_row = IntegerField(
        _l("Header in row"), [Optional(), NumberRange(1, 1000, _l("A row from 1 to 1,000."))]
    )
    decimal = SelectField(_l("Decimal mark"))
    fill_down = BooleanField(_l("The order stands only on its first row"))


def reading_form(guess: Guess, **kwargs: Any) -> ReadingForm:
    """A form over what was guessed: one choice of column per field, one of day order per day column
    and the format. Its `columns` and `orders` list the added fields for the template."""
    fields: dict[str, Any] = {}
    headers = choices({"": "–", **{h: h for h in guess.headers}})
    for name in FIELDS:
        fields[f"column_{name}"] = SelectField(field_label(name).capitalize(), choices=headers)
    orders = choices(
        {"": _("By its values"), "dmy": _("Day, month"), "mdy": _("Month, day"), "ymd": _("Year first")}
    )
    for name in DAYS:
        fields[f"order_{name}"] = SelectField(
            _("%(field)s: which comes first", field=field_label(name).capitalize()), choices=orders
        )
    form: ReadingForm = type("BoundReadingForm", (ReadingForm,), fields)(**kwargs)
    form.encoding.choices = choices({"": _("By its bytes"), **{e: e for e in ENCODINGS}})
    form.separator.choices = choices({"": _("By its rows"), **{k: str(v) for k, v in SEPARATORS.items()}})
    form.sheet.choices = choices({s: s for s in guess.form.sheets})
    if not guess.form.sheets:
        del form.sheet
    form.decimal.choices = choices({"": _("By its values"), ".": _("Point"), ",": _("Comma")})
    return form


def answers(guess: Guess) -> dict[str, Any]:
    """What the form shows before anybody corrects it."""
    profile = guess.profile()
    data: dict[str, Any] = {
        "encoding": guess.given.encoding or "", "separator": guess.form.separator or "",
        "sheet": guess.form.sheet or "", "header_row": guess.header_row,
        "decimal": guess.given.decimal or "", "fill_down": bool(guess.fill_down),
    }  # fmt: skip
    data |= {f"column_{name}": profile.columns.get(name, "") for name in FIELDS}
    for name in DAYS:
        data[f"order_{name}"] = profile.dates.get(profile.columns.get(name, ""), "")
    return data


def profile_of(form: ReadingForm, guess: Guess) -> Profile:
    """The settings that a valid form states, over what was guessed."""
    profile = guess.profile()
    columns = {name: form[f"column_{name}"].data or "" for name in FIELDS}
    dates = {
        columns[name]: form[f"order_{name}"].data
        for name in DAYS
        if columns[name] and form[f"order_{name}"].data
    }
    decimals = {columns[n]: form.decimal.data for n in NUMBERS if columns[n]} if form.decimal.data else {}
    return profile.corrected(
        encoding=form.encoding.data or None, separator=form.separator.data or profile.separator,
        sheet=form.sheet.data if "sheet" in form else profile.sheet, header_row=form.header_row.data or profile.header_row,
        columns=columns, dates=dates, decimals=decimals, decimal=form.decimal.data or profile.decimal,
        fill_down=profile.fill_down or ("order_ref", "partner_name") if form.fill_down.data else (),
    )  # fmt: skip
