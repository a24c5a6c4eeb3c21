"""Some figures of each partner, a page of partners at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import card, gathering, names, total_words
from portal.scores.card import Row
from portal.scores.metrics import BY_KEY, PARTIES
from portal.scores.spans import Span
from portal.scores.total_words import Total

PAGE = 20
HEADLINES = ("otif", "on_time", "ppm", "clocks_kept", "decisions_in_time")


@dataclass(frozen=True, slots=True)
class Line:
    """One partner, its score in all and the company's towards it, and its headlines by metric; what nobody answers
    for is not there."""

    code: str
    name: str
    kind: str
    total: Total
    ours: Total
    rows: Mapping[str, Row]


def heads() -> list[tuple[str, str]]:
    """Key and name of each figure of the list."""
    return [(key, str(names.METRICS[key])) for key in HEADLINES]


def page(
    session: Session, actor: Actor, span: Span, locale: str, after: str | None
) -> tuple[list[Line], str | None]:
    """A page of partners that the actor sees, by name, and the name it ends with if more follow. SELECTs: one,
    and those of gathering.cards."""
    statement = Partner.visible_to(actor).with_only_columns(
        Partner.id, Partner.code, Partner.name, Partner.kind
    )
    if after is not None:
        statement = statement.where(Partner.name > after)
    found = list(session.execute(statement.order_by(Partner.name).limit(PAGE + 1)))
    cards = gathering.cards(session, actor, found[:PAGE], span)
    lines = [_line(each, gathered, span, locale) for each, gathered in zip(found, cards, strict=False)]
    return lines, found[PAGE - 1].name if len(found) > PAGE else None


def _line(partner: Any, gathered: gathering.Card, span: Span, locale: str) -> Line:
    rows = {
        key: card.row(BY_KEY[key], gathered.measured, locale)
        for key in HEADLINES if key in gathered.measured.now
    }  # fmt: skip
    before = span.moved(-1).name(locale)
    total, ours = (total_words.said(*gathered.scores(side), before, locale) for side in PARTIES)
    return Line(partner.code, partner.name, partner.kind, total, ours, rows)
