"""Home: what waits for me, then what changed. endpoint: desk.home"""

import ast
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import func

from portal import clock
from portal.accounts.models import Membership, SignIn
from portal.activity.actions import Happening, record, record_many
from portal.activity.models import Activity
from portal.actor import Actor
from portal.desk import queries, sentences
from portal.orders.models import Schedule
from portal.shipments import actions as shipments
from portal.shipments import booking
from portal.talk.actions import say
from portal.web import paging
from tests import cast
from tests.desk import arrange
from tests.desk.arrange import day, issue, order, overdue, promise, propose

MOST_SELECTS = 11
STAFF_SELECTS = 12  # and sales figures to accept
PORTAL = Path(__file__).resolve().parents[2] / "portal"


def things(page) -> list[tuple[str, str, str]]:
    """What waits: label, status word, next step."""
    found = []
    for item in page.all("li", class_="waiting-item"):
        texts = {
            e.get("class"): " ".join("".join(e.itertext()).split()) for e in item.iter() if e.get("class")
        }
        found.append(
            (
                texts["waiting-head"].removesuffix(texts["status"]).strip(),
                texts["status-word"],
                texts["waiting-act"],
            )
        )
    return found


def links(page) -> list[str]:
    return [a.get("href") for a in page.root.iter("a")]


def test_a_partner_sees_what_waits_by_urgency_with_one_step_each(client, session):
    late = overdue(session, "PO-1042", "Beam H 300")
    (plate,) = order(session, "PO-1058", ("Plate 12 mm", 2))
    promise(session, plate, 3)
    propose(session, plate, 8, "dewi")
    order(session, "PO-1061", ("Coil 3.0", 9), ("Coil 4.5", 13))
    (calm,) = order(session, "PO-1070", ("Angle 75", 9))
    promise(session, calm, 9)
    issue(session, "ISS-000231", "Why did loose ties pass the check?", opened="dewi")
    issue(session, "ISS-000232", "Bent rod", state="resolved")
    session.commit()
    rina = client("rina")
    assert rina.get("/").status_code == 200
    assert things(rina.page) == [
        ("PO-1042 line 1", "Overdue 5 days", "Say what happened"),
        ("ISS-000231", "Your turn", "Write an answer"),
        ("PO-1058 line 1", "New day proposed", "Agree or answer"),
        ("PO-1061, 2 lines", "Not confirmed", "Give a day"),
        ("ISS-000232", "Solved", "Confirm or reopen"),
    ]
    assert "5 things wait for you" in rina.page.text
    assert "Dewi Anggraini proposes" in rina.page.text and "yard full" in rina.page.text
    assert "Coil 3.0 and Coil 4.5." in rina.page.text
    assert f"/feedback/new?about=line&order=PO-1042&line={late.line_number}" in links(rina.page)
    assert "/orders/PO-1061#line-1" in links(rina.page)
    assert rina.page.html.count('aria-label="Asked ') == 3  # a strip for each order


def test_staff_see_issues_by_the_clock_then_silence_then_proposals(client, session):
    now = clock.now()
    issue(session, "ISS-000001", "Nobody's", answer_due_at=now - timedelta(hours=1))
    issue(
        session, "ISS-000002", "Mine", owner_id=cast.user_id("dewi"), answer_due_at=now + timedelta(hours=5)
    )
    issue(session, "ISS-000003", "Of Bagus", owner_id=cast.user_id("bagus"))
    issue(session, "ISS-000004", "Back again", state="reopened", owner_id=cast.user_id("dewi"))
    overdue(session, "PO-1042", staff_owner_id=cast.user_id("dewi"))
    overdue(session, "PO-1043", staff_owner_id=cast.user_id("bagus"))
    (plate,) = order(session, "PO-1058", ("Plate 12 mm", 2), partner="BAUT")
    promise(session, plate, 3)
    propose(session, plate, 8, "budi")
    order(session, "PO-1061", ("Coil 3.0", 9))
    session.commit()
    dewi = client("dewi")
    dewi.get("/")
    assert things(dewi.page) == [
        ("ISS-000004", "Reopened", "Write an answer"),
        ("ISS-000002", "Your turn", "Write an answer"),
        ("ISS-000001", "Nobody's yet", "Write an answer"),
        ("PO-1042 line 1", "Overdue 5 days", "Ask what happened"),
        ("PO-1058 line 1", "New day proposed", "Agree or answer"),
    ]
    assert "PT Sumber Logam Abadi: Beam H 300" in dewi.page.text
    mega = client("mega")
    mega.get("/")
    assert [label for label, *_ in things(mega.page)] == [
        "ISS-000001",
        "PO-1042 line 1",
        "PO-1043 line 1",
        "PO-1058 line 1",
    ]


