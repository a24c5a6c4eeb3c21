"""endpoint: shipments.report, endpoint: shipments.new_milestone. What people report of a notice by hand."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from portal import clock
from portal.shipments import actions, milestones
from portal.shipments.models import Event
from portal.shipments.tracking.states import STATES, plain
from tests import cast
from tests.orders import builders
from tests.shipments.receipts import now, told

FORM, PATH = "/shipments/SN-9/milestones/new", "/shipments/SN-9/milestones"


@pytest.fixture
def notice(session):
    """All of PO-1, promised three days ago."""
    schedule = builders.promise(session, builders.one(session, "PO-1"), -3)
    made = builders.dispatch(session, schedule, "SN-9")
    session.commit()
    return made


def ago(hours: float, zone: str = cast.ZONE) -> str:
    """A time as the form writes it, on this zone's clock."""
    at = clock.now().astimezone(ZoneInfo(zone)) - timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M")


def sent(state: str, hours: float = 5, key: str = "k", **more: str) -> dict[str, str]:
    return {
        "key": key,
        "state": state,
        "at": ago(hours),
        "offset": cast.ZONE,
        "place": "",
        "note": "",
        **more,
    }


def reported(session) -> list[Event]:
    session.rollback()
    return list(session.query(Event).order_by(Event.id))


def test_the_form_begins_with_now_in_the_readers_zone(client, notice):
    rina = client("rina")
    rina.get(FORM)
    shown = datetime.fromisoformat(rina.page.field("at"))
    assert abs(shown - clock.now().astimezone(ZoneInfo(cast.ZONE)).replace(tzinfo=None)) < timedelta(
        minutes=2
    )
    (chosen,) = [
        o for s in rina.page.all("select", name="offset") for o in s.iter("option") if "selected" in o.attrib
    ]
    assert chosen.get("value") == cast.ZONE


def test_what_happened_is_kept_with_its_place_and_offset_and_seen_by_both(client, notice, session):
    rina = client("rina")
    answer = rina.send(PATH, sent("customs_cleared", place="Tanjung Perak", note="Green lane"))
    assert (answer.status_code, answer.location) == (303, "/shipments/SN-9")
    (event,) = reported(session)
    assert (event.state, event.place, event.text, event.source, event.offset_minutes) == (
        "customs_cleared", "Tanjung Perak", "Green lane", "partner by hand", 420,
    )  # fmt: skip
    assert abs(event.at - (clock.now() - timedelta(hours=5))) < timedelta(minutes=2)
    assert (event.recorded_by, event.corrects_id) == (cast.user_id("rina"), None)
    ((who, audience, data),) = told(session, "milestone")
    assert (who, audience, data["state"], data["order"]) == (
        "Rina Wulandari",
        "shared",
        "customs_cleared",
        "PO-1",
    )
    for name in ("rina", "dewi", "toni"):
        person = client(name)
        for page in ("/shipments/SN-9", "/orders/PO-1"):
            person.get(page)
            assert "Cleared by customs, Tanjung Perak" in person.page.text, (name, page)
            assert "Green lane" in person.page.text
    client("dewi").get("/")
    dewi = client("dewi")
    dewi.get("/")
    assert "reported of SN-9 : Cleared by customs" in dewi.page.text


def test_another_offset_is_kept_as_it_was(client, notice, session):
    rina = client("rina")
    rina.send(PATH, sent("picked_up", offset="-05:00", at=ago(5, "Etc/GMT+5")))
    (event,) = reported(session)
    assert event.offset_minutes == -300
    assert abs(event.at - (clock.now() - timedelta(hours=5))) < timedelta(minutes=2)


@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_arrived_ends_the_overdue_and_gives_the_day_of_the_site(client, notice, session, name):
    assert now(session).stage == "promised"
    person = client(name)
    person.send(PATH, sent("arrived_at_site", 30))
    row = now(session)
    at = clock.now() - timedelta(hours=30)
    assert (row.stage, row.accepted, row.received_on) == ("delivered", 0, None)
    assert row.arrived_on == at.astimezone(ZoneInfo(cast.ZONE)).date()
    person.get("/orders")
    assert "Arrived, not booked in" in person.page.text and "Overdue 3 days" not in person.page.text


