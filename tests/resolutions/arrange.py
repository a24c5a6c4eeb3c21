"""A resolution of an issue about PO-1, made through the actions, and what stands in the database afterwards."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.issues.models import Issue
from portal.orders.models import Schedule
from portal.resolutions import actions, judging, queries, stepping
from portal.resolutions.kinds import Clocks, kinds_of
from portal.resolutions.models import Resolution, Step
from portal.shipments import actions as shipments
from tests.issues.arrange import actor, get, issue, orders

CLOCKS = Clocks()
ZONE = "Asia/Jakarta"


def today() -> date:
    """Today at the company."""
    return clock.today(ZONE)


def content(kind: str, **other: Any) -> dict[str, Any]:
    """What a step of this kind may say."""
    return {**_CONTENT[kind], **other}


_CONTENT: dict[str, dict[str, Any]] = {
    "emergency": {"symptom": "Bars are bent.", "at_once": "The bundle was set aside."},
    "team": {
        "leader": "partner:6", "champion": "company:3", "members": ["partner:7"],
        "names": {"partner:6": "Rina Wulandari, SUMBER", "company:3": "Dewi Anggraini, Cahaya Baja"},
    },
    "problem": {
        "what": "12 bars are bent by 4 cm.", "where": "Rungkut", "found": "3 November", "affected": "12", "unit": "pcs",
        "is_where": "lowest layer", "is_not_where": "upper layers",
    },
    "containment": {
        "how": "All bundles are checked.", "at_partner_lot": "40", "at_partner_checked": "40", "at_partner_bad": "3",
        "at_partner_done": "set aside",
    },
    "causes": {
        "occurrence_code": "method", "occurrence": "The straps are too tight.", "escape_code": "measurement",
        "escape": "Nobody measures after strapping.", "occurrence_why_1": "The straps cut in.",
    },
    "correction": {"chosen": "Wooden spacers under the straps."},
    "implementation": {"done": "Spacers are in use.", "done_on": "2026-11-20"},
    "prevention": {"documents": "Packing instruction 12, revision 3."},
    "closing": {"learned": "To look at the straps."},
}  # fmt: skip


def begun(
    session: Session, form: str = "light", side: str = "partner", opener: str = "dewi", **report: Any
) -> str:
    """The reference of a new issue about PO-1 line 1 that is taken into a resolution."""
    if session.scalars(select(Schedule)).first() is None:
        orders(session)
    ref = issue(session, opener, **{"kind": "damaged", "what_happened": "Bars are bent.", **report})
    begin(session, ref, form, side)
    return ref


def begin(session: Session, ref: str, form: str = "light", side: str = "partner") -> None:
    """Take an issue into a resolution, by Dewi."""
    row = get(session, ref)
    item = queries.item_of(session, actor("dewi"), row)
    actions.begin(session, actor("dewi"), row, form, side, item, CLOCKS)
    session.commit()


def case(session: Session, ref: str) -> Resolution:
    """The newest resolution of an issue as the database holds it now."""
    statement = (
        select(Resolution)
        .join(Issue, Issue.id == Resolution.issue_id)
        .where(Issue.ref == ref)
        .order_by(Resolution.id.desc())
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()  # type: ignore[return-value]


def step(session: Session, ref: str, kind: str) -> Step:
    """A step as the database holds it now."""
    statement = select(Step).where(Step.resolution_id == case(session, ref).id, Step.kind == kind)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def send(session: Session, ref: str, kind: str, name: str = "rina", **said: Any) -> None:
    """Send a step."""
    row = step(session, ref, kind)
    stepping.send(session, actor(name), case(session, ref), row, content(kind, **said))
    session.commit()


def accept(session: Session, ref: str, kind: str, name: str = "dewi") -> None:
    """Accept a step."""
    stepping.accept(session, actor(name), case(session, ref), step(session, ref, kind))
    session.commit()


def all_but_closing(session: Session, ref: str, done_on: date) -> None:
    """Send and accept everything up to the closing; it was done on this day."""
    for kind in kinds_of(case(session, ref).form)[:-1]:
        said = {"done_on": done_on.isoformat()} if kind == "implementation" else {}
        send(session, ref, kind, **said)
        accept(session, ref, kind)


def judge(session: Session, ref: str, verdict: str = "effective", reason: str = "We looked.") -> None:
    """Decide whether it works, by Dewi."""
    judging.judge(session, actor("dewi"), case(session, ref), verdict, reason, CLOCKS)
    session.commit()


def closed(session: Session, **begin: Any) -> str:
    """The reference of an issue whose resolution went all the way."""
    ref = begun(session, **begin)
    all_but_closing(session, ref, today() - timedelta(days=20))
    judge(session, ref)
    send(session, ref, "closing")
    accept(session, ref, "closing")
    return ref


def receipt(
    session: Session, number: int, day: date, rejected: str = "0", order: str = "PO-1", accepted: str = "1"
) -> Any:
    """Something that came of the order's line 1 on a day."""
    schedule = session.scalars(select(Schedule).where(Schedule.order_ref == order)).one()
    row = shipments.receive(
        session, actor("dewi"), schedule, ref=f"GR-{number}", accepted=Decimal(accepted), arrived_on=day, received_on=day,
        rejected=Decimal(rejected), condition="damaged" if rejected != "0" else "good", recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    return row


def verbs(session: Session) -> list[str]:
    """What was recorded of resolutions, the oldest first."""
    statement = select(Activity.verb).where(Activity.subject_type == "resolution")
    return list(session.scalars(statement.order_by(Activity.id)))
