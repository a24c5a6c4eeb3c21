"""The words of the mail that tells what somebody did to orders: days, quantities and reasons, and where
each line is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from portal.actor import Actor
from portal.notify.texts import Text
from portal.orders.addresses import of_order
from portal.orders.labels import AMENDED, CAUSES, COLUMNS
from portal.shipments import notice_history
from portal.shipments.labels import EVENTS
from portal.web import formats
from portal.web.i18n import _, _n, speaking

FOR_PARTNERS = ("asked-again",)  # a question to the partner is no news to the company
SHOWN = 40  # things told one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Place:
    """An order that is told of: its reference, its owners, and its schedules by line and part."""

    ref: str
    owners: tuple[int | None, int | None]
    schedules: dict[tuple[int, int], Any]


def text(
    rows: Sequence[Any], places: Mapping[int, Place], actor: Actor, today: date, company: str, base_url: str
) -> Text:
    """The mail to `actor` about these rows of activity, all by one doer, oldest first."""
    with speaking(actor.locale):
        shown = sorted(rows[:SHOWN], key=lambda row: (places[row.order_id].ref, row.id))
        blocks = []
        for order_id, group in groupby(shown, key=lambda row: row.order_id):
            place = places[order_id]
            told = [_Told(row, place, actor.locale, today).sentence() for row in group]
            blocks.append("\n".join([place.ref, *_once(told, base_url, place.ref)]))
        if more := len(rows) - len(shown):
            rest = _n("And %(num)s more. See all of it:", "And %(num)s more. See all of it:", more)
            blocks.append(f"{rest} {base_url}/orders")
        who = _doer(rows[0], company)
        return Text(
            _subject(rows, places, who),
            "\n\n".join([who, *blocks, _("You get this mail because you answer for these orders.")]) + "\n",
        )


def _once(told: Sequence[tuple[str, int | None]], base_url: str, ref: str) -> list[str]:
    """Each sentence with the address of its line; that of the order once."""
    lines = []
    for sentence, line in told:
        lines.append(f"- {sentence}")
        lines.append(f"  {base_url}{of_order(ref, line)}")
    return lines


def _doer(row: Any, company: str) -> str:
    if row.actor_side == "staff" and row.actor_name != company:
        return _("%(name)s at %(company)s:", name=row.actor_name, company=company)
    return f"{row.actor_name}:"


def _subject(rows: Sequence[Any], places: Mapping[int, Place], who: str) -> str:
    orders = {row.order_id for row in rows}
    if len(orders) > 1:
        return str(
            _n(
                "%(num)s order: news from %(who)s",
                "%(num)s orders: news from %(who)s",
                len(orders),
                who=who[:-1],
            )
        )
    ref = places[rows[0].order_id].ref
    heads = {str(HEADS[row.verb]()) for row in rows}
    if len(heads) == 1:
        return f"{ref}: {heads.pop()}"
    return _("%(ref)s: news from %(who)s", ref=ref, who=who[:-1])


class _Told:
    """One row of activity in words, without its doer."""

    def __init__(self, row: Any, place: Place, locale: str, today: date) -> None:
        self.row, self.data, self.locale, self.today = row, row.data or {}, locale, today
        line = self.data.get("line")
        self.line = int(str(line)) if str(line or "").isdecimal() else None
        self.part = int(self.data.get("part") or 1)
        self.schedule = place.schedules.get((self.line or 0, self.part))

    def sentence(self) -> tuple[str, int | None]:
        """What happened, with its reason, and the number of the line it happened to."""
        said = VERBS[self.row.verb](self)
        reason = str(self.data.get("reason") or "").strip()
        if reason:
            said += " " + _("Reason: %(reason)s", reason=reason)
        if cause := CAUSES.get(str(self.data.get("cause_side"))):
            said += " " + _("(cause: %(side)s)", side=cause)
        return (f"{self.head()} {said}" if self.line else said), self.line

    def head(self) -> str:
        """The line by number, quantity and item."""
        name = (
            _("Line %(line)s, part %(part)s", line=self.line, part=self.part)
            if self.part > 1
            else _("Line %(line)s", line=self.line)
        )
        if self.schedule is None:
            return f"{name}:"
        amount = formats.quantity(self.schedule.quantity, self.locale)
        return f"{name}, {amount} {self.schedule.unit} {self.schedule.item}:"

    def day(self, text: Any = None) -> str:
        """A day of the row's data, or the given one."""
        try:
            return formats.day(date.fromisoformat(str(text or self.data.get("day"))), self.locale, self.today)
        except ValueError:
            return formats.UNKNOWN

    def value(self, value: Any) -> str:
        """A value before or after a change: a day as a day, nothing as a dash."""
        if value in (None, ""):
            return formats.UNKNOWN
        day = self.day(value)
        return str(value) if day == formats.UNKNOWN else day

    def amount(self, name: str) -> str:
        """A quantity of the row's data, with its unit."""
        try:
            value = formats.quantity(Decimal(str(self.data.get(name))), self.locale)
        except InvalidOperation:
            return ""
        unit = self.data.get("unit") or (self.schedule.unit if self.schedule else "")
        return f"{value} {unit}".strip()

    def has(self, name: str) -> bool:
        """True when the row says something other than nothing or zero under `name`."""
        return str(self.data.get(name) or "0").rstrip("0.") != ""


