"""Events on a notice: once each, whatever the order; what schedules expect and when they arrived."""

import itertools
import json
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import clock
from portal.activity.models import Activity
from portal.actor import Actor
from portal.shipments import actions, delivered, epcis, epcis_answer, epcis_query, epcis_reading, events
from portal.shipments.models import Event
from portal.shipments.tracking import reading
from tests.exchange.shared import FOLDER, needs_data
from tests.orders import builders
from tests.shipments.answers import READINGS, as_bytes
from tests.shipments.test_epcis import RECEIVED, RIGHT, SHIPPED, WRONG, document, event

FILES = {  # answers of shared/data/carriers, each with a number in it
    "hermes_shipmentinfo": "00340633031105567586", "laposte_suivi_v2": "EW000000000FR",
    "ups_track_v1": "1Z9999999999999999", "usps_tracking_v3": "9400100000000000000000",
    "gls_shipit": "12345678901234567890", "dhl_unified_tracking": "7777777770", "fedex_track_v1": "128667043726",
}  # fmt: skip
NUMBERS = itertools.count(1)
SITE = 1  # in Surabaya, UTC+7
DEWI = Actor(3, "Dewi", "staff", "agent", "en", "Asia/Jakarta")
RINA = Actor(6, "Rina", "partner", "administrator", "en", "Asia/Jakarta", partner_id=1)
BUDI = Actor(9, "Budi", "partner", "administrator", "en", "Asia/Jakarta", partner_id=2)


def dispatched(session, ref="PO-1042", tracking="4011", **columns):
    schedule = builders.one(session, ref, site_id=SITE)
    builders.promise(session, schedule, 5)
    return schedule, builders.dispatch(session, schedule, f"SN-{ref}", tracking_number=tracking, **columns)


def answer(*statuses, number="4011", estimate=None):
    """A Hermes answer of (time, code) reports."""
    return {
        "shipmentinfo": [
            {
                "internationalShipmentID": number, "result": {"code": "i001"},
                **({"deliveryForecast": {"date": estimate}} if estimate else {}),
                "status": [{"timestamp": at, "code": code, "description": "", "scanningUnit": {"city": "Surabaya"}} for at, code in statuses],
            }
        ]
    }  # fmt: skip


def take(session, notice, value, actor=None):
    found = reading.read(as_bytes(value))
    return events.take_events(session, actor, notice, found.carrier, found.shipments)


def rows(session, notice):
    return session.execute(
        select(Event.at, Event.state, Event.code, Event.source, Event.place, Event.offset_minutes)
        .where(Event.notice_id == notice.id).order_by(Event.at, Event.id).execution_options(system=True)
    ).all()  # fmt: skip


def tracked(session):
    return session.scalars(
        select(Activity).where(Activity.verb == "tracked").execution_options(system=True)
    ).all()


ANNOUNCED = ("2026-03-02T08:00:00+07:00", "0000")
OUT = ("2026-03-05T08:00:00+07:00", "3000")
DONE = ("2026-03-05T23:30:00+00:00", "3500")  # already the 6th at the site
NOT_MET = ("2026-03-06T12:00:00+07:00", "3731")


def test_events_are_added_once_with_their_own_words(session):
    schedule, notice = dispatched(session)
    assert take(session, notice, answer(ANNOUNCED)).state == "pending"
    assert schedule.stage == "promised" and schedule.arrived_on is None
    for _again in range(2):
        assert take(session, notice, answer(OUT, ANNOUNCED)).state == "out_for_delivery"
    assert [(r.state, r.code, r.source, r.place, r.offset_minutes) for r in rows(session, notice)] == [
        ("pending", "0000", "hermes", "Surabaya", 420), ("out_for_delivery", "3000", "hermes", "Surabaya", 420),
    ]  # fmt: skip
    assert [(row.data["state"], row.data["events"], row.data["order"]) for row in tracked(session)] == [
        ("pending", 1, "PO-1042"), ("out_for_delivery", 1, "PO-1042"),
    ]  # fmt: skip


