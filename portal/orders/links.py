"""Making, finding, using and taking back one-time links.

What a link can be for registers here as a purpose, since slices below bring their own ("say when it
ships"). Whoever holds a link is a narrow actor: the one order, in the name the link was sent to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import letters
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import sent_links
from portal.orders.link_model import OneTimeLink
from portal.orders.models import Order, Schedule
from portal.orders.rows import Reader
from portal.partners.models import Contact
from portal.scope import AnySelect

LINES_IN_LETTER = 10
IN_ONE_LETTER = 20  # orders


class Changed(Exception):
    """What the form was about changed since it was shown; the message says what to do."""


class Question(Protocol):
    """A purpose's form: `errors` and fields for its template."""

    def validate(self) -> bool:
        """True if it can be acted on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about: the order's rows (queries.order), its ledger, and who reads it."""

    actor: Actor
    found: Sequence[Any]
    ledger: Sequence[Any]
    reader: Reader


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link can be for. `waits(asked)`: is there anything to say? `ask(asked, sent)`: the form,
    blank or as it was sent; `act(session, asked, form)` does it and returns what was done as data,
    or raises Changed; `told(one, reader)` says one of these in words, to the one who did it."""

    label: Any
    title: Any
    template: str
    waits: Callable[[Asked], bool]
    ask: Callable[[Asked, bool], Question]
    act: Callable[[Session, Asked, Any], list[dict[str, Any]]]
    told: Callable[[dict[str, Any], Reader], str]


_purposes: dict[str, Purpose] = {}


def register(name: str, purpose: Purpose) -> None:
    """Let links be made for this purpose."""
    _purposes[name] = purpose


class Other(NamedTuple):
    """What opens a link of another slice at the same address, and what uses it; each answers None for a secret that
    it does not know."""

    open: Callable[[str], Any]
    use: Callable[[str], Any]


_others: list[Other] = []


def elsewhere(open_link: Callable[[str], Any], use_link: Callable[[str], Any]) -> None:
    """Let links of another slice, which open no order, be opened and used at the same address."""
    _others.append(Other(open_link, use_link))


def others() -> list[Other]:
    """What was registered."""
    return list(_others)


def purposes() -> dict[str, Purpose]:
    """All purposes by name, in the order in which they were registered."""
    return dict(_purposes)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a link, and in which language."""

    name: str
    address: str
    locale: str


def send(
    session: Session,
    actor: Actor | None,
    order: Any,
    found: Sequence[Any],
    purpose: str,
    to: Recipient,
    *,
    days: int,
    base_url: str,
) -> OneTimeLink:
    """Make a link to `order` (order_id, order_ref, partner_id) and mail it; `found` are its schedules,
    of which the letter says what waits. The secret goes into the mail and nowhere else. Records
    `sent-link`; never commits."""
    link, secret = _make(session, actor, order, purpose, to, days)
    open_ones = [row for row in found if row.stage not in ("arrived", "cancelled")]
    letters.send(
        session,
        letters.Letter(
            "link", to.address, to.name, to.locale,
            context={
                "link": f"{base_url}/links/{secret}", "purpose": purpose, "ref": order.order_ref,
                "inviter": actor.name if actor else "", "days": days, "count": len(open_ones),
                "lines": [
                    (row.line_number, row.item, row.quantity, row.unit, row.promised_on or row.requested_on)
                    for row in open_ones[:LINES_IN_LETTER]
                ],
            },
        ),
    )  # fmt: skip
    _tell(session, actor, "sent-link", link, order.order_ref, to=to.name, purpose=purpose)
    return link


def _make(
    session: Session, actor: Actor | None, order: Any, purpose: str, to: Recipient, days: int
) -> tuple[OneTimeLink, str]:
    """A new link and its secret."""
    return sent_links.made(
        session, OneTimeLink, actor, to, days,
        partner_id=order.partner_id, order_id=order.order_id, purpose=purpose,
    )  # fmt: skip


