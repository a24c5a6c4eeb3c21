"""The steps of a resolution: which there are, in which form, by when, and what the severity suggests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FORMS = ("light", "full")
# The nine steps of 8D in their order. The light form takes three of them, so that raising it to the full
# one only adds steps and keeps what was said.
KINDS = (
    "emergency", "team", "problem", "containment", "causes", "correction", "implementation", "prevention",
    "closing",
)  # fmt: skip
LIGHT = ("causes", "implementation", "closing")
STEP_STATES = ("open", "sent", "returned", "accepted")
CODES = (
    "people", "method", "machine", "material", "measurement", "environment", "planning", "communication",
)  # fmt: skip
# What rests on the causes: when these were not the true ones, it is to be said anew.
RESTS_ON_CAUSES = ("causes", "correction", "implementation")


# The place of each side where goods lie that may be bad; what is on the way belongs to neither.
PLACE_OF = {"partner": "at_partner", "company": "at_company"}
COUNTED = ("lot", "checked", "bad", "done")


def counted_by_other(content: Mapping[str, Any], side: str) -> dict[str, Any]:
    """Of what a containment says that which the side other than `side` said of its own place, with who did;
    empty where it said nothing."""
    place = PLACE_OF["company" if side == "partner" else "partner"]
    names = [f"{place}_{name}" for name in (*COUNTED, "by")]
    return {name: content[name] for name in names if name in content} if content.get(names[-1]) else {}


@dataclass(frozen=True, slots=True)
class Clocks:
    """By when steps are due, counted from the beginning: hours until the problem is contained, days until
    causes and plan are known, days until all is done."""

    containment_hours: int = 24
    cause_days: int = 10
    implementation_days: int = 30

    def due(self, kind: str, began_at: datetime) -> datetime | None:
        """When a step is due; None for the closing, which waits for what the data shows."""
        if kind in ("emergency", "team", "problem", "containment"):
            return began_at + timedelta(hours=self.containment_hours)
        if kind in ("causes", "correction"):
            return began_at + timedelta(days=self.cause_days)
        if kind in ("implementation", "prevention"):
            return began_at + timedelta(days=self.implementation_days)
        return None


def kinds_of(form: str) -> tuple[str, ...]:
    """The steps of a form, in their order."""
    return LIGHT if form == "light" else KINDS


def suggested_form(severity: str) -> str:
    """The form that suits how severe an issue is."""
    return "full" if severity in ("high", "urgent") else "light"


def suggested_side(opened_side: str) -> str:
    """The side that most likely is at cause: the one that the issue was opened against."""
    return "partner" if opened_side == "staff" else "company"