def test_it_stands_beside_what_its_carrier_says_by_the_time_of_what_happened(client, notice, session):
    at = clock.now() - timedelta(hours=2)
    actions.report_event(session, notice, "c", at, "delivery_failed", "hermes", recorded_at=at)
    session.commit()
    rina = client("rina")
    rina.send(PATH, sent("arrived_at_site", 5))  # before the carrier failed: it is not there
    assert now(session).stage == "promised"
    rina.send(PATH, sent("arrived_at_site", 1, key="k2"))
    assert now(session).stage == "delivered"
    dewi = client("dewi")
    dewi.send(PATH, sent("held", 0.5))  # the company knows better: it stands in the yard next door
    assert (now(session).stage, now(session).arrived_on) == ("promised", None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": ""}, "Choose what happened."),
        ({"state": "delivered"}, "Not a valid choice"),
        ({"state": "accepted"}, "Not a valid choice"),  # the partner's; the company says that
        ({"at": ""}, "Say when it happened."),
        ({"at": "yesterday"}, "Choose a day and a time, like 2026-05-09 14:30."),
        ({"at": ago(-2)}, "That is still to come."),
        ({"at": ago(1), "offset": "-11:00"}, "That is still to come."),
        ({"at": "2016-11-01T10:00"}, "more than two years ago"),
        ({"offset": "Mars/Base"}, "Not a valid choice"),
        ({"place": "x" * 121}, "Shorten it to 120 characters"),
        ({"note": "x" * 501}, "Shorten it to 500 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_comes_back_with_what_was_typed(client, notice, session, changed, said):
    rina = client("rina")
    assert rina.send(PATH, sent("picked_up", note="by truck") | changed).status_code == 422
    assert said in rina.page.text
    if "note" not in changed:
        assert rina.page.field("note") == "by truck"
    assert reported(session) == []


def test_pressed_twice_it_happened_once(client, notice, session):
    rina = client("rina")
    assert [rina.send(PATH, sent("packed")).status_code for _ in range(2)] == [303, 303]
    assert len(reported(session)) == 1 and len(told(session, "milestone")) == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("rina", 303), ("sari", 303), ("dewi", 303), ("adi", 303), ("toni", 403), ("ayu", 403), ("budi", 404)],
)
def test_either_side_reports(client, notice, session, name, status):
    person = client(name)
    assert person.get(FORM).status_code == (200 if status == 303 else status)
    assert person.send(PATH, sent("departed")).status_code == status
    assert len(reported(session)) == (status == 303)
    if status != 404:
        person.get("/shipments/SN-9")
        assert ("Report what happened" in person.page.text) is (status == 303)


def test_what_was_withdrawn_is_not_reported_of(client, notice, session):
    notice.state = "voided"
    session.commit()
    rina = client("rina")
    assert rina.get(FORM).status_code == 403
    assert rina.send(PATH, sent("departed")).status_code == 403


def test_what_is_missing_and_who_is_not_signed_in(client, visitor, notice):
    assert client("rina").get("/shipments/SN-8/milestones/new").status_code == 404
    assert visitor.get(FORM).status_code == 303


def test_every_word_by_hand_stands_for_a_state_of_the_one_vocabulary():
    meant = {
        "made": "pending", "packed": "pending", "picked_up": "picked_up", "customs_cleared": "in_transit",
        "arrived_at_site": "delivered", "accepted": "delivered", "held": "on_hold", "delayed": "delivery_delayed",
    }  # fmt: skip
    assert {word: plain(word) for word in meant} == meant
    assert all(plain(word) in STATES and plain(word) != "unknown" for word in milestones.WORDS)


def test_an_offset_is_no_matter_of_the_sum(session, notice):
    at = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    from tests.issues.arrange import actor

    event = milestones.report(session, actor("rina"), notice, "z", at, "arrived_at_site")
    assert (event.at, event.offset_minutes) == (datetime(2026, 11, 21, 4, 30, tzinfo=UTC), -300)
    assert session.get(type(now(session)), now(session).id) is not None
