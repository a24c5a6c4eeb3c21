"""What a file of figures would change, and changing it: all that was shown, or nothing."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import Happening, record_many
from portal.actor import Actor
from portal.exchange.answer_reading import Fault
from portal.exchange.figure_kinds import FigureKind, head
from portal.exchange.figure_reading import Said, figures
from portal.partners.models import Partner
from portal.scope import insert_rows, update_rows
from portal.scores.payment_model import Payment
from portal.scores.sales_model import SalesActual, SalesTarget
from portal.web.i18n import _

SHOWN = 500
MODELS: dict[str, Any] = {"targets": SalesTarget, "actuals": SalesActual, "payments": Payment}
KEYS = {
    "targets": ("month", "product", "unit"),
    "actuals": ("month", "product", "unit"),
    "payments": ("ref",),
}
SAID = {
    "targets": ("amount",),
    "actuals": ("amount",),
    "payments": ("amount", "currency", "due_on", "paid_on", "held_why"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something new of a partner's figure. was: the row that stands, or None."""

    row: int
    partner: Any
    values: dict[str, Any]
    was: Any


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file asks for: changes, rows that say what stands, and rows that cannot be taken."""

    changes: Sequence[Change]
    same: int
    faults: Sequence[Fault]

    @property
    def new(self) -> int:
        """How many figures are not there yet."""
        return sum(change.was is None for change in self.changes)

    @property
    def digest(self) -> str:
        """Changes whenever anything that would be done changes."""
        said = hashlib.sha256()
        for one in self.changes:
            version = one.was.version if one.was else 0
            said.update(f"{one.partner.id} {sorted(one.values.items())!r} {version}\n".encode())
        return said.hexdigest()[:32]


def understand(session: Session, actor: Actor, path: Path, kind: FigureKind) -> Understood:
    """Read the file and hold every row against what stands, as the actor sees it. Two SELECTs. Raises Unreadable."""
    own = actor.partner_id is not None
    rows = list(figures(path, kind, own=own))
    partners = _partners(session, actor)
    known = _standing(
        session,
        actor,
        kind,
        {p.id for row in rows if isinstance(row, Said) and (p := _partner(row, partners, actor))},
    )
    changes: list[Change] = []
    faults: list[Fault] = []
    same, seen = 0, dict[tuple[Any, ...], int]()
    for row in rows:
        if isinstance(row, Fault):
            faults.append(row)
            continue
        partner = _partner(row, partners, actor)
        if partner is None:
            faults.append(_fault(row, "partner", _("There is no such partner among those you see.")))
            continue
        key = (partner.id, *(row.values[name] for name in KEYS[kind.name]))
        if (earlier := seen.setdefault(key, row.row)) != row.row:
            faults.append(
                _fault(
                    row,
                    KEYS[kind.name][0],
                    _("Row %(row)s says this already. Keep one of them.", row=earlier),
                )
            )
            continue
        was = known.get(key)
        if was is not None and all(getattr(was, name) == row.values[name] for name in SAID[kind.name]):
            same += 1
        elif was is not None and own and was.state == "accepted":
            faults.append(
                _fault(row, "amount", _("The company has accepted this figure. Ask it to change it."))
            )
        else:
            changes.append(Change(row.row, partner, row.values, was))
    return Understood(changes, same, faults)


def take(session: Session, actor: Actor, kind: FigureKind, found: Understood) -> None:
    """Do what was understood. Raises StaleDataError if something changed in this very moment. Records
    `imported-figures` for each partner; never commits."""
    model, names = MODELS[kind.name], (*KEYS[kind.name], *SAID[kind.name])
    by = _by(actor, kind)
    insert_rows(
        session, model,
        [
            {"partner_id": one.partner.id, "version": 1, **{name: one.values[name] for name in names}, **by}
            for one in found.changes if one.was is None
        ],
    )  # fmt: skip
    update_rows(
        session, model,
        [
            {"id": one.was.id, "partner_id": one.partner.id, "version": one.was.version,
             **{name: one.values[name] for name in SAID[kind.name]}, **by}
            for one in found.changes if one.was is not None
        ],
    )  # fmt: skip
    record_many(session, actor, list(_happenings(kind, found.changes)))


def _by(actor: Actor, kind: FigureKind) -> dict[str, Any]:
    """Who writes it and when, in the columns of the kind."""
    word = {"targets": "set", "actuals": "reported", "payments": "recorded"}[kind.name]
    now = clock.now()
    who = {f"{word}_by": actor.person_id, f"{word}_name": actor.name, f"{word}_at": now}
    if kind.name == "actuals":
        accepts = actor.is_staff
        who |= {"side": actor.party, "state": "accepted" if accepts else "reported"}
        who |= {
            "accepted_by": actor.person_id if accepts else None, "accepted_name": actor.name if accepts else None,
            "accepted_at": now if accepts else None,
        }  # fmt: skip
    return who


def _happenings(kind: FigureKind, changes: Iterable[Change]) -> Iterable[Happening]:
    partners = {one.partner.id: one.partner for one in changes}
    counts = Counter(one.partner.id for one in changes)
    for partner_id, partner in partners.items():
        data = {"kind": kind.name, "rows": counts[partner_id]}
        was = [
            [one.row, f"{one.was.amount.normalize():f}"]
            for one in changes if one.partner.id == partner_id and one.was is not None
        ]  # fmt: skip
        if was:
            data["was"] = was[:200]
        yield Happening(
            "imported-figures", ("partner", partner_id, partner.code), partner_id, "shared", data=data
        )


def _partners(session: Session, actor: Actor) -> dict[str, Any]:
    """Partners the actor sees, by code and by name as people type them."""
    rows = session.execute(
        Partner.visible_to(actor).with_only_columns(Partner.id, Partner.code, Partner.name)
    ).all()
    return {word.casefold(): row for row in rows for word in (row.name, row.code)}


def _partner(row: Said, partners: dict[str, Any], actor: Actor) -> Any:
    if not row.partner and actor.partner_id is not None:
        return next((each for each in partners.values() if each.id == actor.partner_id), None)
    return partners.get(row.partner.casefold())


def _standing(
    session: Session, actor: Actor, kind: FigureKind, partner_ids: set[int]
) -> dict[tuple[Any, ...], Any]:
    """What stands, by partner and key."""
    model = MODELS[kind.name]
    names = dict.fromkeys(("id", "partner_id", "version", *KEYS[kind.name], *SAID[kind.name]))
    if kind.name == "actuals":
        names["state"] = None
    statement = model.visible_to(actor).with_only_columns(*(getattr(model, name) for name in names))
    rows = session.execute(statement.where(model.partner_id.in_(partner_ids)))
    return {(row.partner_id, *(getattr(row, name) for name in KEYS[kind.name])): row for row in rows}


def _fault(row: Said, column: str, why: str) -> Fault:
    return Fault(row.row, head(column), row.texts.get(column, ""), why)
