"""EPCIS 2.0 by HTTP: capture, its jobs. endpoint: exchange.list_captures, endpoint: exchange.show_capture"""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from portal.orders.models import Schedule
from portal.shipments import epcis_binding, epcis_reading
from portal.shipments.models import Event
from tests.exchange.programs import EPCIS
from tests.exchange.shared import FOLDER, needs_data
from tests.exchange.test_report_events import arrived, dispatched, rows
from tests.orders import builders
from tests.shipments.test_epcis import RECEIVED, RIGHT, SHIPPED, WRONG, document, event

CAPTURE, EVENTS = f"{EPCIS}capture", f"{EPCIS}events"
OURS = {
    "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:SN-1"}]
}
SHIPPED_1, RECEIVED_1, WRONG_1, RIGHT_1 = ({**one, **OURS} for one in (SHIPPED, RECEIVED, WRONG, RIGHT))
# By file: notices (ref, tracking number) that its events name, and the state they end in.
FILES = {
    "ObjectEvent": ([("1152", None)], "delivered"),
    "ObjectEvent_with_persistentDisposition": ([("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", None)], "delivered"),
    "AggregationEvent": ([("SN-77", "106141412345678908")], "delivered"),
}
ORDER = {
    "ObjectEvent": "12345678",
    "ObjectEvent_with_persistentDisposition": "XYZ567",
    "AggregationEvent": "PO-77",
}


def state_of(program, ref="SN-1"):
    shown = program.get(f"/api/v1/shipments/{ref}")
    return shown["standing"], sorted(
        ({k: v for k, v in one.items() if k != "recorded_at"} for one in shown["events"]), key=str
    )


def capture(program, *events, **headers):
    return program.post(CAPTURE, document(*events), **headers)


def test_a_document_is_captured_and_its_job_says_so(session, program):
    dispatched(session)
    rina = program("rina")
    job = capture(rina, SHIPPED_1, RECEIVED_1)
    assert rina.status == 202
    assert rina.answer.headers["Location"] == f"{CAPTURE}/{job['captureID']}"
    assert rina.answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert (job["running"], job["success"], job["captured"], job["errors"]) == (False, True, 2, [])
    assert job["captureErrorBehaviour"] == "rollback"
    assert rina.get(rina.answer.headers["Location"]) == job
    assert rina.get(CAPTURE) == [job]
    assert [(row.state, row.source, row.raw["eventID"]) for row in rows(session)] == [
        ("in_transit", "epcis", SHIPPED["eventID"]), ("delivered", "epcis", RECEIVED["eventID"]),
    ]  # fmt: skip
    assert arrived(session) == [date(2026, 3, 4)]


def test_a_job_is_seen_by_its_own_side_alone(session, program):
    dispatched(session)
    rina = program("rina")
    job = capture(rina, SHIPPED_1)
    for name, status in (("rina", 200), ("sari", 200), ("budi", 404), ("adi", 200)):
        other = program(name)
        other.get(f"{CAPTURE}/{job['captureID']}")
        assert other.status == status
    assert program("budi").get(CAPTURE) == []


@pytest.mark.parametrize("order", list(itertools.permutations((SHIPPED_1, WRONG_1, RIGHT_1))))
def test_an_error_that_was_declared_is_honoured_in_whatever_order_it_comes(session, program, order):
    dispatched(session)
    rina = program("rina")
    capture(rina, RECEIVED_1)
    assert state_of(rina)[0]["delivered_at"] == "2026-03-04T16:00:00+07:00" or rina.status == 200
    for one in order:
        capture(rina, one)
        assert rina.status == 202
    standing, events = state_of(rina)
    assert (standing["state"], arrived(session)) == ("delivered", [date(2026, 3, 6)])
    assert [one["withdrawn"] for one in sorted(events, key=lambda e: e["at"])] == [False, True, False]
    found = rina.get(f"{EVENTS}?EQ_bizStep=receiving")["epcisBody"]["queryResults"]["resultsBody"][
        "eventList"
    ]
    wrong = next(one for one in found if one["eventID"] == WRONG["eventID"])
    assert wrong["errorDeclaration"] == WRONG["errorDeclaration"]


