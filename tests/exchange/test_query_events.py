"""Asking for events as EPCIS 2.0 does, and what comes back is valid EPCIS 2.0."""

import json
import re

import pytest

from portal import clock
from portal.shipments import actions, cbv, epcis_query
from tests.exchange.programs import EPCIS
from tests.exchange.test_capture_epcis import CAPTURE, EVENTS, OURS, SHIPPED_1, WRONG_1
from tests.exchange.test_report_events import DONE, SHIPMENTS, dispatched
from tests.shipments.test_epcis import document, event

PACKED = {
    "type": "AggregationEvent", "eventID": "urn:uuid:00000009-0000-4000-8000-000000000000", "action": "ADD",
    "eventTime": "2026-02-28T10:00:00.25+07:00", "eventTimeZoneOffset": "+07:00", "bizStep": "urn:epcglobal:cbv:bizstep:packing",
    "parentID": "urn:epc:id:sscc:0614141.1234567890", "childEPCs": ["urn:epc:id:sgtin:0614141.107346.2017"], **OURS,
    "a:colour": "red",
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# Names of an event's own fields, from the standard; all others carry a prefix that the context explains.
COMMON = frozenset(
    [
        "type",
        "eventID",
        "eventTime",
        "eventTimeZoneOffset",
        "recordTime",
        "errorDeclaration",
        "certificationInfo",
        "action",
        "bizStep",
        "disposition",
        "persistentDisposition",
        "readPoint",
        "bizLocation",
        "bizTransactionList",
        "sourceList",
        "destinationList",
        "sensorElementList",
    ]
)
OWN = {
    "ObjectEvent": {"epcList", "quantityList", "ilmd"},
    "AggregationEvent": {"parentID", "childEPCs", "childQuantityList"},
}


def check(answer):
    """What the standard asks of a query document, field by field."""
    assert answer["type"] == "EPCISQueryDocument" and answer["schemaVersion"] == "2.0"
    assert TIME.fullmatch(answer["creationDate"])
    assert answer["@context"][0].startswith("https://ref.gs1.org/standards/epcis/")
    prefixes = {word for one in answer["@context"] if isinstance(one, dict) for word in one}
    assert set(answer) == {"@context", "type", "schemaVersion", "creationDate", "epcisBody"}
    (results,) = answer["epcisBody"].values()
    assert set(results) == {"queryName", "resultsBody"}
    for one in results["resultsBody"]["eventList"]:
        for name in one.keys() - COMMON - OWN[one["type"]]:
            assert name.partition(":")[0] in prefixes, name
        assert TIME.fullmatch(one["eventTime"]) and TIME.fullmatch(one["recordTime"])
        assert re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", one["eventTimeZoneOffset"])
        assert one["action"] in ("OBSERVE", "ADD", "DELETE")
        assert re.match(r"[a-z]+:", one["eventID"])
        assert (
            one.get("bizStep", "other") in cbv.STEPS and one.get("disposition", "unknown") in cbv.DISPOSITIONS
        )
        assert all(re.match(r"[a-z]+:", thing) for thing in one.get("epcList", one.get("childEPCs", ())))
        for row in one.get("bizTransactionList", ()):
            assert row.keys() <= {"type", "bizTransaction"} and re.match(r"[a-z]+:", row["bizTransaction"])
        if "errorDeclaration" in one:
            assert TIME.fullmatch(one["errorDeclaration"]["declarationTime"])
    return results["resultsBody"]["eventList"]


@pytest.fixture
def rina(session, program):
    """A program of hers; three events were captured, and one was reported in our words."""
    dispatched(session)
    rina = program("rina")
    content = document(PACKED, SHIPPED_1, WRONG_1)
    content["@context"].append({"a": "https://a.example/"})
    assert rina.post(CAPTURE, content)["success"]
    rina.post(f"{SHIPMENTS}/SN-1/events", DONE)
    return rina


def steps(program, query=""):
    return [one["bizStep"] for one in check(program.get(f"{EVENTS}?{query}"))]


def test_what_was_captured_comes_back_equal(rina):
    found = {one["eventID"]: one for one in check(rina.get(EVENTS))}
    assert rina.answer.content_type == "application/json"
    assert rina.answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    for sent in (SHIPPED_1, WRONG_1, {**PACKED, "bizStep": "packing"}):
        came = found.pop(sent["eventID"])
        assert {k: v for k, v in came.items() if k != "recordTime"} == sent
    (ours,) = found.values()
    assert (ours["bizStep"], ours["eventTime"], ours["eventTimeZoneOffset"]) == (
        "accepting",
        "2026-03-05T23:30:00Z",
        "+00:00",
    )
    rina.get(EVENTS, Accept="application/ld+json")
    assert rina.answer.content_type == "application/ld+json"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["packing", "shipping", "receiving", "accepting"]),
        ("eventType=AggregationEvent", ["packing"]),
        ("eventType=AggregationEvent,ObjectEvent", ["packing", "shipping", "receiving", "accepting"]),
        ("eventType=AggregationEvent&eventType=ObjectEvent", ["packing", "shipping", "receiving", "accepting"]),
        ("EQ_bizStep=shipping", ["shipping"]),
        ("EQ_bizStep=urn:epcglobal:cbv:bizstep:shipping", ["shipping"]),
        ("EQ_bizStep=shipping|accepting", ["shipping", "accepting"]),
        ("EQ_disposition=in_transit", ["shipping"]),
        ("EQ_action=ADD", ["packing"]),
        ("EQ_action=DELETE", []),
        ("GE_eventTime=2026-03-01T10:00:00%2B07:00", ["shipping", "receiving", "accepting"]),
        ("GE_eventTime=2026-03-01T10:00:01%2B07:00&LT_eventTime=2026-03-05T00:00:00Z", ["receiving"]),
        ("LT_recordTime=2020-01-01T00:00:00Z", []),
        ("MATCH_epc=urn:epc:id:sgtin:0614141.107346.2017", ["packing"]),
        ("MATCH_epc=urn:epc:idpat:sgtin:0614141.107346.*", ["packing"]),
        ("MATCH_epc=urn:epc:id:sscc:0614141.1234567890", []),  # a parent, not a child
        ("MATCH_anyEPC=urn:epc:id:sscc:0614141.1234567890", ["packing"]),
        ("MATCH_epc=urn:epc:id:sgtin:0614141.107346.20", []),
        ("MATCH_epc=urn:epc:id:sscc:1.1", ["shipping", "receiving"]),
        ("MATCH_epc=http://localhost/shipments/SN-1", ["accepting"]),
        ("MATCH_epc=%25", []),
        (f"EQ_eventID={SHIPPED_1['eventID']}", ["shipping"]),
    ],
)  # fmt: skip
def test_the_simple_query(rina, query, found):
    assert steps(rina, query) == found


