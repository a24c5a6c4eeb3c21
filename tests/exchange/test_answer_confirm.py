"""endpoint: exchange.send_answers. All that was understood is done, or nothing."""

import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal

import pytest

from portal.activity.models import Activity
from portal.config import ROOT
from portal.shipments import actions as shipments
from tests.exchange.answer_sheets import confirm, day, download, fill, preview, proposal, saved, upload
from tests.orders import builders
from tests.orders.answers import ledger, now
from tests.orders.answers import path as answer_path
from tests.orders.answers import proposal as form


@pytest.fixture
def rina(client, session):
    """Three lines of 10 t, asked for in 7, 8 and 9 days."""
    builders.order(session, "PO-1", 7, 8, 9)
    session.commit()
    return client("rina")


def midnight(away):
    return datetime.combine(day(away), datetime.min.time())


FILLED = {
    ("PO-1", 1): {"Day 1": midnight(7), "Quantity 1": 10},
    ("PO-1", 2): proposal((midnight(12), 2.5), (midnight(15), 7.5)),
    ("PO-1", 3): {"Not delivered": "x", "Reason": "Mill closed", "Whose cause is it?": "Partner"},
}


def rows(session, line):
    return ledger(session, now(session, line)[0])


def test_a_promise_a_split_and_a_refusal_by_one_file(rina, session):
    address = preview(rina, FILLED)
    answer = confirm(rina, address)
    assert (answer.status_code, answer.location) == (303, "/answer-sheets?sent=3")
    assert rows(session, 1) == [(7, 10, "company", "accepted", "partner")]
    assert rows(session, 2) == [
        (12, Decimal("2.5"), "partner", "proposed", None), (15, Decimal("7.5"), "partner", "proposed", None),
    ]  # fmt: skip
    assert rows(session, 3) == [(9, 0, "partner", "proposed", None)]
    verbs = [
        (a.verb, a.data["line"]) for a in session.query(Activity).order_by(Activity.id) if "line" in a.data
    ]
    assert verbs == [("promised", 1), ("proposed", 2), ("proposed", 3)]
    rina.get(answer.location)
    assert "3 lines were answered." in rina.page.text
    rina.get(address)
    assert "Send" not in rina.page.text
    assert "promised" in rina.page.text and "meanwhile" in rina.page.text


def test_what_came_in_stays_with_the_first_part(rina, session):
    builders.arrive(session, now(session)[0], -1, (1, 4))
    session.commit()
    confirm(rina, preview(rina, {("PO-1", 1): proposal((midnight(12), 3), (midnight(15), 4.5))}))
    assert [row[:2] for row in rows(session, 1)] == [(12, Decimal("5.5")), (15, Decimal("4.5"))]


def test_that_nothing_more_comes_keeps_what_came(rina, client, session):
    builders.arrive(session, now(session)[0], -1, (1, 4))
    session.commit()
    nothing = {"Not delivered": "x", "Reason": "Mill closed", "Whose cause is it?": "Partner"}
    confirm(rina, preview(rina, {("PO-1", 1): nothing}))
    client("dewi").send(answer_path("agreement"), {"version": str(now(session)[0].version)})
    assert [(p.quantity, p.accepted, p.stage) for p in now(session)] == [
        (Decimal("2.5"), Decimal("2.5"), "arrived"),
        (Decimal("7.5"), 0, "cancelled"),
    ]


def test_staff_propose_what_the_partner_would_promise(rina, client, session):
    dewi = client("dewi")
    confirm(dewi, preview(dewi, {("PO-1", 1): proposal((midnight(7), 10))}))
    assert rows(session, 1) == [(7, 10, "company", "proposed", None)]


def test_what_the_other_side_proposes_is_agreed_to(rina, client, session):
    dewi = client("dewi")
    dewi.send(answer_path("proposal", 1), form(("4", 9), ("6", 12), version=now(session)[0].version, key="a"))
    dewi.send(answer_path("proposal", 2), form(("10", 9), version=now(session, 2)[0].version, key="b"))
    dewi.send(answer_path("proposal", 3), form(version=now(session, 3)[0].version, key="c", what="nothing"))
    address = preview(
        rina,
        {
            ("PO-1", 1): {
                "Day 1": midnight(12),
                "Quantity 1": 6,
                "Day 2": midnight(9),
                "Quantity 2": 4,
            },
            ("PO-1", 2): {"Day 1": midnight(9)},
            ("PO-1", 3): {"Not delivered": "x"},
        },
    )
    assert "3 agreements" in rina.page.text
    assert "Agreement" in rina.page.text
    assert confirm(rina, address).location == "/answer-sheets?sent=3"
    assert [(p.stage, p.quantity) for p in now(session, 1)] == [("promised", 4), ("promised", 6)]
    assert rows(session, 2) == [(9, 10, "company", "accepted", "partner")]
    assert now(session, 3)[0].stage == "cancelled"


def test_what_stands_already_changes_nothing(rina, session):
    builders.promise(session, now(session)[0], 7)
    session.commit()
    filled = {("PO-1", 2): proposal((midnight(12), 2.5), (midnight(15), 7.5)), ("PO-1", 3): FILLED["PO-1", 3]}
    confirm(rina, preview(rina, filled))
    before = [rows(session, line) for line in (1, 2, 3)]
    same = {
        ("PO-1", 1): {"Day 1": midnight(7), "Quantity 1": 10},
        ("PO-1", 2): {"Day 1": midnight(12), "Quantity 1": 2.5, "Day 2": midnight(15), "Quantity 2": 7.5},
        ("PO-1", 3): FILLED["PO-1", 3],
    }
    preview(rina, same)
    assert "Nothing would change" in rina.page.text
    assert "Send" not in rina.page.text
    address = preview(rina, same | {("PO-1", 2): proposal((midnight(12), 10))})
    assert "2 rows say what stands already" in rina.page.text
    assert confirm(rina, address).location == "/answer-sheets?sent=1"
    assert (rows(session, 1), rows(session, 3)) == (before[0], before[2])
    assert [row[:4:3] for row in rows(session, 2)] == [(12, "withdrawn"), (15, "withdrawn"), (12, "proposed")]


