"""Questions around an order that is entered by hand: its head, and the lines as they are typed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.orders import references, typed
from portal.orders.entry import TypedLine
from portal.web.forms import DayField, Form, KeyField, LongTextField, TextField, choices, clean
from portal.web.i18n import _, _l, _n

NOTE = 4_000


class CellsField(TextAreaField):
    """A block of cells: cleaned, but its outer blanks stay, since the first cell may be empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (clean(f"|{self.data or ''}|") or "||")[1:-1].strip("\n")


class Problems:
    """What is wrong with a form and its rows together, for the box on top of the page."""

    def __init__(self, form: Form, rows: Sequence[TypedLine]) -> None:
        self._form = form
        self._rows = {row.id(name): row for row in rows for name in row.errors}
        said = {
            row.id(name): [_("Row %(n)s: %(what)s", n=row.number, what=text)]
            for row in rows
            for name, text in row.errors.items()
        }
        self.errors: dict[str, Any] = {**form.errors, **said}

    def __contains__(self, name: str) -> bool:
        return name in self._form or name in self._rows

    def __getitem__(self, name: str) -> Any:
        return self._form[name] if name in self._form else _At(name)


class _At:
    def __init__(self, name: str) -> None:
        self.id = name


class HeadForm(Form):
    """Where an order goes, and who looks after it."""

    site = SelectField(_l("Receiving site"))
    owner = SelectField(_l("Owner"))
    note = LongTextField(_l("Note"), [Length(max=NOTE, message=_l("Shorten it to %(max)d characters"))])

    def offer(self, sites: Sequence[Any], staff: Sequence[Any]) -> None:
        """What may be chosen: our sites (code, name) and people (id, name)."""
        self.site.choices = choices({"": _("Not said"), **{site.code: site.name for site in sites}})
        self.owner.choices = choices({"": _("Nobody yet"), **{str(p.id): p.name for p in staff}})


class OwnerForm(Form):
    """Who at the partner is an order given to? `people` may be chosen."""

    version = IntegerField(validators=[InputRequired()])
    owner = SelectField(_l("Owner at the partner"), [InputRequired(_l("Choose a person."))])

    def __init__(self, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner.choices = choices({"": _("Choose"), **{str(p.id): p.name for p in people}})


class OwnersForm(Form):
    """Who at the partner are many orders given to?"""

    which = RadioField(_l("Which orders"), default="ticked")
    owner = SelectField(_l("Owner at the partner"), [InputRequired(_l("Choose a person."))])

    def __init__(self, people: Sequence[Any], count: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner.choices = choices({"": _("Choose"), **{str(p.id): p.name for p in people}})
        self.which.choices = [("ticked", _("Those that are ticked"))]
        if count <= most:
            self.which.choices.append(("all", _n("The one order", "All %(num)s orders", count)))


class EntryForm(HeadForm):
    """A new order."""

    key = KeyField()
    partner = SelectField(_l("Partner"), [InputRequired(_l("Choose a partner."))])
    partner_owner = SelectField(_l("Owner at the partner"), validate_choice=False)
    reference = TextField(_l("Reference"), [DataRequired(_l("Give the order a reference."))])
    ordered_on = DayField(_l("Ordered on"), [InputRequired(_l("Give the day of the order."))])
    currency = TextField(_l("Currency"), [Optional()])
    incoterm = TextField(_l("Incoterm"), [Length(max=20, message=_l("Shorten it to %(max)d characters"))])
    pasted = CellsField(_l("Paste lines from a spreadsheet"))

    def __init__(self, today: date, partners: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._today = today
        self.partner.choices = choices({"": _("Choose"), **{p.slug: p.name for p in partners}})
        self.partner_owner.choices = [("", _("Whoever had its last order"))]

    def offer_owners(self, partners: Sequence[Any], people: Sequence[Any]) -> None:
        """Let the owner be chosen among `people` (id, name, partner_id), under the names of their partners."""
        names = {p.id: p.name for p in partners}
        groups: dict[str, list[tuple[str, str]]] = {}
        for person in people:
            groups.setdefault(names[person.partner_id], []).append((str(person.id), person.name))
        if groups:
            first = [("", _("Whoever had its last order"))]
            self.partner_owner.choices = {_("Nobody chosen"): first, **groups}

    def validate_reference(self, field: TextField) -> None:
        """It stands in addresses."""
        if not references.is_sound(field.data or ""):
            raise ValidationError(
                _("Write it with letters, digits, points, dashes and slashes, at most 40 characters.")
            )

    def validate_ordered_on(self, field: DayField) -> None:
        """Not ahead, and of this century."""
        if field.data and not typed.FIRST_DAY <= field.data <= self._today:
            raise ValidationError(_("Choose a day that is not ahead, from 2000 on."))

    def validate_currency(self, field: TextField) -> None:
        """Three letters."""
        code = (field.data or "").upper()
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise ValidationError(_("Write the currency as three letters, like IDR or USD."))
        field.data = code