def _promised(t: _Told) -> str:
    asked = t.schedule.requested_on if t.schedule else None
    try:
        late = (date.fromisoformat(str(t.data.get("day"))) - asked).days if asked else 0
    except ValueError:
        late = 0
    if late > 0:
        return str(
            _n("promised for %(day)s, %(num)s day later than asked.", "promised for %(day)s, %(num)s days later than asked.", late, day=t.day())
        )  # fmt: skip
    return _("promised for %(day)s.", day=t.day())


def _proposed(t: _Told) -> str:
    unit = t.schedule.unit if t.schedule else ""
    parts = [
        _("%(quantity)s %(unit)s on %(day)s", quantity=formats.quantity(Decimal(str(q)), t.locale), unit=unit, day=t.day(d))
        for q, d in t.data.get("parts", ()) if Decimal(str(q)) > 0
    ]  # fmt: skip
    if not parts:
        return _("it is proposed that it will not be delivered. It waits for your answer.")
    stands = t.schedule and (t.schedule.promised_on or t.schedule.requested_on)
    if stands:
        return _(
            "proposed: %(parts)s, instead of %(day)s. It waits for your answer.",
            parts="; ".join(parts), day=formats.day(stands, t.locale, t.today),
        )  # fmt: skip
    return _("proposed: %(parts)s. It waits for your answer.", parts="; ".join(parts))


def _ordered(t: _Told) -> str:
    count = int(t.data.get("lines") or 1)
    return str(
        _n(
            "New order, %(num)s line. Please promise its day.",
            "New order, %(num)s lines. Please promise their days.",
            count,
        )
    )


def _received(t: _Told) -> str:
    if t.has("rejected"):
        return _(
            "%(accepted)s came in, %(rejected)s rejected.",
            accepted=t.amount("accepted"),
            rejected=t.amount("rejected"),
        )
    return _("%(accepted)s came in.", accepted=t.amount("accepted"))


def _announced(t: _Told) -> str:
    if t.data.get("carrier"):
        return _(
            "Ship notice %(ref)s was announced, with %(carrier)s.",
            ref=t.row.subject_ref,
            carrier=t.data["carrier"],
        )
    return _("Ship notice %(ref)s was announced.", ref=t.row.subject_ref)


def _corrected(t: _Told) -> str:
    changes = [
        _("%(what)s: %(before)s, now %(after)s", what=what, before=before, after=after)
        for what, before, after in notice_history.changes_of(t.data, t.locale, t.today)
    ]
    if not changes:
        return _("Ship notice %(ref)s was corrected.", ref=t.row.subject_ref)
    return _(
        "Ship notice %(ref)s was corrected. %(changes)s.", ref=t.row.subject_ref, changes="; ".join(changes)
    )


def _amended(t: _Told) -> str:
    changes = [
        _("%(what)s from %(before)s to %(after)s", what=COLUMNS.get(name) or AMENDED.get(name, name), before=t.value(pair[0]), after=t.value(pair[1]))
        for name, pair in (t.data.get("changes") or {}).items() if isinstance(pair, list | tuple) and len(pair) == 2
    ]  # fmt: skip
    if not changes:
        return _("changed.")
    return _("changed: %(changes)s.", changes="; ".join(changes))


