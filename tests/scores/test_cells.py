"""What moved a figure, from the database: the cells of a metric sum to its figure, kept or fresh, and the page says it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import cells, definitions, delivery_figures, delivery_rows, keeping
from portal.scores.figure import Period
from portal.scores.metrics import BY_KEY
from tests.page import CheckedClient
from tests.scores import written
from tests.scores.cards import DUE, LATE, OCTOBER, schedule, words
from tests.sweep.people import actor

MONTH, TODAY, DEWI = Period(date(2026, 10, 1), date(2026, 10, 31)), date(2026, 11, 29), actor("dewi")


@pytest.fixture
def partner(session: Session) -> Partner:
    """Of twelve, the four of Coil by sea are late and two of them again by road are not; one of six others is late."""
    rows = [schedule(DUE, LATE, "sea")] * 4 + [schedule(DUE, DUE)] * 2 + [schedule(DUE, DUE, "sea")] * 5
    written.order(session, "PO-1", *rows, schedule(DUE, LATE))
    for made in session.query(Schedule):
        made.item = "Coil" if made.line_number <= 6 else f"Other {made.line_number}"
    session.commit()
    found = session.get(Partner, 1)
    assert found is not None
    return found


@pytest.mark.parametrize("kept", [False, True])
def test_cells_sum_to_the_figures(session: Session, partner: Partner, kept: bool) -> None:
    held = definitions.holding(session, DEWI, partner, MONTH.start)
    if kept:
        assert sum(keeping.keep(session, partner, [held.definition])) == 12
        stale = session.query(Schedule).filter_by(line_number=12).one()
        stale.version += 1
        session.flush()
    found = cells.read(session, DEWI, 1, MONTH, held.definition, TODAY)
    figures = {f.metric: f for f in delivery_rows.figures(session, DEWI, partner, MONTH, held.definition)}
    assert figures["on_time"].numerator == 7
    for key in delivery_figures.PARTS:
        parts = found.of(BY_KEY[key])
        assert sum((each.numerator for each in parts), Decimal(0)) == figures[key].numerator, key
        assert sum((each.denominator for each in parts), Decimal(0)) == figures[key].denominator, key
        assert sum(each.rows for each in parts) == figures[key].rows, key
    coil = [each for each in found.of(BY_KEY["on_time"]) if each.of["item"] == "Coil"]
    assert {(each.of["mode"], int(each.numerator), each.rows) for each in coil} == {
        ("sea", 0, 4),
        ("road", 2, 2),
    }


def test_the_page_says_it_in_both_languages(
    client: Callable[[str], CheckedClient], session: Session, partner: Partner
) -> None:
    rina = client("rina")
    for path in ("/scorecard/SUMBER", "/scorecard/SUMBER/otif"):
        rina.get(f"{path}?{OCTOBER}")
        said = words(rina.page.root)
        assert (
            "4 of 5 schedules that were late or short were of Coil by sea; without them it would be 87.5 %."
            in said
        )
