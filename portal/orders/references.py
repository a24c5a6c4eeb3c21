"""The company's own references of orders: which one is free, and how one may be written."""

import re
from collections import Counter
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order

LONGEST = 40
FIRST = "PO-0001"
LOOKED_AT = 50
SHAPE = re.compile(
    r"[^\W_][\w.,()+ -]*(?:/[\w.,()+ -]+)*", re.UNICODE
)  # no question mark: it stands in an address
# Addresses of their own, and what stands behind a reference in one.
TAKEN = frozenset({
    "new", "views", "export.csv", "export.xlsx", "amendment", "cancellation", "confirmation", "lines", "links",
    "messages", "timeline", "owner", "owners",
})  # fmt: skip

_NUMBERED = re.compile(r"(.*?)(\d{1,9})", re.ASCII)


def is_sound(ref: str) -> bool:
    """True if a reference can be the name of an order and stand in an address."""
    return bool(SHAPE.fullmatch(ref)) and len(ref) <= LONGEST and opens(ref, TAKEN)


def opens(ref: str, taken: Collection[str]) -> bool:
    """True if an address with this reference leads to it: nothing between its slashes is empty, leads a step
    back, or means something else (`taken`)."""
    return all(part.strip() not in ("", ".", "..", *taken) for part in ref.lower().split("/"))


def is_taken(session: Session, ref: str) -> bool:
    """True if an order has this reference, whoever's it is: they are unique in the house."""
    found = select(Order.id).where(Order.ref == ref).execution_options(system=True)
    return session.execute(found).first() is not None


def next_free(session: Session, actor: Actor) -> str:
    """The reference after the newest ones, in their manner. Two SELECTs."""
    newest = Order.visible_to(actor).with_only_columns(Order.ref).order_by(Order.id.desc()).limit(LOOKED_AT)
    numbered = [found for ref in session.scalars(newest) if (found := _NUMBERED.fullmatch(ref))]
    if not numbered:
        return FIRST
    (head, _times), *_rest = Counter(found[1] for found in numbered).most_common(1)
    last = max((found[2] for found in numbered if found[1] == head), key=int)
    names = [f"{head}{int(last) + n:0{len(last)}}" for n in range(1, 21)]
    taken = set(session.scalars(select(Order.ref).where(Order.ref.in_(names)).execution_options(system=True)))
    return next((name for name in names if name not in taken and len(name) <= LONGEST), "")
