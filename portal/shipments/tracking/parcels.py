"""A parcel as an adapter reports it, and what follows from the report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.shipments.tracking import words
from portal.shipments.tracking.moments import instant, moment, written
from portal.shipments.tracking.states import Standing, derive
from portal.web.i18n import _

MOST_PROBLEMS = 20  # of one parcel
SAMPLE = "string"  # what documentation writes where a text is to stand


def is_number(text: str) -> bool:
    """Whether a text can be a tracking number at all."""
    return any(letter.isdigit() for letter in text)


@dataclass(frozen=True, slots=True)
class Sign:
    """One report: when (naive where the carrier gave no offset), the carrier's own code and text, where,
    and the state it stands for. key: its own name, where the source gives it one. raw: all that its sender
    said, as JSON, where that is to be given back."""

    at: datetime
    state: str
    code: str
    text: str
    place: str = ""
    key: str = ""
    raw: str = field(default="", compare=False, repr=False)


@dataclass(slots=True)
class Parcel:
    """What one answer says of one parcel, filled by an adapter.

    `unique` tells parcels of one number apart; `asked` is the number the carrier was asked by, if another.
    `standing_signs` are the carrier's own summaries: they count for the state but are no events.
    `undated` is such a summary without a time, which counts only where no event does. `deliveries` are
    deliveries told outside the events, which count where no event is one; `claims` are dates of a delivery
    that nothing else confirms, which only raise a question. `estimate` is the carrier's, as text.
    """

    number: str
    unique: str = ""
    asked: str = ""
    signs: list[Sign] = field(default_factory=list)
    standing_signs: list[Sign] = field(default_factory=list)
    deliveries: list[Sign] = field(default_factory=list)
    claims: list[datetime] = field(default_factory=list)
    undated: str = "unknown"
    estimate: str = ""
    problems: list[str] = field(default_factory=list)

    def judge(self, codes: Mapping[str, str], code: str, *texts: str, coarse: bool = False) -> str:
        """The state of a code in an adapter's table, or of the first text that says one.

        A code and a text that contradict each other about the delivery are both not believed: the state
        is unknown and a problem says so. `coarse`: this carrier's codes are few, so the text may say more.
        """
        known = codes.get(code)
        told = [(one, state) for one in texts if (state := words.says(one))]
        if known is None:
            return told[0][1] if told else "unknown"
        if any(words.contradicts(known, state, one) for one, state in told):
            self.problem(
                _(
                    "The code %(code)s and the text “%(text)s” contradict each other: ask the carrier.",
                    code=code,
                    text=". ".join(filter(None, texts))[:120],
                )
            )
            return "unknown"
        return words.finer(known, [state for _text, state in told]) if coarse else known

    def add(self, at: datetime | None, state: str, code: str, text: str, place: str = "") -> None:
        """Add an event. One without a readable time is left out and told."""
        if at is None:
            self.problem(
                _(
                    "An event has no readable time and was left out: %(what)s.",
                    what=(code or text or "–")[:120],
                )
            )
        elif {code, text} == {SAMPLE}:
            self.problem(_("An event is a sample of the documentation and was left out."))
        else:
            self.signs.append(Sign(at, state, code, text, place))

    def summary(self, at: datetime | None, state: str, code: str, text: str) -> None:
        """Add the carrier's own summary of where the parcel is."""
        if at is not None:
            self.standing_signs.append(Sign(at, state, code, text))
        elif self.undated == "unknown":
            self.undated = state

    def delivery(self, at: datetime | None, code: str, text: str) -> None:
        """Add a delivery that the answer tells outside its events, if its time can be read."""
        if at is not None:
            self.deliveries.append(Sign(at, "delivered", code, text))

    def claim(self, at: datetime | None) -> None:
        """Add a date of delivery that is only believed where a report says delivered."""
        if at is not None:
            self.claims.append(at)

    def asked_by(self, number: str) -> None:
        """Note the number that the carrier was asked by; another than the parcel's is told."""
        if number and number != self.number:
            self.asked = number
            self.problem(_("The answer was asked by another number: %(number)s.", number=number))

    def report_error(self, *words: str) -> None:
        """Tell what the carrier itself reports as an error of this parcel, if it reports one."""
        if said := ", ".join(word for word in words if word not in ("", SAMPLE)):
            self.problem(_("The carrier reports: %(error)s", error=said[:300]))

    def problem(self, sentence: str) -> None:
        """Add a sentence, once; after MOST_PROBLEMS of them nobody reads on."""
        if len(self.problems) < MOST_PROBLEMS and sentence not in self.problems:
            self.problems.append(sentence)


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel as it is read. events: oldest first, each once. `extra`: dated summaries of the carrier.
    `estimated_on` is what the answer holds; `promised` is False where the delivery overwrote it.
    asked: the number the carrier was asked by, if another. withdrawn: keys of events that their source declared wrong, each with the reason and, after it, the
    keys of the events that replace it. declarations: of those keys, what was declared in full, as JSON."""

    tracking_number: str
    standing: Standing
    events: tuple[Sign, ...]
    extra: tuple[Sign, ...] = ()
    estimated_on: date | None = None
    promised: bool = True
    problems: tuple[str, ...] = ()
    withdrawn: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    declarations: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The plain form of `flask read-tracking`."""
        return {
            "tracking_number": self.tracking_number,
            "state": self.standing.state,
            "delivered_at": written(self.standing.delivered_at),
            "estimated_on": self.estimated_on.isoformat() if self.estimated_on else None,
            "events": [
                {"at": written(e.at), "place": e.place or None, "code": e.code or None, "text": e.text or None, "state": e.state}
                for e in self.events
            ],
            "problems": list(self.problems),
        }  # fmt: skip