def test_the_delivery_is_the_arrival_on_the_day_of_the_site_until_it_is_corrected(session):
    schedule, notice = dispatched(session)
    take(session, notice, answer(DONE))
    assert schedule.arrived_on == date(2026, 3, 6)
    assert schedule.accepted == 0 and schedule.stage == "delivered"  # nobody has counted it yet
    take(session, notice, answer(NOT_MET))
    assert (schedule.arrived_on, schedule.stage) == (None, "promised")
    take(session, notice, answer(("2026-03-07T09:00:00+07:00", "3500")))
    assert schedule.arrived_on == date(2026, 3, 7)


def test_a_receipt_stands_before_the_delivery_and_its_reversal_gives_way_again(session):
    schedule, notice = dispatched(session)
    columns = {"condition": "good", "recorded_at": clock.now()}
    first = actions.receive(
        session,
        None,
        schedule,
        ref="GR-1",
        arrived_on=date(2026, 3, 4),
        accepted=schedule.quantity,
        **columns,
    )
    take(session, notice, answer(DONE))
    assert (schedule.arrived_on, schedule.stage) == (date(2026, 3, 4), "arrived")
    actions.receive(
        session, None, schedule, ref="GR-2", accepted=-schedule.quantity, reverses_id=first.id, **columns
    )
    assert (schedule.arrived_on, schedule.stage, schedule.accepted) == (date(2026, 3, 6), "delivered", 0)


def test_a_schedule_has_arrived_when_all_of_it_was_delivered(session):
    schedule = builders.promise(session, builders.one(session, "PO-1042", site_id=SITE), 5)
    half = Decimal(5)
    parts = [
        actions.announce(session, None, [(schedule, half)], ref, tracking_number=ref, created_at=clock.now(), carrier="Hermes")
        for ref in ("SN-1", "SN-2")
    ]  # fmt: skip
    take(session, parts[0], answer(DONE, number="SN-1"))
    assert schedule.arrived_on is None
    take(session, parts[1], answer(("2026-03-09T09:00:00+07:00", "3500"), number="SN-2"))
    assert schedule.arrived_on == date(2026, 3, 9)
    parts[1].state = "voided"
    session.flush()
    events.restate(session, schedule)
    assert schedule.arrived_on is None


def test_the_newest_estimate_counts_not_the_last_to_come(session):
    later, earlier = answer(OUT, ANNOUNCED, estimate="2026-03-09"), answer(ANNOUNCED, estimate="2026-03-05")
    for number, order in enumerate(itertools.permutations((earlier, later))):
        schedule, notice = dispatched(session, f"PO-{number}")
        for value in order:
            take(session, notice, value)
            take(session, notice, value)
        assert schedule.expected_on == date(2026, 3, 9)
        assert len([row for row in rows(session, notice) if row.state == delivered.ESTIMATE]) == 2


def test_an_estimate_after_the_promise_puts_it_at_risk(session):
    schedule, notice = dispatched(session)
    take(session, notice, answer(ANNOUNCED, estimate=(schedule.promised_on + timedelta(days=3)).isoformat()))
    assert schedule.stage == "at_risk"


def test_an_estimate_that_the_delivery_overwrote_is_no_expectation(session):
    schedule, notice = dispatched(session, tracking="7X1")
    value = {"returnCode": 200, "shipment": {"idShip": "7X1", "estimDate": "2026-03-05T10:00:00+01:00",
             "event": [{"code": "DI1", "label": "Votre colis est livré.", "date": "2026-03-05T10:00:00+01:00"}]}}  # fmt: skip
    take(session, notice, value)
    assert (schedule.expected_on, schedule.arrived_on) == (None, date(2026, 3, 5))


def test_another_parcel_in_the_same_answer_is_not_taken(session):
    _schedule, notice = dispatched(session, tracking="40 11")
    value = answer(ANNOUNCED)
    value["shipmentinfo"] += answer(DONE, number="9999")["shipmentinfo"]
    assert take(session, notice, value).state == "pending"
    assert len(rows(session, notice)) == 1


