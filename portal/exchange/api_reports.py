"""What a program reports of a shipment in plain JSON: events in our words, or a carrier's raw answer."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.shipments.tracking import reading
from portal.shipments.tracking.answer import text
from portal.shipments.tracking.moments import moment
from portal.shipments.tracking.parcels import Shipment, Sign
from portal.shipments.tracking.states import STATES, derive
from portal.web.i18n import _

SOURCE = "api"
SAID = tuple(state for state in STATES if state != "unknown")
MOST_EVENTS = 500
AHEAD = timedelta(days=1)
LONGEST = {"place": 120, "text": 500, "code": 40, "key": 100}


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported: by whom (a carrier's NAME or SOURCE), and of which parcels."""

    source: str
    shipments: tuple[Shipment, ...]


class Invalid(Exception):
    """What cannot be taken; `faults` are pairs of a JSON pointer into the body and a sentence."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = faults


def read(value: Any, now: datetime) -> Report:
    """Understand the body of a report. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid([("", _("The body is to be an object."))])
    if "payload" in value or "carrier" in value:
        return _of_carrier(value)
    several = "events" in value
    listed = value.get("events") if several else [value]
    known = {"events", "estimated_on"}
    faults = [(f"/{name}", _("This field is unknown.")) for name in value if several and name not in known]
    if not isinstance(listed, list) or not (listed or "estimated_on" in value):
        raise Invalid([*faults, ("/events", _("A list of one event or more is needed."))])
    if len(listed) > MOST_EVENTS:
        raise Invalid([("/events", _("No more than %(num)s events are taken at once.", num=MOST_EVENTS))])
    signs = [_sign(one, f"/events/{n}" if several else "", now, faults) for n, one in enumerate(listed)]
    expected = _day(value.get("estimated_on"), faults) if several else None
    if faults:
        raise Invalid(faults)
    events = tuple(sign for sign in signs if sign is not None)
    return Report(SOURCE, (Shipment("", derive(events), events, estimated_on=expected),))


def _of_carrier(value: dict[str, Any]) -> Report:
    faults = [
        (f"/{name}", _("This field is unknown.")) for name in value if name not in ("carrier", "payload")
    ]
    if value.get("payload") in (None, "", [], {}):
        faults.append(("/payload", _("The carrier's answer is needed here, as it came.")))
    if "carrier" in value and not isinstance(value["carrier"], str):
        faults.append(("/carrier", _("The name of a carrier is a text.")))
    if faults:
        raise Invalid(faults)
    try:
        found = reading.read(json.dumps(value["payload"]).encode(), value.get("carrier") or None)
    except (reading.Unreadable, RecursionError) as error:
        raise Invalid([("/payload", str(error))]) from None
    return Report(found.carrier, found.shipments)


def _sign(one: Any, at: str, now: datetime, faults: list[tuple[str, str]]) -> Sign | None:
    if not isinstance(one, dict):
        faults.append((at, _("An event is to be an object.")))
        return None
    before = len(faults)
    known = ("at", "state", *LONGEST)
    faults += [(f"{at}/{name}", _("This field is unknown.")) for name in one if name not in known]
    when = moment(one["at"]) if isinstance(one.get("at"), str) else None
    if when is None or when.tzinfo is None:
        faults.append(
            (f"{at}/at", _("A date and time with its offset is needed, like 2026-11-29T14:05:00+07:00."))
        )
    elif when > now + AHEAD:
        faults.append((f"{at}/at", _("This time lies in the future.")))
    if one.get("state") not in SAID:
        faults.append((f"{at}/state", _("The state is to be one of %(states)s.", states=", ".join(SAID))))
    for name, most in LONGEST.items():
        given = one.get(name)
        if given is not None and not (isinstance(given, str) and len(given) <= most):
            faults.append(
                (f"{at}/{name}", _("This is to be a text of no more than %(num)s letters.", num=most))
            )
    if len(faults) > before or when is None:
        return None
    key = f"api:{text(one, 'key')}" if text(one, "key") else ""
    return Sign(when, one["state"], text(one, "code"), text(one, "text"), text(one, "place"), key)


def _day(given: Any, faults: list[tuple[str, str]]) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        faults.append(("/estimated_on", _("A day is needed, like 2026-12-03.")))
        return None
