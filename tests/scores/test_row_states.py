"""Of every figure, how many rows are left out for each reason; each reason opens its rows. On the page and in the sheet."""

import io
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from portal import clock
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import (
    closing,
    definitions,
    delivery_states,
    keeping,
    labels,
    months,
    proving,
    queries,
    row_states,
)
from portal.scores.definition import Definition, write
from portal.scores.delivery import Schedule as Row
from portal.scores.models import KindDefinition
from portal.scores.payment_model import Payment
from tests import cast
from tests.page import CheckedClient
from tests.scores import written
from tests.scores.cards import DUE, LATE, OCTOBER, TEN, arrange, schedule, words
from tests.scores.test_metric import rows
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
MONTH, TODAY, DEWI, MEGA = months.month(DUE), date(2026, 11, 29), actor("dewi"), actor("mega")
SELECTS = 441  # as the page of a metric without a choice of rows


@pytest.fixture
def partner(session: Session) -> Partner:
    """October of tests.scores.cards: six that count and one cancelled; beside it one by air, never promised, and five
    invoices: paid in time, late, two held back, and one that is not due."""
    arrange(session)
    written.order(session, "PO-5", Row(1, TEN, DUE, mode="air"), schedule(DUE, LATE, "air"))
    for number, (due, more) in enumerate(
        [(DUE, {"paid_on": DUE}), (DUE, {"paid_on": LATE}), (DUE, {"held_why": "Wrong"}), (DUE, {"held_why": "Twice"}), (date(2099, 1, 5), {})]
    ):  # fmt: skip
        session.add(
            Payment(
                partner_id=1, ref=f"INV-{number}", amount=TEN, currency="IDR", due_on=due, recorded_by=cast.user_id("dewi"),
                recorded_name="Dewi", recorded_at=clock.now(), **more,
            )
        )  # fmt: skip
    without_air = Definition(excluded_modes=frozenset({"air"}))
    session.add(
        KindDefinition(
            kind="supplier", number=1, starts_on=date(2026, 10, 1), values=write(without_air), note="No air",
            made_name="Mega", made_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()
    found = session.get(Partner, 1)
    assert found is not None
    return found


@pytest.mark.parametrize("kept", [False, True])
def test_rows_are_counted_by_how_they_count(
    session: Session, partner: Partner, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_states, "PAGE", 2)
    if kept:
        by = definitions.holding(session, DEWI, partner, MONTH.start).definition
        assert sum(keeping.keep(session, partner, [by]))
        session.query(Schedule).filter_by(order_ref="PO-1", line_number=6).one().version += 1
        session.flush()

    def counts(metric: str) -> Counter[str]:
        return row_states.counts(session, DEWI, partner, MONTH, metric)

    assert counts("otif") == {"counted": 4, "missed": 2, "cancelled": 1, "mode": 2}
    assert counts("lead_time") == {"no_lead_time": 6, "cancelled": 1, "mode": 2}
    assert counts("payments_on_time") == {"counted": 1, "missed": 1, "held": 2}
    for figure in queries.figures(session, DEWI, partner, MONTH):
        found = counts(figure.metric)
        left_out = {state: n for state, n in found.items() if state in labels.LEFT_OUT}
        assert (sum(found.values()) - sum(left_out.values()), sum(left_out.values())) == (
            figure.rows,
            figure.left_out,
        ), figure
        for state, count in found.items():  # each opens exactly its rows, page by page
            if state == "counted":
                continue
            seen, mark = list[str](), None
            while True:
                page, mark = row_states.page(session, DEWI, partner, MONTH, figure.metric, state, mark)
                seen += [f"{row.ref} {row.label}" for row in page]
                assert {proving.way_of(row) for row in page} <= {state}
                if mark is None:
                    break
            assert len(seen) == len(set(seen)) == count


def test_the_page_says_how_many_for_each_reason_and_opens_them(
    client: Client, session: Session, partner: Partner
) -> None:
    for name in ("rina", "ayu"):
        person = client(name)
        here = f"/scorecard/SUMBER/otif?{OCTOBER}"
        person.get(here)
        (head,) = person.page.all("section", id="figure")
        assert (
            "3 rows are left out. 2 this way of transport is left out, 1 cancelled by the company"
            in words(head)
        )
        (chips,) = [each for each in person.page.root.iter("nav") if each.get("class") == "chips"]
        assert [words(each) for each in chips.iter("li")] == [
            "All", "Missed 2", "left out: this way of transport is left out 2", "left out: cancelled by the company 1",
        ]  # fmt: skip
        for link, count in zip(list(chips.iter("a"))[1:], (2, 2, 1), strict=True):
            assert person.get(str(link.get("href")).partition("#")[0]).status_code == 200
            assert person.selects == SELECTS
            assert len(rows(person)) == count
        assert [row[0] for row in rows(person)] == ["PO-1"]
    person.get(f"{here}&rows=nonsense")
    assert len(rows(person)) == 9
    person.get(f"{here}&rows=no_day")
    assert "None of the rows of this period counts so." in person.page.text
    assert client("budi").get(f"{here}&rows=missed").status_code == 404


def test_the_sheet_says_it_too(client: Client, session: Session, partner: Partner) -> None:
    answer = client("rina").get(f"/scorecard/SUMBER/otif/rows.xlsx?{OCTOBER}")
    sheet = load_workbook(io.BytesIO(answer.get_data()))["Left out"]
    assert [list(line) for line in sheet.iter_rows(min_row=2, values_only=True)] == [
        ["left out: this way of transport is left out", 2], ["left out: cancelled by the company", 1],
    ]  # fmt: skip


def test_the_rows_of_a_closed_month_are_judged_as_it_was(
    client: Client, session: Session, partner: Partner
) -> None:
    """Whatever holds for the partner since: another version, or that of the kind that it has become."""
    closing.close(session, MEGA, partner, MONTH, TODAY)
    before = row_states.counts(session, DEWI, partner, MONTH, "otif")
    partner.kind = "distributor"  # judged as the portal came: by air counts
    session.commit()
    assert row_states.counts(session, DEWI, partner, MONTH, "otif") == before
    person = client("rina")
    person.get(f"/scorecard/SUMBER/otif?{OCTOBER}")
    (head,) = person.page.all("section", id="figure")
    assert "4 schedules on time and in full, of 6 schedules due. 3 rows are left out." in words(head)
    assert Counter(row[-1] for row in rows(person))["left out: this way of transport is left out"] == 2
    assert "The figure is as it was when the months closed" in person.page.text