def test_an_event_that_names_no_shipment_is_refused_by_a_sentence_and_takes_all_with_it(session, program):
    dispatched(session)
    dispatched(session, "SN-2", builders.BAUT)
    rina = program("rina")
    foreign = json.loads(json.dumps(RECEIVED_1).replace("SN-1", "SN-2"))
    missing = json.loads(json.dumps(RECEIVED_1).replace("SN-1", "SN-3"))
    told = []
    for unseen in (foreign, missing):
        job = capture(rina, SHIPPED_1, unseen)
        assert (rina.status, job["success"], job["captured"]) == (202, False, 0)
        (error,) = job["errors"]
        assert unseen["eventID"] in error["detail"] and error["type"].startswith("epcisException:")
        told.append(error)
    assert told[0] == told[1]  # what is another's is as if it were not there
    assert rows(session) == []


def test_proceed_takes_the_good_ones(session, program):
    dispatched(session)
    rina = program("rina")
    bad = {**event(9, "shipping", "22-07-2026"), **OURS}
    job = capture(rina, SHIPPED_1, RECEIVED, bad, GS1_Capture_Error_Behaviour="proceed")
    assert (job["success"], job["captured"], job["captureErrorBehaviour"]) == (False, 1, "proceed")
    assert len(job["errors"]) == 2 and any("eventTime" in one["detail"] for one in job["errors"])
    assert [row.key for row in rows(session)] == [SHIPPED["eventID"]]


@pytest.mark.parametrize(
    ("identifiers", "bound"),
    [
        ({"bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:uuid:SN-1"}]}, True),
        ({"bizTransactionList": [{"type": "urn:epcglobal:cbv:btt:desadv", "bizTransaction": "https://acme.example/asn/SN-1"}]}, True),
        ({"epcList": ["http://localhost/shipments/SN-1"], "bizTransactionList": []}, True),
        ({"epcList": ["urn:epc:id:sscc:0614141.1234567890"], "bizTransactionList": []}, True),
        ({"epcList": ["https://id.gs1.org/00/106141412345678908"], "bizTransactionList": []}, True),
        ({"bizTransactionList": [{"type": "bol", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:106141412345678908"}]}, True),
        ({"bizTransactionList": [{"type": "po", "bizTransaction": "http://localhost/orders/PO-SN-1"}]}, True),
        ({"bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:PO-SN-1"}]}, True),
        ({"bizTransactionList": [{"type": "inv", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:SN-1"}]}, False),
        ({"epcList": ["urn:epc:id:sgtin:0614141.107346.2017"], "bizTransactionList": []}, False),
        ({"epcList": ["https://elsewhere.example/shipments/SN-1"], "bizTransactionList": []}, False),
        ({"epcList": ["http://[::1"], "bizTransactionList": []}, False),
    ],
)  # fmt: skip
def test_what_identifies_a_shipment(session, program, identifiers, bound):
    dispatched(session, tracking_number="106141412345678908")
    job = capture(program("rina"), {**SHIPPED, **identifiers})
    assert job["success"] is bound
    assert len(rows(session)) == (1 if bound else 0)


def test_an_order_with_two_shipments_does_not_say_which(session, program):
    notice = dispatched(session)
    builders.dispatch(session, session.query(Schedule).one(), "SN-2")
    session.commit()
    order = {"bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:PO-SN-1"}]}
    rina = program("rina")
    assert "several" in capture(rina, {**SHIPPED, **order})["errors"][0]["detail"]
    notice.state = "voided"
    session.commit()
    assert capture(rina, {**SHIPPED, **order})["success"]
    assert "withdrawn" in capture(rina, RECEIVED_1)["errors"][0]["detail"]


def test_an_id_that_says_two_things_is_refused_until_the_first_is_declared_wrong(session, program):
    dispatched(session)
    rina = program("rina")
    capture(rina, RECEIVED_1)
    other = {**RECEIVED_1, "eventTime": "2026-03-09T09:00:00Z"}
    assert not capture(rina, other)["success"]
    assert not capture(rina, SHIPPED_1, {**SHIPPED_1, "bizStep": "loading"})["success"]
    same = {**RECEIVED_1, "eventTime": "2026-03-04T16:00:00+07:00"}
    assert capture(rina, same)["success"]
    assert len(rows(session)) == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"), (b"{", "not JSON"), (b"[]", "no EPCIS document"), (b"{}", "no EPCIS document"), (b"[" * 100_000, "nested"),
        (json.dumps(document(SHIPPED, schemaVersion="1.2")).encode(), "2.0"),
        (json.dumps({"type": "EPCISDocument", "schemaVersion": "2.0"}).encode(), "no list"),
    ],
)  # fmt: skip
def test_what_is_no_epcis_is_a_problem(session, program, body, says):
    rina = program("rina")
    problem = rina.post(CAPTURE, body)
    assert (rina.status, problem["type"]) == (400, "epcisException:ValidationException")
    assert says in problem["detail"]


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"eventTime": "22-07-2026"}, "eventTime"), ({"eventTime": "2099-01-01T00:00:00Z"}, "eventTime"),
        ({"eventTimeZoneOffset": "7"}, "eventTimeZoneOffset"), ({"action": "LOOK"}, "action"), ({"bizStep": "weighing"}, "bizStep"),
        ({"disposition": 7}, "disposition"), ({"epcList": ["no address"]}, "epcList"), ({"readPoint": "gate"}, "readPoint"),
        ({"bizTransactionList": [{"bizTransaction": "x"}]}, "bizTransactionList"), ({"eventID": "my own"}, "eventID"),
        ({"quantityList": [{"quantity": 7}]}, "quantityList"), ({"a:b": 1e999}, "number"), ({"a:b": None}, ""),
        ({"errorDeclaration": {"declarationTime": "2026-03-05T10:00:00Z", "reason": "bad luck"}}, "errorDeclaration"),
        ({"errorDeclaration": "no"}, "declarationTime"), ({"errorDeclaration": {"declarationTime": "soon"}}, "declarationTime"),
    ],
)  # fmt: skip
def test_an_event_that_is_not_valid_is_refused_by_the_name_of_its_field(session, program, wrong, names):
    dispatched(session)
    rina = program("rina")
    content = json.dumps(document({**SHIPPED_1, **wrong})).replace("Infinity", "1e999").encode()
    job = rina.post(CAPTURE, content)
    assert rina.status == 202
    assert job["success"] is (names == "")
    assert all(names in error["detail"] for error in job["errors"])
    assert len(rows(session)) == (1 if names == "" else 0)