def _attached(t: _Told) -> str:
    return _("New file: %(names)s.", names=", ".join(map(str, t.data.get("files", ()))))


def _asked_again(t: _Told) -> str:
    return _("promised for %(day)s. Does it still hold? Say so, or propose another day.", day=t.day())


def _side(t: _Told) -> str:
    return str(CAUSES.get(str(t.data.get("side")), formats.UNKNOWN))


def _milestone(t: _Told) -> str:
    state = EVENTS.get(str(t.data.get("state")), EVENTS["unknown"])
    if t.data.get("withdrawn"):
        return _(
            "A report about ship notice %(ref)s was taken back: %(state)s.",
            ref=t.row.subject_ref,
            state=state,
        )
    if t.data.get("place"):
        return _(
            "Ship notice %(ref)s: %(state)s, %(place)s.",
            ref=t.row.subject_ref,
            state=state,
            place=t.data["place"],
        )
    return _("Ship notice %(ref)s: %(state)s.", ref=t.row.subject_ref, state=state)


VERBS: dict[str, Callable[[_Told], str]] = {
    "ordered": _ordered,
    "promised": _promised,
    "proposed": _proposed,
    "agreed": lambda t: _("agreed to %(day)s.", day=t.day()),
    "declined": lambda t: _("did not agree to %(day)s.", day=t.day()),
    "withdrew": lambda t: _("took back the proposal of %(day)s.", day=t.day()),
    "cancelled": lambda _t: _("cancelled."),
    "announced": _announced,
    "corrected": _corrected,
    "voided": lambda t: _("Ship notice %(ref)s was withdrawn.", ref=t.row.subject_ref),
    "received": _received,
    "reversed": lambda t: _("receipt %(receipt)s was taken back.", receipt=t.data.get("receipt", "")),
    "contested": lambda t: _(
        "%(what)s is contested, in %(ref)s.", what=t.data.get("title", ""), ref=t.row.subject_ref
    ),
    "reconfirmed": lambda t: _("%(day)s still holds.", day=t.day()),
    "amended": _amended,
    "added": lambda t: _("new line, wanted for %(day)s. Please promise its day.", day=t.day()),
    "attached": _attached,
    "asked-again": _asked_again,
    "milestone": _milestone,
    "cause-said": lambda t: _("the cause of its delay is said to be: %(side)s. Do you agree?", side=_side(t)),
    "cause-contested": lambda t: _("the cause of its delay is contested: %(side)s.", side=_side(t)),
    "cause-agreed": lambda t: _("the cause of its delay is agreed: %(side)s.", side=_side(t)),
    "cause-decided": lambda t: _(
        "the cause of its delay was decided: %(side)s. The partner may agree, or let its own word stand.",
        side=_side(t),
    ),
    "cause-stands": lambda t: _(
        "the decision about the cause of its delay is not agreed to; the partner's word stands: %(side)s.",
        side=_side(t),
    ),
}
HEADS: dict[str, Callable[[], Any]] = {
    "ordered": lambda: _("new order"),
    "promised": lambda: _("promised"),
    "proposed": lambda: _("another day or quantity is proposed"),
    "agreed": lambda: _("agreed"),
    "declined": lambda: _("not agreed"),
    "withdrew": lambda: _("a proposal was taken back"),
    "cancelled": lambda: _("cancelled"),
    "announced": lambda: _("ship notice"),
    "corrected": lambda: _("ship notice corrected"),
    "voided": lambda: _("ship notice withdrawn"),
    "received": lambda: _("goods came in"),
    "reversed": lambda: _("receipt taken back"),
    "contested": lambda: _("receipt contested"),
    "reconfirmed": lambda: _("the day still holds"),
    "amended": lambda: _("changed"),
    "added": lambda: _("new line"),
    "attached": lambda: _("new file"),
    "asked-again": lambda: _("does the day still hold?"),
    "milestone": lambda: _("something happened on the way"),
    **dict.fromkeys(
        ("cause-said", "cause-contested", "cause-agreed", "cause-decided", "cause-stands"),
        lambda: _("the cause of a delay"),
    ),
}
