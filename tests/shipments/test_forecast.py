"""The forecast: cases calculated by hand, and what must hold for any history."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shipments.forecast import Delivery, Forecast, History, Lane

AIR = Lane(1, "air", "Kenya")
DAY = date(2026, 6, 1)
PROMISED = date(2026, 6, 20)


def came(*late, lane=AIR, arrived=DAY):
    """Deliveries that all arrived on one day, each so many days late."""
    return [Delivery(lane, arrived - timedelta(days), arrived) for days in late]


def days(said):
    """Early, likely and safe day of a forecast, counted from the promise."""
    return tuple((day - PROMISED).days for day in (said.early, said.likely, said.safe))


def test_quantiles_are_days_that_were_seen():
    # Ten of equal weight: two of ten are up to 1 day late, five up to 4, eight up to 7.
    said = History(came(*range(10))).forecast(AIR, PROMISED, DAY)
    assert said == Forecast(date(2026, 6, 24), date(2026, 6, 21), date(2026, 6, 27), rests_on=10)


def test_what_came_on_one_day_for_one_promise_is_one_delivery():
    history = History([*came(0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 9), *came(9)])
    assert history.forecast(AIR, PROMISED, DAY).rests_on == 6
    assert days(history.forecast(AIR, PROMISED, DAY)) == (5, 6, 8)


def test_a_group_is_shrunk_towards_the_wider_one():
    # Partner 1 was punctual ten times by air, partner 2 four days late ten times; the ten ways to be
    # punctual differ by promise. Everybody: half late. Partner 1: 10 of its own + 10 x 1/2 -> 1/4 late;
    # by air 1/8, to Kenya 1/16. By sea only the 1/4 is known, so its safe day is four days later.
    late = [d for n in range(10) for d in came(4, lane=Lane(2, "air", "Kenya"), arrived=DAY - timedelta(n))]
    punctual = [d for n in range(10) for d in came(0, arrived=DAY - timedelta(n))]
    history = History([*late, *punctual])
    assert days(history.forecast(AIR, PROMISED, DAY)) == (0, 0, 0)
    assert days(history.forecast(Lane(1, "sea", "Kenya"), PROMISED, DAY)) == (0, 0, 4)


def test_what_came_sixty_days_ago_counts_half():
    # Five old ones weigh 2.5, three new ones 3: of 5.5, a fifth is reached at 1, half at 2, 4.4 at 8.
    old = came(6, 7, 8, 9, 10, arrived=DAY - timedelta(60))
    assert days(History([*old, *came(0, 1, 2)]).forecast(AIR, PROMISED, DAY)) == (1, 2, 8)
    assert days(History([*came(6, 7, 8, 9, 10), *came(0, 1, 2)]).forecast(AIR, PROMISED, DAY)) == (1, 6, 9)


def test_four_are_too_few_to_say_and_others_do_not_help():
    others = came(*range(20), lane=Lane(2, "air", "Kenya"))
    assert History([*others, *came(0, 1, 2, 3)]).forecast(AIR, PROMISED, DAY) is None
    assert History([*others, *came(0, 1, 2, 3, 4)]).forecast(AIR, PROMISED, DAY).rests_on == 5
    assert History().forecast(AIR, PROMISED, DAY) is None


def test_what_is_older_than_a_year_is_not_enough():
    known = History(came(0, 1, 2, 3, 4))
    assert known.forecast(AIR, PROMISED, DAY + timedelta(364)).rests_on == 5
    assert known.forecast(AIR, PROMISED, DAY + timedelta(365)) is None


def test_it_says_what_it_rests_on_in_the_narrowest_group_that_is_enough():
    sea = Lane(1, "sea", "Kenya")
    history = History(
        [*came(*range(5)), *came(*range(5, 12), lane=Lane(1, "air", "Mali")), *came(0, lane=sea)]
    )
    assert history.forecast(AIR, PROMISED, DAY).rests_on == 5
    assert history.forecast(Lane(1, "air", "Chad"), PROMISED, DAY).rests_on == 12
    assert history.forecast(sea, PROMISED, DAY).rests_on == 13


def test_what_has_not_come_yet_is_judged_by_deliveries_as_late():
    history = History(came(*range(10)))
    said = history.forecast(AIR, PROMISED, PROMISED + timedelta(5), not_before=PROMISED + timedelta(5))
    assert (days(said), said.rests_on) == ((5, 7, 8), 5)  # of 5, 6, 7, 8, 9
    assert history.forecast(AIR, PROMISED, DAY, not_before=PROMISED + timedelta(6)) is None  # four are left


def test_a_delivery_is_left_out_as_if_it_had_not_come():
    known, own = came(0, 1, 2, 3, 4), came(40)
    history = History([*known, *own])
    assert history.forecast(AIR, PROMISED, DAY, leaving_out=own[0]) == History(known).forecast(
        AIR, PROMISED, DAY
    )
    assert history.forecast(AIR, PROMISED, DAY, leaving_out=known[0]).rests_on == 5
    assert History(known).forecast(AIR, PROMISED, DAY, leaving_out=known[0]) is None
    assert History(known).forecast(AIR, PROMISED, DAY, leaving_out=own[0]).rests_on == 5  # it was never in


lanes = st.builds(
    Lane, st.integers(1, 2), st.sampled_from(["air", "sea", None]), st.sampled_from(["Kenya", 7, None])
)
deliveries = st.builds(
    lambda lane, ago, late: Delivery(lane, DAY - timedelta(ago + late), DAY - timedelta(ago)),
    lanes, st.integers(0, 900), st.integers(-60, 60),
)  # fmt: skip


@given(st.lists(deliveries, max_size=40), lanes, st.randoms())
def test_the_order_of_rows_does_not_matter(known, lane, random):
    said = History(known).forecast(lane, PROMISED, DAY)
    random.shuffle(known)
    assert History(known + known[:3]).forecast(lane, PROMISED, DAY) == said
    if said:
        assert said.early <= said.likely <= said.safe
        seen = {(d.arrived - d.promised).days for d in known}
        assert set(days(said)) <= seen


@given(st.lists(deliveries, min_size=5, max_size=30), lanes, st.integers(-40, 40))
def test_a_forecast_is_never_before_what_is_known(known, lane, after):
    first = PROMISED + timedelta(after)
    said = History(known).forecast(lane, PROMISED, DAY, not_before=first)
    assert said is None or said.early >= first


@given(st.lists(deliveries, min_size=5, max_size=30), lanes, st.integers(-3000, 3000))
def test_moving_everything_by_some_days_moves_the_forecast_as_far(known, lane, by):
    step = timedelta(by)
    moved = [Delivery(d.lane, d.promised + step, d.arrived + step) for d in known]
    said = History(known).forecast(lane, PROMISED, DAY)
    later = History(moved).forecast(lane, PROMISED + step, DAY + step)
    assert (said is None) == (later is None)
    if said and later:
        assert later == Forecast(said.likely + step, said.early + step, said.safe + step, said.rests_on)


@pytest.mark.parametrize("lane", [AIR, Lane("PT Sumber", None, None)])
def test_a_lane_without_mode_or_destination_is_a_lane(lane):
    assert History(came(0, 1, 2, 3, 4, lane=lane)).forecast(lane, PROMISED, DAY).rests_on == 5
