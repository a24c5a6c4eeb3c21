"""EPCIS 2.0 in and out: documents, query answers and bare events; errors declared; what is refused."""

import copy
import json
import random

import pytest

from portal.shipments import epcis, epcis_reading
from portal.shipments.tracking.reading import Unreadable
from tests.exchange.shared import FOLDER, needs_data

EPCIS = FOLDER / "edi" / "epcis"
PO = "https://example.com/po/1042"


def event(number, step, when, **more):
    return {
        "eventID": f"urn:uuid:{number:08}-0000-4000-8000-000000000000", "type": "ObjectEvent", "action": "OBSERVE",
        "eventTime": when, "eventTimeZoneOffset": "+07:00", "bizStep": step, "epcList": ["urn:epc:id:sscc:1.1"],
        "bizTransactionList": [{"type": "po", "bizTransaction": PO}], **more,
    }  # fmt: skip


SHIPPED = event(1, "shipping", "2026-03-01T10:00:00+07:00", disposition="in_transit")
RECEIVED = event(2, "receiving", "2026-03-04T09:00:00Z")
WRONG = {
    **RECEIVED,
    "errorDeclaration": {
        "declarationTime": "2026-03-05T10:00:00Z", "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:00000003-0000-4000-8000-000000000000"],
    },
}  # fmt: skip
RIGHT = event(3, "receiving", "2026-03-06T09:00:00Z")


def document(*events, **more):
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"], "type": "EPCISDocument",
        "schemaVersion": "2.0", "creationDate": "2026-03-06T10:00:00Z", "epcisBody": {"eventList": list(events)}, **more,
    }  # fmt: skip


def read(value):
    return epcis_reading.read(json.dumps(value).encode())


def run(app, path):
    return app.test_cli_runner().invoke(args=["read-epcis", str(path), "--json"])


def test_a_document_a_query_answer_and_a_bare_event_say_the_same():
    answer = document()
    answer |= {
        "type": "EPCISQueryDocument",
        "epcisBody": {"queryResults": {"resultsBody": {"eventList": [SHIPPED]}}},
    }
    found = [
        read(value) for value in (document(SHIPPED), answer, SHIPPED, document(SHIPPED, schemaVersion=2.0))
    ]
    assert all(one == found[0] for one in found)
    (one,) = found[0]
    assert (one.step, one.disposition, one.state) == ("shipping", "in_transit", "in_transit")
    assert one.references("po") == (PO,)


@pytest.mark.parametrize(
    "word", ["receiving", "urn:epcglobal:cbv:bizstep:receiving", "https://ref.gs1.org/cbv/BizStep-receiving"]
)
def test_cbv_words_are_read_bare_and_as_addresses(word):
    (one,) = read({**RECEIVED, "bizStep": word})
    assert (one.step, one.state) == ("receiving", "delivered")


def test_a_word_of_another_vocabulary_stays_an_address():
    (one,) = read({**RECEIVED, "bizStep": "https://example.com/steps/weighing"})
    assert (one.step, one.state) == ("https://example.com/steps/weighing", "unknown")


def test_a_declared_error_is_withdrawn_and_its_correction_stands():
    assert str(epcis.settle(read(document(SHIPPED, RECEIVED))).standing.delivered_at.date()) == "2026-03-04"
    declared = epcis.settle(read(document(SHIPPED, WRONG)))
    assert declared.standing.state == "in_transit"
    assert "00000003" in declared.problems[0]
    whole = epcis.settle(read(document(SHIPPED, RECEIVED, WRONG, RIGHT)))
    assert str(whole.standing.delivered_at.date()) == "2026-03-06"
    assert whole.problems == ()
    said = epcis.as_json(read(document(SHIPPED, RECEIVED, WRONG, RIGHT)))
    assert [e["withdrawn"] for e in said["events"]] == [False, True, True, False]


def test_an_error_is_declared_of_an_event_without_an_id_by_what_it_says():
    nameless, wrong = copy.deepcopy(RECEIVED), copy.deepcopy(WRONG)
    del nameless["eventID"], wrong["eventID"]
    wrong["errorDeclaration"] = {"declarationTime": "2026-03-05T10:00:00Z", "reason": "did_not_occur"}
    found = epcis.settle(read(document(SHIPPED, nameless, wrong)))
    assert found.standing.state == "in_transit" and found.problems == ()


@pytest.mark.parametrize("seed", range(10))
def test_order_repetition_and_splitting_mean_nothing(seed):
    chance = random.Random(seed)  # noqa: S311 - a seed, not a secret
    events = [SHIPPED, RECEIVED, WRONG, RIGHT]
    right = epcis.settle(read(document(*events)))
    shuffled = events * 2
    chance.shuffle(shuffled)
    assert epcis.settle(read(document(*shuffled))) == right
    cut = chance.randint(0, len(shuffled))
    halves = read(document(*shuffled[cut:])) + read(document(*shuffled[:cut]))
    assert epcis.settle(halves) == right


