"""`flask demo` and `flask demo-signins`."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal import clock, create_app
from portal.accounts import passwords
from portal.accounts.models import User
from portal.activity.models import Activity
from portal.actor import Actor
from portal.db import Base, db, system_session
from portal.desk.demo import filling, matters, matters_abroad, matters_services, people
from portal.desk.demo.days import Calendar
from portal.desk.demo.telling import Teller
from portal.files.models import Attachment
from portal.files.storage import Store
from portal.issues import clocks
from portal.issues.models import KINDS, STATES, Issue
from portal.issues.policy import STEPS
from portal.notify.models import Mail
from portal.orders import actions as orders
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.orders.standing import status
from portal.partners.calendar import terms
from portal.partners.models import Partner
from portal.resolutions import judging
from portal.resolutions.models import Resolution
from portal.reviews.models import Review
from portal.scores import closing, months
from portal.scores.contest_model import RowContest, RowCorrection
from portal.scores.models import KindDefinition, PartnerDefinition
from portal.scores.period_model import ClosedMonth
from portal.shipments import actions as shipments
from portal.shipments.models import Event, Notice, Receipt
from portal.talk.models import Message
from tests.conftest import settings_for
from tests.databases import migrate

pytestmark = pytest.mark.xdist_group("demo")  # they share what is costly to make

# Wednesday 25 November 2026, 17:30 in Surabaya.
EVENING = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
DERIVED = (
    "stage", "due_on", "first_promised_on", "base_on", "promised_on", "proposed_on", "proposed_by", "moves",
    "arrived_on", "received_on", "accepted",
)  # fmt: skip
# What may differ between two databases of the same day.
LOOSE = {"id", "token", "password_hash", "form_key", "version"}


_apps: dict[str, Flask] = {}


def app_on(database_url: str, data: Path) -> Flask:
    """The application on a database; made once for each."""
    if database_url not in _apps:
        _apps[database_url] = create_app(settings_for(database_url, data))
    _apps[database_url].config["SETTINGS"] = settings_for(database_url, data)
    return _apps[database_url]


@pytest.fixture
def bare(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a migrated database without a row in it."""
    made = app_on(database_url, tmp_path)
    yield made
    with made.app_context():
        db.engine.dispose()  # the file is about to be replaced


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on a database of its own that was filled at EVENING; tests only look at it."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    migrate(url, folder)
    made = app_on(url, folder)
    with made.app_context(), system_session() as session:
        filling.fill(session, folder, EVENING, "hash")
        session.commit()
    return made


@pytest.fixture
def filled(evening: Flask) -> Iterator[Session]:
    """A session on the filled database; nothing it writes stays."""
    with evening.app_context(), system_session() as session:
        yield session
        session.rollback()


def rows(session: Session) -> Counter[str]:
    """Every row of every table as text, without what is drawn by lot."""
    found: Counter[str] = Counter()
    for table in Base.metadata.sorted_tables:
        if table.name in ("alembic_version",):
            continue
        kept = [
            c
            for c in table.columns
            if c.name not in LOOSE and not c.foreign_keys and not c.name.endswith("_id")
        ]
        if kept:
            found.update(f"{table.name} {tuple(row)!r}" for row in session.execute(select(*kept)))
    return found


def test_the_command_fills_an_empty_database_and_no_other(
    bare: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: EVENING)
    runner = bare.test_cli_runner()
    began = time.process_time()
    first = runner.invoke(args=["demo"])
    assert first.exit_code == 0, first.output
    assert "12 partners" in first.output
    assert time.process_time() - began < 60  # a runaway, not a speed
    again = runner.invoke(args=["demo"])
    assert again.exit_code == 1 and "already holds a company" in again.output
    quiet = runner.invoke(args=["demo", "--if-empty"])
    assert (quiet.exit_code, quiet.output) == (0, "")
    with bare.app_context(), system_session() as session:  # the clock is the only source of time
        assert session.scalars(select(Order.created_at)).first() < EVENING  # type: ignore[operator]
    _sign_ins_have_exactly_these_keys_and_open_the_door(bare)


def test_before_it_is_filled_there_are_no_sign_ins(bare: Flask) -> None:
    early = bare.test_cli_runner().invoke(args=["demo-signins", "--json"])
    assert early.exit_code == 1 and "not filled by" in early.output


