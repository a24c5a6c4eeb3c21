"""Cases with the right answers, in a file: read, judged by the score function, and compared."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from portal import clock
from portal.scores import delivery_figures
from portal.scores.definition import Definition, read
from portal.scores.delivery import Commitment, Receipt, Schedule, tally, verdict
from portal.scores.figure import Period, by_metric

STATES = {"enough": "enough", "few": "few", "no_data": "no data"}


class Case(NamedTuple):
    """One case: what is judged, by what, over which days, and what must come out."""

    name: str
    definition: Definition
    period: Period
    schedules: list[Schedule]
    expect: Mapping[str, Any]


class Difference(NamedTuple):
    """A figure that is not what the case says."""

    figure: str
    expected: Any
    found: Any


def cases(document: Mapping[str, Any]) -> Iterator[Case]:
    """The cases of a file. Raises KeyError, ValueError for one that cannot be read."""
    for each in document["cases"]:
        definition = read({**document.get("definition", {}), **each.get("definition", {})})
        rows = [schedule(values, number) for number, values in enumerate(each["schedules"], 1)]
        start, end = map(date.fromisoformat, each["period"])
        yield Case(each["name"], definition, Period(start, end), rows, each["expect"])


def schedule(values: Mapping[str, Any], number: int = 1) -> Schedule:
    """A schedule as a case says it."""
    zone = values.get("site_zone", "UTC")
    return Schedule(
        number, _amount(values["quantity"]), _day(values, "requested", zone),
        [_commitment(each, zone) for each in values.get("commitments", ())],
        [_receipt(each, zone, place) for place, each in enumerate(values.get("receipts", ()))],
        _amount(values.get("cancelled_by_company", 0)), _amount(values.get("cancelled_by_partner", 0)),
        _day(values, "ordered", zone),
    )  # fmt: skip


def figures(case: Case) -> dict[str, Any]:
    """What the score function makes of a case, under the names that cases use."""
    verdicts = [verdict(row, case.definition) for row in case.schedules]
    within = [each for each in verdicts if case.period.holds(each.base)]
    sums = tally(within)
    found = by_metric(delivery_figures.of_sums(sums, len(within), case.definition.few))
    counted = {name: _number(sums[name]) for name in ("due", "on_time", "in_full", "otif", "over_delivered")}
    ppm, dock = found["ppm"].value, found["dock_time"].value
    return counted | {
        "otif_against_promised": _number(sums["otif_promised"]),
        "units_due": _number(sums["units_due"]), "units_on_time": _number(sums["units_on_time"]),
        "ppm": None if ppm is None else round(float(ppm), 1),
        "mean_dock_days": None if dock is None else round(float(dock), 6),
        "state": STATES[found["otif"].state],
    }  # fmt: skip


def differences(case: Case) -> list[Difference]:
    """What comes out otherwise than the case says; a figure that we do not have is one."""
    found = figures(case)
    return [
        Difference(name, expected, found.get(name, "not a figure of ours"))
        for name, expected in case.expect.items()
        if name not in found or found[name] != expected
    ]


def _commitment(values: Mapping[str, Any], zone: str) -> Commitment:
    return Commitment(
        date.fromisoformat(values["on"]), values["state"], values["proposed_by"], values.get("cause"),
        _day(values, "decided", zone),
    )  # fmt: skip


def _receipt(values: Mapping[str, Any], zone: str, place: int) -> Receipt:
    return Receipt(
        values.get("id", place), _amount(values.get("accepted", 0)), _amount(values.get("rejected", 0)),
        _day(values, "arrived", zone), _day(values, "received", zone), values.get("reverses"),
    )  # fmt: skip


def _day(values: Mapping[str, Any], name: str, zone: str) -> date | None:
    """The day that is said, or the day it was at the site at the instant that is said (`<name>_at`)."""
    if instant := values.get(f"{name}_at"):
        return clock.instant(instant).astimezone(clock.zone(zone)).date()
    return date.fromisoformat(values[name]) if values.get(name) else None


def _amount(value: Any) -> Decimal:
    return Decimal(str(value))


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
