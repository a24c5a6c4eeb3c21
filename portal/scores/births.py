"""A plan made of a figure: what its form begins with."""

import re
from decimal import Decimal
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners import queries as partners
from portal.plans.actions import Source
from portal.plans.sources import Birth
from portal.scores import definitions, gathering, mover_words, names, policy, shown, spans
from portal.scores.metrics import BY_KEY, Metric
from portal.web import formats
from portal.web.i18n import _, reader_locale

KIND = "score"
LONGEST = 40  # of what a plan keeps of its source
_REF = re.compile(r"([^ /]{1,20}) ([a-z_]{1,40}) ([0-9Q-]{4,10})(?:/([0-9-]{10}))?")


def name(code: str, metric: str, span: spans.Span) -> str:
    """How an address names a figure that a plan is made of: 'SUMBER otif 2026-10'."""
    return f"{code} {metric} {'/'.join(span.asked.values())}"


def read(text: str) -> tuple[str, str, spans.Span] | None:
    """The partner's code, the metric and the span of such a name; None for any other text."""
    found = _REF.fullmatch(text)
    if found is None or found[2] not in BY_KEY:
        return None
    given = {"from": found[3], "to": found[4]} if found[4] else {"period": found[3]}
    span = spans.asked(given, spans.FIRST)
    return (found[1], found[2], span) if name(found[1], found[2], span) == text else None


def href(text: str) -> str | None:
    """The page of a figure so named."""
    if (found := read(text)) is None:
        return None
    code, metric, span = found
    return f"/scorecard/{quote(code)}/{metric}?{urlencode(span.asked)}"


def find(session: Session, actor: Actor, text: str) -> Birth | None:
    """What a plan made of a figure begins with; None for what the actor may not see, or that has no such figure."""
    found = read(text)
    partner = partners.by_code(session, actor, found[0]) if found else None
    if found is None or partner is None or not policy.can_see(actor):
        return None
    metric, span, locale = BY_KEY[found[1]], found[2], reader_locale()
    found_all = gathering.figures(session, actor, partner, span.period)
    figure = found_all.get(metric.key)
    if figure is None:
        return None
    held = definitions.holding(session, actor, partner, span.period.start)
    value, target = figure.value, held.definition.targets.get(metric.key)
    title = _(
        "%(measure)s: better than in %(period)s", measure=names.METRICS[metric.key], period=span.name(locale)
    )
    counted = {"measure": str(names.METRICS[metric.key]), "unit": unit(metric)}
    counted |= {
        key: _typed(number, metric, locale)
        for key, number in (("baseline", value), ("target", target)) if number is not None and number >= 0
    }  # fmt: skip
    moved = gathering.movers_of(session, actor, partner, span, held.definition, found_all, [metric.key], 2)
    goal = " ".join(mover_words.sentence(mover, metric, locale) for _key, mover in moved)
    if target is not None:
        goal = " ".join(
            filter(None, (goal, _("The target is %(value)s.", value=shown.value(target, metric, locale))))
        )
    return Birth(
        Source(KIND, partner.id, text[:LONGEST]), partner.id, title, goal, asked=text, counted=counted
    )


def unit(metric: Metric) -> str:
    """The unit of a metric's value, short."""
    if metric.kind in shown.HUNDREDTHS:
        return "%"
    return {"days": _("days"), "hours": _("hours"), "per_million": "PPM"}.get(metric.kind, "")


def _typed(number: Decimal, metric: Metric, locale: str) -> str:
    """A value as its reader would type it."""
    return formats.quantity(shown.rounded(number, metric), locale)