def test_deep_and_odd_values_harm_nothing(session, program):
    dispatched(session)
    rina = program("rina")
    deep = {"a:deep": json.loads("[" * 60 + "]" * 60)}
    assert "nested" in capture(rina, {**SHIPPED_1, **deep})["errors"][0]["detail"]
    odd = {"a:odd": "\0 \ud800 \N{SNOWMAN}", "a:large": 10**400, "a:list": [[], {}, None, True]}
    assert capture(rina, {**SHIPPED_1, **odd})["success"]
    (listed,) = rina.get(EVENTS)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert {name: listed[name] for name in odd} == odd


def test_too_many_events_and_other_versions_are_refused(session, program):
    dispatched(session)
    rina = program("rina")
    many = [{**event(n, "shipping", "2026-03-01T10:00:00Z"), **OURS} for n in range(1001)]
    capture(rina, *many)
    assert rina.status == 413
    for version in ("1.2", "2.1", "3", "x"):
        capture(rina, SHIPPED_1, GS1_EPCIS_Version=version)
        assert rina.status == 406
    capture(rina, RECEIVED, GS1_EPCIS_Version="2.0.1")  # names no shipment
    assert rina.status == 202
    capture(rina, SHIPPED_1, GS1_Capture_Error_Behaviour="shrug")
    assert rina.status == 400
    assert rows(session) == []


def test_the_same_key_is_the_same_job(session, program):
    dispatched(session)
    rina = program("rina")
    first = capture(rina, SHIPPED_1, Idempotency_Key="a")
    assert capture(rina, SHIPPED_1, Idempotency_Key="a") == first
    assert (rina.status, rina.answer.headers["Location"]) == (202, f"{CAPTURE}/{first['captureID']}")
    capture(rina, RECEIVED_1, Idempotency_Key="a")
    assert rina.status == 422
    assert len(rina.get(CAPTURE)) == 1


def test_jobs_come_in_pages(session, program):
    dispatched(session)
    rina = program("rina")
    made = [capture(rina, SHIPPED_1)["captureID"] for _ in range(3)]
    first = rina.get(f"{CAPTURE}?perPage=2")
    link = rina.answer.headers["Link"]
    assert link.endswith('>; rel="next"')
    rest = rina.get(link[len("<http://localhost") : link.index(">")])
    assert [job["captureID"] for job in first + rest] == made[::-1]
    assert "Link" not in rina.answer.headers
    for wrong in ("perPage=0", "nextPageToken=x", "colour=red"):
        rina.get(f"{CAPTURE}?{wrong}")
        assert rina.status == 400


