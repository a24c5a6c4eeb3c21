"""A closed period on the card: as it was frozen, and what it said before it was restated."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scores import closing, months
from portal.shipments import actions as shipments
from tests.page import CheckedClient
from tests.scores import written
from tests.scores.cards import DUE, OCTOBER, TEN, arrange, measure, schedule, words
from tests.sweep.people import actor

MONTH, TODAY, MEGA = months.month(date(2026, 10, 1)), date(2026, 11, 29), actor("mega")


def test_late_data_changes_nothing_until_it_is_restated_and_then_says_so(
    client: Callable[[str], CheckedClient], session: Session
) -> None:
    arrange(session)
    partner = session.get(Partner, 1)
    assert partner is not None
    written.order(session, "PO-9", schedule(DUE, DUE, cancelled_by_company=0 * TEN))
    closing.close(session, MEGA, partner, MONTH, TODAY)
    session.commit()
    rina = client("rina")
    rina.get(f"/scorecard/SUMBER?{OCTOBER}")
    assert (
        measure(rina, "otif")[0] == "On time and in full 4 of 7, 21.5 of 35.7 points"
    )  # what never came is late
    assert "October 2026, closed on" in words(rina.page.root)
    open_one = session.query(Schedule).filter_by(order_ref="PO-9").one()
    shipments.receive(session, None, open_one, arrived_on=DUE, received_on=DUE, accepted=TEN)
    session.commit()
    rina.get(f"/scorecard/SUMBER?{OCTOBER}")
    assert measure(rina, "otif")[0] == "On time and in full 4 of 7, 21.5 of 35.7 points"
    closing.restate(session, MEGA, partner, MONTH, "The receipt was booked late")
    session.commit()
    rina.get(f"/scorecard/SUMBER?{OCTOBER}")
    assert (
        measure(rina, "otif")[0]
        == "On time and in full 5 of 7, 26.9 of 35.7 points, restated 57.1 % to 71.4 %"
    )
    rina.get(f"/scorecard/SUMBER/otif?{OCTOBER}")
    assert "restated 57.1 % to 71.4 %" in words(rina.page.root)
    rina.get("/partners/SUMBER")
    (panel,) = rina.page.all("section", id="score")
    # On time reaches 5 of 7 of 0.95, as does the promise of the week before; quality all: (35 x 0.752 + 35) / 70.
    # We cancelled one of eight that were promised: 0.05 / 0.125.
    assert words(panel).endswith("87.6 of 100 October 2026The company towards it: 40.0 of 100")
