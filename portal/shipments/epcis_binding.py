"""Which notice an EPCIS event tells of, found by the identifiers in it.

In this order; the first that finds a notice decides:
1. the despatch advice among its business transactions, or our own address of the notice: the notice's ref;
2. a number that travels with the goods: SSCC, GINC, GSIN, bill of lading: the notice's tracking number;
3. the purchase order, if exactly one notice carries it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order
from portal.scope import AnySelect, also_visible
from portal.shipments.epcis import EpcisEvent
from portal.shipments.models import Notice, NoticeLine
from portal.web.i18n import _

IN_FORCE = ("announced", "corrected")
_SSCC = re.compile(r"urn:epc:id:sscc:(\d+)\.(\d)(\d*)")
_GIVEN = re.compile(r"urn:epc:id:(?:ginc|gsin):(\d+)\.(.+)")
_LINK = re.compile(r"https?://[^?#]*/(?:00|401|402)/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Names:
    """What an event names: notices by ref, tracking numbers, orders by ref."""

    notices: frozenset[str]
    numbers: frozenset[str]
    orders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bound:
    """An event with the notices it tells of, or a sentence why there is none."""

    event: EpcisEvent
    notices: tuple[Notice, ...]
    problem: str = ""


def names_of(event: EpcisEvent, base_url: str) -> Names:
    """The identifiers in an event; what a document is called is the last part of its address."""
    host = urlsplit(base_url).netloc
    things = [*event.items, *([event.parent] if event.parent else [])]
    documents = [name for _kind, name in event.transactions]
    ours = [part for one in (*things, *documents) if (part := _of_ours(one, host, "shipments"))]
    return Names(
        frozenset(
            [*ours, *(n for one in event.references("desadv") for n in _called(one, host, "shipments"))]
        ),
        frozenset(
            number
            for one in (*things, *event.references("bol"))
            for number in (
                *_numbers(one),
                *(_called(one, host, "") if one in event.references("bol") else ()),
            )
        ),
        frozenset(name for one in event.references("po") for name in _called(one, host, "orders")),
    )


def bind(session: Session, actor: Actor, events: Sequence[EpcisEvent], base_url: str) -> list[Bound]:
    """Each event with its notices, of those that the actor may see. Up to four SELECTs for all."""
    named = [names_of(event, base_url) for event in events]
    by_ref: dict[str, list[Notice]] = {}
    by_number: dict[str, list[Notice]] = {}
    by_order: dict[str, list[Notice]] = {}
    visible = Notice.visible_to(actor)
    if refs := _all(one.notices for one in named):
        for notice in session.scalars(visible.where(Notice.ref.in_(refs))):
            by_ref.setdefault(notice.ref, []).append(notice)
    if numbers := _all(one.numbers for one in named):
        for notice in session.scalars(visible.where(Notice.tracking_number.in_(numbers))):
            by_number.setdefault(notice.tracking_number or "", []).append(notice)
    if orders := _all(one.orders for one in named):
        carried = session.execute(_carrying(actor, orders)).all()
        ids = {notice_id for _ref, notice_id in carried}
        found = {notice.id: notice for notice in session.scalars(visible.where(Notice.id.in_(ids)))}
        for ref, notice_id in carried:
            if notice_id in found:
                by_order.setdefault(ref, []).append(found[notice_id])
    return [
        _decide(event, _of(by_ref, one.notices), _of(by_number, one.numbers), _of(by_order, one.orders))
        for event, one in zip(events, named, strict=True)
    ]


def _decide(
    event: EpcisEvent, by_ref: list[Notice], by_number: list[Notice], by_order: list[Notice]
) -> Bound:
    named = by_ref or by_number
    if len({notice.partner_id for notice in named}) > 1:  # two partners gave the same ref
        named = [notice for notice in named if notice in by_order]
        if len({notice.partner_id for notice in named}) != 1:
            return Bound(event, (), _("it names shipments of several partners: name the order too."))
    if named:
        found = [notice for notice in named if notice.state in IN_FORCE]
        if found:
            return Bound(event, tuple(found))
        return Bound(event, (), _("the shipment %(ref)s is a draft or was withdrawn.", ref=named[0].ref))
    found = [notice for notice in by_order if notice.state in IN_FORCE]
    if len(found) == 1:
        return Bound(event, tuple(found))
    if found:
        return Bound(event, (), _("the order it names travels in several shipments: name the despatch advice or the SSCC."))  # fmt: skip
    return Bound(event, (), _("no shipment you can see is named by it: by despatch advice, by SSCC or tracking number, or by an order with one shipment."))  # fmt: skip


def _carrying(actor: Actor, orders: list[str]) -> AnySelect:
    """Which notices carry these orders: ref of the order, id of the notice."""
    statement = (
        NoticeLine.visible_to(actor)
        .with_only_columns(Order.ref, NoticeLine.notice_id)
        .join(Order, (Order.partner_id == NoticeLine.partner_id) & (Order.id == NoticeLine.order_id))
        .where(Order.ref.in_(orders))
        .distinct()
    )
    return also_visible(statement, actor, Order)


def _all(names: Iterable[frozenset[str]]) -> list[str]:
    return sorted(frozenset().union(*names))


def _of(found: dict[str, list[Notice]], names: frozenset[str]) -> list[Notice]:
    """The notices under these names, each once, in a fixed order."""
    notices = {notice.id: notice for name in names for notice in found.get(name, ())}
    return [notices[key] for key in sorted(notices)]


def _of_ours(address: str, host: str, noun: str) -> str:
    """The ref in an address of this portal, '' in another."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not host or parts.netloc != host or not parts.path.startswith(f"/{noun}/"):
        return ""
    return unquote(parts.path.removeprefix(f"/{noun}/"))


def _called(address: str, host: str, noun: str) -> list[str]:
    """What a document may be called: its whole address, and the last part of it."""
    if ours := _of_ours(address, host, noun):
        return [ours]
    last = re.split(r"[:/]", address.split("?", 1)[0].split("#", 1)[0].rstrip("/"))[-1]
    return [name for name in (address, unquote(last)) if name]


def _numbers(thing: str) -> list[str]:
    """The numbers by which a carrier calls a thing: an SSCC in its 18 digits, with and without its (00)."""
    if found := _SSCC.fullmatch(thing):
        digits = found[2] + found[1] + found[3]
        number = digits + _check_digit(digits)
    elif found := _GIVEN.fullmatch(thing):
        number = found[1] + unquote(found[2])
    elif found := _LINK.match(thing):
        number = unquote(found[1])
    else:
        return []
    return [number, f"00{number}", f"(00){number}"] if len(number) == 18 else [number]


def _check_digit(digits: str) -> str:
    """The last digit of a GS1 number: from the right, each second digit counts three times."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)
