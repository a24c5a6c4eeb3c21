"""The figures of a review of closed months: as they were frozen, by which definition, and what came of them since."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.reviews import counting, queries
from portal.scores import closing, defining, definitions, months
from portal.shipments import actions as shipments
from tests.page import CheckedClient
from tests.reviews.arrange import agreed, held, newest, review
from tests.reviews.test_export_pdf import text_of
from tests.reviews.test_results import row
from tests.scores import written
from tests.scores.cards import DUE, TEN, arrange, schedule, words
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
MONTH, TODAY, MEGA = months.month(date(2026, 10, 1)), date(2026, 11, 29), actor("mega")


def partner(session: Session) -> Partner:
    found = session.get(Partner, 1)
    assert found is not None
    return found


def one_to_come(session: Session) -> None:
    """October with 4 of 6 on time, and one of which nothing came: 4 of 7."""
    arrange(session)
    written.order(session, "PO-9", schedule(DUE, DUE, cancelled_by_company=0 * TEN))
    session.commit()


def it_came(session: Session) -> None:
    """Its receipt is booked late: 5 of 7."""
    schedule = session.query(Schedule).filter_by(order_ref="PO-9").one()
    shipments.receive(session, None, schedule, arrived_on=DUE, received_on=DUE, accepted=TEN)
    session.commit()


def part(client: CheckedClient, ref: str, name: str) -> str:
    client.get(f"/reviews/{ref}")
    return " ".join(words(each) for each in client.page.all("*", id=name))


def test_closed_months_are_as_they_were_frozen_by_their_definition(client: Client, session: Session) -> None:
    one_to_come(session)
    first = definitions.INSTALLED["supplier"]
    for number, start in enumerate((date(2026, 1, 1), date(2026, 2, 1))):
        defining.for_kind(session, MEGA, "supplier", defining.Said(first, start, f"Words {number}", number))
        if number == 0:
            closing.close(session, MEGA, partner(session), MONTH, TODAY)
    session.commit()
    it_came(session)
    ref, rina = review(session, days=-1), client("rina")
    said = part(rina, ref, "counted")
    assert "October 2026 is closed since" in said
    assert "version 1 for all partners of its kind" in said  # the one it was closed by, not version 2
    assert row(rina, "on_time")[:2] == ["On time 4 of 7", "57.1 %"]
    rina.get("/scorecard/SUMBER?period=2026-10")
    assert "version 1 for all partners of its kind" in rina.page.text
    pdf = text_of(rina.get(f"/reviews/{ref}.pdf").data)
    assert "version 1 for all partners of its kind" in pdf
    assert "October 2026 is closed since" in pdf


def test_an_open_month_says_so_and_its_figures_are_of_now(client: Client, session: Session) -> None:
    one_to_come(session)
    ref, dewi = review(session, days=-1), client("dewi")
    assert "October 2026 is still open" in part(dewi, ref, "counted")
    it_came(session)
    part(dewi, ref, "counted")
    assert row(dewi, "on_time")[:2] == ["On time 5 of 7", "71.4 %"]


def test_a_restatement_after_it_was_frozen_is_told_and_changes_nothing(
    client: Client, session: Session
) -> None:
    one_to_come(session)
    closing.close(session, MEGA, partner(session), MONTH, TODAY)
    ref = review(session, days=-1)
    held(session, ref)
    agreed(session, ref)
    rina = client("rina")
    assert part(rina, ref, "since") == ""
    it_came(session)
    closing.restate(session, MEGA, partner(session), MONTH, "The receipt was booked late")
    session.commit()
    minutes = newest(session, ref)
    assert minutes is not None
    told = part(rina, ref, "since")
    assert "Restated since, on" in told
    assert "“The receipt was booked late”" in told
    # On time reaches 4, then 5 of 7 of 0.95, as does the promise of the week before; quality all: (35 x 0.6015 + 35) / 70.
    assert "Score of PT Sumber Logam Abadi80.187.6" in told
    assert "On time57.1 %71.4 %" in told
    assert row(rina, "on_time")[:2] == ["On time 4 of 7", "57.1 %"]
    later = review(session, days=3, period=(date(2026, 11, 1), clock.today("Asia/Jakarta")))
    assert "Months restated 1" in part(rina, later, "open")
    rina.get(f"/reviews/{ref}")
    pdf = text_of(rina.get(f"/reviews/{ref}.pdf").data)
    assert "Restated since, on" in pdf
    assert "4 of 7" in pdf
    before = minutes.digest
    session.expire_all()
    after = newest(session, ref)
    assert after is not None
    assert after.digest == before
    following = review(session, days=0, period=(date(2026, 9, 2), date(2026, 10, 30)))
    assert "no whole months" in part(rina, following, "counted")


def test_what_closes_after_the_minutes_is_told(client: Client, session: Session) -> None:
    one_to_come(session)
    ref, rina = review(session, days=-1), client("rina")
    held(session, ref)
    assert "was still open when the minutes were written" in part(rina, ref, "counted")
    assert part(rina, ref, "since") == ""
    closing.close(session, MEGA, partner(session), MONTH, TODAY)
    session.commit()
    assert "was closed since, on" in part(rina, ref, "since")
    assert "with the same figures" in part(rina, ref, "since")


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [(("kind", 1), ("kind", 1), []), (("kind", 1), ("kind", 3), [["defined", 2]]), (("kind", 4), ("partner", 1), [["defined", 1]])],
)  # fmt: skip
def test_versions_of_the_definition_since_the_last_review(
    then: tuple[str, int], now: tuple[str, int], told: list[list[object]]
) -> None:
    packs = [{"definitions": [{"of": of, "number": number}]} for of, number in (then, now)]
    last = queries.Last("REV-000001", date(2026, 9, 30), packs[0], [], {})
    assert counting.defined_since(packs[1], last) == told
    assert counting.defined_since(packs[1], None) == []
