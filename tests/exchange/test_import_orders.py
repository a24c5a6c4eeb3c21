"""`flask import-orders`: whole or not at all, repeatable, safe against a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Membership
from portal.activity.models import Activity, Batch
from portal.config import ROOT
from portal.exchange import running
from portal.exchange.models import Import
from portal.notify import digests
from portal.notify.models import Mail
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.partners.models import Partner
from portal.shipments.models import Notice, Receipt
from tests import cast
from tests.exchange.files import BAD, GOOD, write
from tests.exchange.shared import SCMS, needs_data
from tests.orders import builders

TABLES = (Order, Line, Schedule, Commitment, Notice, Receipt, Partner)


def run(app: Flask, *arguments: str) -> tuple[int, Any]:
    """Run the command; its exit code and its JSON (or text)."""
    result = app.test_cli_runner().invoke(args=["import-orders", *arguments])
    try:
        return result.exit_code, json.loads(result.output)
    except ValueError:
        return result.exit_code, result.output


def rows(session: Session) -> dict[str, int]:
    """How many rows each table of orders holds, visible or not."""
    session.rollback()
    return {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in TABLES}


def test_a_good_file_is_imported_whole(app: Flask, session: Session, tmp_path: Path) -> None:
    code, found = run(app, str(write(tmp_path / "a.csv", *GOOD)), "--json")
    assert code == 0
    assert found["lines"] == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}
    assert found["partners"] == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    late = session.scalars(select(Schedule).where(Schedule.item == "Round bar 25")).one()
    assert (late.stage, str(late.promised_on), str(late.arrived_on)) == (
        "arrived",
        "2026-11-09",
        "2026-11-12",
    )
    still_open = session.scalars(select(Schedule).where(Schedule.item.startswith("Angle"))).one()
    assert (still_open.stage, still_open.accepted) == ("promised", 0)


def test_what_is_new_goes_to_who_had_the_last_order_there_else_to_the_administrator(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    sari = session.query(Membership).filter_by(user_id=cast.user_id("sari")).one()
    sari.reach, sari.team = "own", "Export"
    builders.order(session, "PO-1", 5, partner_owner_id=cast.user_id("sari"))
    builders.order(session, "PO-2", 5, partner_owner_id=cast.user_id("toni"))  # who only reads by now
    builders.order(session, "BP-1", 5, partner=builders.BAUT)
    session.commit()
    new = "PO-7004,PT Belum Dikenal,7004-1,Washer M24,10,pcs,2030-11-12,"
    run(app, str(write(tmp_path / "a.csv", *GOOD, new)))
    session.rollback()
    names = {
        order.ref: (order.partner_owner_id, order.partner_team) for order in session.scalars(select(Order))
    }
    assert names["PO-7001"] == (cast.user_id("sari"), "Export")
    assert names["PO-7002"] == (cast.user_id("budi"), None)
    assert names["PO-7004"] == (None, None)  # nobody has an account there
    assert names["BP-1"] == (None, None)  # what was there stays as it is


def test_a_dry_run_changes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    before = rows(session)
    code, found = run(app, str(write(tmp_path / "a.csv", *GOOD)), "--dry-run", "--json")
    assert (code, found["lines"]["new"], found["result"]) == (0, 3, "dry run")
    assert rows(session) == before


def test_a_bad_row_is_named_and_nothing_is_taken(app: Flask, session: Session, tmp_path: Path) -> None:
    before = rows(session)
    code, found = run(app, str(write(tmp_path / "a.csv", *GOOD, BAD)), "--json")
    assert code == 1
    (refusal,) = found["refusals"]
    assert (refusal["row"], refusal["column"], refusal["value"]) == (5, "Quantity", "many")
    assert "not a number" in refusal["reason"]
    assert rows(session) == before


def test_the_good_rows_are_taken_if_the_user_says_so(app: Flask, session: Session, tmp_path: Path) -> None:
    code, found = run(app, str(write(tmp_path / "a.csv", *GOOD, BAD)), "--good-rows-only", "--json")
    assert (code, found["result"], found["lines"]["refused"]) == (0, "done", 1)
    assert sorted(session.scalars(select(Order.ref))) == ["PO-7001", "PO-7002"]


def test_importing_again_changes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    file = str(write(tmp_path / "a.csv", *GOOD))
    run(app, file)
    before = rows(session)
    _, found = run(app, file, "--json")
    assert found["lines"] == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert rows(session) == before


def test_a_changed_day_is_proposed_and_stands_if_it_was_agreed_elsewhere(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    run(app, str(write(tmp_path / "a.csv", *GOOD)))
    moved = [GOOD[0].replace("2026-11-20", "2030-11-27"), *GOOD[1:]]
    _, found = run(app, str(write(tmp_path / "b.csv", *moved)), "--json")
    assert found["lines"] == {"new": 0, "changed": 1, "unchanged": 2, "refused": 0}
    schedule = session.scalars(select(Schedule).where(Schedule.item.startswith("Angle"))).one()
    assert (str(schedule.promised_on), str(schedule.proposed_on)) == ("2026-11-20", "2030-11-27")
    later = [
        GOOD[0].replace("2026-11-20", "2030-11-28"),
        GOOD[1],
        GOOD[2].replace("2026-11-12", "2026-11-16"),
    ]
    run(app, str(write(tmp_path / "c.csv", *later)), "--agreed")
    session.rollback()
    session.expire_all()
    both = session.scalars(select(Schedule).where(Schedule.stage != "arrived").order_by(Schedule.id)).all()
    # Of the first the company asks the partner already; of the other only files have spoken.
    assert [(str(s.first_promised_on), str(s.promised_on), str(s.proposed_on)) for s in both] == [
        ("2026-11-20", "2026-11-20", "2030-11-28"), ("2026-11-12", "2026-11-16", "None"),
    ]  # fmt: skip
    days = session.scalars(
        select(Commitment.day).where(Commitment.schedule_id == both[1].id).order_by(Commitment.id)
    )
    assert [str(day) for day in days] == ["2026-11-12", "2026-11-16"]


def test_a_changed_arrival_reverses_the_old_receipt(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, str(write(tmp_path / "a.csv", *GOOD)))
    other = GOOD[1].replace("2026-11-12", "2026-11-13")
    run(app, str(write(tmp_path / "b.csv", GOOD[0], other, GOOD[2])))
    schedule = session.scalars(select(Schedule).where(Schedule.item == "Round bar 25")).one()
    assert str(schedule.arrived_on) == "2026-11-13"
    booked = session.scalars(select(Receipt).order_by(Receipt.id)).all()
    assert [(r.accepted, r.reverses_id) for r in booked] == [(100, None), (-100, booked[0].id), (100, None)]


def test_an_order_of_another_partner_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, str(write(tmp_path / "a.csv", *GOOD)))
    stolen = "PO-7002,PT Sumber Logam Abadi,7002-9,Bolt,1,pcs,2026-11-12,"
    code, found = run(app, str(write(tmp_path / "b.csv", stolen)), "--json")
    assert (code, found["lines"]["refused"], found["lines"]["new"]) == (1, 1, 0)


def test_one_order_cannot_have_two_partners(app: Flask, session: Session, tmp_path: Path) -> None:
    second = GOOD[1].replace("PT Sumber Logam Abadi", "CV Baut Prima")
    code, found = run(app, str(write(tmp_path / "a.csv", GOOD[0], second)), "--json")
    assert (code, [r["row"] for r in found["refusals"]]) == (1, [3])


def test_a_line_that_stands_twice_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    code, found = run(app, str(write(tmp_path / "a.csv", GOOD[0], GOOD[0])), "--json")
    assert (code, [r["row"] for r in found["refusals"]]) == (1, [3])


def test_a_file_that_is_no_table_is_refused_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    code, said = run(app, str(path))
    assert code == 1
    assert "not a table" in said


def test_an_unknown_profile_is_named(app: Flask, tmp_path: Path) -> None:
    code, said = run(app, str(write(tmp_path / "a.csv", *GOOD)), "--profile", "nobody")
    assert (code, "nobody" in said) == (2, True)


@needs_data
def test_a_kill_in_the_middle_leaves_nothing_half_done(app: Flask, session: Session, tmp_path: Path) -> None:
    (tmp_path / "history.csv").write_bytes(b"\r".join(SCMS.read_bytes().split(b"\r")[:4_001]))
    history = str(tmp_path / "history.csv")
    settings = app.config["SETTINGS"]
    before = rows(session)
    environment = {
        **os.environ, "MITRA_DATA": str(settings.data), "MITRA_DATABASE_URL": settings.database_url,
        "MITRA_SECRET_KEY": settings.secret_key,
    }  # fmt: skip
    asked = ["--app", "wsgi", "import-orders", history, "--profile", "scms"]
    command = [sys.executable, "-m", "flask", *asked]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        session.rollback()
        done = session.scalar(select(func.max(Import.rows_done)))
        if done and done > 1_000:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    half = rows(session)
    assert before["lines"] < half["lines"] < 4_000
    hidden = select(Batch.id).where(Batch.published_at.is_(None))
    shown = (
        select(func.count()).select_from(Line).where(Line.batch_id.is_(None) | Line.batch_id.not_in(hidden))
    )
    assert session.scalar(shown) == before["lines"]
    session.rollback()
    with app.app_context():
        assert running.abandon_dead() == 1
    assert rows(session) == before
    session.rollback()
    code, again = run(app, history, "--profile", "scms", "--json")
    assert (code, again["lines"]["new"]) == (0, 4_000)


def test_who_has_to_promise_hears_of_it_once_in_one_mail(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    """Twelve new orders of SUMBER, one of them twice in the file: one mail to Rina, whose they are by rule, none
    to the company, which brought them, none to BAUT; and the same file again is no news."""
    head = "PO,Supplier,Item,Qty,Due"
    lines = [f"PO-9{n:02},PT Sumber Logam Abadi,Angle,3,2030-12-01" for n in range(12)]
    file = tmp_path / "new.csv"
    file.write_text("\n".join([head, *lines, "PO-900,PT Sumber Logam Abadi,Beam,4,2030-12-02"]))
    for _time in range(2):
        assert run(app, str(file))[0] == 0
    rows = session.execute(
        select(Activity.subject_ref, Activity.partner_id, Activity.data).where(Activity.verb == "ordered")
    )
    assert sorted((row.subject_ref, row.partner_id, row.data["lines"]) for row in rows) == [
        ("PO-900", 1, 2), *((f"PO-9{n:02}", 1, 1) for n in range(1, 12)),
    ]  # fmt: skip
    later = clock.now() + digests.PAUSE + timedelta(seconds=1)
    with time_machine.travel(later, tick=True), app.app_context():
        digests.write_due(app.config["SETTINGS"])
    session.rollback()
    told = session.execute(select(Mail.to_address, Mail.subject)).all()
    assert [tuple(row) for row in told] == [("rina@sumberlogam.example", "12 orders: news from Mitra")]


def test_what_came_with_its_promise_is_no_news(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, str(write(tmp_path / "a.csv", *GOOD)))
    assert session.scalars(select(Activity).where(Activity.verb == "ordered")).all() == []
