"""`flask read-tracking`: the raw answers of carriers, the stated readings, and what is refused."""

import copy
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from portal.shipments.tracking import reading
from portal.shipments.tracking.carriers import ADAPTERS
from portal.shipments.tracking.parcels import MOST_PROBLEMS, Parcel, settle
from portal.shipments.tracking.states import STATES
from tests.exchange.shared import FOLDER, needs_data
from tests.shipments.answers import READINGS, as_bytes

CARRIERS = FOLDER / "carriers"
FILES = ("dhl_unified_tracking", "fedex_track_v1", "gls_shipit", "hermes_shipmentinfo", "laposte_suivi_v2",
         "ups_track_v1", "usps_tracking_v3")  # fmt: skip


def run(app, path, *more):
    return app.test_cli_runner().invoke(args=["read-tracking", str(path), "--json", *more])


def command(app, path, *more):
    done = run(app, path, *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def brief(shipment):
    return (shipment["tracking_number"], shipment["state"], shipment["delivered_at"], shipment["estimated_on"],
            len(shipment["events"]), len(shipment["problems"]))  # fmt: skip


@pytest.mark.parametrize("carrier", sorted(READINGS))
def test_each_carrier_is_guessed_and_read(app, tmp_path, carrier):
    answer, right = READINGS[carrier]
    path = tmp_path / "answer.json"
    path.write_bytes(as_bytes(answer))
    said = command(app, path)
    assert set(said) == {"carrier", "shipments"}
    assert said["carrier"] == carrier
    assert [brief(shipment) for shipment in said["shipments"]] == right
    for shipment in said["shipments"]:
        assert set(shipment) == {
            "tracking_number",
            "state",
            "delivered_at",
            "estimated_on",
            "events",
            "problems",
        }
        assert shipment["state"] in STATES
        for one in shipment["events"]:
            assert set(one) == {"at", "place", "code", "text", "state"}
    assert command(app, path, "--carrier", carrier.upper()) == said


def test_every_adapter_is_registered_named_in_the_document_and_tried_here():
    document = (Path(__file__).resolve().parents[2] / "docs/carriers.md").read_text()
    folder = Path(reading.__file__).parent / "carriers"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {adapter.NAME for adapter in ADAPTERS} == modules == set(READINGS)
    assert all(f"`{name}`" in document for name in modules)
    assert len({adapter.TITLE for adapter in ADAPTERS}) == len(ADAPTERS)


def test_times_keep_their_offset_or_stay_without_one():
    ups = reading.read(as_bytes(READINGS["ups"][0])).as_json()["shipments"][0]["events"]
    assert [e["at"] for e in ups] == ["2026-03-03T20:15:00-05:00", "2026-03-04T09:15:00-05:00"]
    usps = reading.read(as_bytes(READINGS["usps"][0])).as_json()["shipments"][0]["events"]
    assert [e["at"] for e in usps] == ["2026-03-02T08:00:00", "2026-03-05T08:00:10-05:00"]
    dhl = reading.read(as_bytes(READINGS["dhl"][0])).as_json()["shipments"][0]["events"]
    assert dhl[0]["at"] == "2026-03-04T07:00:00"


def test_one_odd_event_or_record_does_not_spoil_the_others():
    answer = copy.deepcopy(READINGS["hermes"][0])
    answer["shipmentinfo"][0]["status"] += [
        {"timestamp": "soon", "code": "2000", "description": "Arrived"}, {"timestamp": None}, "text", 7,
        {"timestamp": "2026-03-05T11:00:00+01:00", "code": "9999", "description": "Fee recorded"},
    ]  # fmt: skip
    answer["shipmentinfo"] += [
        None,
        "x",
        {"shipmentID": "H1", "result": {"code": "e404", "message": "Not found"}},
        {"status": 3},
    ]
    first, second, third = reading.read(as_bytes(answer)).shipments
    assert first.standing.state == "delivery_failed"
    assert [one.state for one in first.events] == ["pending", "delivery_failed", "unknown"]
    assert len(first.problems) == 2 and "2000" in first.problems[0]
    assert second.problems == ("The carrier reports: e404, Not found",)
    assert "no tracking number" in third.problems[0]


def test_a_code_and_a_text_that_contradict_each_other_are_both_not_believed():
    parcel = Parcel("1")
    assert parcel.judge({"01": "delivered"}, "01", "Out for Delivery") == "unknown"
    assert parcel.judge({"PU": "pending"}, "PU", "DELIVERED") == "unknown"
    assert len(parcel.problems) == 2
    assert parcel.judge({"01": "delivered"}, "01", "Delivered after a second attempt") == "delivered"
    assert parcel.judge({"PS": "ready_for_pickup"}, "PS", "Delivered to the ParcelShop") == "ready_for_pickup"
    assert parcel.judge({"R": "return_to_sender"}, "R", "Delivered to the sender") == "return_to_sender"
    assert len(parcel.problems) == 2


def test_an_answer_full_of_faults_tells_some_of_them():
    events = [{"timestamp": "soon", "code": str(number)} for number in range(20_000)]
    (found,) = reading.read(as_bytes({"shipmentinfo": [{"shipmentID": "H1", "status": events}]})).shipments
    assert len(found.problems) == MOST_PROBLEMS and found.events == ()


def test_of_several_texts_the_one_that_says_more_makes_a_coarse_code_finer():
    parcel = Parcel("1")
    codes = {"transit": "in_transit"}
    assert parcel.judge(codes, "transit", "in transit", "Loaded onto the delivery vehicle") == "in_transit"
    assert parcel.judge(codes, "transit", "in transit", "Loaded onto the delivery vehicle", coarse=True) == (
        "out_for_delivery"
    )


def test_the_number_of_a_parcel_is_the_one_on_its_label():
    gls = {
        "parcels": [
            {"requested": "604831862623", "unitno": "60483186262"},
            {"requested": "REF-7", "unitno": "4013"},
        ]
    }
    first, second = reading.read(as_bytes(gls)).shipments
    assert (first.tracking_number, first.asked, first.problems) == ("604831862623", "", ())
    assert (second.tracking_number, second.asked, len(second.problems)) == ("4013", "REF-7", 1)
    ups = {
        "trackResponse": {"shipment": [{"inquiryNumber": "1ZA9", "package": [{"trackingNumber": "string"}]}]}
    }
    assert reading.read(as_bytes(ups)).shipments[0].tracking_number == "1ZA9"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<xml/>", "not JSON: line 1, column 1"),
        (b'{"parcels": [', "not JSON"),
        (b"\xff\xfe\x00\x01\x02", "UTF-8"),
        (b'{"parcels": NaN}', "number"),
        (b"9" * 6000, "number"),
        (b"[" * 200_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (b"{}", "No carrier known here"),
        (b"[]", "No carrier known here"),
        (b"null", "No carrier known here"),
        (b'"parcels"', "No carrier known here"),
        (b'{"tracking": {"id": 1}}', "Known: DHL, FedEx, GLS, Hermes, La Poste, UPS, USPS"),
        (
            b'{"errors": [{"code": "UNAUTHORIZED", "message": "Token expired"}]}',
            "UNAUTHORIZED, Token expired",
        ),
        (b'{"parcels": [], "shipmentinfo": []}', "may be an answer of GLS, Hermes"),
        (b" " * reading.MOST_BYTES + b"{}", "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(app, tmp_path, content, says):
    path = tmp_path / "answer.json"
    path.write_bytes(content)
    done = run(app, path)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ") and says in done.output
    assert "Traceback" not in done.output and isinstance(done.exception, SystemExit)


def test_a_missing_file_a_folder_and_a_wrong_name_are_refused(app, tmp_path):
    for path in (tmp_path / "none.json", tmp_path, Path("/dev/zero"), Path("a" * 5000)):
        done = run(app, path)
        assert done.exit_code == 1 and "Error: " in done.output
    path = tmp_path / "gls.json"
    path.write_bytes(as_bytes(READINGS["gls"][0]))
    assert "No carrier pigeon is known here" in run(app, path, "--carrier", "pigeon").output
    assert "no tracking answer of UPS" in run(app, path, "--carrier", "ups").output
    assert command(app, path, "--carrier", "GLS")["carrier"] == "gls"


def test_nothing_is_asked_of_the_database(app, tmp_path):
    path, asked = tmp_path / "gls.json", []
    path.write_bytes(as_bytes(READINGS["gls"][0]))

    def note(*arguments):
        asked.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        command(app, path)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked == []


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-03-05T11:00:00+99:99"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(value, path=()):
    """Every place in an answer, as a path of keys."""
    yield path
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inner, (*path, key))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(READINGS)), ODD, st.randoms(use_true_random=False))
def test_whatever_stands_in_an_answer_it_is_read_or_refused(carrier, odd, chance):
    answer = copy.deepcopy(READINGS[carrier][0])
    *path, last = chance.choice([place for place in places(answer) if place])
    inner = answer
    for key in path:
        inner = inner[key]
    inner[last] = odd
    adapter = next(one for one in ADAPTERS if carrier == one.NAME)
    if adapter.knows(answer):
        found = [shipment.as_json() for shipment in settle(adapter.read(answer))]
        json.dumps(found, ensure_ascii=False).encode()
        assert all(shipment["state"] in STATES for shipment in found)
    for other in ADAPTERS:
        other.knows(answer)