def test_a_line_that_was_explained_waits_no_more(client, session):
    reported = overdue(session, "PO-1042")
    overdue(session, "PO-1043")
    overdue(session, "PO-1044")
    issue(session, "ISS-000001", "Late", about="line", order_id=reported.order_id, line_id=reported.line_id)
    rina = client("rina")
    wrote = arrange.order_of(session, "PO-1043")
    actor = arrange.actor_of(session, "rina")
    say(
        session,
        actor,
        ("order", wrote.id, wrote.ref),
        partner_id=1,
        audience="shared",
        body="Truck broke",
        order_id=wrote.id,
    )
    session.commit()
    rina.get("/")
    assert [label for label, *_ in things(rina.page)] == ["PO-1044 line 1"]
    mega = client("mega")
    mega.get("/")
    assert [label for label, *_ in things(mega.page)] == ["ISS-000001", "PO-1044 line 1"]


def test_nothing_of_another_partner_is_seen_or_counted(client, session):
    overdue(session, "PO-1042")
    issue(session, "ISS-000001", "Secret of Sumber", state="resolved")
    session.commit()
    budi = client("budi")
    budi.get("/")
    assert things(budi.page) == []
    for word in ("PO-1042", "ISS-000001", "Beam", "Secret", "Sumber"):
        assert word not in budi.page.html
    assert "Nothing waits for you." in budi.page.text


def test_a_confidential_issue_waits_only_for_those_named(client, session):
    row = issue(session, "ISS-000001", "About a person", opened="sari", state="resolved", confidential=True)
    session.commit()
    for name, seen in (("sari", True), ("rina", False), ("toni", False)):
        opened = client(name)
        opened.get("/")
        assert ("ISS-000001" in opened.page.html) is seen
    arrange.name_on(session, row, "toni")
    session.commit()
    toni = client("toni")
    toni.get("/")
    assert "ISS-000001" in toni.page.html


def test_a_person_who_sees_only_their_own_orders_finds_only_those(client, session):
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    overdue(session, "PO-1042", partner_owner_id=cast.user_id("rina"))
    overdue(session, "PO-1043", partner_owner_id=cast.user_id("sari"))
    session.commit()
    sari = client("sari")
    sari.get("/")
    assert [label for label, *_ in things(sari.page)] == ["PO-1043 line 1"]
    assert "PO-1042" not in sari.page.html


def test_who_only_reads_is_led_to_the_record_and_to_no_form(client, session):
    overdue(session, "PO-1042")
    issue(session, "ISS-000001", "Bent rod", state="resolved")
    session.commit()
    toni = client("toni")
    toni.get("/")
    assert [act for *_, act in things(toni.page)] == ["Open the order", "Open the issue"]
    ayu = client("ayu")
    ayu.get("/")
    assert [act for *_, act in things(ayu.page)] == ["Open the order"]