def _sign_ins_have_exactly_these_keys_and_open_the_door(bare: Flask) -> None:
    runner = bare.test_cli_runner()
    found = json.loads(runner.invoke(args=["demo-signins", "--json"]).output)
    assert {tuple(row) for row in found} == {("email", "password", "side", "role", "partner")}
    assert {row["side"] for row in found} == {"staff", "partner"}
    assert {row["role"] for row in found if row["side"] == "staff"} == {
        "administrator",
        "manager",
        "agent",
        "auditor",
    }
    assert {row["role"] for row in found if row["side"] == "partner"} == {"administrator", "member", "reader"}
    assert len({row["partner"] for row in found} - {None}) == 12
    with bare.app_context(), system_session() as session:
        stored = session.scalars(select(people.User.password_hash)).first()
    assert passwords.verify(stored, found[0]["password"])
    table = runner.invoke(args=["demo-signins"]).output
    assert found[0]["email"] in table and found[0]["password"] in table


def test_every_stored_standing_equals_its_recomputation(filled: Session) -> None:
    faults = []
    for schedule in filled.scalars(select(Schedule)):
        stored = {name: getattr(schedule, name) for name in DERIVED}
        shipments.recount(filled, [schedule])
        orders.restate(filled, schedule)
        derived = {name: getattr(schedule, name) for name in DERIVED}
        if stored != derived:
            faults.append((schedule.order_ref, stored, derived))
    filled.rollback()
    assert faults == []


def test_the_same_day_gives_the_same_rows(bare: Flask, filled: Session, tmp_path: Path) -> None:
    """Also on another database, and whatever the passwords are."""
    before = rows(filled)
    with bare.app_context(), system_session() as session:
        filling.fill(session, tmp_path, EVENING, "another hash")
        after = rows(session)
    assert sum(before.values()) > 10_000
    assert before - after == after - before == Counter()


def test_nothing_happens_in_the_future_and_activity_is_in_order(filled: Session) -> None:
    for model in (Activity, Message, Commitment, Event, Issue, Notice, Order, Receipt):
        for column in inspect(model).columns:
            # A clock's due and a mail's next attempt lie ahead by nature; everything else has been.
            if column.type.__class__.__name__ == "UTCDateTime" and not column.name.endswith("due_at"):
                late = filled.scalars(select(column).where(column > EVENING)).all()
                assert late == [], f"{model.__name__}.{column.name}"
    times = filled.scalars(select(Activity.at).order_by(Activity.id)).all()
    assert list(times) == sorted(times)


def test_every_kind_of_trouble_is_there_today(filled: Session) -> None:
    today = Calendar(EVENING).today
    kinds = Counter(
        status(
            s.stage,
            s.promised_on,
            s.base_on,
            s.arrived_on,
            s.expected_on,
            s.quantity,
            s.accepted,
            s.dispatched,
            today,
        )[0]
        for s in filled.scalars(select(Schedule))
    )
    assert set(kinds) == {
        "unconfirmed", "proposed", "on_track", "on_the_way", "at_risk", "short", "overdue",
        "delivered", "arrived_on_time", "arrived_early", "arrived_late", "cancelled",
    }  # fmt: skip
    assert 900 <= sum(kinds.values()) <= 1400
    waiting = set(filled.scalars(select(Schedule.proposed_by).where(Schedule.stage == "proposed")))
    assert waiting == {"company", "partner"}
    assert filled.scalars(
        select(Schedule).where(Schedule.promised_on == today, Schedule.accepted == 0)
    ).first()
    assert filled.scalars(select(Receipt).where(Receipt.arrived_on == today)).first()


def test_lines_balance_and_no_day_of_a_promise_is_a_holiday(filled: Session) -> None:
    totals: dict[int, Any] = Counter()
    for schedule in filled.scalars(select(Schedule)):
        totals[schedule.line_id] += schedule.quantity
    for line in filled.scalars(select(Line)):
        assert totals[line.id] == line.quantity
    calendar = Calendar(EVENING)
    days: set[date] = set(filled.scalars(select(Commitment.day)))
    assert [day for day in days if not calendar.works(day)] == []


def test_issues_stand_where_their_steps_lead(filled: Session) -> None:
    issues = list(filled.scalars(select(Issue)))
    assert {issue.state for issue in issues} == set(STATES)
    assert {issue.opened_side for issue in issues} == {"staff", "partner"}
    assert {issue.kind for issue in issues} == set(KINDS)
    assert any(issue.confidential for issue in issues)
    assert all(issue.ref == f"ISS-{issue.id:06d}" for issue in issues)
    hours = terms(filled)
    read = [clocks.both(issue, EVENING, hours) for issue in issues if not issue.closed]
    assert {answer.state for answer, _ in read} == {"running", "late", "met"}
    assert {solution.state for _, solution in read} >= {"running", "late"}


