"""One state from many reports: by the time of what happened, whatever the order in which they came."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shipments.tracking import moments, words
from portal.shipments.tracking.parcels import Sign
from portal.shipments.tracking.states import FINER, STATES, derive, plain

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def reports(*states, hours=None):
    return [
        Sign(START + timedelta(hours=hours[i] if hours else i), state, "", "")
        for i, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ((), "unknown"),
        (("unknown",), "unknown"),
        (("pending",), "pending"),
        (("pending", "unknown"), "pending"),
        (("picked_up", "pending"), "picked_up"),
        (("pending", "cancelled"), "cancelled"),
        (("delivered", "unknown"), "delivered"),
        (("delivered", "delivery_failed"), "delivery_failed"),
        (("delivered", "return_to_sender"), "return_to_sender"),
        (("out_for_delivery", "delivery_failed", "out_for_delivery"), "out_for_delivery"),
        (("announced", "departed", "customs_hold"), "on_hold"),
        (("nonsense",), "unknown"),
    ],
)
def test_the_newest_report_that_says_something_counts(states, state):
    assert derive(reports(*states)).state == state


def test_a_delivery_counts_from_its_first_report_after_any_correction():
    found = derive(reports("delivered", "delivery_failed", "delivered", "unknown", "delivered"))
    assert found.delivered_at == START + timedelta(hours=2)
    assert derive(reports("delivered", "delivery_failed")).delivered_at is None


def test_of_one_instant_the_more_telling_report_counts():
    assert derive(reports("delivered", "out_for_delivery", hours=[1, 1])).state == "delivered"


@given(st.lists(st.tuples(st.sampled_from([*STATES, *FINER]), st.integers(0, 20)), max_size=12), st.randoms())
def test_order_and_repetition_mean_nothing(drawn, chance):
    once = reports(*(state for state, _ in drawn), hours=[hour for _, hour in drawn])
    often = once + [one for one in once if chance.random() < 0.5]
    chance.shuffle(often)
    assert derive(often) == derive(once)
    moved = {plain(one.state) for one in once} - {"unknown", "pending", "cancelled"}
    assert not moved or derive(once).state not in ("unknown", "pending")
    assert derive(once).state != "delivered" or "delivered" in {plain(one.state) for one in once}


def test_a_local_time_is_ordered_as_it_stands_beside_one_with_its_offset():
    local = Sign(START.replace(hour=10, tzinfo=None), "delivered", "", "")
    assert derive([local, *reports("out_for_delivery")]).delivered_at == local.at


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Delivered, Parcel Locker", "delivered"),
        ("The shipment has been successfully delivered", "delivered"),
        ("The shipment has gone out on a delivery route. Delivery is expected today.", "out_for_delivery"),
        ("The parcel is expected to be delivered during the day.", None),
        ("Delivery attempted, no access", "delivery_failed"),
        ("The parcel could not be delivered", "delivery_failed"),
        ("Shipper created a label, UPS has not received the package yet.", "pending"),
        ("Shipping Label Created, USPS Awaiting Item", "pending"),
        ("Returned to sender", "return_to_sender"),
        ("Available for pickup", "ready_for_pickup"),
        ("Votre colis est livré.", "delivered"),
        ("Votre colis sera livré demain", None),
        ("Die Sendung wurde erfolgreich zugestellt.", "delivered"),
        ("Die Sendung konnte nicht zugestellt werden", "delivery_failed"),
        ("Held by customs", "on_hold"),
        ("Arrived at hub", "in_transit"),
        ("", None),
    ],
)
def test_words_tell_what_happened_not_what_may(text, state):
    assert words.says(text) == state


@pytest.mark.parametrize(
    ("text", "offset", "found"),
    [
        ("2024-10-11T15:24:57+0200", "", "2024-10-11T15:24:57+02:00"),
        ("2018-03-02T07:53:47", "", "2018-03-02T07:53:47"),
        ("2018-03-02T07:53:47", "-7:00", "2018-03-02T07:53:47-07:00"),
        ("2018-09-05T16:33:00Z", "", "2018-09-05T16:33:00Z"),
        ("2024-11-15 11:09:19.000000", "", "2024-11-15T11:09:19"),
        ("0001-01-01T00:00:00+14:00", "", None),
        ("22-07-2026", "", None),
        ("1543910304", "", None),
        ("string", "", None),
    ],
)
def test_times_are_read_as_carriers_write_them(text, offset, found):
    assert moments.written(moments.moment(text, offset)) == found


def test_two_fields_make_one_time():
    assert moments.written(moments.two_fields("20220126", "163000")) == "2022-01-26T16:30:00"
    assert moments.written(moments.two_fields("20220126", "91500", "-05:00")) == "2022-01-26T09:15:00-05:00"
    assert moments.written(moments.two_fields("20220126", "")) == "2022-01-26T00:00:00"
    assert moments.two_fields("", "163000") is None