def test_ten_things_at_most_each_reason_has_its_place_and_the_rest_a_link(client, session):
    for number in range(15):
        overdue(session, f"PO-20{number:02d}")
    order(session, "PO-3001", ("Coil", 5))
    issue(session, "ISS-000009", "Bent rod", state="resolved")
    session.commit()
    rina = client("rina")
    rina.get("/")
    labels = [label for label, *_ in things(rina.page)]
    assert len(labels) == 10
    assert labels[-2:] == ["PO-3001 line 1", "ISS-000009"]
    assert "More than 10 things wait" in rina.page.text
    assert "/exceptions?kind=late" in links(rina.page)
    assert "/orders?state=unconfirmed" not in links(rina.page)


def test_selects_stay_the_same_for_one_row_and_for_fifty(client, session):
    def everything(number: int) -> None:
        overdue(session, f"PO-10{number:02d}")
        order(session, f"PO-20{number:02d}", *((f"Coil {n}", 5) for n in range(3)))
        issue(session, f"ISS-{number:06d}", "Bent rod", state="resolved" if number % 2 else "open")

    everything(0)
    session.commit()
    rina, dewi = client("rina"), client("dewi")
    rina.get("/"), dewi.get("/")
    before = rina.selects, dewi.selects
    for number in range(1, 50):
        everything(number)
    session.commit()
    rina.get("/"), dewi.get("/")
    assert (rina.selects, dewi.selects) == before
    assert before <= (MOST_SELECTS, STAFF_SELECTS)


def test_what_changed_is_told_in_sentences_newest_first(client, session):
    (schedule,) = order(session, "PO-1042", ("Beam", 5))
    actor, subject = arrange.actor_of(session, "dewi"), ("order", schedule.order_id, "PO-1042")
    shipments.receive(
        session, actor, schedule, ref="GR-1", accepted=schedule.quantity, rejected="0.2", arrived_on=day(0),
        recorded_at=clock.now(),
    )  # fmt: skip
    say(
        session,
        actor,
        subject,
        partner_id=1,
        audience="shared",
        body="Name the <b>truck</b> & a day",
        order_id=schedule.order_id,
    )
    say(session, actor, subject, partner_id=1, audience="internal", body="CANARY", order_id=schedule.order_id)
    say(
        session,
        arrange.actor_of(session, "rina"),
        subject,
        partner_id=1,
        audience="shared",
        body="My own words",
        order_id=schedule.order_id,
    )
    session.commit()
    rina = client("rina")
    rina.get("/")
    told = ["".join(p.itertext()) for li in rina.page.one("ul", class_="changes") for p in li.iter("p")]
    assert told == [
        "Dewi Anggraini wrote in PO-1042: “Name the <b>truck</b> & a day”",
        "12.5 t came in, PO-1042 line 1. 0.2 t rejected.",
        "Mitra ordered PO-1042, 1 line",
    ]
    assert "CANARY" not in rina.page.html
    assert "internal" not in rina.page.text
    bagus = client("bagus")
    bagus.get("/")
    assert re.search("left an internal note in PO-1042 ?: “CANARY”", bagus.page.text)


def test_changes_begin_at_the_last_visit_and_earlier_ones_are_paged(client, session):
    with time_machine.travel(clock.now() - timedelta(days=3), tick=True):
        for number in range(45):
            record(
                session,
                None,
                "ordered",
                ("order", None, f"OLD-{number}"),
                partner_id=1,
                audience="shared",
                data={"lines": 1},
            )
    order(session, "PO-1042", ("Beam", 5))
    mega = client("mega")
    session.query(SignIn).update({"since_at": clock.now() - timedelta(days=2)})
    session.commit()
    mega.get("/")
    assert "PO-1042" in mega.page.text and "OLD-" not in mega.page.text
    seen: list[str] = []
    for _page in range(4):
        earlier = [h for h in links(mega.page) if h.startswith("/?before=")]
        if not earlier:
            break
        mega.get(earlier[0])
        seen += re.findall(r"OLD-\d+", mega.page.text)
    assert seen == [f"OLD-{n}" for n in range(44, -1, -1)]