def send_to_contacts(
    session: Session, partner_id: int, order_ids: Sequence[int], *, days: int, base_url: str
) -> int:
    """Mail each contact of a partner links to answer these orders, as far as something of them waits: one
    mail for each contact, with at most IN_ONE_LETTER links. A new link takes the place of an earlier one
    to the same order. For a system session; returns how many mails. Never commits."""
    contacts = session.scalars(
        select(Contact)
        .where(Contact.partner_id == partner_id, Contact.removed_at.is_(None))
        .order_by(Contact.id)
    ).all()
    if not contacts:
        return 0
    rows = session.execute(
        select(
            Schedule.partner_id, Schedule.order_id, Schedule.order_ref, Schedule.line_number, Schedule.item,
            Schedule.quantity, Schedule.unit, Schedule.promised_on, Schedule.requested_on, Schedule.stage,
        )
        .where(
            Schedule.partner_id == partner_id, Schedule.order_id.in_(list(order_ids)[:IN_ONE_LETTER]),
            Schedule.stage.not_in(("arrived", "cancelled")),
        )
        .order_by(Schedule.order_ref, Schedule.line_number, Schedule.part)
    )  # fmt: skip
    orders = [list(group) for _ref, group in groupby(rows, key=lambda row: row.order_ref)]
    if not orders:
        return 0
    for contact in contacts:
        to = Recipient(contact.name, contact.email, contact.locale)
        _replace(session, [found[0].order_id for found in orders], to)
        if len(orders) == 1:
            send(session, None, orders[0][0], orders[0], "answer", to, days=days, base_url=base_url)
            continue
        listed = []
        for found in orders:
            link, secret = _make(session, None, found[0], "answer", to, days)
            listed.append((found[0].order_ref, len(found), f"{base_url}/links/{secret}"))
            _tell(session, None, "sent-link", link, found[0].order_ref, to=to.name, purpose="answer")
        letters.send(
            session,
            letters.Letter(
                "links", to.address, to.name, to.locale,
                context={"orders": listed, "more": max(0, len(order_ids) - IN_ONE_LETTER), "days": days},
            ),
        )  # fmt: skip
    return len(contacts)


def _replace(session: Session, order_ids: Sequence[int], to: Recipient) -> None:
    """Take back what waits in an earlier mail to the same address."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.order_id.in_(order_ids), OneTimeLink.to_address == to.address,
            OneTimeLink.purpose == "answer", OneTimeLink.used_at.is_(None), OneTimeLink.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def of_order(session: Session, actor: Actor, order_id: int) -> list[OneTimeLink]:
    """The links to an order, newest first. One SELECT."""
    mine = OneTimeLink.visible_to(actor).where(OneTimeLink.order_id == order_id)
    return list(session.scalars(mine.order_by(OneTimeLink.id.desc())))


def sent_for(actor: Actor, order_id: int) -> AnySelect:
    """A select of the links to an order as its page names them, without what was answered by them."""
    columns = (
        OneTimeLink.id, OneTimeLink.token_hash, OneTimeLink.purpose, OneTimeLink.to_name, OneTimeLink.to_address,
        OneTimeLink.creator_name, OneTimeLink.created_at, OneTimeLink.expires_at, OneTimeLink.used_at,
        OneTimeLink.used_address, OneTimeLink.used_agent, OneTimeLink.revoked_at,
    )  # fmt: skip
    return OneTimeLink.visible_to(actor).with_only_columns(*columns).where(OneTimeLink.order_id == order_id)


def revoke(session: Session, actor: Actor, link: OneTimeLink, ref: str) -> None:
    """Take a link back, at once. One that was used or revoked already stays as it is."""
    if sent_links.revoked(session, link):
        _tell(session, actor, "revoked-link", link, ref, to=link.to_name, purpose=link.purpose)


def by_secret(session: Session, secret: str) -> Any:
    """The link with this secret, with the order's `ref` (portal.orders.sent_links). One SELECT."""
    return sent_links.by_secret(session, OneTimeLink, Order, OneTimeLink.order_id, secret)


def actor_of(link: Any, locale: str) -> Actor:
    """Whoever holds the link (a row of `by_secret`): they see this one order."""
    return sent_links.holder(link, locale, only_order=link.order_id)


def use(
    session: Session, actor: Actor, link: Any, outcome: list[dict[str, Any]], address: str, agent: str
) -> bool:
    """Note that the link was used, for what and from where; False if another request was quicker, or
    it was revoked meanwhile. Records `used-link`, for the company's people alone."""
    if not sent_links.used(session, OneTimeLink, link, address, agent, outcome=outcome):
        return False
    record(
        session, actor, "used-link", ("order", link.order_id, link.ref), partner_id=link.partner_id,
        audience="internal", order_id=link.order_id,
        data={"purpose": link.purpose, "address": address, "agent": agent[:200]},
    )  # fmt: skip
    return True


def _tell(session: Session, actor: Actor | None, verb: str, link: OneTimeLink, ref: str, **data: Any) -> None:
    record(
        session, actor, verb, ("order", link.order_id, ref), partner_id=link.partner_id, audience="internal",
        order_id=link.order_id, data=data,
    )  # fmt: skip
