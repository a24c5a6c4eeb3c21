"""All that `flask score` prints: figures, what they rest on, the rows left out, and the definition."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.standing import ZERO
from portal.partners.models import Partner
from portal.scores import delivery_rows, queries, reading, weighing
from portal.scores.definition import write
from portal.scores.definitions import Held
from portal.scores.delivery import Verdict
from portal.scores.figure import Figure, Period

Judged = tuple[reading.Read, Verdict]


def of(session: Session, actor: Actor, partner: Partner, period: Period, held: Held) -> dict[str, Any]:
    """The report on a partner over a period, as JSON can say it."""
    figures = queries.figures(session, actor, partner, period, held.definition)
    judged = delivery_rows.judged(session, actor, partner, period, held.definition)
    return {
        "partner": partner.name, "code": partner.code, "from": period.start.isoformat(), "to": period.end.isoformat(),
        "definition": {
            "of": held.of, "number": held.number, "starts_on": held.starts_on and held.starts_on.isoformat(),
            **write(held.definition),
        },
        "figures": {figure.metric: _figure(figure) for figure in figures},
        "days": days(verdict for _read, verdict in judged),
        "score": _total(weighing.score(figures, held.definition)),
        "company_score": _total(weighing.score(figures, held.definition, "company")),
        "left_out": _left_out(judged),
    }  # fmt: skip


def days(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """How many calendar days early (negative) or late complete rows were, and how many they are."""
    slips = sorted(verdict.slip for verdict in verdicts if verdict.slipped)
    late = [slip for slip in slips if slip > 0]
    return {
        "count": len(slips), "late": len(late), "early": sum(slip < 0 for slip in slips), "exact": slips.count(0),
        "mean": _mean(slips), "mean_early_as_zero": _mean([max(0, slip) for slip in slips]),
        "mean_when_late": _mean(late), "least": slips[0] if slips else None, "most": slips[-1] if slips else None,
    }  # fmt: skip


def _left_out(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    return [
        {
            "order": read.row.order_ref, "line": read.row.line_number, "part": read.row.part,
            "day": verdict.base and verdict.base.isoformat(), "why": verdict.left_out,
        }
        for read, verdict in judged
        if verdict.left_out
    ]  # fmt: skip


def _total(score: weighing.Score) -> dict[str, Any]:
    return {
        "value": _number(score.value),
        "parts": {part.metric: {"weight": _number(part.share), "reached": _number(part.reached)} for part in score.parts},
        "missing": dict(score.missing),
    }  # fmt: skip


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": _number(figure.value), "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator), "rows": figure.rows, "left_out": figure.left_out,
        "state": figure.state,
    }  # fmt: skip


def _mean(values: Sequence[int]) -> float | None:
    return _number(sum(map(Decimal, values), ZERO) / len(values)) if values else None


def _number(value: Decimal | None) -> float | None:
    """To six decimals, as figures are compared."""
    return None if value is None else round(float(value), 6)
