"""What happened to an order, from every source in one line of time, newest first.

Promises and their moves, events on the way, receipts, and what people did. Receipts are days, so they
stand at noon of their day without a time; the rest has an instant.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from portal.orders.amendment import changes_in_words
from portal.orders.strip_words import day_text
from portal.shipments import delivered, labels
from portal.shipments.exception_labels import SIDES
from portal.shipments.place_time import at_place, exact_here
from portal.shipments.tracking.states import HELD_UP, plain
from portal.web import formats, paging
from portal.web.i18n import _

PAGE = 20
AMENDMENTS = ("amended", "added", "cancelled")  # told with what they changed


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: `glyph` (a status kind) or `side` (whose mark) stands before it. key
    orders entries of one instant. `quiet`: a note that only the company's people read. `exact`: the
    instant in full, with its offset."""

    at: datetime
    key: str
    time: str
    title: str
    note: str = ""
    glyph: str = ""
    side: str = ""
    tone: str = ""
    quiet: bool = False
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Days, each with its entries, newest first; `before` continues with the older ones."""

    days: list[tuple[date, list[Entry]]]
    before: str | None
    whole: bool  # True when this is its beginning, not a continuation


def cursor(before: str | None) -> tuple[datetime, str] | None:
    """Where a continued timeline begins; None for the newest, or for a damaged word."""
    found = paging.decode(before, str, str)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        return None
    return (at, found[1]) if at.tzinfo else None


def build(entries: Iterable[Entry], before: tuple[datetime, str] | None, zone: str) -> Timeline:
    """A page of the timeline, its days those of `zone`."""
    newest = sorted(entries, key=lambda e: (e.at, e.key), reverse=True)
    if before is not None:
        newest = [entry for entry in newest if (entry.at, entry.key) < before]
    shown, local = newest[:PAGE], ZoneInfo(zone)
    last = shown[-1] if len(newest) > PAGE else None
    return Timeline(
        days=[
            (day, list(ones)) for day, ones in groupby(shown, key=lambda e: e.at.astimezone(local).date())
        ],
        before=paging.encode((last.at.astimezone(UTC).isoformat(), last.key)) if last else None,
        whole=before is None,
    )  # fmt: skip


class Teller:
    """Writes entries in the reader's language. `places` says of each schedule which line and part it
    is and in which unit; `zone` is where its times are told."""

    def __init__(
        self, places: Mapping[int, tuple[int, int, str]], locale: str, zone: str, today: date
    ) -> None:
        self.places, self.locale, self.zone, self.today = places, locale, zone, today
        several: dict[int, int] = {}
        for line, _part, _unit in places.values():
            several[line] = several.get(line, 0) + 1
        self._split = {line for line, parts in several.items() if parts > 1}

    def line(self, schedule_id: int | None) -> str:
        """'line 2' or 'line 2 part 1'."""
        line, part, _unit = self.places.get(schedule_id or 0, (0, 0, ""))
        if line in self._split:
            return _("line %(line)s part %(part)s", line=line, part=part)
        return _("line %(line)s", line=line)

    def _clock(self, at: datetime) -> str:
        return formats.time_of_day(at.astimezone(ZoneInfo(self.zone)), self.locale)

    def _exact(self, at: datetime) -> str:
        return exact_here(at, self.locale, self.zone)

    def _day(self, day: date) -> str:
        return day_text(day, self.locale, self.today.year)

    def commitments(self, found: Sequence[Any]) -> Iterable[Entry]:
        """A promise, a move, a proposal or its refusal for each row of the ledger. What a part took along
        from the schedule it was cut from is told once."""
        stood: dict[int, date] = {}
        told: set[tuple[Any, ...]] = set()
        for row in found:
            if row.state == "withdrawn" and row.decided_by != row.proposed_by:
                continue  # agreed to, and since then in the ledger of the part it became
            at = row.decided_at or row.proposed_at
            what = (self.places.get(row.schedule_id, (0,))[0], row.proposed_at, at, row.day, row.state)
            if what in told:
                stood[row.schedule_id] = row.day
                continue
            told.add(what)
            before, day, where = stood.get(row.schedule_id), self._day(row.day), self.line(row.schedule_id)
            if row.state == "accepted":
                stood[row.schedule_id] = row.day
                if before is None:
                    title = _("%(day)s promised, %(line)s", day=day, line=where)
                elif before == row.day:
                    title = _("%(day)s kept, %(line)s", day=day, line=where)
                else:
                    title = _(
                        "Moved from %(old)s to %(new)s, %(line)s", old=self._day(before), new=day, line=where
                    )
            elif row.state == "proposed":
                title = _("%(day)s proposed, %(line)s", day=day, line=where)
            elif row.state == "withdrawn":
                title = _("%(day)s taken back, %(line)s", day=day, line=where)
            else:
                title = _("%(day)s not agreed, %(line)s", day=day, line=where)
            agreed = (
                _("agreed by %(name)s", name=row.decider_name)
                if row.state == "accepted" and row.decider_name not in (None, "", row.proposer_name)
                else ""
            )
            note = _sentences(row.reason, ", ".join(filter(None, (row.proposer_name, agreed))))
            yield Entry(
                at, f"c{row.id:012}", self._clock(at), title, note, side=row.cause_side or row.proposed_by,
                exact=self._exact(at),
            )  # fmt: skip

    def events(self, found: Sequence[Any], notices: Mapping[int, Any]) -> Iterable[Entry]:
        """What carriers and people reported of the notices, at the time of the place."""
        for row in found:
            when = at_place(row.at, row.offset_minutes, self.locale, self.zone)
            word, text = str(labels.EVENTS.get(row.state, row.text or row.state)), row.text
            if row.state == delivered.ESTIMATE:
                word, text = (
                    _("%(day)s expected by the carrier", day=self._day(date.fromisoformat(row.text))),
                    "",
                )
            title = ", ".join(filter(None, (word, row.place)))
            notice = notices.get(row.notice_id)
            carried = (
                ", ".join(filter(None, (notice.carrier, notice.tracking_number or notice.ref)))
                if notice
                else ""
            )
            said = text if text and text.lower() != word.lower() else ""
            glyph, tone = ("at_risk", "") if plain(row.state) in HELD_UP else ("on_the_way", "")
            yield Entry(
                row.at, f"e{row.id:012}", when.clock, title, _sentences(when.yours, said, carried),
                glyph=glyph, tone=tone, exact=when.exact,
            )  # fmt: skip

    def receipts(self, found: Sequence[Any]) -> Iterable[Entry]:
        """What came in. A reversal says so."""
        for row in found:
            day = row.arrived_on or row.received_on
            at = datetime.combine(day, time(12), ZoneInfo(self.zone)) if day else row.at
            unit = self.places.get(row.schedule_id, (0, 0, ""))[2]
            amount = formats.quantity(abs(row.accepted + row.rejected), self.locale)
            if row.reverses_id:
                title = _(
                    "%(amount)s %(unit)s taken back, %(line)s",
                    amount=amount,
                    unit=unit,
                    line=self.line(row.schedule_id),
                )
            else:
                title = _(
                    "%(amount)s %(unit)s arrived, %(line)s",
                    amount=amount,
                    unit=unit,
                    line=self.line(row.schedule_id),
                )
            parts = [_("receipt %(ref)s", ref=row.ref), str(labels.CONDITIONS[row.condition])]
            if row.rejected:
                parts.append(
                    _("%(accepted)s accepted, %(rejected)s rejected", accepted=formats.quantity(row.accepted, self.locale),
                      rejected=formats.quantity(row.rejected, self.locale))
                )  # fmt: skip
            yield Entry(
                at, f"r{row.id:012}", "", title, ", ".join(filter(None, (*parts, row.note))),
                glyph="arrived_on_time" if row.condition == "good" else "short",
            )  # fmt: skip

    def activity(self, found: Sequence[Any]) -> Iterable[Entry]:
        """What people did, for the verbs in VERBS."""
        for row in found:
            if row.verb in AMENDMENTS:
                yield self._amendment(row)
                continue
            title, glyph = VERBS[row.verb](row)
            yield Entry(
                row.at, f"a{row.id:012}", self._clock(row.at), title, row.actor_name if glyph != "disputed" else "",
                glyph=glyph, quiet=row.audience == "internal", exact=self._exact(row.at),
            )  # fmt: skip

    def _amendment(self, row: Any) -> Entry:
        data = row.data or {}
        unit, line = str(data.get("unit", "")), data.get("line")
        who = _("An import") if data.get("import") else row.actor_name
        if row.verb == "amended":
            what = changes_in_words(data.get("changes") or {}, unit, self.locale, self.today)
            title = (
                _("%(who)s changed line %(line)s: %(what)s", who=who, line=line, what=what)
                if line
                else _("%(who)s changed the order: %(what)s", who=who, what=what)
            )
        else:
            amount = formats.quantity(Decimal(str(data.get("quantity") or 0)), self.locale)
            words = {"who": who, "line": line, "amount": amount, "unit": unit}
            if row.verb == "added":
                title = _("%(who)s added line %(line)s: %(amount)s %(unit)s", **words)
            elif data.get("quantity"):
                title = _("%(amount)s %(unit)s of line %(line)s cancelled", **words)
            else:
                title = _("Line %(line)s cancelled", line=line)
        glyph = "cancelled" if row.verb == "cancelled" else "open"
        said = row.actor_name if row.verb == "cancelled" else ""
        note = _sentences(str(data.get("reason") or ""), said)
        return Entry(
            row.at, f"a{row.id:012}", self._clock(row.at), title, note, glyph=glyph, exact=self._exact(row.at)
        )


def _sentences(*said: str | None) -> str:
    """What is not empty, one sentence after the other, none ended twice."""
    words = [each.strip() for each in said if each and each.strip()]
    return " ".join(each if each[-1] in ".!?" or each is words[-1] else f"{each}." for each in words)


def _said(row: Any) -> tuple[str, str]:
    words = (row.data or {}).get("excerpt") or ""
    where = "" if row.subject_type == "order" else f"{row.subject_ref}, "
    return (
        f"{where}{row.actor_name}: \N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}",
        "disputed",
    )


def _of_cause(row: Any) -> dict[str, str]:
    data = row.data or {}
    return {
        "side": str(SIDES.get(data.get("side", ""), "")),
        "line": _("line %(line)s", line=data.get("line", "")),
    }


def _cause(row: Any) -> str:
    """Whose cause it is by somebody's word. What is contested gives the name and the reason."""
    words = _of_cause(row)
    said = _("Cause: %(side)s, %(line)s", **words)
    if row.verb == "cause-decided":
        said = _("Cause decided: %(side)s, %(line)s", **words)
    elif row.verb == "cause-stands":
        said = _("Not agreed to the decision about the cause, it stays: %(side)s, %(line)s", **words)
    reason = (row.data or {}).get("reason")
    told = ("cause-contested", "cause-decided", "cause-stands")
    return f"{said}. {row.actor_name}: {reason}" if reason and row.verb in told else said


