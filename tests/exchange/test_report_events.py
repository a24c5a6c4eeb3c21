"""Shipments for programs, and what programs report of them. endpoint: exchange.api_shipments,
endpoint: exchange.api_shipment"""

import itertools
import json
import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.activity.models import Activity
from portal.exchange.models import Capture
from portal.orders.models import Schedule
from portal.shipments.models import Event
from tests.exchange.shared import FOLDER, needs_data
from tests.orders import builders
from tests.shipments.answers import READINGS

SHIPMENTS = "/api/v1/shipments"
NUMBERS = itertools.count(1)
OUT = {"at": "2026-03-05T08:00:00+07:00", "state": "out_for_delivery", "place": "Surabaya", "key": "one"}
DONE = {"at": "2026-03-05T23:30:00Z", "state": "delivered", "text": "signed by Budi"}  # the 6th at the site
CARRIERS = {
    "hermes_shipmentinfo": ("00340633031105567586", "delivered"), "laposte_suivi_v2": ("EW000000000FR", "delivered"),
    "ups_track_v1": ("1Z9999999999999999", "delivered"), "usps_tracking_v3": ("9400100000000000000000", "delivered"),
    "gls_shipit": ("12345678901234567890", "in_transit"), "dhl_unified_tracking": ("7777777770", "unknown"),
    "fedex_track_v1": ("128667043726", "picked_up"),
}  # fmt: skip


def dispatched(session, ref="SN-1", partner=builders.SUMBER, **columns):
    schedule = builders.one(session, f"PO-{ref}", site_id=1, partner=partner)
    builders.promise(session, schedule, 5)
    notice = builders.dispatch(session, schedule, ref, **columns)
    session.commit()
    return notice


def rows(session, ref="SN-1", model=Event):
    session.rollback()
    return list(session.scalars(select(model).order_by(model.id).execution_options(system=True)))


def arrived(session):
    session.rollback()
    return session.scalars(
        select(Schedule.arrived_on).order_by(Schedule.id).execution_options(system=True)
    ).all()


def test_each_sees_its_own_shipments(session, program):
    dispatched(session)
    dispatched(session, "SN-2", builders.BAUT)
    for name, refs in (("rina", ["SN-1"]), ("budi", ["SN-2"]), ("adi", ["SN-2", "SN-1"])):
        opened = program(name)
        found = opened.get(SHIPMENTS)
        assert [one["shipment"] for one in found["shipments"]] == refs and found["next"] is None
        for ref in ("SN-1", "SN-2"):
            opened.get(f"{SHIPMENTS}/{ref}")
            assert opened.status == (200 if ref in refs else 404)
            opened.post(f"{SHIPMENTS}/{ref}/events", OUT)
            assert opened.status in ((200, 201) if ref in refs else (404,))


def test_a_shipment_says_what_it_carries_what_happened_and_what_came(session, program):
    notice = dispatched(session)
    schedule = session.query(Schedule).one()
    builders.arrive(session, schedule, -1, (1, 2))
    session.commit()
    rina = program("rina")
    rina.post(f"{SHIPMENTS}/SN-1/events", {"events": [OUT, DONE]})
    found = rina.get(f"{SHIPMENTS}/SN-1")
    assert (found["tracking_number"], found["carrier"]) == (notice.tracking_number, "PT Lintas Samudra")
    assert found["lines"] == [
        {"order": "PO-SN-1", "line": 1, "part": 1, "item": "Plate 1", "quantity": "10", "unit": "t",
         "promised": (builders.today() + timedelta(days=5)).isoformat()}
    ]  # fmt: skip
    assert [(one["at"], one["state"], one["place"], one["source"]) for one in found["events"]] == [
        ("2026-03-05T23:30:00Z", "delivered", None, "api"),
        ("2026-03-05T08:00:00+07:00", "out_for_delivery", "Surabaya", "api"),
    ]
    assert found["standing"]["state"] == "delivered"
    assert found["standing"]["delivered_at"] == "2026-03-05T23:30:00Z"
    assert [(one["accepted"], one["condition"]) for one in found["receipts"]] == [("5", "good")]


