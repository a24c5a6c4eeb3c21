"""What a line of the order page offers its reader to answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from werkzeug.datastructures import MultiDict

from portal.actor import Actor
from portal.orders import labels, policy, rows
from portal.orders.answers import Dated
from portal.orders.forms import ProposalForm, RefusalForm
from portal.web import formats
from portal.web.i18n import _, _n

FORMS = ("proposal", "refusal")
Drafts: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: of which line and part, what it wanted, and with what was typed."""

    line: int
    part: int
    verb: str
    form: Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open proposal in words: who, what, why, and what it does to what was promised."""

    who: str
    parts: list[str]
    why: str
    against: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be done with one schedule, and the forms for it. `mark` names it with its version."""

    line: int
    part: int
    mark: str
    version: int
    asked: str
    waiting: Waiting | None
    can_confirm: bool
    can_reconfirm: bool
    can_decide: bool
    can_withdraw: bool
    proposal: ProposalForm | None
    refusal: RefusalForm | None
    opened: str  # the form that came back: proposal, refusal or nothing


def draft_key(ref: str, line: int, part: int, verb: str) -> str:
    """Under which key what was typed waits: where the form is sent."""
    return f"orders/{ref}/lines/{line}/{part}/{verb}"


def draft_keys(found: Sequence[Any]) -> list[str]:
    """The keys of all that can be typed into forms of these schedules."""
    return [draft_key(r.order_ref, r.line_number, r.part, verb) for r in found for verb in FORMS]


def of_schedules(
    actor: Actor,
    found: Sequence[Any],
    commitments: Sequence[Any],
    reader: rows.Reader,
    sent: Sent | None,
    kept: Drafts,
) -> dict[tuple[int, int], Answer]:
    """By line and part, what `actor` may answer; schedules with nothing to answer are left out. `sent`
    is a form that came back, `kept` what was typed before (`draft_keys`)."""
    answers = {}
    for row in found:
        if not policy.is_open(row) or not policy.can_answer(actor, row):
            continue
        proposed = [c for c in commitments if c.schedule_id == row.id and c.state == "proposed"]
        mine = sent if sent and (sent.line, sent.part) == (row.line_number, row.part) else None
        answers[row.line_number, row.part] = _answer(actor, row, proposed, reader, mine, kept)
    return answers


def lost_words(sent: Sent, answers: Mapping[tuple[int, int], Answer]) -> str:
    """The reason that was typed into a form which the page can no longer show."""
    answer = answers.get((sent.line, sent.part))
    shown = answer and (answer.refusal if sent.verb == "refusal" else answer.proposal)
    return "" if shown or "reason" not in sent.form else str(sent.form.reason.data or "")


def _answer(
    actor: Actor, row: Any, proposed: Sequence[Any], reader: rows.Reader, sent: Sent | None, kept: Drafts
) -> Answer:
    decides, opened = policy.can_decide(actor, row), ""

    def form(verb: str, make: Callable[..., Any]) -> Any:
        """The form that came back, else with what was typed before, else a new one; for how it stands now."""
        nonlocal opened
        typed = kept.get(draft_key(row.order_ref, row.line_number, row.part, verb))
        if sent and sent.verb == verb:
            made, opened = sent.form, verb
        elif typed:
            made, opened = make(formdata=MultiDict(typed)), verb
        else:
            made = make(formdata=None)
        made.version.data, made.version.raw_data = row.version, None
        for field in made:  # the page holds the same form for other lines
            field.id = field.label.field_id = f"{verb}-{row.line_number}-{row.part}-{field.name}"
        return made

    refusal = form("refusal", RefusalForm) if decides else None
    blank = partial(
        ProposalForm, row, reader.today, reader.locale, party=reader.party,
        begin=[Dated(each.quantity, each.day) for each in proposed],
    )  # fmt: skip
    return Answer(
        line=row.line_number, part=row.part, mark=f"{row.line_number}.{row.part}.{row.version}",
        version=row.version, asked=_day(row.requested_on, reader),
        waiting=waiting_of(row, proposed, reader) if proposed else None,
        can_confirm=policy.can_confirm(actor, row, reader.today),
        can_reconfirm=policy.can_reconfirm(actor, row, reader.today) and not proposed,
        can_decide=decides, can_withdraw=policy.can_withdraw(actor, row),
        proposal=form("proposal", blank), refusal=refusal, opened=opened,
    )  # fmt: skip


def waiting_of(row: Any, proposed: Sequence[Any], reader: rows.Reader) -> Waiting:
    """The open proposal for a schedule, from its rows of the ledger, in words."""
    first = proposed[0]
    parts = [
        _("%(quantity)s %(unit)s on %(day)s", quantity=formats.quantity(c.quantity, reader.locale), unit=row.unit,
          day=_day(c.day, reader))
        for c in proposed if c.quantity > 0
    ]  # fmt: skip
    left = row.quantity - sum(c.quantity for c in proposed)
    if left > 0:
        parts.append(
            _("%(quantity)s %(unit)s will not be delivered", quantity=formats.quantity(left, reader.locale), unit=row.unit)
        )  # fmt: skip
    cause = str(labels.CAUSES[first.cause_side]) if first.cause_side else ""
    why = (
        _("%(reason)s Cause: %(side)s.", reason=_sentence(first.reason), side=cause)
        if cause
        else _sentence(first.reason)
    )
    return Waiting(first.proposer_name, parts, why, _against(row, max(c.day for c in proposed), reader))


def _sentence(text: str | None) -> str:
    text = (text or "").strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


def _against(row: Any, day: date, reader: rows.Reader) -> str:
    """How a proposed day stands to the promise it would replace: a contradiction is said, to both."""
    if row.promised_on is None or day == row.promised_on:
        return ""
    days, stood = (day - row.promised_on).days, _day(row.promised_on, reader)
    if days > 0:
        return str(
            _n("%(num)s day later than promised (%(day)s)", "%(num)s days later than promised (%(day)s)", days, day=stood)
        )  # fmt: skip
    return str(
        _n("%(num)s day earlier than promised (%(day)s)", "%(num)s days earlier than promised (%(day)s)", -days, day=stood)
    )  # fmt: skip


def _day(day: date | None, reader: rows.Reader) -> str:
    return formats.day(day, reader.locale, reader.today) if day else formats.UNKNOWN