def test_readers_capture_nothing(session, program):
    dispatched(session)
    for name in ("toni", "ayu"):
        reader = program(name)
        capture(reader, SHIPPED_1)
        assert reader.status == 403
    assert rows(session) == []


def test_an_event_may_tell_of_two_shipments_and_comes_back_once(session, program):
    dispatched(session)
    dispatched(session, "SN-2")
    both = {"bizTransactionList": [
        {"type": "desadv", "bizTransaction": f"urn:epcglobal:cbv:bt:0614141073467:SN-{n}"} for n in (1, 2)
    ]}  # fmt: skip
    rina = program("rina")
    assert capture(rina, {**SHIPPED, **both})["captured"] == 1
    assert len(rows(session)) == 2
    assert len(rina.get(EVENTS)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 1


@needs_data
@pytest.mark.data
@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize("how", ["whole", "shuffled", "doubled", "split", "split backwards"])
def test_each_real_file_ends_in_the_same_state_however_it_comes(session, program, name, how):
    content = json.loads((FOLDER / "edi" / "epcis" / f"{name}.json").read_text())
    notices, state = FILES[name]
    schedule = builders.one(session, ORDER[name], site_id=1)
    builders.promise(session, schedule, 5)
    for ref, number in notices:
        builders.dispatch(session, schedule, ref, tracking_number=number)
    session.commit()
    rina = program("rina")
    listed = content["epcisBody"]["eventList"]
    half = len(listed) // 2
    parts = {
        "whole": [listed], "shuffled": [listed[::-1]], "doubled": [listed, listed],
        "split": [listed[:half], listed[half:]], "split backwards": [listed[half:], listed[:half]],
    }[how]  # fmt: skip
    for part in parts:
        job = rina.post(CAPTURE, {**content, "epcisBody": {"eventList": part}})
        assert job["success"], job["errors"]
    standing, events = state_of(rina, notices[0][0])
    assert standing["state"] == state
    assert len(events) == len(listed) == len(rows(session))
    newest = max(epcis_reading.read(json.dumps(content).encode()), key=lambda one: one.at)
    delivered = [one for one in epcis_reading.read(json.dumps(content).encode()) if one.state == "delivered"]
    assert newest.at >= delivered[-1].at
    back = rina.get(EVENTS)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert {one["eventID"]: {k: v for k, v in one.items() if k != "recordTime"} for one in back} == {
        one["eventID"]: one for one in listed
    }


@needs_data
@pytest.mark.data
def test_the_invalid_file_is_refused_by_its_field(session, program):
    content = (
        FOLDER / "edi" / "epcis" / "invalid_ObjectEvent_with_invalid_eventTime_format.json"
    ).read_bytes()
    rina = program("rina")
    job = rina.post(CAPTURE, content)
    assert not job["success"] and "eventTime" in job["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("urn", "number"),
    [
        # The check digit by hand: digits times 3,1,3,… from the left of 17, up to the next ten.
        ("urn:epc:id:sscc:0614141.1234567890", "106141412345678908"),
        ("urn:epc:id:sscc:4012345.0000000001", "040123450000000016"),
    ],
)
def test_the_digits_of_an_sscc(urn, number):
    assert epcis_binding._numbers(urn) == [number, f"00{number}", f"(00){number}"]


def test_events_say_who_recorded_them_and_stay_as_they_are(session, program):
    dispatched(session)
    capture(program("rina"), SHIPPED_1)
    (row,) = session.scalars(select(Event).execution_options(system=True))
    assert row.recorded_by == 6
    row.raw = {"type": "another"}
    with pytest.raises(Exception, match="rows are only added"):
        session.commit()
    session.rollback()


def test_the_same_document_twice_at_once_stands_once(app, session, program):
    """By one program, and by two people of both sides at once: what is refused then (409) is taken on repeating."""
    dispatched(session)
    askers = [program(name) for name in ("rina", "rina", "sari", "adi")]
    with ThreadPoolExecutor(len(askers)) as pool:
        list(pool.map(lambda asker: capture(asker, SHIPPED_1, WRONG_1, RIGHT_1), askers))
    assert {asker.status for asker in askers} <= {202, 409} and 202 in {asker.status for asker in askers}
    for asker in askers:
        assert capture(asker, SHIPPED_1, WRONG_1, RIGHT_1)["success"]
    assert len(rows(session)) == 4  # three events and one withdrawal
    assert arrived(session) == [date(2026, 3, 6)]