def test_a_parcel_is_found_by_the_number_its_carrier_was_asked_by(session):
    _schedule, notice = dispatched(session, tracking="REF-7")
    value = {
        "parcels": [
            {
                "requested": "REF-7",
                "unitno": "4013",
                "status": "INTRANSIT",
                "statusDateTime": "2026-03-04T08:00:00+0100",
            }
        ]
    }
    assert take(session, notice, value).state == "in_transit"


def test_an_expected_day_is_told_in_the_timeline(session, client):
    schedule, notice = dispatched(session)
    take(session, notice, answer(ANNOUNCED, NOT_MET, estimate="2026-03-05"))
    session.commit()
    rina = client("rina")
    rina.get(f"/orders/{schedule.order_ref}")
    text = " ".join(rina.page.text.replace("\u00a0", " ").split())
    assert (
        "expected by the carrier" in text and "5 Mar" in text and "Could not be delivered, Surabaya" in text
    )


def test_a_summary_is_kept_only_where_it_says_more_than_the_events(session):
    _schedule, notice = dispatched(session)
    assert take(session, notice, READINGS["gls"][0]).state == "out_for_delivery"
    assert [row.code for row in rows(session, notice)] == ["INTIAL.NORMAL", "OUTBOD.NORMAL", "INDELIVERY"]
    _schedule, other = dispatched(session, "PO-2", tracking="777")
    assert take(session, other, READINGS["dhl"][0]).state == "delivered"
    assert len([row for row in rows(session, other) if row.state != delivered.ESTIMATE]) == 3