def event_lists(answer):
    """Each list of events in an answer, as its holder and key."""
    names = ("events", "scanEvents", "activity", "trackingEvents", "status", "event")
    for path in places(answer):
        if path and path[-1] in names:
            holder = answer
            for key in path[:-1]:
                holder = holder[key]
            if isinstance(holder[path[-1]], list):
                yield holder, path[-1]


def disturbed(answer, chance):
    """The same answer twice as long and shuffled; and its two halves, each with some of the events."""
    doubled, one, other = copy.deepcopy(answer), copy.deepcopy(answer), copy.deepcopy(answer)
    for holder, name in [*event_lists(doubled)]:
        holder[name] = holder[name] * 2
        chance.shuffle(holder[name])
    for (left, name), (right, _same) in zip([*event_lists(one)], [*event_lists(other)], strict=True):
        events = list(left[name])
        chance.shuffle(events)
        cut = chance.randint(0, len(events))
        left[name], right[name] = events[:cut], events[cut:]
    return doubled, one, other


def states(shipments):
    return [(s.tracking_number, s.standing, s.events, s.estimated_on) for s in shipments]


def check_order_means_nothing(answer, seed):
    chance = random.Random(seed)  # noqa: S311 - a seed, not a secret
    doubled, one, other = disturbed(answer, chance)
    adapter = next(a for a in ADAPTERS if a.knows(answer))
    right = states(settle(adapter.read(answer)))
    assert states(settle(adapter.read(doubled))) == right
    halves = [*adapter.read(other), *adapter.read(one)]
    assert states(settle(halves)) == right