def test_the_link_to_earlier_tells_nothing(client, session):
    """It held the id of a row of activity, which counts what everybody does, partners and company."""
    with time_machine.travel(clock.now() - timedelta(days=9), tick=True):
        order(session, "PO-1042", ("Beam", 5))
    rina = client("rina")
    session.query(SignIn).update({"since_at": clock.now() - timedelta(days=4)})
    session.commit()
    rina.get("/")
    (earlier,) = [h for h in links(rina.page) if h.startswith("/?before=")]
    newest = session.query(func.max(Activity.id)).scalar()
    assert paging.decode(earlier.removeprefix("/?before="), int) is None
    # Whoever counts for themselves gets the newest page, not a place of their choice.
    rina.get("/?before=" + paging.encode((newest + 1,)))
    assert "Nothing since" in rina.page.text


def test_looking_in_twice_a_day_does_not_empty_what_changed(client, session):
    with time_machine.travel(clock.now() - timedelta(hours=5), tick=True):
        order(session, "PO-1042", ("Beam", 5))
    mega = client("mega")
    session.query(SignIn).update({"since_at": clock.now() - timedelta(minutes=2)})
    session.commit()
    mega.get("/")
    assert "ordered PO-1042" in mega.page.text


def test_nothing_changed_since_the_last_visit_still_leads_to_earlier(client, session):
    with time_machine.travel(clock.now() - timedelta(days=9), tick=True):
        order(session, "PO-1042", ("Beam", 5))
    mega = client("mega")
    session.query(SignIn).update({"since_at": clock.now() - timedelta(days=4)})
    session.commit()
    mega.get("/")
    assert "Nothing since" in mega.page.text
    (earlier,) = [h for h in links(mega.page) if h.startswith("/?before=")]
    mega.get(earlier)
    assert "ordered PO-1042" in mega.page.text


def test_a_damaged_page_word_shows_the_newest(client, session):
    order(session, "PO-1042", ("Beam", 5))
    session.commit()
    rina = client("rina")
    for word in ("x", "WyJhIl0", "%00", "W3RydWVd"):
        assert rina.get(f"/?before={word}").status_code == 200
        assert "ordered PO-1042" in rina.page.text


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (1, "Good morning, Rina"),
        (5, "Good day, Rina"),
        (9, "Good afternoon, Rina"),
        (14, "Good evening, Rina"),
    ],
)
def test_the_greeting_follows_the_readers_own_clock(app, client, hour, words):
    with time_machine.travel(datetime(2026, 11, 17, hour, 30, tzinfo=UTC), tick=True):
        rina = client("rina")
        rina.get("/")
        assert rina.page.one("h1").text == words


def test_every_recorded_verb_is_told_or_known_to_be_quiet():
    verbs: dict[str, str] = {}
    for path in PORTAL.rglob("*.py"):
        if "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record"
            ):
                verb = node.args[2] if len(node.args) > 2 else None
                if isinstance(verb, ast.Constant):
                    verbs[verb.value] = path.name
    assert {v: f for v, f in verbs.items() if v not in sentences.VERBS and v not in sentences.QUIET} == {}


def test_a_whole_notice_booked_in_is_one_sentence_that_opens_to_its_lines(client, session):
    orders = {
        ref: order(session, ref, *[("Plate", 3)] * lines) for ref, lines in (("PO-1", 30), ("PO-2", 10))
    }
    every = [schedule for ones in orders.values() for schedule in ones]
    notice = shipments.announce(
        session, None, [(s, s.quantity) for s in every], "SN-1", created_at=clock.now()
    )
    dewi = Actor(cast.user_id("dewi"), "Dewi Anggraini", "staff", "agent", "en", cast.ZONE)
    delivery = booking.Delivery(day(0), day(0), "GR-1", notice.id, notice.ref)
    booking.book(session, dewi, delivery, [booking.Count(s, s.quantity, Decimal(0), "good") for s in every])
    session.commit()
    rina = client("rina")
    rina.get("/")
    first, *rest = list(rina.page.one("ul", class_="changes"))
    words = " ".join("".join(first.itertext()).split())
    assert "40 lines of SN-1 were booked in" in words and "The first 12 of them" in words
    assert len(list(first.iter("li"))) == 13 and "/shipments/SN-1?order=PO-2" in links(rina.page)
    assert "came in" not in "".join("".join(one.itertext()) for one in rest)
    assert rina.selects == MOST_SELECTS
    budi = client("budi")
    budi.get("/")
    assert "SN-1" not in budi.page.text