def test_a_time_without_an_offset_is_one_at_the_receiving_site(session):
    schedule, notice = dispatched(session, tracking="777")
    take(session, notice, READINGS["dhl"][0])
    found = next(row for row in rows(session, notice) if row.state == "delivered")
    assert (found.at.isoformat(), found.offset_minutes) == ("2026-03-05T03:00:00+00:00", 420)
    assert schedule.arrived_on == date(2026, 3, 5)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["0000", "1000", "2000", "3000", "3500", "3731", "6080", "9999"])),
             min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_any_order_of_any_answers_ends_the_same(session, drawn, chance):
    reports = [(f"2026-03-0{day + 1 if day < 9 else 9}T0{day}:00:00+07:00", code) for day, code in drawn]
    once, twice = (dispatched(session, f"PO-{next(NUMBERS)}") for _copy in range(2))
    take(session, once[1], answer(*reports, estimate="2026-03-20"))
    pieces = [[report] for report in reports] + [reports[: len(reports) // 2]]
    chance.shuffle(pieces)
    for piece in pieces:
        take(session, twice[1], answer(*piece, estimate="2026-03-20"))
    assert delivered.standing_of(session, twice[1]) == delivered.standing_of(session, once[1])
    assert twice[0].arrived_on == once[0].arrived_on
    assert twice[0].expected_on == once[0].expected_on == date(2026, 3, 20)
    kept = [
        [row.code for row in rows(session, one[1]) if row.state != delivered.ESTIMATE]
        for one in (once, twice)
    ]
    assert sorted(kept[0], key=str) == sorted(kept[1], key=str)


def capture(session, notice, *listed):
    found = epcis.settle(epcis_reading.read(json.dumps(document(*listed)).encode()))
    return events.take_events(session, None, notice, epcis.SOURCE, [found])


@pytest.mark.parametrize("order", list(itertools.permutations((SHIPPED, RECEIVED, WRONG, RIGHT)))[::5])
def test_a_declared_error_is_withdrawn_in_whatever_order_it_comes(session, order):
    schedule, notice = dispatched(session)
    for one in order:
        capture(session, notice, one)
    standing = capture(session, notice, *order)
    assert (standing.state, schedule.arrived_on) == ("delivered", date(2026, 3, 6))
    assert len(rows(session, notice)) == 4  # three events and the row that withdraws one of them


def ask(session, actor, base_url="https://mitra.example", **asked):
    """A query answer of one page, and its events."""
    found = epcis_query.page(session, actor, epcis_query.Asked(**asked), base_url, 100)
    answer = epcis_answer.document(found.events, clock.now())
    return answer, answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def test_a_query_gives_the_events_back_as_epcis(session):
    _schedule, notice = dispatched(session)
    capture(session, notice, SHIPPED, WRONG, RIGHT)
    take(session, notice, answer(ANNOUNCED, estimate="2026-03-05"))
    given_back, listed = ask(session, DEWI, "https://mitra.example/", notices=(notice.ref,))
    found = epcis_reading.read(json.dumps(given_back).encode())
    assert [(one.step, one.state) for one in found] == [
        ("shipping", "in_transit"), ("staging_outbound", "pending"), ("receiving", "delivered"), ("receiving", "delivered"),
    ]  # fmt: skip
    assert given_back["type"] == "EPCISQueryDocument" and given_back["schemaVersion"] == "2.0"
    assert str(epcis.settle(found).standing.delivered_at.date()) == "2026-03-06"
    by_id = {one["eventID"]: one for one in listed}
    for captured in (SHIPPED, WRONG, RIGHT):  # as they came, with the time of record
        came = dict(by_id.pop(captured["eventID"]))
        assert came.pop("recordTime")
        assert came == captured
    (in_our_words,) = by_id.values()
    assert in_our_words["epcList"] == ["https://mitra.example/shipments/SN-PO-1042"]
    assert [t["bizTransaction"] for t in in_our_words["bizTransactionList"]] == [
        "https://mitra.example/shipments/SN-PO-1042", "https://mitra.example/orders/PO-1042",
    ]  # fmt: skip
    assert (in_our_words["eventTime"], in_our_words["eventTimeZoneOffset"]) == (
        "2026-03-02T08:00:00+07:00",
        "+07:00",
    )
    _again, once_more = ask(session, DEWI, notices=(notice.ref,))
    assert [one["eventID"] for one in once_more] == [one["eventID"] for one in listed]
    _ranged, first = ask(session, DEWI, since=found[0].at, until=found[0].at + timedelta(hours=1))
    assert [one["eventID"] for one in first] == [SHIPPED["eventID"]]


def test_what_is_given_back_holds_words_of_cbv_and_addresses_only(session):
    _schedule, notice = dispatched(session)
    odd = {
        **SHIPPED,
        "eventID": "no address",
        "bizStep": "weighing",
        "disposition": "Gate 2: wet",
        "readPoint": {"id": "Gate 2: east"},
    }
    capture(session, notice, odd)
    actions.report_event(
        session,
        notice,
        "m:1 x",
        clock.now(),
        "customs_hold",
        "manual",
        place="Tanjung Perak",
        recorded_at=clock.now(),
    )
    _given_back, (first, second) = ask(session, DEWI)
    assert not {"bizStep", "disposition", "readPoint"} & first.keys()
    assert first["eventID"].startswith("urn:uuid:") and second["eventID"].startswith("urn:uuid:")
    assert (second["bizStep"], second["readPoint"]["id"]) == (
        "holding",
        "https://mitra.example/places/Tanjung%20Perak",
    )


def test_what_a_word_means_comes_back_with_it(session):
    _schedule, notice = dispatched(session)
    one = event(7, "shipping", "2026-03-01T10:00:00+07:00", **{"a:colour": "red"})
    two = event(8, "shipping", "2026-03-01T11:00:00+07:00", **{"a:colour": "red"})
    for sent, meaning in ((one, "https://a.example/"), (two, "https://other.example/")):
        found = epcis_reading.read(json.dumps(document(sent, **{"@context": [{"a": meaning}]})).encode())
        events.take_events(session, None, notice, epcis.SOURCE, [epcis.settle(found)])
    given_back, (first, second) = ask(session, DEWI)
    assert given_back["@context"] == [epcis_answer.CONTEXT, {"a": "https://a.example/"}]
    assert "@context" not in first
    assert second["@context"] == [{"a": "https://other.example/"}]


def test_a_partner_is_given_its_own_events_only(session):
    _schedule, notice = dispatched(session)
    capture(session, notice, SHIPPED)
    assert [len(ask(session, actor)[1]) for actor in (DEWI, RINA, BUDI)] == [1, 1, 0]


@needs_data
@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "number", "state", "arrived", "expected"),
    [
        ("hermes_shipmentinfo", "00340633031105567586", "delivered", date(2020, 12, 4), date(2020, 6, 6)),
        ("laposte_suivi_v2", "EW000000000FR", "delivered", date(2023, 3, 9), None),
        ("ups_track_v1", "1Z9999999999999999", "delivered", date(2022, 1, 26), None),
        ("usps_tracking_v3", "9400100000000000000000", "delivered", date(2024, 11, 23), None),
        ("gls_shipit", "12345678901234567890", "in_transit", None, None),
        ("dhl_unified_tracking", "7777777770", "unknown", None, date(2018, 8, 3)),
        ("fedex_track_v1", "128667043726", "picked_up", None, date(2021, 10, 15)),
    ],
)
def test_the_real_answers_on_a_notice(session, name, number, state, arrived, expected):
    schedule, notice = dispatched(session, tracking=number)
    found = reading.read((FOLDER / "carriers" / f"{name}.json").read_bytes())
    for _again in range(2):
        assert events.take_events(session, None, notice, found.carrier, found.shipments).state == state
    assert (schedule.arrived_on, schedule.expected_on) == (arrived, expected)