@pytest.mark.parametrize("carrier", sorted(READINGS))
@pytest.mark.parametrize("seed", range(8))
def test_shuffled_doubled_and_split_it_says_the_same(carrier, seed):
    check_order_means_nothing(READINGS[carrier][0], seed)


@needs_data
@pytest.mark.data
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(8))
def test_the_real_answers_shuffled_doubled_and_split_say_the_same(name, seed):
    check_order_means_nothing(json.loads((CARRIERS / f"{name}.json").read_text()), seed)


@needs_data
@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("dhl_unified_tracking", [("7777777770", "unknown", None, "2018-08-03", 1, 4)]),
        ("fedex_track_v1", [("128667043726", "picked_up", None, "2021-10-15", 1, 3), ("39936862321", "unknown", None, None, 0, 1)]),
        ("gls_shipit", [("12345678901234567890", "in_transit", None, None, 2, 0)]),
        ("hermes_shipmentinfo", [("00340633031105567586", "delivered", "2020-12-04T07:58:24+01:00", "2020-06-06", 4, 0)]),
        ("laposte_suivi_v2", [("EW000000000FR", "delivered", "2023-03-09T09:38:00+01:00", "2023-03-09", 9, 1)]),
        ("ups_track_v1", [("1Z9999999999999999", "delivered", "2022-01-26T16:30:00", None, 2, 1)]),
        ("usps_tracking_v3", [("9400100000000000000000", "delivered", "2024-11-22T13:58:40-05:00", None, 12, 0), ("string", "unknown", None, None, 0, 2)]),
    ],
)  # fmt: skip
def test_the_real_answers_are_read_as_stated(app, name, right):
    said = command(app, CARRIERS / f"{name}.json")
    assert [brief(shipment) for shipment in said["shipments"]] == right
    assert f"{name}.json" in json.loads((CARRIERS / "expected.json").read_text())


@needs_data
@pytest.mark.data
def test_what_the_real_answers_hold_of_the_odd_is_told(app):
    dhl = command(app, CARRIERS / "dhl_unified_tracking.json")["shipments"][0]
    told = " ".join(dhl["problems"])
    assert "pre-transit" in told and "DELIVERED" in told and "2018-09-05T16:33:00Z" in told
    assert "8 pieces and names 11" in told and "No result found" in told
    fedex = command(app, CARRIERS / "fedex_track_v1.json")["shipments"]
    assert "123456789012" in fedex[0]["problems"][0] and "2007-09-27T00:00:00" in fedex[0]["problems"][2]
    assert "NOTFOUND" in fedex[1]["problems"][0]
    ups = command(app, CARRIERS / "ups_track_v1.json")["shipments"][0]
    assert "250003" in ups["problems"][0]
    assert (ups["events"][0]["at"], ups["events"][0]["state"]) == ("2022-01-26T15:16:41", "pending")
    laposte = command(app, CARRIERS / "laposte_suivi_v2.json")["shipments"][0]
    assert (laposte["events"][0]["at"], laposte["events"][0]["code"]) == ("2023-02-17T14:41:00+01:00", "DR1")
    assert "overwritten" in laposte["problems"][0]
    usps = command(app, CARRIERS / "usps_tracking_v3.json")["shipments"][1]
    assert "cannot be used" in usps["problems"][0]