def _files(row: Any) -> tuple[str, str]:
    return _("Files added: %(names)s", names=", ".join((row.data or {}).get("files", []))), "open"


def _issue(phrase: Callable[[str], str], glyph: str) -> Callable[[Any], tuple[str, str]]:
    return lambda row: (phrase(row.subject_ref), glyph)


# Verbs that tell something the ledger, the events and the receipts do not tell themselves.
VERBS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "ordered": lambda _row: (_("Ordered"), "open"),
    **dict.fromkeys(AMENDMENTS, lambda row: ("", "open")),
    "announced": lambda row: (_("Dispatch %(ref)s announced", ref=row.subject_ref), "on_the_way"),
    "corrected": lambda row: (_("Dispatch %(ref)s corrected", ref=row.subject_ref), "on_the_way"),
    "voided": lambda row: (
        _(
            "Dispatch %(ref)s withdrawn: %(reason)s",
            ref=row.subject_ref,
            reason=(row.data or {}).get("reason", ""),
        ),
        "cancelled",
    ),
    "asked-again": lambda row: (
        _("Asked whether the promise still holds, line %(line)s", line=(row.data or {}).get("line", "")),
        "open",
    ),
    "cause-said": lambda row: (_cause(row), "open"),
    "cause-contested": lambda row: (_cause(row), "disputed"),
    "cause-decided": lambda row: (_cause(row), "disputed"),
    "cause-stands": lambda row: (_cause(row), "disputed"),
    "cause-agreed": lambda row: (_("Cause agreed: %(side)s, %(line)s", **_of_cause(row)), "done"),
    "said": _said,
    "attached": _files,
    "opened": _issue(lambda ref: _("Problem %(ref)s reported", ref=ref), "open"),
    "contested": lambda row: (_("%(what)s contested", what=(row.data or {}).get("title", "")), "disputed"),
    "acknowledged": _issue(lambda ref: _("%(ref)s seen, an answer follows", ref=ref), "acknowledged"),
    "started": _issue(lambda ref: _("Work on %(ref)s began", ref=ref), "in_progress"),
    "resolved": _issue(lambda ref: _("%(ref)s is said to be solved", ref=ref), "resolved"),
    "confirmed": _issue(lambda ref: _("%(ref)s is solved, both agree", ref=ref), "done"),
    "reopened": _issue(lambda ref: _("%(ref)s was opened again", ref=ref), "reopened"),
    "disputed": _issue(lambda ref: _("%(ref)s is disputed", ref=ref), "disputed"),
    "dispute_escalated": _issue(lambda ref: _("Managers decide on %(ref)s", ref=ref), "disputed"),
    "dispute_accepted": _issue(lambda ref: _("%(ref)s: both sides agree on a decision", ref=ref), "done"),
    "dispute_left": _issue(lambda ref: _("%(ref)s: left as not agreed", ref=ref), "reopened"),
    "dispute_withdrawn": _issue(lambda ref: _("%(ref)s: dispute taken back", ref=ref), "open"),
}
