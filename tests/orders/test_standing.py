"""The one derivation of a schedule's state: days, stage, status."""

import json
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from portal.orders.standing import (
    KINDS,
    STAGES,
    Arrival,
    Facts,
    Move,
    standing,
    status_of,
)
from tests.orders.schedules import any_facts

TODAY = date(2026, 11, 17)
SHARED = Path(os.environ.get("MITRA_SHARED") or Path(__file__).resolve().parents[3] / "shared")
VECTORS = SHARED / "vectors" / "delivery.json"


def nov(day: int) -> date:
    return date(2026, 11, day)


def agreed(day: int, cause: str | None = None, by: str = "partner") -> Move:
    return Move(nov(day), Decimal(10), by, "accepted", cause)


def asked(day: int, by: str = "partner", state: str = "proposed") -> Move:
    return Move(nov(day), Decimal(10), by, state, "company" if by == "company" else "partner")


def came(day: int | None, accepted: int, received: int | None = None, rejected: int = 0) -> Arrival:
    return Arrival(
        nov(day) if day else None,
        nov(received) if received else None,
        Decimal(accepted),
        Decimal(rejected),
    )


def facts(*moves: Move, came: tuple[Arrival, ...] = (), **more: object) -> Facts:
    known = {"quantity": Decimal(10), "requested_on": nov(9), **more}
    return Facts(moves=moves, arrivals=came, **known)  # type: ignore[arg-type]