def test_an_event_counts_once_by_its_key_or_by_what_it_says(session, program):
    dispatched(session)
    rina = program("rina")
    first = rina.post(f"{SHIPMENTS}/SN-1/events", {"events": [OUT, DONE]})
    assert (rina.status, first["added"], first["standing"]["state"]) == (201, 2, "delivered")
    again = rina.post(f"{SHIPMENTS}/SN-1/events", {"events": [DONE, OUT, {**OUT, "text": "said again"}]})
    assert (rina.status, again["added"]) == (200, 0)
    kept = rows(session)
    assert [(row.state, row.offset_minutes, row.recorded_by) for row in kept] == [
        ("out_for_delivery", 420, 6), ("delivered", 0, 6),
    ]  # fmt: skip
    assert arrived(session) == [date(2026, 3, 6)]
    said = [row for row in rows(session, model=Activity) if row.verb == "tracked"]
    assert [(row.actor_name, row.actor_side) for row in said] == [("Rina Wulandari (ERP)", "partner")]


def test_an_estimate_is_what_the_order_expects(session, program):
    dispatched(session)
    program("rina").post(f"{SHIPMENTS}/SN-1/events", {"events": [OUT], "estimated_on": "2026-03-09"})
    session.rollback()
    assert session.query(Schedule).one().expected_on == date(2026, 3, 9)


@pytest.mark.parametrize("name", list(READINGS))
def test_a_carriers_answer_is_read_by_its_adapter(session, program, name):
    answer, ((number, state, *_rest), *_others) = READINGS[name]
    dispatched(session, tracking_number=number)
    rina = program("rina")
    for carrier in (name, None):
        body = {"payload": answer} | ({"carrier": carrier} if carrier else {})
        found = rina.post(f"{SHIPMENTS}/SN-1/events", body)
        assert found["standing"]["state"] == state
    assert (rina.status, found["added"]) == (200, 0)
    assert {row.source for row in rows(session)} == {name}


@needs_data
@pytest.mark.data
@pytest.mark.parametrize("name", list(CARRIERS))
def test_the_real_answers_end_the_same_whole_shuffled_and_doubled(session, program, name):
    """Each carrier's file as it is; then shuffled, twice over; on a notice of another partner."""
    number, state = CARRIERS[name]
    payload = json.loads((FOLDER / "carriers" / f"{name}.json").read_text())
    outcomes = []
    for partner, who, pieces in ((1, "rina", [payload]), (2, "budi", _pieces(payload))):
        dispatched(session, f"SN-{partner}", partner, tracking_number=number)
        opened = program(who)
        for piece in pieces:
            found = opened.post(f"{SHIPMENTS}/SN-{partner}/events", {"payload": piece})
            assert opened.status in (200, 201), found
        shown = opened.get(f"{SHIPMENTS}/SN-{partner}")
        events = [{k: v for k, v in one.items() if k != "recorded_at"} for one in shown["events"]]
        outcomes.append((shown["standing"], sorted(events, key=str)))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0]["state"] == state
    assert len(set(arrived(session))) == 1


def _pieces(payload):
    """The answer twice, with its events in another order each time."""
    pieces = []
    for seed in (7, 8):
        copy = json.loads(json.dumps(payload))
        for found in _lists(copy):
            random.Random(seed).shuffle(found)  # noqa: S311
        pieces.append(copy)
    return pieces


