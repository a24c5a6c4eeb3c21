"""What holds for every measure, as the records say it and as the pure functions do: a whole is the sum of its parts
and of its rows, no order matters, no share leaves its range, and no data is no number."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.partners.models import Partner
from portal.scores import company, gathering, months, quality, queries, shown
from portal.scores.figure import Figure, Period, ProofRow, by_metric
from portal.scores.metrics import BY_KEY, METRICS
from portal.scores.summing import summed
from tests.exchange.files import HEAD
from tests.exchange.test_by_hand import file
from tests.exchange.test_import_orders import run
from tests.issues.arrange import actor
from tests.scores.cards import arrange_more

ALL = Period(date(2026, 3, 1), date(2026, 12, 31))
ONE = timedelta(days=1)
CUTS = [
    date(2026, 4, 1),
    date(2026, 9, 9),
    date(2026, 10, 7),
    date(2026, 11, 1),
]  # on and between the days that count

days = st.integers(0, 60).map(lambda n: date(2026, 5, 1) + timedelta(days=n))
some = st.sampled_from([None, "A", "B"])
instants = st.integers(0, 60 * 24).map(lambda n: datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=n))
causes = st.builds(
    quality.Cause, st.text("XYZ", max_size=2), st.just(""), some, some, days, st.booleans(), st.booleans()
)
words = instants.flatmap(
    lambda at: st.builds(
        quality.Word, st.text("PQ", max_size=1), st.sampled_from(["partner", "company"]), st.just(at), st.just(at.date()),
        st.just("issue"), st.text("XYZ", max_size=2), st.just(""), st.booleans(),
    )
)  # fmt: skip
committed = st.builds(
    company.Committed, st.just("PO"), st.just(""), days, st.lists(st.sampled_from(["company", "partner", None]), max_size=3).map(tuple),
    st.sampled_from([None, "company", "partner"]),
)  # fmt: skip
paid = st.builds(
    company.Paid, st.just("INV"), st.just(Decimal(1)), st.just("IDR"), days, st.none() | days, some
)
Count = Callable[[Sequence[Any], Period], list[ProofRow]]
PURE: dict[str, tuple[Any, Count]] = {
    "repeat_causes": (causes, quality.repeat_causes),
    "declared_first": (words, quality.declared_first),
    "changes_after_commitment": (committed, company.changes_after_commitment),
    "payments_on_time": (
        paid,
        lambda rows, period: company.payments_on_time(rows, period, date(2026, 6, 10)),
    ),
}


def parts(found: Figure) -> tuple[Decimal, Decimal, int, int]:
    return found.numerator, found.denominator, found.rows, found.left_out


def holds(found: Figure) -> None:
    """A share lies between 0 and 1, and a figure without rows says so and is no number."""
    assert (found.value is None) == (found.state == "no_data") == (not found.rows or not found.denominator)
    if found.value is not None and BY_KEY[found.metric].kind == "share":
        assert 0 <= found.value <= 1, found
    if found.value is not None and found.metric == "ppm":
        assert 0 <= found.value <= 1_000_000, found
    if found.state != "enough":
        assert "%" not in shown.figure(found, "en").text


@pytest.mark.parametrize("metric", PURE)
@given(data=st.data(), chance=st.randoms(use_true_random=False))
def test_no_order_matters_and_a_period_is_the_sum_of_its_parts(metric: str, data: Any, chance: Any) -> None:
    rows_of, count = PURE[metric]
    alone = (lambda word: word.ref) if metric == "declared_first" else None  # each word is one record
    rows, cut = data.draw(st.lists(rows_of, max_size=12, unique_by=alone)), data.draw(days)
    whole, first, rest = (
        summed(metric, count(rows, period))
        for period in (ALL, Period(ALL.start, cut), Period(cut + ONE, ALL.end))
    )
    assert parts(whole) == tuple(a + b for a, b in zip(parts(first), parts(rest), strict=True))
    mixed = list(rows)
    chance.shuffle(mixed)
    assert summed(metric, count(mixed, ALL)) == whole
    for each in (whole, first, rest):
        holds(each)


def test_every_figure_is_the_sum_of_its_parts_and_of_its_rows(session: Session) -> None:
    arrange_more(session)
    who, counted = actor("dewi"), set()
    for partner in session.query(Partner):

        def found(start: date, end: date, partner: Partner = partner) -> list[Figure]:
            return queries.figures(session, who, partner, Period(start, end))

        whole = found(ALL.start, ALL.end)
        for cut in CUTS:
            halves = found(ALL.start, cut), found(cut + ONE, ALL.end)
            assert months.summed(map(by_metric, halves)) == whole
            for each in (*whole, *halves[0], *halves[1]):
                holds(each)
        for each in whole:
            rows = list(gathering.every_row(session, who, partner, ALL, each.metric))
            good = [row for row in rows if row.left_out is None]
            assert (len(good), len(rows) - len(good)) == (each.rows, each.left_out), each.metric
            if not each.mixed:
                sums = sum(row.numerator for row in good), sum(row.denominator for row in good)
                assert sums == pytest.approx((each.numerator, each.denominator), abs=Decimal("1e-9")), (
                    each.metric
                )
            counted |= {each.metric} if each.rows else set()
    assert len(counted) > len(METRICS) / 2, counted


def test_no_order_of_import_changes_a_figure(app: Flask, session: Session, tmp_path: Path) -> None:
    """One partner's file comes whole, the other's says the same line by line in any order, in pieces and twice, what
    came only later than what was promised."""

    def row(n: int, vendor: str, came: bool = True) -> str:
        due = date(2026, 10, 1) + timedelta(days=n)
        done = due + timedelta(days=n % 4 - 1) if came and n % 5 else ""
        return f"{vendor[:2]}-{n // 3},{vendor},{n},Angle {n % 3},{10 + n},{'t' if n % 2 else 'pcs'},{due},{done}"

    def bring(*rows: str) -> None:
        code, said = run(app, file(tmp_path / "a.csv", *rows, head=HEAD), "--json")
        assert code == 0, said

    sumber, baut = "PT Sumber Logam Abadi", "CV Baut Prima"
    bring(*(row(n, sumber) for n in range(18)))
    order = list(range(18))
    random.Random(5).shuffle(order)  # noqa: S311 (any order)
    bring(*(row(n, baut, came=False) for n in order[:7]))
    bring(*(row(n, baut) for n in order[4:12]))
    bring(*(row(n, baut) for n in order[::-1]))
    bring(*(row(n, baut) for n in order))
    session.rollback()
    session.expire_all()
    first, second = (
        [
            each
            for each in queries.figures(session, actor("dewi"), partner, ALL)
            if BY_KEY[each.metric].group in ("delivery", "quality")
        ]
        for partner in session.query(Partner).order_by(Partner.id)
    )
    assert first == second
    assert by_metric(first)["otif"].denominator == 18 and 0 < (by_metric(first)["otif"].value or 0) < 1
