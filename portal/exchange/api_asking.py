"""The simple query parameters of EPCIS 2.0 that are understood here."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from portal.shipments import epcis_query
from portal.shipments.epcis_query import Asked
from portal.shipments.epcis_reading import ACTIONS, TYPES
from portal.shipments.tracking.moments import moment
from portal.web.i18n import _

PARAMETER = "epcisException:QueryParameterException"
PER_PAGE, MOST = 30, 500
MOST_VALUES = 50
_LISTS = {
    "eventType": "types", "EQ_action": "actions", "EQ_bizStep": "steps", "EQ_disposition": "dispositions",
    "MATCH_epc": "epcs", "MATCH_anyEPC": "any_epcs", "EQ_eventID": "ids",
}  # fmt: skip
_TIMES = {
    "GE_eventTime": "since", "LT_eventTime": "until", "GE_recordTime": "recorded_since",
    "LT_recordTime": "recorded_until",
}  # fmt: skip
PARAMETERS = (*_LISTS, *_TIMES, "perPage", "nextPageToken")
_CHOICES = {"eventType": TYPES, "EQ_action": ACTIONS}
# Several values come with | or a comma between; a comma within an address is followed by no scheme.
_BETWEEN = re.compile(r"[|]|,(?=urn:|https?:|ni:|[A-Za-z_]+(?:,|$))")


class Query(Protocol):
    """The query of an address, as Werkzeug gives it."""

    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str, /) -> list[str]: ...


def read(query: Query, faults: list[dict[str, str]]) -> tuple[Asked, int, str | None]:
    """Understand a query: what is asked for, how many events at once, after which cursor. What is wrong is
    added to `faults`."""

    def wrong(name: str, detail: str) -> None:
        faults.append({"parameter": name, "detail": detail})

    found: dict[str, tuple[str, ...]] = {}
    for name, field in _LISTS.items():
        values = tuple(v for given in query.getlist(name) for v in _BETWEEN.split(given) if v)
        if len(values) > MOST_VALUES:
            wrong(name, _("No more than %(num)s values are taken.", num=MOST_VALUES))
        if name in _CHOICES and any(value not in _CHOICES[name] for value in values):
            wrong(name, _("It is to be one of %(choices)s.", choices=", ".join(_CHOICES[name])))
        found[field] = values
    times = {field: _time(query, name, wrong) for name, field in _TIMES.items()}
    after = query.get("nextPageToken", "")
    if after and epcis_query.cursor(after) is None:
        wrong("nextPageToken", _("This is no place in the list: take the address in Link as it is."))
    return Asked(**found, **times), size_of(query, faults), after or None  # type: ignore[arg-type]


def size_of(query: Query, faults: list[dict[str, str]]) -> int:
    """How many are to come at once."""
    text = query.get("perPage", str(PER_PAGE))
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST:
        return int(text)
    faults.append({"parameter": "perPage", "detail": _("A number from 1 to %(most)s is needed.", most=MOST)})
    return PER_PAGE


def _time(query: Query, name: str, wrong: Callable[[str, str], None]) -> datetime | None:
    text = query.get(name, "")
    if not text:
        return None
    at = moment(text)
    if at is None or at.tzinfo is None:
        wrong(name, _("A date and time with its offset is needed, like 2026-11-29T14:05:00+07:00."))
        return None
    return at
