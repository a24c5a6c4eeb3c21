"""The lines of a notice as a form shows and reads them: one row per schedule, on it when it is ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Schedule
from portal.orders.policy import is_open
from portal.orders.typed import amount
from portal.shipments import announcing
from portal.shipments.policy import LIVE
from portal.shipments.shipping import Shipped
from portal.web import formats
from portal.web.i18n import _


class Typed(Protocol):
    """The fields of a form, as Werkzeug gives them."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass
class Row:
    """One schedule: where it stands without this notice, whether it is on it and with how much as typed
    (None: nothing was typed, and then all that is to be sent)."""

    mark: str
    schedule: Schedule
    shipped: Shipped
    ticked: bool = False
    typed: str | None = None
    kept: Decimal | None = None  # what the notice carries of it now
    sent: bool = False  # it is announced that it does
    came: Decimal = Decimal(0)  # of that, what was booked in
    quantity: Decimal | None = None
    error: str = ""
    over: str = ""

    def text(self, locale: str) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        return formats.quantity(self.shipped.to_ship if self.kept is None else self.kept, locale)

    def name(self) -> str:
        """'PO-1042 line 3', for sentences."""
        s = self.schedule
        if s.part > 1:
            return _(
                "%(order)s line %(line)s part %(part)s", order=s.order_ref, line=s.line_number, part=s.part
            )
        return _("%(order)s line %(line)s", order=s.order_ref, line=s.line_number)


@dataclass
class Rows:
    """All rows of a form; `missing` is true if it ticks something that is not there for its sender,
    `closed` if something of it is over meanwhile, `problems` are sentences for the top of the form."""

    rows: list[Row]
    missing: bool = False
    closed: bool = False
    problems: list[str] = field(default_factory=list)
    over: str = ""  # what is sent back with "send all the same": over which figures
    more: int = 0  # that are to be sent, and found no room

    @property
    def ticked(self) -> list[Row]:
        """What is on the notice."""
        return [row for row in self.rows if row.ticked]

    def lines(self) -> list[tuple[Schedule, Decimal]]:
        """Schedules and quantities, once checked."""
        return [(row.schedule, row.quantity) for row in self.ticked if row.quantity is not None]


def seen(
    session: Session,
    actor: Actor,
    schedules: Mapping[str, Schedule],
    notice: Any = None,
    kept: Mapping[int, Decimal] | None = None,
    came: Mapping[int, Decimal] | None = None,
) -> Rows:
    """A row for each schedule, none ticked. `kept` is what `notice` carries, `came` what of it was booked
    in. Two SELECTs, none without schedules."""
    if not schedules:
        return Rows([])
    live = notice is not None and notice.state in LIVE
    stands = announcing.figures(session, actor, list(schedules.values()), notice.id if notice else None)
    return Rows([
        Row(
            mark, s, stands[s.id], kept=(kept or {}).get(s.id), sent=live and s.id in (kept or {}),
            came=(came or {}).get(s.id, Decimal(0)),
        )
        for mark, s in schedules.items()
    ])  # fmt: skip


def read(session: Session, actor: Actor, typed: Typed, notice: Any = None, **carried: Any) -> Rows:
    """The rows of a form that was sent, as typed. Three SELECTs."""
    named = [announcing.plain_mark(mark) for mark in typed.getlist("row")]
    texts = dict(zip(named, typed.getlist("quantity"), strict=False))
    ticks = dict.fromkeys(announcing.plain_mark(mark) for mark in typed.getlist("schedule"))
    asked = [*dict.fromkeys([*named, *ticks])][: 2 * announcing.MOST_ROWS]
    found = announcing.by_mark(session, actor, asked)
    rows = seen(session, actor, found, notice, **carried)
    for row in rows.rows:
        row.ticked = row.mark in ticks
        row.typed = " ".join(texts[row.mark].split())[:30] if row.mark in texts else None
    rows.missing = any(mark not in found for mark in ticks)
    return rows


def check(rows: Rows, locale: str, said: str = "") -> bool:
    """Work out the quantities and what is wrong with them; `said` is over which figures the sender said
    "all the same". True if all is well."""
    if not rows.ticked:
        rows.problems.append(_("Tick at least one line and say how much of it goes."))
    if len(rows.ticked) > announcing.MOST_ROWS:
        rows.problems.append(_("At most %(most)s lines go on one notice.", most=announcing.MOST_ROWS))
    if len({row.schedule.partner_id for row in rows.ticked}) > 1:
        rows.problems.append(_("All lines of a notice are of one partner."))
    over = []
    for row in rows.rows:
        if row.ticked:
            _check(rows, row, locale)
            if row.over and row.quantity is not None:
                over.append(f"{row.mark}={row.shipped.over(row.quantity).normalize():f}")
        elif row.came > 0:
            row.error = _("Some of it came in with this notice, so it stays on it.")
        if row.error:
            rows.problems.append(f"{row.name()}: {row.error}")
    rows.over = " ".join(over)
    return not rows.problems and rows.over in ("", said)


def _check(rows: Rows, row: Row, locale: str) -> None:
    s, unit = row.schedule, row.schedule.unit
    if not is_open(s) and not row.sent:
        rows.closed = True
        row.error = _("Nothing of it is to come any more.")
        return
    row.quantity = row.shipped.to_ship if row.typed is None and row.kept is None else None
    if row.quantity is None:
        row.quantity = row.kept if row.typed is None else amount(row.typed, locale)
    if row.quantity is None or row.quantity <= 0:
        row.quantity = None
        row.error = _("Write the quantity as a number above zero, like 12.5.")
    elif row.quantity < row.came:
        row.error = _(
            "%(came)s %(unit)s of it came in already, so it cannot be less.",
            came=formats.quantity(row.came, locale), unit=unit,
        )  # fmt: skip
    elif (more := row.shipped.over(row.quantity)) > 0 and not (row.sent and row.quantity == row.kept):
        row.over = _(
            "%(more)s %(unit)s more than is still to be sent: %(ordered)s ordered, %(left)s left, %(now)s on this notice.",
            more=formats.quantity(more, locale), unit=unit, ordered=formats.quantity(s.quantity, locale),
            left=formats.quantity(row.shipped.to_ship, locale), now=formats.quantity(row.quantity, locale),
        )  # fmt: skip


def facts_of(rows: Sequence[Row], locale: str) -> list[dict[str, str]]:
    """What stands beside each row: ordered, announced before, to be sent."""
    return [
        {
            "ordered": formats.quantity(row.schedule.quantity, locale),
            "announced": formats.quantity(row.shipped.announced, locale) if row.shipped.announced else "",
            "accepted": formats.quantity(row.shipped.accepted, locale) if row.shipped.accepted else "",
            "left": formats.quantity(row.shipped.to_ship, locale),
            "text": row.text(locale),
        }
        for row in rows
    ]
