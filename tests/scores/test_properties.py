"""What holds for every history: sums, bounds, order, reversals; and the score in all, by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.scores import delivery_figures, weighing
from portal.scores.definition import Definition
from portal.scores.delivery import SUMMED, Commitment, Receipt, Schedule, Verdict, tally, verdict
from portal.scores.figure import Figure
from portal.scores.metrics import BY_KEY
from portal.scores.windows import Days, window, works

FIRST = date(2026, 5, 1)
days = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))
amounts = st.integers(0, 1500).map(lambda n: Decimal(n) / 100)
sides = st.sampled_from(("partner", "company", "carrier", "outside", None))
commitments = st.builds(
    Commitment, days, st.sampled_from(("accepted", "declined", "proposed", "withdrawn")),
    st.sampled_from(("partner", "company")), sides, st.none() | days,
)  # fmt: skip
signed = st.integers(-500, 1500).map(lambda n: Decimal(n) / 100)  # a negative row that names nothing, too
receipts = st.builds(Receipt, st.integers(1, 10**6), signed, signed, st.none() | days, st.none() | days)
calendars = st.builds(
    Days, st.sampled_from(("1111100", "1111110", "1111111", "1010000")), st.frozensets(days, max_size=3)
)
schedules = st.builds(
    Schedule, st.integers(1, 10**6), st.integers(1, 1500).map(lambda n: Decimal(n) / 100), st.none() | days,
    st.lists(commitments, max_size=4), st.lists(receipts, max_size=4, unique_by=lambda r: r.id), amounts, amounts,
    st.none() | days, calendars, st.sampled_from(("sea", "air", None)), st.none(), sides,
)  # fmt: skip
definitions = st.builds(
    Definition, st.none() | st.integers(0, 9), st.integers(0, 9), st.sampled_from((None, "1111100", "1111111")),
    st.frozensets(days, max_size=2), st.sampled_from((Decimal(0), Decimal("0.1"), Decimal(1))),
    st.sampled_from((Decimal(0), Decimal("0.1"))), st.integers(1, 6), st.sampled_from((frozenset(), frozenset({"company"}))),
    st.sampled_from((frozenset(), frozenset({"air"}))),
)  # fmt: skip
histories = st.lists(schedules, max_size=8)


def judged(rows: Sequence[Schedule], by: Definition) -> list[Verdict]:
    return [verdict(row, by) for row in rows]


def figures(rows: Sequence[Schedule], by: Definition) -> list[Figure]:
    return delivery_figures.of_sums(tally(judged(rows, by)), len(rows), by.few)


@given(histories, histories, definitions)
def test_the_whole_is_the_sum_of_its_parts(
    some: list[Schedule], others: list[Schedule], by: Definition
) -> None:
    whole, one, other = figures([*some, *others], by), figures(some, by), figures(others, by)
    for all_of_it, a, b in zip(whole, one, other, strict=True):
        for part in ("numerator", "denominator", "rows", "left_out"):
            assert getattr(all_of_it, part) == getattr(a, part) + getattr(b, part)
    for figure in whole:
        shares = [delivery_figures.share_of(each, figure.metric) for each in judged([*some, *others], by)]
        assert figure.numerator == sum(share[0] for share in shares)
        assert figure.denominator == sum(share[1] for share in shares)
        assert figure.rows == sum(why is None for _n, _d, why in shares)


@given(histories, definitions)
def test_no_share_leaves_0_to_1_and_no_data_is_no_number(rows: list[Schedule], by: Definition) -> None:
    for figure in figures(rows, by):
        counted = figure.rows and figure.denominator
        assert (figure.value is None) == (figure.state == "no_data") == (not counted)
        if counted:
            assert (figure.state == "few") == (figure.rows < by.few)
        if figure.value is not None and BY_KEY[figure.metric].kind == "share":
            assert 0 <= figure.value <= 1
        if figure.value is not None and figure.metric == "ppm":
            assert 0 <= figure.value <= 1_000_000
    assert {figure.value for figure in figures([], by)} == {None}


@given(schedules, definitions)
def test_both_are_kept_only_where_each_is(row: Schedule, by: Definition) -> None:
    found = verdict(row, by)
    assert found.otif == (found.on_time and found.in_full)
    assert found.units_on_time <= found.units_due
    if found.left_out:
        assert not any(getattr(found, name) for name in SUMMED[: SUMMED.index("came")])
    if found.on_time and not by.under_tolerance and found.in_full:
        assert found.units_on_time == found.units_due


@given(histories, definitions, st.randoms())
def test_no_order_and_no_repetition_of_an_import_changes_a_figure(
    rows: list[Schedule], by: Definition, chance: object
) -> None:
    def again(row: Schedule) -> Schedule:
        doubled = [*row.receipts, *row.receipts]
        chance.shuffle(doubled)  # type: ignore[attr-defined]
        return row._replace(receipts=doubled)

    mixed = [again(row) for row in rows]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert figures(mixed, by) == figures(rows, by)


@given(schedules, receipts, definitions)
def test_what_is_taken_back_leaves_nothing(row: Schedule, more: Receipt, by: Definition) -> None:
    more = more._replace(id="more")
    back = Receipt("back", -more.accepted, -more.rejected, more.arrived, more.received, reverses="more")
    assert verdict(row._replace(receipts=[*row.receipts, more, back]), by) == verdict(row, by)


@given(schedules, definitions)
def test_a_wider_window_makes_nothing_late(row: Schedule, by: Definition) -> None:
    wider = replace(by, late_days=by.late_days + 2, early_days=None, excluded_causes=frozenset())
    narrow = verdict(row, replace(by, excluded_causes=frozenset()))
    assert verdict(row, wider).on_time >= narrow.on_time


@given(days, st.none() | st.integers(0, 9), st.integers(0, 9), calendars)
def test_a_window_holds_its_base_day_and_ends_on_a_working_day(
    base: date, early: int | None, late: int, at: Days
) -> None:
    first, last = window(base, early, late, at)
    assert first <= base <= last
    assert works(last, at)
    assert sum(works(base + timedelta(days=n), at) for n in range(1, (last - base).days + 1)) in (
        late,
        late + 1,
    )


def figure(metric: str, value: str, rows: int = 20) -> Figure:
    whole = Decimal(1_000_000) if BY_KEY[metric].kind == "per_million" else Decimal(1)
    return Figure(metric, Decimal(value), whole, rows)


BY = Definition(
    weights={
        "otif": Decimal(30),
        "ppm": Decimal(10),
        "clocks_kept": Decimal(10),
        "actions_kept": Decimal(50),
    },
    targets={"otif": Decimal("0.95"), "ppm": Decimal(500), "clocks_kept": Decimal("0.9")},
)


def test_the_score_is_weighed_by_hand() -> None:
    found = weighing.score([figure("otif", "0.76"), figure("ppm", "1000"), figure("clocks_kept", "1")], BY)
    # 0.76 of 0.95 is 0.8; twice the rejects half; more than the target no more than all. Weights 30, 10, 10 of 50.
    assert [(part.metric, part.share, part.reached) for part in found.parts] == [
        ("otif", Decimal("0.6"), Decimal("0.8")), ("ppm", Decimal("0.2"), Decimal("0.5")), ("clocks_kept", Decimal("0.2"), 1),
    ]  # fmt: skip
    assert found.value == 78
    assert found.missing == (("actions_kept", "no_target"),)


def test_what_has_too_few_rows_gives_its_weight_to_the_others() -> None:
    found = weighing.score([figure("otif", "0.95"), figure("ppm", "1000", rows=4)], BY)
    assert found.value == 100
    assert dict(found.missing) == {"ppm": "few", "clocks_kept": "no_data", "actions_kept": "no_target"}
    assert weighing.score([], BY).value is None


def test_the_company_does_not_count_in_the_score_of_a_partner() -> None:
    by = Definition(weights={"dock_time": Decimal(1)}, targets={"dock_time": Decimal(1)})
    assert weighing.score([figure("dock_time", "9")], by) == weighing.Score(None, (), ())


@given(st.lists(st.decimals(-9, 2000, places=2), min_size=3, max_size=3), st.decimals(0, 1, places=2))
def test_the_score_lies_between_0_and_100(values: list[Decimal], target: Decimal) -> None:
    by = replace(BY, targets={"otif": target, "ppm": target * 100, "clocks_kept": target})
    shown = [
        figure(name, str(value)) for name, value in zip(("otif", "ppm", "clocks_kept"), values, strict=True)
    ]
    found = weighing.score(shown, by)
    assert found.value is not None and 0 <= found.value <= 100
    assert sum(part.share for part in found.parts) == 1 or abs(
        sum(p.share for p in found.parts) - 1
    ) < Decimal("1e-20")