def settle(parcels: Iterable[Parcel]) -> list[Shipment]:
    """The shipments that parcels tell of, in their order; reports of one parcel are taken together."""
    groups: dict[tuple[str, str], list[Parcel]] = {}
    for parcel in parcels:
        groups.setdefault((parcel.number, parcel.unique), []).append(parcel)
    return [_settle(number, same) for (number, _unique), same in groups.items()]


def _order(sign: Sign) -> tuple[Any, ...]:
    return instant(sign.at), sign.state, sign.code, sign.text, sign.place


def _once(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    return tuple(sorted(dict.fromkeys(signs), key=_order))


def _settle(number: str, parcels: list[Parcel]) -> Shipment:
    problems = list(dict.fromkeys(sentence for parcel in parcels for sentence in parcel.problems))
    if not is_number(number):
        what = _("“%(number)s” is no tracking number: this record cannot be used.", number=number[:60])
        return Shipment(number, Standing("unknown"), (), problems=(what, *problems))
    events = _once(sign for parcel in parcels for sign in parcel.signs)
    extra = _once(sign for parcel in parcels for sign in parcel.standing_signs)
    if all(event.state != "delivered" for event in events):
        extra = _once((*extra, *(sign for parcel in parcels for sign in parcel.deliveries)))
    standing = derive((*events, *extra))
    undated = sorted({parcel.undated for parcel in parcels} - {"unknown"})
    if standing.state == "unknown" and undated:
        standing = Standing(undated[0])
    elif "delivered" in undated and standing.state != "delivered":
        problems.append(_("The carrier's summary says delivered, but its events do not: ask the carrier."))
    if standing.state != "delivered":
        for at in sorted({at for parcel in parcels for at in parcel.claims}, key=instant):
            problems.append(
                _(
                    "A delivery is dated %(at)s, but no report says delivered: ask the carrier.",
                    at=written(at),
                )
            )
    newest = sorted((p for p in parcels if p.estimate), key=lambda p: max(map(_order, p.signs), default=()))
    estimate = moment(newest[-1].estimate) if newest else None
    overwritten = estimate is not None and standing.delivered_at is not None and (
        instant(estimate) == instant(standing.delivered_at)
    )  # fmt: skip
    if overwritten:
        problems.append(_("The estimate was overwritten with the delivery, so it is no promise."))
    if newest and estimate is None:
        problems.append(_("The estimate cannot be read: %(text)s.", text=newest[-1].estimate[:60]))
    return Shipment(
        number,
        standing,
        events,
        extra,
        estimate.date() if estimate else None,
        not overwritten,
        tuple(problems),
        asked=next((parcel.asked for parcel in parcels if parcel.asked), ""),
    )