def test_one_resolution_waits_for_somebody_to_say_that_it_works(filled: Session) -> None:
    adi = filled.scalars(select(User).where(User.email == people.HUMAN["adi"].email)).one()
    actor = Actor(adi.id, adi.name, "staff", "administrator", "en", adi.zone)
    done = select(Resolution).where(Resolution.state == "open", Resolution.implemented_on.is_not(None))
    found = [judging.proposal(filled, actor, row) for row in filled.scalars(done)]
    assert [(one.verdict, len(one.proofs)) for one in found if one] == [("effective", 2)]


def test_every_step_of_an_issue_is_one_its_doer_may_take() -> None:
    teller = Teller(Calendar(EVENING))
    for matter in (*matters.tell(teller), *matters_services.tell(teller), *matters_abroad.tell(teller)):
        state, side, last = "open", people.HUMAN[matter.by].side, matter.at
        for step in matter.steps:
            assert last <= step.at <= EVENING, f"{matter.title}: {step.kind} at {step.at}"
            last = step.at
            if step.kind in STEPS:
                rule = STEPS[step.kind]
                assert state in rule.before, f"{matter.title}: {step.kind} from {state}"
                assert (people.HUMAN[step.by].side == side) == (rule.side == "opener"), matter.title
                state = rule.after


def test_files_are_kept_and_internal_ones_stay_inside(filled: Session, evening: Flask) -> None:
    files = list(filled.scalars(select(Attachment)))
    assert {file.mime for file in files} == {"image/jpeg", "application/pdf", "text/csv"}
    store = Store(evening.config["SETTINGS"].data / "files")
    for file in files:
        with store.open(file.sha256) as kept:
            assert len(kept.read()) == file.size
    notes = filled.scalars(select(Activity).where(Activity.audience == "internal")).all()
    assert {note.verb for note in notes} == {"said", "assigned"}


def test_scores_are_defined_closed_and_contested(filled: Session) -> None:
    """A claim in each state; what the job finds of the closed months afterwards is what stands there."""
    assert {(row.kind, row.number) for row in filled.scalars(select(KindDefinition))} >= {("supplier", 2), ("distributor", 1)}  # fmt: skip
    assert len(filled.scalars(select(PartnerDefinition)).all()) == 2
    claims = {row.issue_id: row for row in filled.scalars(select(RowContest))}
    states = [issue.state for issue in filled.scalars(select(Issue).where(Issue.id.in_(claims)).order_by(Issue.opened_at))]  # fmt: skip
    assert states == ["resolved", "confirmed", "open"]  # agreed to, refused, asked
    (agreed,) = filled.scalars(select(RowCorrection))
    (restated,) = filled.scalars(select(ClosedMonth).where(ClosedMonth.number == 2))
    before = filled.scalars(select(ClosedMonth).where(ClosedMonth.partner_id == restated.partner_id, ClosedMonth.month == restated.month, ClosedMonth.number == 1)).one()  # fmt: skip
    was, now = (months.read(row.figures)["on_time"] for row in (before, restated))
    assert now.numerator == was.numerator + 1
    assert now.denominator == was.denominator
    assert (restated.reason, restated.closed_at > before.closed_at) == (agreed.issue_ref, True)
    assert {row.state for row in filled.scalars(select(Review))} >= {
        "preparing",
        "accepted",
        "agreed",
        "missed",
    }
    with clock.standing_at(EVENING):
        partner = filled.get_one(Partner, restated.partner_id)
        assert {row.number for row in closing.due(filled, partner, Calendar(EVENING).today)} == {1}


def test_no_mail_waits(filled: Session) -> None:
    assert filled.scalars(select(Mail)).all() == []


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(datetime(2026, 11, 29, 1, 7, tzinfo=UTC), id="Sunday morning", marks=pytest.mark.sweep),
        pytest.param(
            datetime(2027, 1, 1, 20, 7, tzinfo=UTC), id="a holiday, past midnight", marks=pytest.mark.sweep
        ),
        pytest.param(datetime(2026, 3, 23, 0, 7, tzinfo=UTC), id="after Idul Fitri, before work"),
    ],
)
def test_it_can_be_opened_on_any_day_at_any_hour(bare: Flask, tmp_path: Path, now: datetime) -> None:
    with bare.app_context(), system_session() as session:
        filling.fill(session, tmp_path, now, "hash")
        assert session.scalars(select(Activity.at).order_by(Activity.at.desc())).first() <= now  # type: ignore[operator]
