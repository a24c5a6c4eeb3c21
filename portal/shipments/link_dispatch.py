"""Saying by link when an order ships.

Who: somebody in a partner's yard, on a phone, when the lorry has left. The question: "what went, when,
and with whom?" It becomes a ship notice like one that was announced with an account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session
from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, Optional

from portal.orders import links, policy, queries
from portal.orders.links import Asked, Changed
from portal.orders.rows import Reader, open_quantity
from portal.orders.typed import amount
from portal.shipments import loads, notice_record, noticing
from portal.web import formats
from portal.web.forms import DayField, Form, TextField
from portal.web.i18n import _, _l

EARLIEST = 365  # days; what shipped longer ago is a slip of the pen
LATEST = 60


class DispatchForm(Form):
    """When it ships, and with whom."""

    shipped_on = DayField(_l("Shipped on"), [InputRequired(_l("Give the day it ships."))])
    carrier = TextField(
        _l("Carrier"), [Optional(), Length(max=80, message=_l("Shorten it to %(max)d characters"))]
    )
    tracking_number = TextField(
        _l("Tracking number"), [Optional(), Length(max=80, message=_l("Shorten it to %(max)d characters"))]
    )


class CarriedForm(Form):
    """How much of one schedule is in it; empty or 0 is none."""

    version = IntegerField(validators=[InputRequired()])
    quantity = TextField(_l("Quantity"))

    def __init__(self, schedule: Any, locale: str, **kwargs: Any) -> None:
        prefix = f"line-{schedule.line_number}-{schedule.part}"
        super().__init__(prefix=prefix, meta={"csrf": False}, **kwargs)
        self.schedule, self._locale, self.amount = schedule, locale, Decimal(0)
        if kwargs.get("formdata", True) is None:
            self.version.data = schedule.version
            self.quantity.data = formats.quantity(open_quantity(schedule), locale)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: a quantity, and not more than is to come."""
        sound = bool(super().validate(extra_validators))
        typed, left = (self.quantity.data or "").strip(), open_quantity(self.schedule)
        read = amount(typed, self._locale) if typed else Decimal(0)
        if read is None:
            self.quantity.errors = [_("Write each quantity as a number above zero, like 12.5.")]
        elif read > left:
            self.quantity.errors = [
                _("That is more than the %(left)s to come.", left=formats.quantity(left, self._locale))
            ]
        else:
            self.amount = read
            return sound
        return False


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One schedule with its question."""

    label: str
    item: str
    unit: str
    form: CarriedForm


class DispatchSheet:
    """The questions about one dispatch: its facts, and how much of each line is in it."""

    def __init__(self, asked: Asked, sent: bool) -> None:
        given: dict[str, Any] = {} if sent else {"formdata": None}
        self.errors: dict[str, list[str]] = {}
        self.today = asked.reader.today
        self.facts = DispatchForm(meta={"csrf": False}, **given)
        if not sent:
            self.facts.shipped_on.data = self.today
        self.lines = [
            LineSeen(_label(row), row.item, row.unit, CarriedForm(row, asked.reader.locale, **given))
            for row in ships(asked)
        ]

    def __contains__(self, name: str) -> bool:
        return name in self.facts

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]

    def validate(self) -> bool:
        """A day that can be, and something in it."""
        sound = bool(self.facts.validate())
        day = self.facts.shipped_on.data
        if day and not -LATEST <= (self.today - day).days <= EARLIEST:
            self.facts.shipped_on.errors = [_("Give the day it ships: not long ago, and not far ahead.")]
            sound = False
        checked = [line.form.validate() for line in self.lines]
        self.errors = {name: list(errors) for name, errors in self.facts.errors.items()}
        if not all(checked):
            self.errors |= {
                line.label: [f"{line.label}: {error}" for errors in line.form.errors.values() for error in errors]
                for line in self.lines if line.form.errors
            }  # fmt: skip
        elif not any(line.form.amount for line in self.lines):
            self.errors[""] = [_("Say how much of at least one line is in it.")]
        return sound and not self.errors


def ships(asked: Asked) -> list[Any]:
    """The schedules of which something is to come and nothing was announced."""
    return [
        row for row in asked.found
        if policy.can_propose(asked.actor, row) and not row.dispatched and open_quantity(row) > 0
    ]  # fmt: skip


def act(session: Session, asked: Asked, sheet: DispatchSheet) -> list[dict[str, Any]]:
    """Announce it. Raises Changed where a line was answered or announced meanwhile."""
    found = {
        (s.line_number, s.part): s for s in queries.schedules(session, asked.actor, asked.found[0].order_ref)
    }
    carried, told = [], []
    for line in sheet.lines:
        form = line.form
        if not form.amount:
            continue
        schedule = found[form.schedule.line_number, form.schedule.part]
        if schedule.version != form.version.data:
            raise Changed
        carried.append((schedule, form.amount))
        told.append(
            {"did": "dispatch", "line": schedule.line_number, "part": schedule.part, "item": schedule.item,
             "quantity": str(form.amount), "unit": schedule.unit}
        )  # fmt: skip
    facts: dict[str, Any] = dict.fromkeys(notice_record.FACTS)
    facts |= {
        "shipped_on": sheet.facts.shipped_on.data, "carrier": sheet.facts.carrier.data or None,
        "tracking_number": sheet.facts.tracking_number.data or None,
    }  # fmt: skip
    notice = noticing.announce_new(session, asked.actor, loads.carried(carried), "", facts)
    day = facts["shipped_on"].isoformat()
    return [
        {
            "did": "notice",
            "ref": notice.ref,
            "day": day,
            **{k: facts[k] for k in ("carrier", "tracking_number")},
        },
        *told,
    ]


def told(one: Mapping[str, Any], reader: Reader) -> str:
    """What was announced, to the one who did."""
    if one["did"] == "notice":
        day = formats.day(date.fromisoformat(one["day"]), reader.locale, reader.today)
        with_whom = " ".join(filter(None, (one.get("carrier"), one.get("tracking_number"))))
        said = _("Ship notice %(ref)s, shipped on %(day)s", ref=one["ref"], day=day)
        return f"{said} ({with_whom})" if with_whom else said
    quantity = formats.quantity(Decimal(one["quantity"]), reader.locale)
    return _(
        "Line %(line)s, %(item)s: %(quantity)s %(unit)s",
        line=one["line"],
        item=one["item"],
        quantity=quantity,
        unit=one["unit"],
    )


def _label(row: Any) -> str:
    if row.part > 1:
        return _("Line %(line)s, part %(part)s", line=row.line_number, part=row.part)
    return _("Line %(line)s", line=row.line_number)


def register() -> None:
    """Let links be made that ask when an order ships."""
    links.register(
        "dispatch",
        links.Purpose(
            label=_l("Say when it ships"), title=_l("Say when the order ships"),
            template="shipments/_link_dispatch.html", waits=lambda asked: bool(ships(asked)), ask=DispatchSheet,
            act=act, told=told,
        ),
    )  # fmt: skip