def test_an_own_proposal_with_another_reason_is_a_new_one(rina, session):
    confirm(rina, preview(rina, {("PO-1", 2): proposal((midnight(12), 10))}))
    again = proposal((midnight(12), 10)) | {"Reason": "the vessel after that"}
    assert confirm(rina, preview(rina, {("PO-1", 2): again})).location == "/answer-sheets?sent=1"
    assert [row[3] for row in rows(session, 2)] == ["withdrawn", "proposed"]


def test_other_expected_days_do_not_make_a_sheet_old(rina, session):
    builders.promise(session, now(session)[0], 7)
    session.commit()
    book = fill(download(rina), {("PO-1", 1): proposal((midnight(12), 10))})
    for away in (9, 10):
        shipments.expect(session, now(session)[0], day(away), day(away), day(away + 1))
        session.commit()
    rina.get(upload(rina, book).location)
    assert "Send 1 answer" in rina.page.text


def test_sending_it_twice_answers_once(rina, session):
    address = preview(rina, FILLED)
    fields = {"key": rina.page.field("key"), "digest": rina.page.field("digest")}
    for _ in range(2):
        answer = rina.send(f"{address}/confirmation", fields)
        assert (answer.status_code, answer.location) == (303, "/answer-sheets?sent=3")
    assert len(rows(session, 1)) == 1


def test_with_refused_rows_only_the_good_ones_and_only_when_asked(rina, session):
    address = preview(rina, FILLED | {("PO-1", 3): proposal(("soon", 10))})
    assert confirm(rina, address).status_code == 422
    assert "Rows are refused" in rina.page.text
    assert rows(session, 1) == rows(session, 2) == []
    assert confirm(rina, address, good_rows_only="y").location == "/answer-sheets?sent=2"
    assert len(rows(session, 2)) == 2
    assert rows(session, 3) == []


def test_a_change_between_look_and_confirmation_stops_all_of_it(rina, client, session):
    address = preview(rina, FILLED)
    client("sari").send(answer_path("proposal"), form(("10", 9), version=now(session)[0].version))
    answer = confirm(rina, address, good_rows_only="y")
    assert answer.status_code == 409
    assert "Something changed meanwhile. Nothing was sent" in rina.page.text
    assert "proposed" in rina.page.text and "meanwhile. Download the sheet anew." in rina.page.text
    assert rows(session, 2) == rows(session, 3) == []
    assert confirm(rina, address, good_rows_only="y").location == "/answer-sheets?sent=2"


HALF = """
import sys, time
from pathlib import Path
from portal import clock, create_app
from portal.actor import Actor
from portal.config import Settings
from portal.db import db
from portal.exchange import answering

answer, actor = answering.answering.answer, Actor(6, "Rina", "partner", "member", "en", "Asia/Jakarta", partner_id=1)

def slow(*given):
    answer(*given)
    print("half", flush=True)
    time.sleep(60)

answering.CHUNK, answering.answering.answer = 1, slow
app = create_app(Settings.from_environment())
with app.test_request_context():
    db.session().info["actor"] = actor
    answering.send(db.session(), actor, Path(sys.argv[1]), clock.today(actor.zone), "en")
"""


def test_a_kill_half_way_leaves_nothing_behind(rina, app, session, tmp_path):
    path = tmp_path / "lines.xlsx"
    path.write_bytes(saved(fill(download(rina), FILLED)))
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ, "MITRA_DATA": str(settings.data), "MITRA_DATABASE_URL": settings.database_url,
        "MITRA_SECRET_KEY": settings.secret_key,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", HALF, str(path)], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    assert process.stdout and process.stdout.readline() == b"half\n"
    process.kill()
    process.wait()
    process.stdout.close()
    assert rows(session, 1) == rows(session, 2) == rows(session, 3) == []
    assert confirm(rina, preview(rina, FILLED)).location == "/answer-sheets?sent=3"


def test_what_was_not_shown_is_not_sent(rina, session):
    address = preview(rina, FILLED)
    assert rina.send(f"{address}/confirmation", {"key": "k", "digest": ""}).status_code == 409
    assert rows(session, 1) == []


def test_the_same_file_again_is_refused(rina, session):
    content = saved(fill(download(rina), FILLED))
    for count in (3, 0):
        address = upload(rina, content).location
        rina.get(address)
        if count:
            confirm(rina, address)
    assert "Send" not in rina.page.text
    assert "meanwhile" in rina.page.text


@pytest.mark.parametrize("who", ["sari", "budi", "dewi"])
def test_nobody_sends_anothers_file(rina, client, session, who):
    address = preview(rina, FILLED)
    fields = {"key": "k", "digest": rina.page.field("digest")}
    assert client(who).send(f"{address}/confirmation", fields).status_code == 404
    assert rows(session, 1) == []


@pytest.mark.parametrize("who", ["toni", "ayu"])
def test_readers_cannot(client, who):
    assert client(who).send(f"/answer-sheets/{'0' * 32}/confirmation", {}).status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.send(f"/answer-sheets/{'0' * 32}/confirmation", {}).location.startswith("/login")
