"""Figures of a review: how a pack holds them, and how they read beside the last one's and the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.scores import names, shown
from portal.scores.card import counted
from portal.scores.figure import Figure
from portal.scores.metrics import BY_KEY, Metric
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Result:
    """One figure for the eye: now, in the last review, how far it moved (better: True, False, None for
    neither), and the target with whether it was met (None: none, or too few rows to say). of: what was
    counted of what, '11 of 14', or over how many rows."""

    metric: Metric
    name: str
    now: str
    of: str
    before: str
    change: str
    better: bool | None
    target: str
    met: bool | None
    has_data: bool


def stored(
    figures: Sequence[Figure], before: Sequence[Mapping[str, Any]], targets: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Figures as a pack keeps them, each with that of the last pack and the target that was agreed there."""
    then = {row["metric"]: row["now"] for row in before}
    return [
        {
            "metric": each.metric, "now": _parts(each), "before": then.get(each.metric),
            "target": targets.get(each.metric),
        }
        for each in figures
    ]  # fmt: skip


def _parts(figure: Figure) -> dict[str, Any]:
    return {
        "numerator": str(figure.numerator), "denominator": str(figure.denominator), "rows": figure.rows,
        "left_out": figure.left_out, "few": figure.few,
    }  # fmt: skip


def figure(metric: str, parts: Mapping[str, Any] | None) -> Figure | None:
    """A figure as a pack keeps it; None for none."""
    if parts is None:
        return None
    return Figure(
        metric, Decimal(parts["numerator"]), Decimal(parts["denominator"]), parts["rows"], parts["left_out"],
        parts["few"],
    )  # fmt: skip


def read(rows: Sequence[Mapping[str, Any]], locale: str) -> list[Result]:
    """The figures of a pack in the reader's language; those of metrics that are no more are left out."""
    return [_result(row, locale) for row in rows if row["metric"] in BY_KEY]


def _result(row: Mapping[str, Any], locale: str) -> Result:
    now, before = figure(row["metric"], row["now"]), figure(row["metric"], row["before"])
    metric = BY_KEY[row["metric"]]
    target = Decimal(row["target"]) if row["target"] is not None else None
    if now is None:
        raise ValueError("a pack without a figure")
    return Result(
        metric=metric, name=str(names.METRICS[metric.key]), now=shown.figure(now, locale).text,
        of=counted(now, locale), before=shown.figure(before, locale).text if before else "",
        change=shown.change(now, before, locale), better=shown.better(now, before),
        target=shown.value(target, metric, locale) if target is not None else "", met=shown.meets(now, target),
        has_data=now.state != "no_data" or (before is not None and before.state != "no_data") or target is not None,
    )  # fmt: skip


def target_of(number: Decimal, metric: Metric) -> Decimal:
    """A target in the metric's own unit, from what was typed in the unit that is shown."""
    return number / 100 if metric.kind in shown.HUNDREDTHS else number


def as_typed(target: Decimal, metric: Metric) -> Decimal:
    """A target in the unit that is shown, as it is typed."""
    return target * 100 if metric.kind in shown.HUNDREDTHS else target


def unit(metric: Metric) -> str:
    """The unit in which a target is typed."""
    units = {"days": _("days"), "hours": _("hours"), "per_million": _("per million"), "count": ""}
    return "%" if metric.kind in shown.HUNDREDTHS else units[metric.kind]


def targets(agreed: Mapping[str, str], locale: str) -> list[tuple[str, str]]:
    """Targets that minutes hold: the figure's name, and the target in words."""
    return [
        (str(names.METRICS[key]), shown.value(Decimal(text), BY_KEY[key], locale))
        for key, text in agreed.items()
        if key in BY_KEY
    ]