def test_what_was_shipped_and_did_not_come_is_told():
    both = event(1, "shipping", "2026-03-01T10:00:00Z", epcList=["urn:a:1", "urn:a:2"])
    one = event(2, "receiving", "2026-03-02T10:00:00Z", epcList=["urn:a:2"])
    assert epcis.outstanding(read(document(one, both))) == ["urn:a:1"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"eventTime": "22-07-2026"}, "eventTime “22-07-2026”"),
        ({"eventTime": "2026-07-22"}, "eventTime “2026-07-22”"),
        ({"eventTime": "2026-07-22T10:00:00"}, "eventTime"),
        ({"eventTime": "2026-02-30T10:00:00Z"}, "eventTime"),
        ({"eventTime": None}, "eventTime"),
        ({"eventTimeZoneOffset": "+2"}, "eventTimeZoneOffset “+2”"),
        ({"action": "LOOK"}, "action “LOOK”"),
        ({"type": "Event"}, "type “Event”"),
        ({"epcList": None}, "names nothing"),
        ({"errorDeclaration": {"reason": "did_not_occur"}}, "declarationTime"),
    ],
)
def test_an_event_that_is_not_valid_is_refused_by_name_and_field_with_all_others(change, says):
    with pytest.raises(Unreadable) as refused:
        read(document(RIGHT, {**SHIPPED, **change}))
    assert says in str(refused.value) and SHIPPED["eventID"] in str(refused.value)


@pytest.mark.parametrize("depth", range(100, 1000, 50))
def test_a_deeply_nested_event_is_read_or_refused(depth):
    nested = json.dumps(SHIPPED)[:-1] + ', "x:deep": ' + "[" * depth + "]" * depth + "}"
    try:
        assert len(epcis_reading.read(nested.encode())) == 1
    except Unreadable as refused:
        assert "nested" in str(refused)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "no EPCIS document"),
        ([], "no EPCIS document"),
        (None, "no EPCIS document"),
        (document(schemaVersion="1.2"), "Only EPCIS 2.0"),
        (document(schemaVersion=None), "Only EPCIS 2.0"),
        ({**document(), "epcisBody": {}}, "no list of events"),
        ({**document(), "epcisBody": {"eventList": [7]}}, "no list of events"),
    ],
)
def test_another_document_is_refused_in_a_sentence(app, tmp_path, value, says):
    path = tmp_path / "document.json"
    path.write_text(json.dumps(value))
    done = run(app, path)
    assert done.exit_code == 1 and says in done.output and isinstance(done.exception, SystemExit)


@needs_data
@pytest.mark.data
def test_the_real_documents_are_read_as_stated(app):
    def said(name):
        done = run(app, EPCIS / f"{name}.json")
        assert done.exit_code == 0, done.output
        return json.loads(done.output)

    first, second = (found := said("ObjectEvent"))["events"]
    assert (first["step"], first["disposition"], len(first["items"])) == ("shipping", "in_transit", 2)
    assert (first["local"], first["at"]) == ("2005-04-03T20:33:31.116-06:00", "2005-04-04T02:33:31.116Z")
    assert (second["step"], second["disposition"]) == ("receiving", "in_progress")
    assert (second["local"], second["at"]) == ("2005-04-04T20:33:31.116-06:00", "2005-04-05T02:33:31.116Z")
    assert found["not_received"] == ["urn:epc:id:sgtin:0614141.107346.2017"]
    assert first["orders"] == second["orders"] == ["http://transaction.acme.com/po/12345678"]
    assert (first["despatch_advices"], second["despatch_advices"]) == (
        [],
        ["urn:epcglobal:cbv:bt:0614141073467:1152"],
    )

    first, second = said("ObjectEvent_with_persistentDisposition")["events"]
    assert (first["step"], first["at"], first["set"]) == (
        "receiving",
        "2020-06-07T17:10:16Z",
        ["completeness_inferred"],
    )
    assert (second["step"], second["at"]) == ("inspecting", "2020-06-08T18:11:16Z")
    assert (second["set"], second["unset"]) == (["completeness_verified"], ["completeness_inferred"])
    assert len(first["items"]) == 10
    assert first["orders"] == ["urn:epcglobal:cbv:bt:9529999999991:XYZ567"]
    assert first["invoices"] == ["urn:epcglobal:cbv:bt:9520011111116:A123"]
    assert first["despatch_advices"] == ["urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]

    (one,) = said("AggregationEvent")["events"]
    assert (one["step"], one["parent"], len(one["items"])) == (
        "receiving",
        "urn:epc:id:sscc:0614141.1234567890",
        2,
    )
    assert [(q["quantity"], q["unit"]) for q in one["quantities"]] == [(10.0, ""), (200.5, "KGM")]
    assert (one["at"], one["offset"]) == ("2013-06-08T14:58:56.591Z", "+02:00")

    done = run(app, EPCIS / "invalid_ObjectEvent_with_invalid_eventTime_format.json")
    assert done.exit_code == 1 and "Event 1: eventTime “22-07-2026”" in done.output


@needs_data
@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["ObjectEvent", "ObjectEvent_with_persistentDisposition", "AggregationEvent"]
)
@pytest.mark.parametrize("seed", range(5))
def test_the_real_documents_shuffled_doubled_and_split_say_the_same(name, seed):
    chance = random.Random(seed)  # noqa: S311 - a seed, not a secret
    whole = json.loads((EPCIS / f"{name}.json").read_text())
    events = whole["epcisBody"]["eventList"]
    right = epcis.settle(read(whole))
    shuffled = events * 2
    chance.shuffle(shuffled)
    cut = chance.randint(0, len(shuffled))
    assert epcis.settle(read(document(*shuffled))) == right
    assert epcis.settle(read(document(*shuffled[:cut])) + read(document(*shuffled[cut:]))) == right
