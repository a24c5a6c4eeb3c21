"""Every question the order list can be asked, read from the list's own registry of filters and sorts."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from benchmarks.rows import TODAY
from portal.orders.filters import SORTS, STATES, VIEWS, Filters

# One value for each filter of the registry; a filter without one here ends the run (see `every`).
VALUES: dict[str, tuple[Any, ...]] = {
    "view": VIEWS,
    "states": tuple((state,) for state in STATES),
    "first": (TODAY - timedelta(days=7),),
    "last": (TODAY + timedelta(days=14),),
    "item": ("BAU-00", "nothing"),
    "mode": ("road", "nothing"),
    "text": ("baut", "po-0000", "nothing"),
    "partner": ("P-001",),
}
TOGETHER = (
    {"first": TODAY - timedelta(days=7), "last": TODAY + timedelta(days=14), "view": "all"},
    {"item": "BAU-00", "mode": "sea"},
    {"item": "BAU-00", "mode": "nothing", "view": "all"},
    {"view": "all", "states": ("late", "arrived_late"), "mode": "road"},
    {"text": "baut", "mode": "road", "view": "all"},
    {"text": "baut", "view": "all", "states": ("late",)},
)
FOR_STAFF = ("partner",)


def every(side: str = "partner") -> dict[str, Filters]:
    """The questions by name: each filter and a few together, in each order that is offered."""
    names = {field.name for field in fields(Filters)} - {"wrong", "sort"}
    if names != set(VALUES):
        raise ValueError(f"benchmarks.cases.VALUES lacks or invents filters: {names ^ set(VALUES)}")
    asked = [
        {name: value, **({"view": "all"} if name == "states" else {})}
        for name, values in VALUES.items() if side == "staff" or name not in FOR_STAFF for value in values
    ]  # fmt: skip
    found: dict[str, Filters] = {}
    for chosen in (*asked, *TOGETHER):
        filters = Filters(**chosen)
        for sort in filters.sorts:
            found[_name(chosen, sort)] = filters.with_(sort=sort if sort in SORTS else "urgency")
    return found


def _name(chosen: dict[str, Any], sort: str) -> str:
    parts = (
        f"{name} {'+'.join(value) if isinstance(value, tuple) else value}" for name, value in chosen.items()
        if (name, value) != ("view", "all") or len(chosen) == 1
    )  # fmt: skip
    return f"{', '.join(parts)}; by {sort}"