@pytest.mark.parametrize(
    "query",
    ["eventType=SalesEvent", "EQ_action=LOOK", "GE_eventTime=yesterday", "GE_eventTime=2026-03-01T10:00:00", "perPage=0",
     "perPage=501", "perPage=x", "nextPageToken=x", "EQ_colour=red", "EQ_bizStep=" + "a|" * 60],
)  # fmt: skip
def test_a_parameter_that_is_not_understood_is_refused(rina, query):
    problem = rina.get(f"{EVENTS}?{query}")
    assert (rina.status, problem["type"]) == (400, "epcisException:QueryParameterException")


def test_pages_are_linked_and_neither_repeat_nor_skip(rina, monkeypatch):
    monkeypatch.setattr(epcis_query, "AT_ONCE", 2)
    seen, path = [], f"{EVENTS}?perPage=1"
    while path:
        seen += [one["bizStep"] for one in check(rina.get(path))]
        link = rina.answer.headers.get("Link")
        path = link and re.fullmatch(r'<http://localhost(.*)>; rel="next"', link)[1]
    assert seen == ["packing", "shipping", "receiving", "accepting"]


def test_a_page_that_would_look_too_far_ends_and_goes_on(rina, monkeypatch):
    monkeypatch.setattr(epcis_query, "AT_ONCE", 1)
    monkeypatch.setattr(epcis_query, "ROUNDS", 2)
    assert steps(rina, "EQ_bizStep=receiving") == []
    link = rina.answer.headers["Link"]
    assert [one["bizStep"] for one in check(rina.get(link[len("<http://localhost") : link.index(">")]))] == [
        "receiving"
    ]


def test_each_is_given_its_own(rina, session, program):
    assert [len(steps(program(name))) for name in ("adi", "sari", "toni", "ayu", "budi")] == [4, 4, 4, 4, 0]


def test_events_that_came_before_their_words_were_kept_are_told_in_ours(session, program):
    notice = dispatched(session)
    actions.report_event(
        session, notice, "m1", clock.now(), "customs_hold", "manual", recorded_at=clock.now()
    )
    actions.report_event(
        session,
        notice,
        "urn:uuid:1",
        clock.now(),
        "delivered",
        "epcis",
        code="receiving",
        recorded_at=clock.now(),
    )
    session.commit()
    assert sorted(steps(program("rina"))) == ["holding", "receiving"]


def test_selects_do_not_grow_with_events(rina):
    few = len(json.dumps(rina.get(EVENTS))), rina.selects
    rina.post(
        CAPTURE, document(*({**event(n, "shipping", "2026-03-01T11:00:00Z"), **OURS} for n in range(20, 40)))
    )
    many = len(json.dumps(rina.get(EVENTS))), rina.selects
    assert many[0] > few[0]
    assert (
        many[1] == few[1] == 7
    )  # whom the token stands for (3), events, orders, withdrawals, what stands twice


def test_the_address_is_that_of_the_binding():
    assert f"{EPCIS}events" == EVENTS