def test_what_was_done_to_hundreds_of_lines_hides_nothing_and_is_counted_whole(client, session):
    """700 lines booked in between an older and a newer word of somebody: three things on one page."""
    (schedule,) = order(session, "PO-1", ("Plate", 3))
    dewi, subject = arrange.actor_of(session, "dewi"), ("order", schedule.order_id, "PO-1")
    written = {"partner_id": 1, "audience": "shared", "order_id": schedule.order_id}
    say(session, dewi, subject, body="Older words", **written)
    record_many(session, dewi, [
        Happening("received", subject, 1, "shared", schedule.order_id, {"line": n, "accepted": "1", "unit": "t", "notice": "SN-1"})
        for n in range(700)
    ])  # fmt: skip
    say(session, dewi, subject, body="Newer words", **written)
    session.commit()
    rina = client("rina")
    rina.get("/")
    told = [
        " ".join("".join(li.iter("p").__next__().itertext()).split())
        for li in rina.page.one("ul", class_="changes")
    ]
    assert [words for words in told if "ordered" not in words] == [
        "Dewi Anggraini wrote in PO-1: “Newer words”",
        "700 lines of SN-1 were booked in",
        "Dewi Anggraini wrote in PO-1: “Older words”",
    ]
    assert rina.selects == MOST_SELECTS + 1
    assert not [h for h in links(rina.page) if h.startswith("/?before=")]


@pytest.mark.parametrize("verb", sorted(queries.FOLDED))
def test_what_was_done_to_many_has_a_sentence_of_its_own(app, verb):
    row = SimpleNamespace(
        id=1, at=clock.now(), verb=verb, subject_type="order", subject_ref="PO-1", audience="shared", actor_name="<b>",
        data={}, times=40,
    )  # fmt: skip
    mega = Actor(1, "Mega", "staff", "manager", "en", cast.ZONE)
    with app.test_request_context():
        told = sentences.told([row] * 12, mega, day(0))
    assert "40" in told.words and "%(" not in told.words and "<b>" not in told.words
    assert (len(told.rows), told.more) == (12, 28)
    assert set(sentences.MANY) == queries.FOLDED


@pytest.mark.parametrize("verb", sentences.VERBS)
def test_every_verb_makes_a_sentence_even_of_a_row_that_says_little(app, verb):
    actor = Actor(1, "Mega", "staff", "manager", "en", cast.ZONE)
    row = Activity(
        id=1, at=clock.now(), verb=verb, subject_type="order", subject_id=1, subject_ref="PO-1", actor_user_id=None,
        actor_name="Dewi", actor_side="staff", audience="shared", data={"accepted": "1"},
    )  # fmt: skip
    with app.test_request_context():
        words = str(sentences.told([row], actor, day(0)).words)
    assert "%(" not in words and words[0] != " "


def test_a_visitor_is_sent_to_sign_in(visitor):
    answer = visitor.get("/")
    assert answer.status_code == 303
    assert answer.location.startswith("/login")


def test_the_first_hour_of_an_empty_portal(client, session):
    assert session.query(Schedule).count() == 0
    for name in cast.EVERYONE:
        opened = client(name)
        assert opened.get("/").status_code == 200
        assert "Nothing waits for you." in opened.page.text
        assert "/orders" in links(opened.page)
