"""What a score counts and how: the values of one version of a definition, and their plain form in JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.scores.figure import FEW

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CAUSES = ("company", "carrier", "outside")
NONE: frozenset[date] = frozenset()


class Unusable(ValueError):
    """A definition that says something that cannot be counted by; the text says what."""


@dataclass(frozen=True, slots=True)
class Definition:
    """early_days, late_days: how many working days before and after the base day are still on time;
    early_days None: any earlier day. working_days: seven letters from Monday, '1' works; None: as the
    receiving site works, its holidays and those of the company included. under_tolerance and
    over_tolerance: shares of the quantity that may be missing, or too much, and still be in full.
    few: a figure over fewer rows is "too few". excluded_causes: sides by whose agreed cause a late row
    is left out. excluded_modes, excluded_items: ways of transport and item codes that are left out.
    weights and targets: by metric, for the score in all (portal.scores.weighing).
    """

    early_days: int | None = 3
    late_days: int = 0
    working_days: str | None = None
    holidays: frozenset[date] = NONE
    under_tolerance: Decimal = Decimal(0)
    over_tolerance: Decimal = Decimal(0)
    few: int = FEW
    excluded_causes: frozenset[str] = frozenset()
    excluded_modes: frozenset[str] = frozenset()
    excluded_items: frozenset[str] = frozenset()
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)


def read(values: Mapping[str, Any]) -> Definition:
    """The definition that a JSON object says; what it leaves out is as in `Definition`. working_days is a
    list of mon..sun, or null. Raises Unusable."""
    known = {each.name for each in fields(Definition)}
    if odd := sorted(set(values) - known):
        raise Unusable(f"A definition has no {', '.join(odd)}.")
    made: dict[str, Any] = {}
    for name, value in values.items():
        try:
            made[name] = _READERS[name](value)
        except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation) as error:
            raise Unusable(f"{name} cannot be {value!r}.") from error
    return Definition(**made)


def write(definition: Definition) -> dict[str, Any]:
    """The JSON object of a definition: what `read` reads, in one order, so that equal ones are equal texts."""
    days = definition.working_days
    return {
        "early_days": definition.early_days,
        "late_days": definition.late_days,
        "working_days": None if days is None else [d for d, on in zip(WEEK, days, strict=True) if on == "1"],
        "holidays": sorted(day.isoformat() for day in definition.holidays),
        "under_tolerance": _plain(definition.under_tolerance),
        "over_tolerance": _plain(definition.over_tolerance),
        "few": definition.few,
        "excluded_causes": sorted(definition.excluded_causes),
        "excluded_modes": sorted(definition.excluded_modes),
        "excluded_items": sorted(definition.excluded_items),
        "weights": {key: _plain(value) for key, value in sorted(definition.weights.items())},
        "targets": {key: _plain(value) for key, value in sorted(definition.targets.items())},
    }


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _count(value: Any, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 366:
        raise ValueError(value)
    return value


def _week(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, list) or not value or not set(value) <= set(WEEK):
        raise ValueError(value)
    return "".join("1" if day in value else "0" for day in WEEK)


def _share(value: Any) -> Decimal:
    share = _amount(value)
    if share > 1:
        raise ValueError(value)
    return share


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError(value)
    amount = Decimal(str(value))
    if not amount.is_finite() or amount < 0:
        raise ValueError(value)
    return amount


def _words(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(value)
    return frozenset(value)


def _causes(value: Any) -> frozenset[str]:
    if not set(value) <= set(CAUSES):
        raise ValueError(value)
    return _words(value)


def _by_metric(value: Any) -> dict[str, Decimal]:
    from portal.scores.metrics import BY_KEY

    return {BY_KEY[key].key: _amount(amount) for key, amount in value.items()}


_READERS: dict[str, Any] = {
    "early_days": lambda value: None if value is None else _count(value),
    "late_days": _count,
    "working_days": _week,
    "holidays": lambda value: frozenset(date.fromisoformat(day) for day in value),
    "under_tolerance": _share,
    "over_tolerance": _amount,
    "few": lambda value: _count(value, 1),
    "excluded_causes": _causes,
    "excluded_modes": _words,
    "excluded_items": _words,
    "weights": _by_metric,
    "targets": _by_metric,
}
