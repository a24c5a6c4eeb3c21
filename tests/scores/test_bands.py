"""The band of others, out of their closed months: enough of them, of the same kind, and nobody's name or figure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock
from portal.partners.models import Partner
from portal.scores import bands, months
from portal.scores.figure import Figure, Period
from portal.scores.peers import Band
from portal.scores.period_model import ClosedMonth
from tests.page import CheckedClient
from tests.scores.cards import OCTOBER, arrange, measure

MONTH = months.month(date(2026, 10, 1))


def closed(
    session: Session, partner: int, on_time: int, number: int = 1, rows: int = 10, month: Period = MONTH
) -> None:
    """A closed month in which so many of so many rows were on time."""
    figure = Figure("on_time", Decimal(on_time), Decimal(rows), rows)
    session.add(
        ClosedMonth(
            partner_id=partner, month=month.start, number=number, figures=months.written([figure]), score=None,
            definition={}, definition_of="installed", definition_number=0, changes=[], closed_at=clock.now(),
        )
    )  # fmt: skip


def others(session: Session, count: int, **more: object) -> list[int]:
    """So many more suppliers, the first with 1 of 10 on time, the next with 2, and so on."""
    made = [
        Partner(code=f"P{n}", name=f"Peer {n}", kind=str(more.get("kind", "supplier")), created_at=clock.now(),
                internal_warehouse=bool(more.get("warehouse")))
        for n in range(1, count + 1)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    for n, partner in enumerate(made, 1):
        closed(session, partner.id, n)
    session.commit()
    return [partner.id for partner in made]


def test_five_others_make_a_band_and_four_do_not(app: object, session: Session) -> None:
    ids = others(session, 5)
    sumber = session.get(Partner, 1)
    with app.app_context():  # type: ignore[attr-defined]
        assert bands.bands(sumber, MONTH) == {"on_time": Band(Decimal("0.2"), Decimal("0.4"), 5)}
        # One of the five itself has four others.
        assert bands.bands(session.get(Partner, ids[0]), MONTH) == {}
        # Of two months the second is open; of days that are no months there is none.
        assert bands.bands(sumber, Period(MONTH.start, date(2026, 11, 30))) == {}
        assert bands.bands(sumber, Period(MONTH.start, date(2026, 10, 30))) == {}


def test_the_last_word_counts_and_who_has_too_few_rows_or_is_of_another_kind_does_not(
    app: object, session: Session
) -> None:
    ids = others(session, 5)
    closed(session, ids[0], 10, number=2)
    session.commit()
    sumber = session.get(Partner, 1)
    with app.app_context():  # type: ignore[attr-defined]
        # 10, 2, 3, 4 and 5 of ten now.
        assert bands.bands(sumber, MONTH)["on_time"] == Band(Decimal("0.3"), Decimal("0.5"), 5)
        closed(session, ids[1], 2, number=2, rows=4)
        session.commit()
        assert bands.bands(sumber, MONTH) == {}
        closed(session, ids[1], 2, number=3)
        session.get(Partner, ids[2]).kind = "carrier"  # type: ignore[union-attr]
        session.commit()
        assert bands.bands(sumber, MONTH) == {}


def test_a_partner_sees_the_band_and_no_other_name(
    client: Callable[[str], CheckedClient], session: Session
) -> None:
    arrange(session)
    others(session, 5)
    rina = client("rina")
    rina.get(f"/scorecard/SUMBER?{OCTOBER}")
    assert measure(rina, "on_time")[-1] == "20\N{EN DASH}40 % better than most"
    assert measure(rina, "otif")[-1] == "too few"
    assert "Peer" not in rina.page.html.replace("Peers", "")
