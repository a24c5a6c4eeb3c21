"""How are partners judged? The form of the next version of a definition, filled with the present one."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import IntegerField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.orders.labels import MODES
from portal.orders.typed import Unread, amount, day
from portal.scores import definition_facts
from portal.scores.definition import WEEK, Definition
from portal.scores.definition_facts import HUNDREDTHS, SIDES
from portal.scores.metrics import BY_KEY, METRICS, PARTIES
from portal.scores.names import METRICS as NAMES
from portal.scores.windows import EVERY_DAY
from portal.web import formats
from portal.web.forms import DayField, Form, LongTextField, TextField, TicksField, choices
from portal.web.i18n import _, _l

MOST_DAYS = 366
DAYS = {
    "site": _l("Working days of the receiving site"),
    "calendar": _l("Every day of the calendar"),
    "week": _l("These days of the week:"),
}


class DefinitionForm(Form):
    """What counts, how much, and from when on?"""

    version = IntegerField(widget=HiddenInput(), default=0)
    starts_on: Any = DayField(_l("For periods from"), [InputRequired(_l("Choose a day."))])
    early_days = TextField(_l("Days that it may come early"))
    late_days = TextField(_l("Days that it may come late"))
    days: Any = RadioField(_l("Days that count"), choices=choices(DAYS))
    week: Any = TicksField(_l("Days of the week"))
    holidays: Any = LongTextField(_l("Further days off"), [Length(max=2000)])
    under_tolerance = TextField(_l("Short and still in full"))
    over_tolerance = TextField(_l("Over and not flagged"))
    few = TextField(_l("Too few to judge by: under"))
    excluded_causes: Any = TicksField(_l("Leave late rows out whose agreed cause is"), choices=choices(SIDES))
    excluded_modes: Any = TicksField(_l("Leave out this transport"), choices=choices(MODES))
    excluded_items: Any = LongTextField(_l("Leave out these items"), [Length(max=2000)])
    note = TextField(
        _l("What changes, and why?"),
        [DataRequired(_l("Say what changes and why: partners read it.")), Length(max=300)],
    )

    def __init__(self, locale: str, earliest: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locale, self._earliest = locale, earliest
        self._said: dict[str, Any] = {}
        self.week.choices = [(key, definition_facts.weekday(n, locale)) for n, key in enumerate(WEEK)]
        for metric in METRICS:
            for word in ("weight", "target"):
                label = self[f"{word}_{metric.key}"].label
                label.text = f"{definition_facts.name(metric)}: {label.text}"

    @property
    def said(self) -> Definition:
        """The definition that was typed; after validation."""
        said = dict(self._said)
        week = {
            "site": None,
            "calendar": EVERY_DAY,
            "week": "".join("01"[d in (self.week.data or ())] for d in WEEK),
        }
        weights = {m.key: w for m in METRICS if (w := said.pop(f"weight_{m.key}", None))}
        targets = {m.key: t for m in METRICS if (t := said.pop(f"target_{m.key}", None)) is not None}
        return Definition(
            **said, working_days=week[self.days.data], weights=weights, targets=targets,
            excluded_causes=frozenset(self.excluded_causes.data or ()),
            excluded_modes=frozenset(self.excluded_modes.data or ()),
        )  # fmt: skip

    def validate_starts_on(self, field: Any) -> None:
        """What has begun and may be closed stays as it was."""
        if field.data and field.data < self._earliest:
            raise ValidationError(
                _("Choose %(day)s or later: months before it may be closed.", day=formats.day_exact(self._earliest, self._locale))
            )  # fmt: skip

    def validate_week(self, field: Any) -> None:
        """A week has a working day."""
        if self.days.data == "week" and not field.data:
            raise ValidationError(_("Tick at least one day."))

    def validate_early_days(self, field: Any) -> None:
        """Empty: any day before."""
        self._said["early_days"] = self._count(field, 0) if field.data else None

    def validate_late_days(self, field: Any) -> None:
        """A number of days."""
        self._said["late_days"] = self._count(field, 0)

    def validate_few(self, field: Any) -> None:
        """A number of rows."""
        self._said["few"] = self._count(field, 1)

    def validate_under_tolerance(self, field: Any) -> None:
        """A share of the quantity."""
        self._said["under_tolerance"] = self._share(field)

    def validate_over_tolerance(self, field: Any) -> None:
        """A share of the quantity."""
        self._said["over_tolerance"] = self._share(field)

    def validate_holidays(self, field: Any) -> None:
        """Days, one a line."""
        found = []
        for line in (field.data or "").splitlines():
            if not line.strip():
                continue
            try:
                found.append(day(line, self._locale))
            except Unread:
                raise ValidationError(
                    _("%(line)s is no day. Write one on each line, like 2026-12-25.", line=line[:40])
                ) from None
        self._said["holidays"] = frozenset(found)

    def validate_excluded_items(self, field: Any) -> None:
        """Codes, one a line."""
        self._said["excluded_items"] = frozenset(
            code for line in (field.data or "").splitlines() if (code := line.strip())
        )

    def _count(self, field: Any, least: int) -> int:
        text = (field.data or "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 5 and least <= int(text) <= MOST_DAYS):
            raise ValidationError(
                _("Write a whole number from %(least)s to %(most)s.", least=least, most=MOST_DAYS)
            )
        return int(text)

    def _share(self, field: Any) -> Decimal:
        found = amount(field.data or "0", self._locale)
        if found is None or found > 100:
            raise ValidationError(_("Write a share from 0 to 100 %."))
        return found / 100


def _weight(key: str) -> Callable[[DefinitionForm, Any], None]:
    def validate(self: DefinitionForm, field: Any) -> None:
        self._said[f"weight_{key}"] = found = amount(field.data or "0", self._locale)
        if found is None or found > 1000:
            raise ValidationError(_("Write a weight as a number, like 25."))
        if found and not (self[f"target_{key}"].data or "").strip():
            raise ValidationError(_("What has a weight needs a target."))

    return validate


def _target(key: str) -> Callable[[DefinitionForm, Any], None]:
    def validate(self: DefinitionForm, field: Any) -> None:
        if not (field.data or "").strip():
            return
        found = amount(field.data, self._locale)
        kind = BY_KEY[key].kind
        if found is None or (kind == "share" and found > 100):
            raise ValidationError(_("Write a target as a number; shares are from 0 to 100 %."))
        self._said[f"target_{key}"] = found / 100 if kind in HUNDREDTHS else found

    return validate


for _metric in METRICS:  # two fields for each
    for _word, _label, _check in (("weight", _l("Weight"), _weight), ("target", _l("Target"), _target)):
        setattr(DefinitionForm, f"{_word}_{_metric.key}", TextField(_label))
        setattr(DefinitionForm, f"validate_{_word}_{_metric.key}", _check(_metric.key))


def typed(definition: Definition, locale: str) -> dict[str, Any]:
    """What the form holds for a definition."""
    week = definition.working_days
    said = {
        "early_days": "" if definition.early_days is None else str(definition.early_days),
        "late_days": str(definition.late_days), "few": str(definition.few),
        "days": "site" if week is None else "calendar" if week == EVERY_DAY else "week",
        "week": [name for name, works in zip(WEEK, week or "0000000", strict=True) if works == "1"],
        "holidays": "\n".join(sorted(each.isoformat() for each in definition.holidays)),
        "under_tolerance": formats.quantity(definition.under_tolerance * 100, locale),
        "over_tolerance": formats.quantity(definition.over_tolerance * 100, locale),
        "excluded_causes": sorted(definition.excluded_causes), "excluded_modes": sorted(definition.excluded_modes),
        "excluded_items": "\n".join(sorted(definition.excluded_items)),
    }  # fmt: skip
    for metric in METRICS:
        weight, target = definition.weights.get(metric.key), definition.targets.get(metric.key)
        said[f"weight_{metric.key}"] = formats.quantity(weight, locale) if weight else ""
        said[f"target_{metric.key}"] = (
            "" if target is None else definition_facts.target(metric.key, target, locale)
        )
    return said


def weighed(form: DefinitionForm) -> list[tuple[str, list[tuple[str, Any, Any, str]]]]:
    """The rows of the table of weights, by the side that is scored: name, the two fields, the unit of the target."""
    return [
        (
            party,
            [
                (str(NAMES[m.key]), form[f"weight_{m.key}"], form[f"target_{m.key}"], definition_facts.unit(m.key))
                for m in METRICS
                if m.party == party
            ],
        )
        for party in PARTIES
    ]  # fmt: skip
