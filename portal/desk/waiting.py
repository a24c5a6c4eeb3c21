"""What waits for the reader, as things with a reason and one next step each.

Schedules of one order that wait for the same reason are one thing ("PO-1061, 2 lines").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, zip_longest
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.desk import places, queries
from portal.disputes import queries as disputes
from portal.orders.rows import facts_of, ledgers, open_quantity, status_of_row, word_of
from portal.orders.strip import small_strip
from portal.plans import queries as plans
from portal.resolutions import labels as steps
from portal.resolutions import queries as resolutions
from portal.reviews import queries as reviews
from portal.reviews import said
from portal.scores import reported
from portal.web import formats
from portal.web.i18n import _, _n

SHOWN = 10
AHEAD = 3  # days before an action is due from which it waits here
# The order in which reasons are told, the most urgent first.
URGENCY = {
    "partner": (
        "overdue",
        "asked",
        "disputed",
        "proposed",
        "unconfirmed",
        "reconfirm",
        "fill",
        "accept",
        "judge",
        "review",
        "due",
        "verify",
        "resolved",
    ),
    "staff": (
        "asked",
        "disputed",
        "overdue",
        "proposed",
        "fill",
        "accept",
        "judge",
        "review",
        "figures",
        "due",
        "verify",
        "resolved",
    ),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that waits. `label` names it, `state` and `word` are its status, `text` says what it
    is about; `drawing` is the promise strip of its first schedule and `day_word`, `day` what stands
    beside it; `act` is the next step and `act_href` where it is done."""

    reason: str
    label: str
    href: str
    state: str
    word: str
    text: str
    act: str
    act_href: str
    tone: str | None = None
    drawing: Markup | None = None
    day_word: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """There is more of one reason than is shown: where the list of it is."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """At most SHOWN things, most urgent first, and links to the lists that hold the rest."""

    things: list[Thing]
    rest: list[Rest]


def waiting(session: Session, actor: Actor, today: date, company: str) -> Waiting:
    """What waits for `actor`; `today` is that of the company, `company` its short name. Seven SELECTs,
    for staff who may accept sales figures eight, however much waits."""
    groups = _groups(queries.waiting_schedules(session, actor, today))
    issues = queries.waiting_issues(session, actor)
    heaps: dict[str, list[Any]] = {reason: [] for reason in URGENCY[actor.side]}
    for rows in groups:
        heaps[rows[0].reason].append(rows)
    for row in issues:
        heaps["resolved" if row.state == "resolved" else "asked"].append(row)
    for row in plans.waiting(session, actor, today, AHEAD, queries.CANDIDATES):
        heaps["verify" if row.state == "done" else "due"].append(row)
    for reason, row in _first_steps(actor, resolutions.waiting(session, actor, queries.CANDIDATES)):
        heaps[reason].append(row)
    heaps["review"] += reviews.waiting(session, actor, today, queries.CANDIDATES)
    if actor.is_staff:
        heaps["figures"] += reported.waiting(session, actor, queries.CANDIDATES)
    heaps["disputed"] += sorted(
        disputes.waiting(session, actor, queries.CANDIDATES), key=lambda row: _pressing(row, today)
    )
    if not actor.is_staff:
        heaps["unconfirmed"].sort(
            key=lambda rows: (rows[0].answer_due_at is None, rows[0].answer_due_at or 0)
        )
    shown = _fairly(heaps)
    first = [one[0] for one in chain(*shown.values()) if isinstance(one, list)]
    counts = queries.line_counts(session, actor, today, [row.order_id for row in first])
    moves = queries.ledger(session, actor, [row.id for row in first])
    teller = _Teller(actor, today, company)
    things = [
        teller.lines(one, counts.get((reason, one[0].order_id), len(one)), moves.get(one[0].id, ()))
        if isinstance(one, list)
        else _tell(teller, reason, one)
        for reason, ones in shown.items() for one in ones
    ]  # fmt: skip
    rest = [_rest(reason) for reason, heap in heaps.items() if len(heap) > len(shown[reason])]
    return Waiting(things, list(dict.fromkeys(rest)))


def _tell(teller: "_Teller", reason: str, row: Any) -> Thing:
    if reason in ("due", "verify"):
        return teller.action(reason, row)
    if reason == "disputed":
        return teller.dispute(row)
    if reason == "review":
        return teller.review(row)
    if reason == "judge":
        return teller.proof(row)
    if reason == "figures":
        return teller.figures(row)
    return teller.step(reason, row) if reason in ("fill", "accept") else teller.issue(reason, row)


def _first_steps(actor: Actor, rows: Iterable[Any]) -> list[tuple[str, Any]]:
    """Of each resolution, with why it waits: the step that is due first to be filled, the one to be accepted
    or to be given another time, and whether what was done works."""
    found: dict[tuple[int, str], Any] = {}
    for row in rows:
        unproved = row.kind == "closing" and row.effective_on is None
        reason = "judge" if unproved else "fill" if row.side == actor.party else "accept"
        found.setdefault((row.resolution_id, reason), row)
    return [(reason, row) for (_case, reason), row in found.items()]


def _owes_position(row: Any) -> bool:
    return row.escalated_at is None and row.standing_id is None and not row.spoken


def _pressing(row: Any, today: date) -> tuple[bool, bool, date]:
    """Disputes in which the reader's side is late with its position come first, then those that only the
    reader can decide."""
    late = _owes_position(row) and row.position_due_on < today
    return (not late, row.escalated_at is None, row.position_due_on)


def _groups(rows: Iterable[Any]) -> list[list[Any]]:
    found: dict[tuple[str, int], list[Any]] = {}
    for row in rows:
        found.setdefault((row.reason, row.order_id), []).append(row)
    return list(found.values())


def _fairly(heaps: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The first SHOWN things, taken from the reasons in turn, so that none hides behind another."""
    turns = chain.from_iterable(zip_longest(*([(r, one) for one in heap] for r, heap in heaps.items())))
    taken = [pair for pair in turns if pair is not None][:SHOWN]
    return {reason: [one for r, one in taken if r == reason] for reason in heaps}


