"""Instants by the clock of the place, and by the reader's where it differs."""

from datetime import UTC, datetime

import pytest

from portal.shipments.place_time import at_place, exact_here
from portal.web.formats import utc_offset

AT = datetime(2026, 11, 29, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "locale", "told", "exact", "yours"),
    [
        (420, "en", "03:30", "Monday, 30 November 2026, 03:30 (UTC+7)", ""),
        (60, "en", "21:30", "Sunday, 29 November 2026, 21:30 (UTC+1)", "UTC+1, Mon 30 Nov 03:30 your time"),
        (330, "en", "02:00", "Monday, 30 November 2026, 02:00 (UTC+5:30)", "UTC+5:30, 03:30 your time"),
        (0, "en", "20:30", "Sunday, 29 November 2026, 20:30 (UTC)", "UTC, Mon 30 Nov 03:30 your time"),
        (540, "id", "05.30", "Senin, 30 November 2026, 05.30 (UTC+9)", "UTC+9, 03.30 your time"),
    ],
)
def test_both_clocks_are_told_where_they_differ(app, minutes, locale, told, exact, yours):
    with app.test_request_context():
        seen = at_place(AT, minutes, locale, "Asia/Jakarta")
    assert (seen.clock, seen.exact, seen.yours) == (told, exact, yours)


def test_the_readers_own_clock_names_its_offset_of_that_day():
    winter, summer = datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 7, 5, 9, tzinfo=UTC)
    assert exact_here(winter, "en", "Europe/Berlin") == "Monday, 5 January 2026, 10:00 (UTC+1)"
    assert exact_here(summer, "en", "Europe/Berlin") == "Sunday, 5 July 2026, 11:00 (UTC+2)"
    assert utc_offset(-210) == "UTC\N{MINUS SIGN}3:30"
