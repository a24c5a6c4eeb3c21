"""Writes the entries of a timeline, in the words and at the times of its reader."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from portal.orders.amendment import changes_in_words
from portal.orders.strip_words import day_text
from portal.shipments import delivered, labels
from portal.shipments.place_time import at_place, exact_here
from portal.shipments.timeline import Entry
from portal.shipments.timeline_verbs import AMENDMENTS, MANY, VERBS
from portal.shipments.tracking.states import HELD_UP, plain
from portal.web import formats
from portal.web.i18n import _, _n


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
            before, state = stood.get(row.schedule_id), row.state
            if state == "accepted":
                stood[row.schedule_id] = row.day
                state = "moved" if before and before != row.day else "kept" if before else state
            title = _promise(
                state, self._day(row.day), self.line(row.schedule_id), self._day(before) if before else None
            )
            agreed = (
                _("agreed by %(name)s", name=row.decider_name)
                if row.state == "accepted" and row.decider_name not in (None, "", row.proposer_name)
                else ""
            )
            note = _sentences(row.reason, ", ".join(filter(None, (row.proposer_name, agreed))))
            side = row.cause_side or row.proposed_by
            yield Entry(
                at, f"c{row.id:012}", self._clock(at), title, note, side=side, exact=self._exact(at),
                act=("c", state, at, side, row.proposer_name, row.decider_name), line=what[0], day=row.day,
                many=partial(self._many_promises, state),
            )  # fmt: skip

    def _many_promises(self, state: str, ones: Sequence[Entry], lines: int) -> str:
        days = sorted({one.day for one in ones if one.day})
        day = self._day(days[0])
        if len(days) > 1:
            day = _("%(first)s to %(last)s", first=day, last=self._day(days[-1]))
        return _promise(state, day, _lines(lines))

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
            words = {"amount": amount, "unit": unit, "line": self.line(row.schedule_id)}
            title = (
                _("%(amount)s %(unit)s taken back, %(line)s", **words)
                if row.reverses_id
                else _("%(amount)s %(unit)s arrived, %(line)s", **words)
            )
            parts = [_("receipt %(ref)s", ref=row.ref), str(labels.CONDITIONS[row.condition])]
            if row.rejected:
                parts.append(
                    _("%(accepted)s accepted, %(rejected)s rejected", accepted=formats.quantity(row.accepted, self.locale),
                      rejected=formats.quantity(row.rejected, self.locale))
                )  # fmt: skip
            glyph = "arrived_on_time" if row.condition == "good" else "short"
            at_once = ("r", row.ref, at, glyph, row.reverses_id and row.at)
            yield Entry(
                at, f"r{row.id:012}", "", title, ", ".join(filter(None, (*parts, row.note))), glyph=glyph, act=at_once,
                line=self.places.get(row.schedule_id, (0,))[0],
                many=partial(_many_receipts, reversed_=bool(row.reverses_id)),
            )  # fmt: skip

    def activity(self, found: Sequence[Any]) -> Iterable[Entry]:
        """What people did, for the verbs in VERBS."""
        for row in found:
            if row.verb in AMENDMENTS:
                yield self._amendment(row)
                continue
            title, glyph = VERBS[row.verb](row)
            yield Entry(
                row.done_at, f"a{row.id:012}", self._clock(row.at), title, row.actor_name if glyph != "disputed" else "",
                glyph=glyph, quiet=row.audience == "internal", exact=self._exact(row.at), **_at_once(row),
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
            row.done_at, f"a{row.id:012}", self._clock(row.at), title, note, glyph=glyph, exact=self._exact(row.at),
            **_at_once(row),
        )  # fmt: skip


def _lines(lines: int) -> str:
    return str(_n("%(num)s line", "%(num)s lines", lines))


def _promise(state: str, day: str, where: str, before: str | None = None) -> str:
    """What was said of a day; `before` is the one that stood, where one line moved."""
    words = {"day": day, "line": where}
    if state == "moved" and before:
        return _("Moved from %(old)s to %(new)s, %(line)s", old=before, new=day, line=where)
    if state == "moved":
        return _("Moved to %(day)s, %(line)s", **words)
    if state == "kept":
        return _("%(day)s kept, %(line)s", **words)
    if state == "accepted":
        return _("%(day)s promised, %(line)s", **words)
    if state == "proposed":
        return _("%(day)s proposed, %(line)s", **words)
    if state == "withdrawn":
        return _("%(day)s taken back, %(line)s", **words)
    return _("%(day)s not agreed, %(line)s", **words)


def _many_receipts(_ones: Sequence[Entry], lines: int, *, reversed_: bool) -> str:
    if reversed_:
        return _("%(line)s taken back", line=_lines(lines))
    return _("%(line)s arrived", line=_lines(lines))


def _at_once(row: Any) -> dict[str, Any]:
    """How an entry of activity is folded; nothing where its row (portal.shipments.queries.happened) stands alone."""
    if row.times < 2:
        return {}
    line = (row.data or {}).get("line")
    return {
        "act": ("a", row.verb, row.done_at, row.newest), "line": line if isinstance(line, int) else 0, "times": row.times,
        "many": lambda _ones, lines: MANY[row.verb](row, lines),
    }  # fmt: skip


def _sentences(*said: str | None) -> str:
    """What is not empty, one sentence after the other, none ended twice."""
    words = [each.strip() for each in said if each and each.strip()]
    return " ".join(each if each[-1] in ".!?" or each is words[-1] else f"{each}." for each in words)