def _rest(reason: str) -> Rest:
    lists = {
        "overdue": (_("All that is late"), places.exceptions(kind="late")),
        "proposed": (_("All proposed days"), places.orders(state="proposed")),
        "unconfirmed": (_("All lines to confirm"), places.orders(state="unconfirmed")),
        "due": (_("All actions of mine"), places.actions()),
        "verify": (_("All actions to verify"), places.actions(whose="verify")),
        "review": (_("All reviews"), places.reviews()),
        "figures": (_("All sales"), places.all_sales()),
        "reconfirm": (_("All lines on their way or on track"), places.orders(state="moving")),
    }
    label, href = lists.get(reason, (_("All issues that wait"), places.issues(tab="waiting")))
    return Rest(label, href)


class _Teller:
    """Puts rows into words for one reader."""

    def __init__(self, actor: Actor, today: date, company: str) -> None:
        self.actor, self.today, self.company = actor, today, company
        self.now = clock.now()

    def lines(self, rows: Sequence[Any], count: int, moves: Sequence[Any]) -> Thing:
        """The thing that the schedules of one order make; `moves` is the first one's ledger."""
        row = rows[0]
        kind, days = status_of_row(row, self.today)
        kind = "proposed" if row.reason == "proposed" else kind  # that it may be late as well says the strip
        href = places.order(row.order_ref, row.line_number)
        act, act_href = self._next(row, href)
        wish = row.promised_on is None
        return Thing(
            reason=row.reason, label=self._label(row, count), href=href,
            state=kind, word=word_of(kind, days, row, self.actor.locale), text=" ".join(self._told(rows, count, moves)),
            act=act, act_href=act_href,
            drawing=small_strip(
                facts_of(row, ledgers(moves).get(row.id, ())), self.today, self.actor.locale, open_list=False
            ),
            day_word=_("asked") if wish else _("promised"),
            day=row.requested_on if wish else row.promised_on,
        )  # fmt: skip

    def _label(self, row: Any, count: int) -> str:
        if count > 1:
            return str(_n("%(ref)s, %(num)s line", "%(ref)s, %(num)s lines", count, ref=row.order_ref))
        if row.part > 1:
            return _(
                "%(ref)s line %(line)s, part %(part)s", ref=row.order_ref, line=row.line_number, part=row.part
            )
        return _("%(ref)s line %(line)s", ref=row.order_ref, line=row.line_number)

    def _next(self, row: Any, href: str) -> tuple[str, str]:
        if not self.actor.writes:
            return _("Open the order"), href
        if row.reason == "overdue":
            if self.actor.is_staff:
                return _("Ask what happened"), href
            return _("Say what happened"), places.report(row.order_ref, row.line_number)
        if row.reason == "reconfirm":
            return _("Still holds, or another day"), href
        return (_("Agree or answer") if row.reason == "proposed" else _("Give a day")), href

    def _told(self, rows: Sequence[Any], count: int, moves: Sequence[Any]) -> Iterable[str]:
        row, whose = rows[0], self._whose(rows[0])
        if count == 1:
            left = formats.quantity(open_quantity(row), self.actor.locale)
            yield whose + _("%(item)s, %(quantity)s %(unit)s.", item=row.item, quantity=left, unit=row.unit)
        elif count == 2 and len(rows) == 2:
            yield whose + _("%(one)s and %(other)s.", one=row.item, other=rows[1].item)
        else:
            yield whose + _n(
                "%(item)s and %(num)s more.", "%(item)s and %(num)s more.", count - 1, item=row.item
            )
        if row.reason == "unconfirmed" and row.answer_due_at:
            yield self._due(row.answer_due_at)
        elif row.reason == "reconfirm":
            yield _("You promised it; does the day still hold?")
        elif row.reason == "proposed":
            yield self._proposal(row, moves)
        elif row.reason == "overdue" and row.dispatched and row.carrier:
            yield _("On its way with %(carrier)s.", carrier=row.carrier)

    def dispute(self, row: Any) -> Thing:
        """The thing that a dispute makes."""
        href, mine = places.dispute(row.issue_ref), row.opened_side == self.actor.party
        if row.escalated_at is not None:
            word, act = _("You decide"), _("Decide")
        elif row.standing_id is not None:
            word, act = _("A decision is proposed"), _("Accept or answer")
        elif _owes_position(row):
            word, act = _("Disputed"), _("Say how you see it")
        elif row.waits_for != "both":
            word, act = _("A fact is proposed"), _("Agree or not")
        else:
            word, act = _("Disputed"), _("Find a decision")
        told, state = [_("%(name)s disputes it.", name=row.opened_name)] if not mine else [], "disputed"
        if _owes_position(row):
            when = formats.day(row.position_due_on, self.actor.locale, self.today)
            late = row.position_due_on < self.today
            told.append(
                _("Your position was due %(when)s.", when=when)
                if late
                else _("Your position is due %(when)s.", when=when)
            )
            state = "overdue" if late else state
        return Thing(
            reason="disputed", label=row.issue_ref, href=href, act_href=href, state=state, word=word,
            text=" ".join([f"{self._whose(row)}{_ended(row.title)}", *told]),
            act=act if self.actor.writes else _("Open it"),
        )  # fmt: skip

    def review(self, row: Any) -> Thing:
        """The thing that a review makes: a view to give, minutes to write, or minutes to accept."""
        href = places.review(row.ref)
        period = said.period(row.period_start, row.period_end, self.actor.locale)
        day = formats.day(row.meets_on, self.actor.locale, self.today)
        if row.state in ("held", "accepted"):
            state, word, act = "proposed", _("To be accepted"), _("Read and accept it")
        elif row.meets_on <= self.today and (self.actor.is_staff or row.seen):
            state, word, act = (
                ("overdue" if row.state == "missed" else "in_progress"),
                _("Was %(day)s", day=day),
                _("Write down what was said"),
            )
            word = word if row.meets_on < self.today else _("Today")
        else:
            state, word, act = "in_progress", _("On %(day)s", day=day), _("Say how you see it")
        return Thing(
            reason="review", label=row.ref, href=href, act_href=href, state=state, word=word,
            text=self._whose(row) + _("Review of %(period)s.", period=period),
            act=act if self.actor.writes else _("Open it"),
        )  # fmt: skip

    def _whose(self, row: Any) -> str:
        return f"{row.partner_name}: " if self.actor.is_staff else ""

    def _due(self, at: datetime) -> str:
        when = formats.instant(at, self.actor.locale, self.actor.zone, self.now)
        if at < self.now:
            return _("The answer was due %(when)s.", when=when)
        here = clock.zone(self.actor.zone)
        if at.astimezone(here).date() == self.now.astimezone(here).date():
            at_hour = formats.time_of_day(at.astimezone(here), self.actor.locale)
            return _("Answer today before %(time)s.", time=at_hour)
        return _("Answer before %(when)s.", when=when)

    def _proposal(self, row: Any, moves: Sequence[Any]) -> str:
        made = next((m for m in reversed(moves) if m.state == "proposed"), None)
        day = formats.day(row.proposed_on, self.actor.locale, self.today)
        if made is None:
            return _("Proposed: %(day)s.", day=day)
        if made.reason:
            return _(
                "%(name)s proposes %(day)s: %(reason)s", name=made.proposer_name, day=day, reason=made.reason
            )
        return _("%(name)s proposes %(day)s.", name=made.proposer_name, day=day)

    def action(self, reason: str, row: Any) -> Thing:
        """The thing that an action of a joint plan makes."""
        ref = f"{row.plan_ref}/{row.number}"
        href = places.action(ref)
        made: dict[str, Any] = {
            "reason": reason,
            "label": ref,
            "href": href,
            "act_href": href,
            "text": f"{self._whose(row)}{_ended(row.title)} {row.plan_title}",
        }
        if reason == "verify":
            word = _("Done, says %(name)s", name=row.owner_name)
            return Thing(
                **made, state="proposed", word=word, act=_("Verify") if self.actor.writes else _("Open it")
            )
        late = (self.today - row.due_on).days
        if late > 0:
            state, word = "overdue", _n("%(num)s day late", "%(num)s days late", late)
        else:
            state, word = (
                "in_progress",
                _("Due %(day)s", day=formats.day(row.due_on, self.actor.locale, self.today)),
            )
        return Thing(
            **made, state=state, word=word, act=_("Get it done") if self.actor.writes else _("Open it")
        )

    def step(self, reason: str, row: Any) -> Thing:
        """The thing that a step of a resolution makes."""
        href = places.resolution(row.issue_ref, row.kind)
        name = steps.step(row.kind, row.form)
        late = row.due_at is not None and row.due_at < self.now
        if reason == "accept" and row.state != "sent":
            state, word, act = "proposed", _("Another time is asked for"), _("Answer")
        elif reason == "accept":
            state, word, act = "proposed", _("Sent, to be accepted"), _("Accept or return it")
        else:
            state = "overdue" if late else "reopened" if row.state == "returned" else "in_progress"
            word = str(steps.STEP_STATES[row.state]) if not late else _("Overdue")
            act = _("Fill the step")
        due = ""
        if reason == "fill" and row.due_at:
            due = " " + _(
                "Due %(when)s.",
                when=formats.instant(row.due_at, self.actor.locale, self.actor.zone, self.now),
            )
        return Thing(
            reason=reason, label=f"{row.issue_ref} {name}", href=href, state=state, word=word,
            text=f"{self._whose(row)}{_ended(row.title)}{due}", act=act if self.actor.writes else _("Open it"),
            act_href=href,
        )  # fmt: skip

    def proof(self, row: Any) -> Thing:
        """The thing that a correction makes of which it can be said whether it works."""
        href = places.resolution(row.issue_ref)
        return Thing(
            reason="judge", label=row.issue_ref, href=href, state="in_progress", word=_("Does it work?"),
            text=f"{self._whose(row)}{_ended(row.title)} {_('What was done can be judged now.')}",
            act=_("Decide whether it works") if self.actor.writes else _("Open it"), act_href=f"{href}#effect",
        )  # fmt: skip

    def figures(self, row: Any) -> Thing:
        """The thing that reported sales of a month make."""
        href = places.sales(row.partner_code, row.month)
        told = _n(
            "Sales of %(month)s: %(num)s figure reported by %(name)s.",
            "Sales of %(month)s: %(num)s figures reported by %(name)s.",
            row.count, month=formats.month(row.month, self.actor.locale), name=row.by,
        )  # fmt: skip
        return Thing(
            reason="figures", label=row.partner_name, href=href, state="proposed", word=_("To be accepted"), text=told,
            act=_("Look and accept"), act_href=href,
        )  # fmt: skip

    def issue(self, reason: str, row: Any) -> Thing:
        """The thing that an issue makes."""
        href = places.issue(row.ref)
        made = {"reason": reason, "label": row.ref, "href": href, "act_href": href}
        if reason == "resolved" and row.row_by == self.actor.party:
            counted = (
                _("The row that you contested is counted as you say.")
                if row.row_corrected
                else _("The row that you contested is counted as before.")
            )
            act = _("Agree or reopen") if self.actor.writes else _("Open the issue")
            return Thing(
                **made, state="resolved", word=_("Decided"), text=f"{_ended(row.title)} {counted}", act=act
            )
        if reason == "resolved":
            solved = _(
                "%(who)s says that it is solved.",
                who=row.partner_name if self.actor.is_staff else self.company,
            )
            act = _("Confirm or reopen") if self.actor.writes else _("Open the issue")
            return Thing(
                **made, state="resolved", word=_("Solved"), text=f"{_ended(row.title)} {solved}", act=act
            )
        state, word = self._turn(row)
        contested = row.row_by not in (None, self.actor.party) and not row.row_corrected
        about = _("A row of the score is contested.") + " " if contested else ""
        text = f"{self._whose(row)}{_ended(row.title)} {about}{self._due(row.answer_due_at)}"
        act = _("Agree or answer") if contested else _("Write an answer")
        act = act if self.actor.writes else _("Open the issue")
        return Thing(**made, state=state, word=word, text=text, act=act)

    def _turn(self, row: Any) -> tuple[str, str]:
        """How an issue that waits for a word stands."""
        late = row.answer_due_at < self.now
        if row.state == "reopened":
            return "reopened", _("Reopened")
        if self.actor.is_staff and row.owner_id is None:
            return ("overdue" if late else "open"), _("Nobody's yet")
        return ("overdue" if late else "proposed"), _("Your turn")


def _ended(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."
