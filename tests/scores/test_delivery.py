"""endpoint: the command `flask score-vectors`. The score function against cases with known answers."""

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from portal.scores import vectors
from portal.scores.definition import Definition, Unusable, read, write
from portal.scores.delivery import Commitment, Receipt, Schedule, Verdict, verdict

SHARED = Path(os.environ.get("MITRA_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "vectors"
OURS = Path(__file__).parent / "cases.json"
FILES = [OURS, SHARED / "delivery.json"]
WEEK = Definition(working_days="1111100")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_has_its_answer(file: Path) -> None:
    if not file.is_file():
        pytest.skip(f"NO VECTORS: {file} is absent, so nothing here was checked.")
    found = list(vectors.cases(json.loads(file.read_text())))
    assert len(found) >= 24
    assert {case.name: vectors.differences(case) for case in found} == {case.name: [] for case in found}


def judged(*commitments: Commitment, came: str = "2026-05-12", quantity: int = 10, **more: object) -> Verdict:
    """A schedule asked for on 5 May, all of which came on one day."""
    receipt = Receipt(1, Decimal(quantity), arrived=date.fromisoformat(came))
    row = Schedule(1, Decimal(10), date(2026, 5, 5), commitments, [receipt])._replace(**more)
    return verdict(row, WEEK)


def promise(day: str, decided: str | None, cause: str | None = None) -> Commitment:
    known = date.fromisoformat(decided) if decided else None
    return Commitment(date.fromisoformat(day), "accepted", "partner", cause, known)


def test_a_week_before_it_was_due_the_promise_was_the_new_one() -> None:
    first = promise("2026-05-05", "2026-04-01")
    told_in_time = judged(first, promise("2026-05-12", "2026-04-28", "partner"))
    told_late = judged(first, promise("2026-05-12", "2026-04-29", "partner"))
    assert (told_in_time.week_judged, told_in_time.week_kept) == (1, 1)
    assert (told_late.week_judged, told_late.week_kept) == (1, 0)
    assert (told_in_time.first_kept, told_in_time.on_time, told_in_time.otif_promised) == (0, 0, 1)


def test_what_was_not_promised_a_week_before_is_not_judged_by_it() -> None:
    assert judged(promise("2026-05-05", "2026-04-29")).week_judged == 0
    assert judged(promise("2026-05-05", None)).week_judged == 0
    assert judged().week_judged == judged().promised == 0


def test_slip_and_lead_are_calendar_days_to_the_receipt_that_completed_it() -> None:
    row = Schedule(
        1, Decimal(10), date(2026, 5, 5), (), ordered=date(2026, 4, 5),
        receipts=[Receipt(1, Decimal(6), arrived=date(2026, 5, 5)), Receipt(2, Decimal(4), arrived=date(2026, 5, 12))],
    )  # fmt: skip
    late = verdict(row, WEEK)
    assert (late.slip, late.slipped, late.lead, late.led) == (7, 1, 37, 1)
    assert verdict(row._replace(receipts=row.receipts[:1]), WEEK).slipped == 0
    assert judged(came="2026-05-01").slip == -4


def test_a_move_that_the_company_caused_is_not_counted_against_the_partner() -> None:
    first = promise("2026-05-05", None)
    theirs, ours = promise("2026-05-08", None, "partner"), promise("2026-05-12", None, "company")
    assert (judged(first, theirs, ours).moves, judged(first, theirs, theirs).moves) == (1, 1)


def test_a_row_is_due_once_its_last_day_is_over() -> None:
    row = Schedule(1, Decimal(10), date(2026, 5, 8))
    lenient = Definition(late_days=1, working_days="1111100")
    assert verdict(row, lenient, date(2026, 5, 11)).left_out == "not_due"
    assert verdict(row, lenient, date(2026, 5, 12)) == verdict(row, lenient)._replace(left_out=None)


def test_left_out_rows_say_why_and_count_nowhere() -> None:
    by_company = judged(cause="company")
    excluding = Definition(working_days="1111100", excluded_causes=frozenset({"company"}))
    late = Schedule(
        1, Decimal(10), date(2026, 5, 5), (), [Receipt(1, Decimal(10), arrived=date(2026, 5, 12))]
    )
    left_out = verdict(late._replace(cause="company"), excluding)
    assert (by_company.left_out, by_company.due) == (None, 1)
    assert (left_out.left_out, left_out.due, left_out.slipped) == ("cause_company", 0, 0)
    assert left_out.units_received == 10  # the goods are there to be judged all the same
    on_time = late._replace(cause="company", receipts=[Receipt(1, Decimal(10), arrived=date(2026, 5, 5))])
    assert verdict(on_time, excluding).otif == 1
    by_air = Definition(excluded_modes=frozenset({"air"}))
    assert verdict(late._replace(mode="air"), by_air).left_out == "mode"
    assert verdict(late._replace(unfit="contested"), WEEK).left_out == "contested"


def test_a_definition_says_the_same_after_writing_it_down() -> None:
    values = {
        "early_days": None, "late_days": 2, "working_days": ["mon", "sat"], "holidays": ["2026-05-01"],
        "under_tolerance": 0.05, "excluded_causes": ["outside"], "weights": {"otif": 3}, "targets": {"otif": "0.95"},
    }  # fmt: skip
    made = read(values)
    assert read(write(made)) == made
    assert (made.working_days, made.under_tolerance) == ("1000010", Decimal("0.05"))


@pytest.mark.parametrize(
    "values",
    [
        {"late_days": -1}, {"early_days": True}, {"working_days": []}, {"under_tolerance": 1.5}, {"few": 0},
        {"holidays": ["yesterday"]}, {"weights": {"luck": 1}}, {"over_tolerance": "NaN"}, {"windows": 3},
        {"excluded_causes": ["partner"]},
    ],
)  # fmt: skip
def test_a_definition_that_cannot_be_counted_by_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(Unusable):
        read(values)


def test_the_command_ends_with_1_for_a_case_that_differs(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    right = run(args=["score-vectors", str(OURS)])
    assert right.exit_code == 0 and right.output.endswith("33 cases, 0 differ.\n")
    document = json.loads(OURS.read_text())
    document["cases"][0]["expect"] = {"otif": 0, "luck": 1}
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(document))
    told = run(args=["score-vectors", str(wrong)])
    assert told.exit_code == 1 and "otif: 0 expected, 1 found" in told.output and "1 differ" in told.output
    wrong.write_text("{}")
    assert run(args=["score-vectors", str(wrong)]).exit_code == 1