def mixed(value, chance, half=None):
    """A carrier's answer with every list of records in it shuffled and, in part, said twice; of `half` only
    the records of every other place, from the first or the second on."""
    if isinstance(value, dict):
        return {name: mixed(inside, chance, half) for name, inside in value.items()}
    if not isinstance(value, list):
        return value
    inside = [mixed(one, chance, half) for one in value]
    if len(inside) < 2 or not all(isinstance(one, dict) for one in inside):
        return inside
    if half is not None:
        return inside[half::2]
    inside += chance.sample(inside, len(inside) // 2)
    chance.shuffle(inside)
    return inside


def taken(session, name, number, answers):
    """Where a notice is after these answers: its state, what is expected of its schedule and when that
    arrived, and the moments and codes that were kept."""
    schedule, notice = dispatched(session, f"PO-{next(NUMBERS)}", tracking=number)
    for value in answers:
        found = reading.read(json.dumps(value).encode())
        state = events.take_events(session, None, notice, found.carrier, found.shipments).state
    kept = sorted(
        (row.at, row.code or "", row.state)
        for row in rows(session, notice)
        if row.state != delivered.ESTIMATE
    )
    return state, schedule.arrived_on, schedule.expected_on, kept


@needs_data
@pytest.mark.data
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("name", "number"), FILES.items())
def test_a_real_answer_shuffled_doubled_or_in_two_ends_the_same(session, name, number, seed):
    value, chance = json.loads((FOLDER / "carriers" / f"{name}.json").read_bytes()), random.Random(seed)  # noqa: S311 chance, no secret
    whole = taken(session, name, number, [value])
    halves = [mixed(value, chance, half) for half in (0, 1)]
    assert taken(session, name, number, [mixed(value, chance)]) == whole
    assert taken(session, name, number, [value, mixed(value, chance), value]) == whole
    for order in (halves, halves[::-1]):
        # A half without the delivery tells of an estimate and a summary that the whole knows better.
        assert taken(session, name, number, order)[:2] == whole[:2]


@needs_data
@pytest.mark.data
def test_every_file_of_the_carriers_is_mixed():
    assert {path.stem for path in (FOLDER / "carriers").glob("*.json")} - {"expected"} == set(FILES)
