"""What the pages of definitions show: versions with what each changed, and what holds now."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import KINDS, Partner
from portal.scope import also_visible
from portal.scores import definition_facts, definitions
from portal.scores.definition import read
from portal.scores.definition_facts import Facts
from portal.scores.definitions import INSTALLED, Held
from portal.scores.models import KindDefinition, PartnerDefinition


class Version(NamedTuple):
    """A version as its row says it, and what it changed of the one before (label, before, now). follows: the
    partner is judged as its kind from it on."""

    row: Any
    changes: list[tuple[str, str, str]]
    follows: bool = False


class Shown(NamedTuple):
    """A page of definitions. number: of the newest version there, 0 without one; facts: what the definition
    says that the form begins with; own: a partner that has a definition of its own now;
    of_kind: else the versions for its kind."""

    held: Held
    facts: list[tuple[str, str]]
    versions: list[Version]
    number: int
    own: bool = False
    of_kind: Sequence[Version] = ()


def of_kind(session: Session, kind: str, locale: str) -> Shown:
    """All versions for a kind of partner. One SELECT."""
    rows = definitions.listed(session, definitions.kind_versions(kind), KindDefinition)
    held = _held(rows[0], "kind") if rows else Held(INSTALLED[kind], "installed", 0)
    versions = _versions(rows, definition_facts.of(INSTALLED[kind], locale), locale)
    return Shown(held, _pairs(held, locale), versions, held.number)


def of_partner(session: Session, actor: Actor, partner: Any, today: date, locale: str) -> Shown:
    """All versions of a partner's own, and what holds for it now. Four SELECTs."""
    rows = definitions.listed(session, definitions.own_versions(actor, partner.id), PartnerDefinition)
    held = definitions.holding(session, actor, partner, today)
    number = rows[0].number if rows else 0
    own = bool(rows) and rows[0].values is not None
    if own:
        held = _held(rows[0], "partner")
    of_all = [] if own else of_kind(session, partner.kind, locale).versions
    return Shown(held, _pairs(held, locale), _versions(rows, {}, locale), number, own, of_all)


def newest_of_kinds(session: Session) -> list[tuple[str, Any]]:
    """Each kind of partner with its newest version, None where nobody wrote one. One SELECT."""
    rows = session.scalars(select(KindDefinition).order_by(KindDefinition.number))
    newest = {row.kind: row for row in rows}
    return [(kind, newest.get(kind)) for kind in KINDS]


def partners_with_own(session: Session, actor: Actor) -> list[Any]:
    """Partners (code, name, kind) with their own newest version, where that is not the kind's again. One
    SELECT."""
    statement = (
        also_visible(
            select(
                Partner.code, Partner.name, Partner.kind, PartnerDefinition.number, PartnerDefinition.starts_on,
                PartnerDefinition.note, PartnerDefinition.made_name, PartnerDefinition.values,
            ),
            actor, Partner, PartnerDefinition,
        )
        .join(PartnerDefinition, PartnerDefinition.partner_id == Partner.id)
        .order_by(Partner.name, PartnerDefinition.number)
    )  # fmt: skip
    newest = {row.code: row for row in session.execute(statement)}
    return [row for row in newest.values() if row.values is not None]


def _held(row: Any, of: str) -> Held:
    return Held(read(row.values), of, row.number, row.starts_on, row.note)


def _pairs(held: Held, locale: str) -> list[tuple[str, str]]:
    return list(definition_facts.of(held.definition, locale).values())


def _versions(rows: Sequence[Any], first: Facts, locale: str) -> list[Version]:
    """Versions, newest first, each against the one before it; the oldest against `first`, if that says anything."""
    found, before = [], first
    for row in reversed(rows):
        if row.values is None:
            found.append(Version(row, [], True))
            before = {}
            continue
        facts = definition_facts.of(read(row.values), locale)
        found.append(Version(row, definition_facts.changes(before, facts) if before else []))
        before = facts
    return found[::-1]
