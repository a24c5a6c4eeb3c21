"""An exception as a reader sees it: what is wrong, since when, whose it is, and the one next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from portal import clock
from portal.actor import Actor
from portal.orders import addresses
from portal.orders.rows import facts_of as facts
from portal.orders.rows import ledgers, open_quantity
from portal.orders.strip import small_strip
from portal.shipments import exception_labels as labels
from portal.shipments.exceptions import Found
from portal.shipments.hearing import Heard
from portal.web import formats
from portal.web.i18n import _, _n


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step, and where it is done."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An exception of the list. `side`: 'company' or 'partner', whose it is; `owner`: a name, or
    nothing where it is nobody's; `set`: people set owner or day themselves; `past`: the day is over."""

    ref: str
    line: str
    href: str
    page: str
    partner: str
    item: str
    quantity: str
    more: str
    kind: str
    glyph: str
    word: str
    fact: str
    since: date
    owner: str
    mine: bool
    side: str
    due: date
    past: bool
    set: bool
    put_off: date | None
    step: Step
    strip: Markup


def acts(kind: str, row: Any) -> str:
    """Who must act next: the side that has a proposal to answer, or that did not contest
    last; else the partner, whose promise it is."""
    if kind == "contested":
        by = row.word_party if row.word_state == "contested" else row.dispute_party
        return "company" if by == "partner" else "partner"
    return "company" if row.stage == "proposed" and row.proposed_by == "partner" else "partner"


def owner(kind: str, row: Any) -> tuple[int | None, str, bool]:
    """Whose it is: id and name, and whether people said so. By rule it is the owner of the order on the
    side that must act next."""
    if row.owner_id is not None:
        return row.owner_id, row.owner_name or "", True
    if acts(kind, row) == "company":
        return row.staff_owner_id, row.staff_owner or "", False
    return row.partner_owner_id, row.partner_owner or "", False


