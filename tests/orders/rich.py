"""An order of which everything is there that its page can show."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.issues import queries
from portal.orders import actions
from portal.orders.models import Order
from portal.shipments import actions as shipments
from tests import cast
from tests.orders import builders, links
from tests.plans import arrange as plans


def order(session: Session, client: Any, ref: str, lines: int) -> Order:
    """Of every four lines one came late and damaged, one waits for a day, one was cancelled, of one a day is
    proposed; with a contest, a link, a clock, files, talk, an issue with a plan, and words not sent. Commits."""
    asked = [-9, 9, 9, 9] * (lines // 4)
    columns = {"staff_owner_id": cast.user_id("dewi"), "partner_owner_id": cast.user_id("rina")}
    due = clock.now() + timedelta(days=1)
    made = builders.order(session, ref, *asked, note="Gate 2", site_id=1, answer_due_at=due, **columns)
    for number, schedule in enumerate(builders.schedules(session, made)):
        if number % 4 == 0:
            builders.promise(session, schedule, -8, -6, cause="carrier")
            notice = builders.dispatch(session, schedule, f"SN-{ref}-{schedule.line_number}")
            shipments.report_event(
                session, notice, "k", clock.now() - timedelta(days=5), "customs_hold", "carrier",
                recorded_at=clock.now(),
            )  # fmt: skip
            shipments.receive(
                session, None, schedule, ref=f"GR-{ref}-{schedule.line_number}", arrived_on=builders.today(),
                accepted=Decimal(4), rejected=Decimal(1), condition="damaged", recorded_at=clock.now(),
            )  # fmt: skip
        elif number % 4 == 2:
            schedule.cancelled_at = clock.now()
            actions.restate(session, schedule)
            record(
                session, None, "cancelled", ("order", made.id, ref), partner_id=1, audience="shared",
                order_id=made.id, data={"line": schedule.line_number, "part": 1, "reason": "Not needed"},
            )  # fmt: skip
        elif number % 4 == 3:
            builders.propose(session, schedule, 12)
    session.commit()
    links.made(session, ref)
    rina, dewi = client("rina"), client("dewi")
    contest = {
        "receipt": f"GR-{ref}-1", "order": ref, "line": "1", "part": "1", "key": f"c-{ref}", "about": "receipt",
        "kind": "damaged", "what_happened": "Another truck", "quantity_affected": "1",
    }  # fmt: skip
    opened = rina.send("/feedback/new", contest).location.partition("?")[0].rpartition("/")[2]
    issue = queries.by_ref(session, plans.actor("dewi"), opened)
    terms = plans.actions.Terms(
        title="No more bent bars", goal="Straight", starts_on=plans.START, ends_on=plans.END,
        staff_owner_id=cast.user_id("dewi"), partner_owner_id=cast.user_id("rina"),
    )  # fmt: skip
    source = plans.actions.Source("issue", issue.id, opened)
    plans.actions.begin(session, plans.actor("dewi"), 1, "corrective", terms, source=source)
    session.commit()
    for person, audience in ((rina, "shared"), (dewi, "internal"), (dewi, "shared")):
        said = {
            "audience": audience, "body": "See the list", "key": f"m-{ref}-{audience}-{person is rina}",
            "files": (io.BytesIO(b"a,b\n1,2\n"), "list.csv"),
        }  # fmt: skip
        person.send(f"/orders/{ref}/messages", said, content_type="multipart/form-data")
    for person in (rina, dewi):
        person.send(
            f"/drafts/orders/{ref}/messages", {"key": "later", "audience": "shared", "body": "And then"}
        )
        person.send(f"/drafts/orders/{ref}/lines/2/1/proposal", {"reason": "The rolling mill stands"})
    return made