CASES = {
    "nothing said": (facts(), "unconfirmed", ("unconfirmed", 8)),
    "nothing said, wish ahead": (
        facts(requested_on=nov(24)),
        "unconfirmed",
        ("unconfirmed", -7),
    ),
    "no wish, nothing said": (facts(requested_on=None), "unconfirmed", ("unconfirmed", 0)),
    "first day proposed": (facts(asked(20)), "proposed", ("proposed", 8)),
    "only a refusal": (facts(asked(20, state="declined")), "unconfirmed", ("unconfirmed", 8)),
    "withdrawn": (facts(asked(20, state="withdrawn")), "unconfirmed", ("unconfirmed", 8)),
    "promised ahead": (facts(agreed(20)), "promised", ("on_track", -3)),
    "promised today": (facts(agreed(17)), "promised", ("on_track", 0)),
    "moving": (facts(agreed(18), dispatched=True), "promised", ("on_the_way", -1)),
    "overdue": (facts(agreed(12)), "promised", ("overdue", 5)),
    "overdue though moving": (facts(agreed(12), dispatched=True), "promised", ("overdue", 5)),
    "expected late": (
        facts(agreed(20), expected_on=nov(24)),
        "at_risk",
        ("at_risk", 4),
    ),
    "promise passed, still expected": (
        facts(agreed(16), expected_on=nov(19)),
        "at_risk",
        ("at_risk", 3),
    ),
    "expected today counts as ahead": (
        facts(agreed(16), expected_on=nov(17)),
        "at_risk",
        ("at_risk", 1),
    ),
    "promise and forecast both passed": (
        facts(agreed(12), expected_on=nov(15)),
        "at_risk",
        ("overdue", 5),
    ),
    "expected in time": (facts(agreed(20), expected_on=nov(20)), "promised", ("on_track", -3)),
    "new day proposed": (facts(agreed(20), asked(25)), "proposed", ("proposed", -3)),
    "a proposal does not hide that it is late": (
        facts(agreed(12), asked(25)),
        "proposed",
        ("overdue", 5),
    ),
    "proposal while at risk": (
        facts(agreed(20), asked(25), expected_on=nov(24)),
        "proposed",
        ("proposed", -3),
    ),
    "part came, promise ahead": (
        facts(agreed(20), came=(came(15, 4),)),
        "promised",
        ("short", -3),
    ),
    "short and overdue": (facts(agreed(12), came=(came(12, 4),)), "promised", ("overdue", 5)),
    "part came, rest expected late": (
        facts(agreed(20), came=(came(15, 4),), expected_on=nov(22)),
        "at_risk",
        ("at_risk", 2),
    ),
    "part came unconfirmed": (facts(came=(came(15, 4),)), "unconfirmed", ("short", 8)),
    "on time": (facts(agreed(10), came=(came(10, 10),)), "arrived", ("arrived_on_time", 0)),
    "early": (facts(agreed(13), came=(came(10, 10),)), "arrived", ("arrived_early", -3)),
    "late": (facts(agreed(10), came=(came(12, 10),)), "arrived", ("arrived_late", 2)),
    "late against the first promise": (
        facts(agreed(2), agreed(5, "carrier"), agreed(12, "carrier"), came=(came(12, 10),)),
        "arrived",
        ("arrived_late", 10),
    ),
    "company moved the base": (
        facts(agreed(6), agreed(13, "company", "company"), came=(came(13, 10),)),
        "arrived",
        ("arrived_on_time", 0),
    ),
    "never confirmed, judged by the wish": (
        facts(came=(came(11, 10),)),
        "arrived",
        ("arrived_late", 2),
    ),
    "neither wish nor promise": (
        facts(requested_on=None, came=(came(11, 10),)),
        "arrived",
        ("arrived_on_time", 0),
    ),
    "arrived on no known day": (
        facts(agreed(10), came=(came(None, 10),)),
        "arrived",
        ("arrived_on_time", 0),
    ),
    "too much": (facts(agreed(10), came=(came(10, 20),)), "arrived", ("arrived_on_time", 0)),
    "in, with a proposal nobody answered": (
        facts(agreed(10), asked(12), came=(came(12, 10),)),
        "arrived",
        ("arrived_late", 2),
    ),
    "cancelled": (facts(agreed(10), cancelled=True), "cancelled", ("cancelled", 0)),
    "rest cancelled": (
        facts(agreed(10), came=(came(10, 6),), cancelled=True),
        "arrived",
        ("short", 0),
    ),
    "nothing left to deliver": (
        facts(agreed(10), quantity=Decimal(0)),
        "cancelled",
        ("cancelled", 0),
    ),
    "all rejected": (
        facts(agreed(10), came=(came(10, 0, rejected=10),)),
        "promised",
        ("overdue", 7),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_stage_and_status(name: str) -> None:
    given_facts, stage, expected = CASES[name]
    assert standing(given_facts).stage == stage
    assert status_of(given_facts, TODAY) == expected


def test_the_days_of_a_schedule_that_slipped() -> None:
    at = standing(facts(agreed(2), agreed(5, "carrier"), agreed(9, "carrier"), asked(20)))
    assert (at.first_promised_on, at.base_on, at.promised_on) == (nov(2), nov(2), nov(9))
    assert (at.moves_count, at.due_on) == (2, nov(9))
    assert (at.proposed_on, at.proposed_by) == (nov(20), "partner")
    assert (at.accepted, at.open_quantity, at.arrived_on) == (0, 10, None)


def test_agreeing_to_the_same_day_is_no_move() -> None:
    at = standing(facts(agreed(5), agreed(8, "partner"), agreed(8, "company", "company")))
    assert (at.moves_count, at.base_on) == (1, nov(5))


def test_a_company_cause_moves_the_base_whoever_proposed_it() -> None:
    assert standing(facts(agreed(5), agreed(8, "company", "partner"))).base_on == nov(8)
    assert standing(facts(agreed(5), agreed(8, "company", "company"))).base_on == nov(8)
    declined = Move(nov(8), Decimal(10), "company", "declined", "company")
    assert standing(facts(agreed(5), declined)).base_on == nov(5)


def test_a_later_slip_leaves_the_moved_base() -> None:
    at = standing(facts(agreed(5), agreed(8, "company"), agreed(12, "carrier")))
    assert (at.base_on, at.promised_on) == (nov(8), nov(12))


def test_of_two_open_proposals_the_newer_counts() -> None:
    at = standing(facts(agreed(5), asked(12), asked(14, "company")))
    assert (at.proposed_on, at.proposed_by) == (nov(14), "company")


def test_an_agreement_settles_older_proposals() -> None:
    at = standing(facts(agreed(5), asked(12), agreed(14, "company", "company")))
    assert (at.proposed_on, at.stage) == (None, "promised")


def test_partial_arrivals_complete_on_the_day_of_the_last_needed() -> None:
    at = standing(facts(agreed(5), came=(came(12, 5), came(4, 6), came(20, 3, 21))))
    assert (at.arrived_on, at.accepted, at.open_quantity) == (nov(12), 14, 0)


def test_received_stands_in_for_an_unknown_arrival() -> None:
    at = standing(facts(agreed(5), came=(came(None, 10, received=6),)))
    assert (at.arrived_on, at.received_on) == (nov(6), nov(6))


def test_due_falls_back_to_the_wish_then_to_the_proposal() -> None:
    assert standing(facts()).due_on == nov(9)
    assert standing(facts(asked(20), requested_on=None)).due_on == nov(20)
    assert standing(facts(requested_on=None)).due_on is None


# --- the shared vectors -------------------------------------------------------------------------

# These need the working-day calendar of the score: an early window and a base on a day off.
NEEDS_CALENDAR = {"too early", "over the weekend", "promise on a Sunday"}
BASES = {
    "company moves the day": ["2026-05-08"],
    "split by the company": ["2026-05-05", "2026-05-19"],
    "too early": ["2026-05-22"],
    "over the weekend": ["2026-05-08"],
    "promise on a Sunday": ["2026-05-10"],
}


def vector_facts(schedule: dict) -> Facts:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    def arrived(row: dict) -> date | None:
        if "arrived_at" in row:
            zone = ZoneInfo(schedule["site_zone"])
            return datetime.fromisoformat(row["arrived_at"]).astimezone(zone).date()
        return day(row.get("arrived"))

    receipts = {row["id"]: row for row in schedule["receipts"]}.values()
    return Facts(
        quantity=Decimal(schedule["quantity"] - schedule.get("cancelled_by_company", 0)),
        requested_on=day(schedule["requested"]),
        moves=tuple(
            Move(
                date.fromisoformat(row["on"]),
                Decimal(schedule["quantity"]),
                row["proposed_by"],
                row["state"],
                row["cause"],
            )
            for row in schedule["commitments"]
        ),
        arrivals=tuple(
            Arrival(
                arrived(row),
                day(row.get("received")),
                Decimal(row["accepted"]),
                Decimal(row["rejected"]),
            )
            for row in receipts
        ),
        cancelled="cancelled_by_partner" in schedule,
    )


def vector_cases() -> list[dict]:
    return json.loads(VECTORS.read_text())["cases"] if VECTORS.exists() else []


@pytest.mark.parametrize("case", vector_cases(), ids=lambda case: case["name"])
def test_vectors_agree_on_base_and_on_time(case: dict) -> None:
    found = [standing(vector_facts(schedule)) for schedule in case["schedules"]]
    bases = BASES.get(case["name"], ["2026-05-05"] * len(found))
    assert [str(at.base_on) for at in found] == bases
    expect = case["expect"]
    scored = [at for at in found if at.stage != "cancelled"]
    assert len(scored) == expect["due"]
    if case["name"] in NEEDS_CALENDAR:
        return
    in_full = [at for at in scored if at.stage == "arrived" and at.open_quantity == 0]
    punctual = [at for at in in_full if at.arrived_on <= at.base_on]
    if "on_time" in expect:
        assert len(punctual) == expect["on_time"]
    current = [at for at in in_full if at.arrived_on <= (at.promised_on or at.base_on)]
    if "otif_against_promised" in expect:
        assert len(current) == expect["otif_against_promised"]


# --- whatever comes in --------------------------------------------------------------------------


@given(any_facts)
def test_any_ledger_has_one_known_state(some: Facts) -> None:
    at = standing(some)
    kind, days_off = status_of(some, TODAY)
    assert at.stage in STAGES
    assert kind in KINDS
    assert isinstance(days_off, int)
    assert at.open_quantity >= 0
    assert (at.proposed_on is not None) == (at.stage == "proposed")
    assert (kind == "overdue") <= (at.promised_on is not None and at.promised_on < TODAY)
    assert (at.first_promised_on is None) == (at.promised_on is None)