class Teller:
    """Puts exceptions into words for one reader. `moves` are the commitments of the schedules shown,
    `heard` the last thing heard of each silent one, `company` its short name."""

    def __init__(
        self, actor: Actor, today: date, company: str, moves: Sequence[Any], heard: Mapping[int, Heard]
    ) -> None:
        self.actor, self.today, self.company, self.heard = actor, today, company, heard
        self.moves = ledgers(moves)

    def seen(self, found: Found) -> Seen:
        """One exception in words."""
        row, kind = found.row, found.kind
        owner_id, name, said = owner(kind, row)
        unit = formats.quantity(open_quantity(row) or row.quantity, self.actor.locale)
        return Seen(
            ref=row.order_ref, line=_line(row), href=order(row), page=page(row.order_ref, kind),
            partner=row.partner_name, item=row.item, quantity=f"{unit} {row.unit}",
            more=_n("and %(num)s more line", "and %(num)s more lines", found.number - 1) if found.number > 1 else "",
            kind=kind, glyph=labels.GLYPHS[kind], word=self._word(found), fact=self._fact(found),
            since=found.arose, owner=name, mine=owner_id == self.actor.user_id, side=_side(kind, row),
            due=found.due, past=found.due < self.today, set=said or row.set_due_on is not None,
            put_off=row.put_off_until if row.put_off_until and row.put_off_until > self.today else None,
            step=self._step(found),
            strip=small_strip(
                facts(row, self.moves.get(row.id, ())), self.today, self.actor.locale, open_list=False
            ),
        )  # fmt: skip

    def _word(self, found: Found) -> str:
        row, days = found.row, max(0, (self.today - found.arose).days)
        if found.kind == "late":
            return str(_n("Late %(num)s day", "Late %(num)s days", days))
        if found.kind == "silent":
            return str(_n("Silent %(num)s day too long", "Silent %(num)s days too long", days))
        if found.kind == "short":
            return _(
                "Short, %(part)s of %(whole)s %(unit)s", part=formats.quantity(row.accepted, self.actor.locale),
                whole=formats.quantity(row.quantity, self.actor.locale), unit=row.unit,
            )  # fmt: skip
        if (state := self._disputed(row, found.kind)) is not None:
            if state == "accepted":
                here = row.dispute_ended_at.astimezone(clock.zone(self.actor.zone)).date()
                return _("Agreed on %(day)s", day=self._short(here))
            return str(labels.DISPUTES[state])
        return str(labels.KINDS[found.kind])

    def _disputed(self, row: Any, kind: str) -> str | None:
        """How the dispute about what came in stands, where that is what is contested."""
        if kind != "contested" or row.word_state == "contested" or row.dispute_state in (None, "withdrawn"):
            return None
        return str(row.dispute_state)

    def _fact(self, found: Found) -> str:
        row, since = found.row, formats.day(found.arose, self.actor.locale, self.today)
        days = (self.today - found.arose).days
        if found.kind == "late":
            return _("promised for %(day)s", day=since)
        if found.kind == "short":
            return str(
                _n(
                    "%(num)s day after the promised day",
                    "%(num)s days after the promised day",
                    max(0, days),
                )
            )
        if found.kind == "at_risk":
            late = (row.expected_on - row.promised_on).days
            return str(
                _n("expected %(num)s day after the promise", "expected %(num)s days after the promise", late)
            )
        if found.kind == "silent":
            return self._silence(row)
        if found.kind == "unconfirmed":
            if row.answer_due_at:
                return str(_n("answer due %(num)s day ago", "answer due %(num)s days ago", max(0, days)))
            return _("asked for %(day)s", day=since)
        return self._claim(row)

    def _silence(self, row: Any) -> str:
        said = self.heard.get(row.id)
        if said is None:
            return _("no dispatch announced, promised for %(day)s", day=self._short(row.promised_on))
        return _("nothing after: %(event)s, %(day)s", event=said.word, day=self._short(said.day))

    def _claim(self, row: Any) -> str:
        by_word = row.word_state == "contested"
        by = row.word_party if by_word else row.dispute_party
        who = self.company if by == "company" else row.partner_name
        if self._disputed(row, "contested") == "accepted":
            return _("what came in, to be booked as agreed")
        if not by_word:
            return _("what came in, by %(who)s", who=who)
        if row.word_step == "decided":
            return _("%(who)s decided: %(side)s", who=who, side=labels.SIDES[row.word_side])
        return _("%(who)s says: %(side)s", who=who, side=labels.SIDES[row.word_side])

    def _short(self, day: date) -> str:
        return formats.day(day, self.actor.locale, self.today)

    def _step(self, found: Found) -> Step:
        """What this reader does next; whoever may not write opens the order."""
        row, kind, here = found.row, found.kind, order(found.row)
        if kind == "contested" and row.word_state != "contested" and row.dispute_ref:
            href = f"/issues/{quote(row.dispute_ref, safe='')}"
            return Step(
                _("Open %(ref)s", ref=row.dispute_ref),
                href + ("/dispute" if self._disputed(row, kind) else ""),
            )
        if not self.actor.writes:
            return Step(_("Open the order"), here)
        if acts(kind, row) == self.actor.party:
            return self._own_step(kind, row, here)
        if kind == "contested":
            return Step(_("Read what was said"), here)
        if kind == "silent" and (said := self.heard.get(row.id)):
            return Step(_("Ask the carrier"), said.href)
        words = {
            "late": _("Ask what happened"), "silent": _("Ask whether it left"), "at_risk": _("Ask for a new day"),
            "short": _("Ask for the rest"), "unconfirmed": _("Ask for a day"),
        }  # fmt: skip
        if not self.actor.is_staff:  # it is the company's turn
            return Step(_("See what you proposed"), here)
        return Step(words[kind], addresses.of_order(row.order_ref, section="thread"))

    def _own_step(self, kind: str, row: Any, here: str) -> Step:
        if kind == "contested":
            return Step(_("Agree or answer"), here)
        if self.actor.is_staff:
            return Step(_("Agree or answer"), here)
        if kind == "late":
            asked = {"about": "line", "order": row.order_ref, "line": row.line_number}
            return Step(_("Say what happened"), "/feedback/new?" + urlencode(asked))
        if kind == "silent":
            said = self.heard.get(row.id)
            if said:
                return Step(_("Say where it is"), said.href)
            return Step(_("Announce the dispatch"), "/shipments/new?" + urlencode({"order": row.order_ref}))
        words = {"at_risk": _("Say the new day"), "short": _("Say when the rest comes")}
        return Step(words.get(kind, _("Give a day")), here)


def _side(kind: str, row: Any) -> str:
    """On which side its owner is; of one that is nobody's, the side that must act next."""
    if row.owner_id is not None:
        return "company" if row.owner_role else "partner"
    return acts(kind, row)


def _line(row: Any) -> str:
    if row.part > 1:
        return _("%(line)s, part %(part)s", line=row.line_number, part=row.part)
    return str(row.line_number)


def order(row: Any) -> str:
    """An order's page, at the line of a schedule."""
    return addresses.of_order(row.order_ref, row.line_number)


def page(ref: str, kind: str) -> str:
    """The page of an exception."""
    return f"/exceptions/{quote(ref, safe='')}/{kind.replace('_', '-')}"