def _lists(value):
    """The lists of events anywhere in an answer."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in (
                "events",
                "status",
                "event",
                "activity",
                "trackingEvents",
                "scanEvents",
            ) and isinstance(inner, list):
                yield inner
            yield from _lists(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lists(inner)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/at"), ([], ""), ("x", ""), ({"events": []}, "/events"), ({"events": [1]}, "/events/0"),
        ({**OUT, "at": "2026-03-05T08:00:00"}, "/at"), ({**OUT, "at": "yesterday"}, "/at"), ({**OUT, "at": 7}, "/at"),
        ({**OUT, "at": "2099-01-01T00:00:00Z"}, "/at"), ({**OUT, "state": "lost"}, "/state"), ({**OUT, "state": ["delivered"]}, "/state"),
        ({**OUT, "state": "unknown"}, "/state"), ({**OUT, "text": "x" * 501}, "/text"), ({**OUT, "place": 7}, "/place"),
        ({**OUT, "colour": "red"}, "/colour"), ({"events": [OUT, {**OUT, "at": None}]}, "/events/1/at"),
        ({"events": [OUT], "estimated_on": "soon"}, "/estimated_on"), ({"events": [OUT], "more": 1}, "/more"),
        ({"carrier": "hermes"}, "/payload"), ({"carrier": 7, "payload": {"a": 1}}, "/carrier"),
        ({"carrier": "nobody", "payload": {"a": 1}}, "/payload"), ({"payload": {"a": 1}}, "/payload"),
        ({"payload": READINGS["gls"][0]}, "/payload"), (b"{", ""), (b"", ""), (b"\xff", ""), (b"[" * 100_000, ""),
        (b'{"at": NaN}', ""),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_and_nothing_is_added(session, program, body, pointer):
    dispatched(session)
    rina = program("rina")
    problem = rina.post(f"{SHIPMENTS}/SN-1/events", body)
    assert rina.status == 422
    assert pointer in [one["pointer"] for one in problem["errors"]]
    assert rows(session) == []


def test_the_same_key_is_answered_the_same_and_another_body_is_refused(session, program):
    dispatched(session)
    rina, colleague = program("rina"), program("rina")
    first = rina.post(f"{SHIPMENTS}/SN-1/events", OUT, Idempotency_Key="a1")
    assert rina.status == 201
    assert rina.post(f"{SHIPMENTS}/SN-1/events", OUT, Idempotency_Key="a1") == first
    assert rina.status == 201
    rina.post(f"{SHIPMENTS}/SN-1/events", DONE, Idempotency_Key="a1")
    assert rina.status == 422
    rina.post(f"{SHIPMENTS}/SN-1/events", DONE, Idempotency_Key="k" * 256)
    assert rina.status == 422
    colleague.post(f"{SHIPMENTS}/SN-1/events", DONE, Idempotency_Key="a1")  # another program's word
    assert colleague.status == 201
    assert (len(rows(session)), len(rows(session, model=Capture))) == (2, 2)


def test_a_draft_and_a_withdrawn_one_take_no_events(session, program):
    notice = dispatched(session)
    rina = program("rina")
    for state in ("draft", "voided"):
        notice.state = state
        session.commit()
        rina.post(f"{SHIPMENTS}/SN-1/events", OUT)
        assert rina.status == 409
    assert rows(session) == []


def test_an_auditor_reports_nothing(session, program):
    dispatched(session)
    ayu = program("ayu")
    ayu.get(f"{SHIPMENTS}/SN-1")
    assert ayu.status == 200
    ayu.post(f"{SHIPMENTS}/SN-1/events", OUT)
    assert ayu.status == 403


def test_two_partners_may_use_one_number(session, program):
    dispatched(session)
    dispatched(session, "SN-9", builders.BAUT)
    other = session.scalars(select(Event)).first()
    assert other is None
    adi = program("adi")
    adi.post(f"{SHIPMENTS}/SN-1/events?order=PO-SN-9", OUT)
    assert adi.status == 404
    adi.post(f"{SHIPMENTS}/SN-1/events?order=PO-SN-1", OUT)
    assert adi.status == 201


@pytest.mark.parametrize("query", ["tab=mine", "from=x", "after=x", "colour=red"])
def test_an_unknown_filter_is_refused(program, query):
    rina = program("rina")
    rina.get(f"{SHIPMENTS}?{query}")
    assert rina.status == 422


def test_old_answers_are_forgotten_and_events_stay(app, session, program):
    dispatched(session)
    program("rina").post(f"{SHIPMENTS}/SN-1/events", OUT, Idempotency_Key="a1")
    (kept,) = rows(session, model=Capture)
    kept.created_at = clock.now() - timedelta(days=91)
    session.commit()
    from portal.exchange import captures

    with app.app_context():
        assert captures.drop_old() == 1
    assert (rows(session, model=Capture), len(rows(session))) == ([], 1)
