"""Figures of the cast's records, counted by hand, through the one facade."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.orm import Session

from portal.issues.models import Issue
from portal.orders import actions as orders
from portal.orders.actions import NewLine, Said
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.plans.models import Action, DueChange, Plan
from portal.resolutions.models import Resolution, Step
from portal.scores import changes_rows, queries
from portal.scores.company import changes_after_commitment
from portal.scores.figure import Figure, Period, ProofRow
from portal.scores.payment_model import Payment
from portal.scores.sales_model import SalesActual, SalesTarget
from portal.scores.summing import summed
from portal.shipments.models import Receipt
from tests import cast
from tests.issues.arrange import actor, issue
from tests.plans.arrange import action, get_action, plan
from tests.resolutions import arrange as cases

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
DEWI = ("company", cast.user_id("dewi"), cast.NAMES["dewi"])
RINA = ("partner", cast.user_id("rina"), cast.NAMES["rina"])


def at(day: int, hour: int, month: int = 5) -> datetime:
    """An hour of the company on a day of 2026; it works from 8 to 17, Monday to Friday."""
    return datetime(2026, month, day, hour - 7, tzinfo=UTC)


def said(who: tuple[str, int, str], day: int, hour: int) -> Said:
    return Said(*who, at(day, hour))


def order(session: Session, ref: str, asked_at: datetime, partner: int = 1) -> Schedule:
    new = NewLine("Angle", Decimal(10), "t", date(2026, 5, 20), item_code="A1")
    made = orders.create(session, None, partner, ref, [new], created_at=asked_at)
    return session.query(Schedule).filter_by(order_id=made.id).one()


def promised(session: Session, ref: str, day: int, *causes: str | None, partner: int = 1) -> Schedule:
    """A schedule promised for a day of May, and agreed to move by a day for each cause."""
    row = order(session, ref, at(4, 9), partner)
    for number, cause in enumerate((None, *causes)):
        orders.commit_to(
            session, row, date(2026, 5, day) + timedelta(days=number), said(RINA, 4, 10), decided=said(DEWI, 4, 11), state="accepted",
            cause_side=cause,
        )  # fmt: skip
    return row


def supplier(session: Session, partner: int = 1) -> Partner:
    return session.get(Partner, partner)  # type: ignore[return-value]


def figures(
    session: Session, name: str = "dewi", partner: int = 1, period: Period = MAY
) -> dict[str, Figure]:
    return {f.metric: f for f in queries.figures(session, actor(name), supplier(session, partner), period)}


def rows(session: Session, metric: str, name: str = "rina", partner: int = 1) -> list[ProofRow]:
    found, following = queries.proof(session, actor(name), supplier(session, partner), MAY, metric)
    assert following is None
    return found


def short(found: list[ProofRow]) -> list[tuple[str, Any, int, str | None]]:
    return [(row.ref, row.numerator, int(row.denominator), row.left_out) for row in found]


@contextmanager
def selects(session: Session) -> Iterator[list[str]]:
    """The SELECTs that are sent meanwhile."""
    sent: list[str] = []

    def heard(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "set_config" not in statement:
            sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", heard)
    yield sent
    event.remove(engine, "before_cursor_execute", heard)


def test_answers_to_orders(session: Session) -> None:
    # Monday 4 May 9:00, due after 24 hours of 9 a day: Wednesday 15:00.
    quick = order(session, "PO-1", at(4, 9))
    orders.commit_to(  # 3 hours; what the order asked for itself is no proposal beside it
        session, quick, date(2026, 5, 20), said(DEWI, 4, 9), decided=said(RINA, 4, 12), state="accepted"
    )
    slow = order(session, "PO-2", at(4, 9))
    orders.commit_to(session, slow, date(2026, 5, 20), said(DEWI, 5, 8))  # we proposed: no answer of theirs
    orders.commit_to(session, slow, date(2026, 5, 21), said(RINA, 7, 9))  # 9 + 9 + 9 = 27 hours
    order(session, "PO-3", at(4, 9))  # silent
    gone = order(session, "PO-4", at(4, 9))
    gone.cancelled_at, gone.cancelled_by = at(4, 10), "company"
    orders.restate(session, gone)
    order(session, "PO-5", at(4, 9), partner=2)
    order(session, "PO-6", at(28, 9))  # falls due on Monday, 1 June
    session.commit()
    assert short(rows(session, "order_answer_time")) == [
        ("PO-1", 3, 1, None), ("PO-2", 27, 1, None), ("PO-3", 0, 0, "unanswered"), ("PO-4", 0, 0, "nothing_waits"),
        ("PO-2", 0, 0, "unanswered"),
    ]  # fmt: skip
    found = figures(session)
    assert found["order_answer_time"].value == 15
    # PO-1 kept; PO-2, PO-3 and our proposal of PO-2 missed.
    assert (found["clocks_kept"].numerator, found["clocks_kept"].denominator) == (1, 4)


def test_proposals_that_we_decide_in_time(session: Session) -> None:
    for number, (state, decided) in enumerate(
        [
            ("accepted", said(DEWI, 5, 9)), ("declined", said(DEWI, 7, 9)), ("withdrawn", said(RINA, 5, 9)),
            ("withdrawn", said(RINA, 8, 9)), ("proposed", None),
        ],
        start=1,
    ):  # fmt: skip
        row = order(session, f"PO-{number}", at(4, 9))
        orders.commit_to(session, row, date(2026, 5, 20), said(RINA, 4, 9), decided=decided, state=state)
    session.commit()
    assert short(rows(session, "decisions_in_time")) == [
        ("PO-1", 1, 1, None), ("PO-2", 0, 1, None), ("PO-3", 0, 0, "withdrawn"), ("PO-4", 0, 1, None), ("PO-5", 0, 1, None),
    ]  # fmt: skip
    assert figures(session)["decisions_in_time"].value == Decimal("0.25")


def test_a_proposal_in_parts_is_one(session: Session) -> None:
    row = order(session, "PO-1", at(4, 9))
    for day in (20, 27):
        orders.commit_to(session, row, date(2026, 5, day), said(RINA, 4, 9), quantity=Decimal(5))
    quick = order(session, "PO-2", at(4, 9))
    for day in (20, 27):
        orders.commit_to(
            session,
            quick,
            date(2026, 5, day),
            said(RINA, 4, 9),
            quantity=Decimal(5),
            decided=said(DEWI, 4, 11),
            state="declined",
        )
    cut = order(session, "PO-3", at(4, 9))
    part = Schedule(
        **{c.key: getattr(cut, c.key) for c in Schedule.__table__.columns if c.key not in ("id", "part")},
        part=2,
    )
    session.add(part)
    session.flush()
    for each in (cut, part):  # the part took along what was promised of the whole
        orders.commit_to(
            session, each, date(2026, 5, 20), said(RINA, 4, 9), decided=said(DEWI, 4, 11), state="accepted"
        )
    session.commit()
    found = rows(session, "decisions_in_time")
    assert short(found) == [("PO-1", 0, 1, None), ("PO-2", 1, 1, None), ("PO-3", 1, 1, None)]
    assert figures(session)["decisions_in_time"] == summed("decisions_in_time", found)


def opened(session: Session, name: str, ref: str | None, when: datetime, **columns: Any) -> str:
    """An issue opened then, due after 8 working hours, with these columns."""
    made = issue(session, name, ref, kind=columns.pop("kind", "damaged"))
    due = columns.pop("due", when + timedelta(days=1))
    session.execute(
        update(Issue).where(Issue.ref == made).values(opened_at=when, answer_due_at=due, **columns)
    )
    session.commit()
    return made


def test_answers_to_issues_of_each_side(session: Session) -> None:
    cases.orders(session)
    ours = opened(session, "dewi", None, at(5, 9), answered_at=at(5, 11), unanswered=False)
    silent = opened(session, "dewi", None, at(6, 9))
    opened(session, "dewi", None, at(7, 9), merged=True, closed=True)
    opened(session, "dewi", None, at(7, 9), confidential=True)
    theirs = opened(session, "rina", None, at(12, 9), answered_at=at(13, 10), unanswered=False)
    for name in ("dewi", "rina"):
        assert [row[:2] for row in short(rows(session, "issue_answer_time", name))] == [
            (ours, 2), (silent, 0), ("ISS-000003", 0),
        ]  # fmt: skip
        assert short(rows(session, "company_answer_time", name)) == [(theirs, 10, 1, None)]


def test_actions_of_each_side_by_the_day_that_was_promised(session: Session) -> None:
    made = plan(session)
    mine, ours = (
        action(session, made, due_on=date(2026, 5, 8)),
        action(session, made, "dewi", due_on=date(2026, 5, 8)),
    )
    secret = plan(session, confidential=True)
    action(session, secret, due_on=date(2026, 5, 8))
    for number, done in ((mine, 12), (ours, 8)):
        session.execute(
            update(Action)
            .where(Action.id == get_action(session, made.ref, number).id)
            .values(state="done", done_at=at(done, 16))
        )
    session.add(
        DueChange(
            partner_id=1, plan_id=made.id, action_id=get_action(session, made.ref, mine).id, was_on=date(2026, 5, 8),
            due_on=date(2026, 5, 15), reason="Late", side="partner", changed_by=cast.user_id("rina"), changed_name="Rina",
            changed_at=at(7, 9),
        )
    )  # fmt: skip
    session.execute(
        update(Action)
        .where(Action.number == mine, Action.plan_id == made.id)
        .values(due_on=date(2026, 5, 15))
    )
    session.commit()
    assert short(rows(session, "actions_kept")) == [(f"{made.ref}/{mine}", 0, 1, None)]
    assert short(rows(session, "company_actions_kept")) == [(f"{made.ref}/{ours}", 1, 1, None)]
    assert session.query(Plan).count() == 2


def test_steps_and_causes_of_resolutions(session: Session) -> None:
    first, second = cases.begun(session), cases.begun(session)
    for number, ref in enumerate((first, second)):
        cases.send(session, ref, "causes")
        cases.accept(session, ref, "causes")
        case = cases.case(session, ref).id
        session.execute(
            update(Resolution).where(Resolution.id == case).values(began_at=at(4 + number, 9), item_code="A1")
        )
        session.execute(update(Step).where(Step.resolution_id == case).values(due_at=None))
        session.execute(
            update(Step).where(Step.resolution_id == case, Step.kind == "causes").values(due_at=at(14, 9))
        )
    session.commit()
    assert short(rows(session, "repeat_causes")) == [(first, 0, 1, None), (second, 1, 1, None)]
    kept = [row for row in rows(session, "clocks_kept") if row.on == date(2026, 5, 14)]
    assert short(kept) == [(first, 0, 1, None), (second, 0, 1, None)]  # sent now, months later
    assert kept[0].facts[0] == ("Step", "Causes")


def test_who_spoke_first(session: Session) -> None:
    good, bad = order(session, "PO-1", at(4, 9)), order(session, "PO-2", at(4, 9))
    session.commit()
    declared = opened(session, "rina", "PO-1", at(5, 9))
    opened(session, "dewi", "PO-1", at(6, 9))
    opened(session, "rina", "PO-2", at(8, 9))
    opened(session, "rina", None, at(8, 9))  # about no delivery
    opened(session, "rina", "PO-2", at(4, 10), kind="praise")
    for row, day in ((good, 7), (bad, 7)):
        session.add(
            Receipt(
                partner_id=1, order_id=row.order_id, schedule_id=row.id, ref=f"GR-{row.id}", arrived_on=date(2026, 5, day),
                accepted=Decimal(9), rejected=Decimal(1), condition="damaged", recorded_at=at(day, 9),
            )
        )  # fmt: skip
    session.commit()
    assert short(rows(session, "declared_first")) == [(declared, 1, 1, None), ("PO-2", 0, 1, None)]
    assert figures(session)["declared_first"].value == Decimal("0.5")


def test_what_we_changed_is_counted_as_it_is_shown(session: Session) -> None:
    promised(session, "PO-1", 20)
    promised(session, "PO-2", 20, "company", "company")
    promised(session, "PO-3", 20, "partner")
    promised(session, "PO-4", 31, "company")
    promised(session, "PO-5", 20, "company", partner=2)
    promised(session, "PO-6", 20).cancelled_by = "company"
    promised(session, "PO-7", 20, "company").cancelled_by = "partner"
    session.commit()
    found = rows(session, "changes_after_commitment")
    assert short(found) == [
        ("PO-1", 0, 1, None), ("PO-2", 1, 1, None), ("PO-3", 0, 1, None), ("PO-6", 1, 1, None),
        ("PO-7", 0, 0, "cancelled_by_partner"), ("PO-4", 1, 1, None),
    ]  # fmt: skip
    assert figures(session)["changes_after_commitment"] == summed("changes_after_commitment", found)
    assert changes_after_commitment([], MAY) == []


def test_pages_of_promised_schedules(session: Session, monkeypatch: Any) -> None:
    monkeypatch.setattr(changes_rows, "PAGE", 2)
    for number in range(5):
        promised(session, f"PO-{number}", 20 - number)
    session.commit()
    seen, mark = list[str](), None
    while True:
        page, mark = queries.proof(
            session, actor("rina"), supplier(session), MAY, "changes_after_commitment", mark
        )
        seen += [row.ref for row in page]
        if mark is None:
            break
    assert seen == ["PO-4", "PO-3", "PO-2", "PO-1", "PO-0"]


def by_dewi(word: str) -> dict[str, Any]:
    return {f"{word}_by": cast.user_id("dewi"), f"{word}_name": "Dewi", f"{word}_at": at(4, 9)}


def test_sales_and_payments(session: Session) -> None:
    month = {"partner_id": 1, "product": "", "unit": "t"}
    session.add_all(
        [
            SalesTarget(**month, month=date(2026, 5, 1), amount=Decimal(200), **by_dewi("set")),
            SalesActual(**month, month=date(2026, 5, 1), amount=Decimal(240), side="partner", state="accepted", **by_dewi("reported")),
            SalesActual(**month, month=date(2025, 5, 1), amount=Decimal(160), side="company", state="accepted", **by_dewi("reported")),
            Payment(partner_id=1, ref="INV-1", amount=Decimal(5), currency="IDR", due_on=date(2026, 5, 4), paid_on=date(2026, 5, 4), **by_dewi("recorded")),
            Payment(partner_id=2, ref="INV-2", amount=Decimal(5), currency="IDR", due_on=date(2026, 5, 4), **by_dewi("recorded")),
        ]
    )  # fmt: skip
    session.commit()
    found = figures(session)
    assert (found["sales_to_target"].value, found["growth"].value) == (Decimal("1.2"), Decimal("0.5"))
    assert short(rows(session, "payments_on_time")) == [("INV-1", 1, 1, None)]
    (month,) = rows(session, "growth")
    assert (month.label, month.facts) == ("May 2026", (("Sold", "240 t"), ("A year before", "160 t")))
    assert "growth" not in figures(session, partner=2)
    assert short(rows(session, "payments_on_time", "budi", 2)) == [("INV-2", 0, 1, None)]


def test_the_stranger_sees_no_rows_and_no_data_is_no_number(session: Session) -> None:
    promised(session, "PO-1", 20)
    opened(session, "dewi", "PO-1", at(5, 9))
    session.commit()
    ours = [key for key in figures(session) if key not in ("ppm",)]
    for key in ours:
        found = queries.proof(session, actor("budi"), supplier(session), MAY, key)
        assert found == ([], None), key
    for figure in figures(session, "budi").values():
        assert (figure.state, figure.value) == ("no_data", None)


def test_it_costs_as_many_selects_however_much_there_is(session: Session) -> None:
    counts = []
    for number in range(2):
        for one in range(3):
            promised(session, f"PO-{number}-{one}", 20, "company")
            order(session, f"PO-{number}-{one}-b", at(4, 9))
        session.commit()
        action(session, plan(session), due_on=date(2026, 5, 8))
        opened(session, "dewi", None, at(5, 9))
        with selects(session) as sent:
            figures(session, "rina")
        counts.append(len(sent))
    assert counts == [39, 39]
