"""The resolutions and disputes of a made-up installation with very many issues.

Half of the issues that are open have a full resolution that waits for its causes to be accepted, every second
of these a dispute as well. Whoever opened an issue reads what belongs to it, so one person's work does not grow.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from benchmarks.issue_rows import DEWI, OWN, OWN_ISSUES, RINA, order_of, owner, str_of, text
from benchmarks.rows import NOW
from portal.resolutions.kinds import CODES, KINDS

CASE = 6  # every sixth issue has a resolution: every second open one
SENT = KINDS.index("causes")  # steps before it are accepted, this one waits for a word

RESOLUTION = (
    "id", "issue_id", "issue_ref", "title", "form", "side", "state", "item_code", "item", "unit", "target_measure",
    "target_limit", "target_receipts", "target_days", "began_by", "began_name", "began_at", "changed_at", "version",
    "partner_id",
)  # fmt: skip
STEP = (
    "id", "kind", "place", "state", "due_at", "owner_id", "owner_name", "said", "version", "resolution_id", "issue_id",
    "partner_id", "waits_for",
)  # fmt: skip
VERSION = (
    "id", "step_id", "number", "content", "side", "sent_by", "sent_name", "sent_at", "resolution_id", "issue_id",
    "partner_id",
)  # fmt: skip
DECISION = (
    "id", "step_id", "number", "verdict", "facts", "side", "decided_by", "decided_name", "decided_at", "resolution_id",
    "issue_id", "partner_id",
)  # fmt: skip
DISPUTE = (
    "id", "issue_id", "issue_ref", "number", "order_id", "state", "waits_for", "opened_side", "opened_by", "opened_name",
    "opened_at", "position_due_on", "escalation_on", "acts", "version", "partner_id",
)  # fmt: skip
POSITION = ("number", "says", "wants", "dispute_id", "side", "by_id", "by_name", "at", "partner_id")
FACT = ("number", "words", "dispute_id", "side", "by_id", "by_name", "at", "partner_id")
SIDES = (("company", DEWI, "Dewi"), ("partner", RINA, "Rina"))


def rows(issues: int) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple[Any, ...]]]]:
    """Tables, their columns and their rows, in the order in which they are written."""
    cases, disputed = range(CASE, issues + 1, CASE), range(CASE, issues + 1, 2 * CASE)
    yield "resolutions", RESOLUTION, (_resolution(n) for n in cases)
    yield "resolution_steps", STEP, (_step(n, place) for n in cases for place in range(len(KINDS)))
    numbers = [(n, place) for n in cases for place in range(SENT + 1)]
    yield (
        "resolution_step_versions",
        VERSION,
        (_version(i, *of) for i, of in zip(count(1), numbers, strict=False)),
    )
    accepted = [(n, place) for n, place in numbers if place < SENT]
    yield (
        "resolution_decisions",
        DECISION,
        (_decision(i, *of) for i, of in zip(count(1), accepted, strict=False)),
    )
    yield "disputes", DISPUTE, (_dispute(n) for n in disputed)
    yield "dispute_positions", POSITION, (_position(n, side) for n in disputed for side in SIDES)
    yield "dispute_facts", FACT, (_fact(n, number) for n in disputed for number in (1, 2, 3))


def _resolution(n: int) -> tuple[Any, ...]:
    at = str_of(_began(n))
    return (
        n // CASE, n, f"ISS-{n:06d}", text(Random(n), 6), "full", "partner", "open", f"BAU-{n % 40:02d}",  # noqa: S311
        "Baut", "pcs", "rejected", 0, 5, 90, DEWI, "Dewi", at, at, 1, owner(n),
    )  # fmt: skip


def _step(n: int, place: int) -> tuple[Any, ...]:
    state = "accepted" if place < SENT else "sent" if place == SENT else "open"
    hers = owner(n) == 1 and n <= OWN_ISSUES * 5 // 2
    who = (OWN if hers else RINA, "Rina") if place <= SENT else (None, None)
    due = None if KINDS[place] == "closing" else str_of(_began(n) + timedelta(days=1 + 3 * place))
    waits_for = {"accepted": None, "sent": "company", "open": "partner" if due else None}[state]
    return (
        _step_id(n, place), KINDS[place], place, state, due, *who, int(place <= SENT), 1, n // CASE, n, owner(n), waits_for,
    )  # fmt: skip


def _version(number: int, n: int, place: int) -> tuple[Any, ...]:
    said = {"symptom": text(Random(number), 30), "occurrence_code": CODES[n % 8], "escape_code": CODES[n % 7]}  # noqa: S311
    at = str_of(_began(n) + timedelta(hours=place))
    return (
        number,
        _step_id(n, place),
        1,
        json.dumps(said),
        "partner",
        RINA,
        "Rina",
        at,
        n // CASE,
        n,
        owner(n),
    )


def _decision(number: int, n: int, place: int) -> tuple[Any, ...]:
    at = str_of(_began(n) + timedelta(hours=place + 1))
    return (
        number,
        _step_id(n, place),
        1,
        "accepted",
        "{}",
        "company",
        DEWI,
        "Dewi",
        at,
        n // CASE,
        n,
        owner(n),
    )


def _dispute(n: int) -> tuple[Any, ...]:
    began = _began(n)
    side, by_id, name = SIDES[n // CASE % 4 == 1]
    days = ((began + timedelta(days=days)).date().isoformat() for days in (3, 10))
    return (
        n // CASE, n, f"ISS-{n:06d}", 1, order_of(n), "open", ("company", "partner", "both")[n // CASE % 3], side, by_id,
        name, str_of(began), *days, 5, 1, owner(n),
    )  # fmt: skip


def _position(n: int, side: tuple[str, int, str]) -> tuple[Any, ...]:
    chance = Random(n)  # noqa: S311
    return (1, text(chance, 40), text(chance, 10), n // CASE, *side, str_of(_began(n)), owner(n))


def _fact(n: int, number: int) -> tuple[Any, ...]:
    side = SIDES[number % 2]
    return (number, text(Random(n * number), 8), n // CASE, *side, str_of(_began(n)), owner(n))  # noqa: S311


def _step_id(n: int, place: int) -> int:
    return (n // CASE - 1) * len(KINDS) + place + 1


def _began(n: int) -> Any:
    return NOW - timedelta(hours=1 + Random(n).randrange(2_000))  # noqa: S311
