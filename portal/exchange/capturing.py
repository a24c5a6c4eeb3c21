"""Taking in an EPCIS 2.0 document that a program sent: which of its events are good, and for which notices."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.shipments import cbv, epcis, epcis_binding, epcis_reading, events, policy
from portal.shipments.models import Event, Notice
from portal.web.i18n import _

MOST_EVENTS = 1000  # of one document
MOST_LEVELS = 40  # of one event
AHEAD = timedelta(days=1)  # clocks of devices are wrong, though by no more


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many events of a document stand in the portal now, and a sentence for each that does not."""

    taken: int
    errors: tuple[str, ...]


def capture(session: Session, actor: Actor, content: bytes, base_url: str, *, proceed: bool) -> Outcome:
    """Add the events of a document to the notices that they name, each once. Where one is refused none is
    taken, unless `proceed`. Raises tracking.reading.Unreadable for what is no EPCIS 2.0 and TooMany for more
    than MOST_EVENTS. Never commits."""
    found, faults = epcis_reading.read_each(content)
    if len(found) + len(faults) > MOST_EVENTS:
        raise TooMany
    errors = list(faults)
    good = []
    for event in found:
        problem = _problem(event)
        if problem:
            errors.append(_said(event, problem))
        else:
            good.append(event)
    clashing = _clashing(session, actor, good)
    errors += [_said(event, _("another event has its id and says something else; declare that one wrong first.")) for event in good if event.key in clashing]  # fmt: skip
    bound = epcis_binding.bind(session, actor, [one for one in good if one.key not in clashing], base_url)
    errors += [_said(one.event, one.problem) for one in bound if one.problem]
    taken = [one for one in bound if one.notices]
    for one in taken:
        if not all(policy.can_write(actor, notice) for notice in one.notices):
            errors.append(_said(one.event, _("you may not report on this shipment.")))
    if errors and not proceed:
        return Outcome(0, tuple(errors))
    notices: dict[int, tuple[Notice, list[epcis.EpcisEvent]]] = {}
    for one in taken:
        for notice in one.notices:
            if policy.can_write(actor, notice):
                notices.setdefault(notice.id, (notice, []))[1].append(one.event)
    for _id, (notice, its_own) in sorted(notices.items()):
        events.take_events(session, actor, notice, epcis.SOURCE, [epcis.settle(its_own)])
    return Outcome(
        len({event.key for _notice, its_own in notices.values() for event in its_own}), tuple(errors)
    )


class TooMany(Exception):
    """The document holds more events than are taken at once."""


def _said(event: epcis.EpcisEvent, fault: str) -> str:
    return _("Event %(name)s: %(fault)s", name=event.key, fault=fault)


def _problem(event: epcis.EpcisEvent) -> str:
    """What speaks against an event by itself; '' for nothing."""
    if event.at > clock.now() + AHEAD:
        return _("eventTime lies in the future.")
    if _levels(event.raw) > MOST_LEVELS:
        return _("it is nested too deeply.")
    _kept, faults = cbv.valid(event.raw)
    if faults:
        return _("%(fields)s: not valid EPCIS 2.0.", fields=", ".join(faults))
    try:
        json.dumps(event.raw, allow_nan=False)
    except ValueError:
        return _("it holds a number that cannot be kept.")
    return ""


def _levels(value: Any) -> int:
    """How deep a value is nested; stops counting beyond what is taken."""
    level, layer = 0, [value]
    while layer and level <= MOST_LEVELS:
        level += 1
        layer = [
            inner
            for one in layer
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return level


def _clashing(session: Session, actor: Actor, found: Iterable[epcis.EpcisEvent]) -> set[str]:
    """Ids under which these events, or one that is here already, say different things. An event that is
    declared an error only has to have the id of the one that it takes back. One SELECT."""
    by_key: dict[str, set[tuple[Any, ...]]] = {}
    for event in found:
        if event.declared is None:
            by_key.setdefault(event.key, set()).add(_gist(event))
    stored = session.execute(
        Event.visible_to(actor)
        .with_only_columns(Event.key, Event.raw)
        .where(Event.key.in_(by_key), Event.source == epcis.SOURCE, Event.raw.is_not(None))
    ).all()  # fmt: skip
    for row in stored:
        by_key[row.key].add(_gist(epcis_reading.event_of(row.raw)))
    return {key for key, gists in by_key.items() if len(gists) > 1}


def _gist(event: epcis.EpcisEvent) -> tuple[Any, ...]:
    """What makes two events the same."""
    return (
        event.type, event.action, event.at, event.step, event.disposition, event.place, event.parent,
        tuple(sorted(event.items)), tuple(sorted(event.quantities)), tuple(sorted(event.transactions)),
    )  # fmt: skip
