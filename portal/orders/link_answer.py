"""Answering an order by link: for each schedule promise, propose, agree or do not agree.

Who: a partner's sales clerk without an account, on a phone between two calls. The question: "can you
keep these days, and if not, which can you?" All that was chosen is done together, or nothing is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.orders import answering, policy, queries
from portal.orders.answer_page import Waiting, waiting_of
from portal.orders.link_forms import LineForm, WholeForm
from portal.orders.links import Asked, Changed
from portal.orders.models import Schedule
from portal.orders.rows import Reader, open_quantity
from portal.web import formats
from portal.web.i18n import _

WHOLE = ("promise", "holds")


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One schedule with its question: what is ordered, for when, what the other side proposes."""

    label: str
    item: str
    quantity: str
    stands: str
    waiting: Waiting | None
    form: LineForm
    unit: str


class AnswerSheet:
    """The questions about all open schedules of one order; `errors` are those of the whole sheet."""

    def __init__(self, asked: Asked, sent: bool) -> None:
        self.errors: dict[str, list[str]] = {}
        given: dict[str, Any] = {} if sent else {"formdata": None}
        self.lines = [_line(asked, row, given) for row in answerable(asked)]
        whole = WholeForm().all.data if sent else ""
        for form in self.forms:
            if whole in WHOLE and not form.answered and whole in form.offered:
                form.choice.data = whole

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    @property
    def _fields(self) -> dict[str, Any]:
        return {field.name: field for form in self.forms for field in form}

    @property
    def forms(self) -> list[LineForm]:
        """The form of each line."""
        return [line.form for line in self.lines]

    @property
    def whole(self) -> list[tuple[str, str]]:
        """What may be said for several lines at once: the choice and the words of its button."""
        words = {"promise": _("Promise all days as asked for"), "holds": _("All promised days still hold")}
        return [(c, words[c]) for c in WHOLE if sum(c in form.offered for form in self.forms) > 1]

    def validate(self) -> bool:
        """Each line is sound, and at least one is answered."""
        checked = [form.validate() for form in self.forms]  # all of them, so that each says what is wrong
        sound = all(checked)
        if not any(form.answered for form in self.forms):
            self.errors = {"": [_("Answer at least one line, then send.")]}
            return False
        if not sound:
            self.errors = {
                line.form[name].name: [f"{line.label}: {error}" for error in errors]
                for line in self.lines
                for name, errors in line.form.errors.items()
                if name
            }
        return sound


def answerable(asked: Asked) -> list[Any]:
    """The schedules of which something is to come."""
    return [row for row in asked.found if policy.can_propose(asked.actor, row)]


def waits(asked: Asked) -> bool:
    """Something of the order is to come."""
    return bool(answerable(asked))


def _line(asked: Asked, row: Any, given: Mapping[str, Any]) -> LineSeen:
    reader = asked.reader
    form = LineForm(row, offers(asked, row), reader.today, reader.locale, **given)
    proposed = [c for c in asked.ledger if c.schedule_id == row.id and c.state == "proposed"]
    return LineSeen(
        label=line_name(row.line_number, row.part), item=" ".join(filter(None, (row.item, row.detail))),
        quantity=f"{formats.quantity(open_quantity(row), reader.locale)} {row.unit}", stands=_stands(row, reader),
        waiting=waiting_of(row, proposed, reader) if proposed else None, form=form, unit=row.unit,
    )  # fmt: skip


def line_name(line: int, part: int) -> str:
    """ "Line 2", or "Line 2, part 3" of one that was split."""
    if part > 1:
        return _("Line %(line)s, part %(part)s", line=line, part=part)
    return _("Line %(line)s", line=line)


def _stands(row: Any, reader: Reader) -> str:
    if row.promised_on:
        return _("Promised for %(day)s.", day=_day(row.promised_on, reader))
    if row.requested_on:
        return _("Asked for %(day)s.", day=_day(row.requested_on, reader))
    return _("No day was asked for.")


def offers(asked: Asked, row: Any) -> dict[str, str]:
    """What may be answered for a schedule, with its words; 'leave' first."""
    actor, reader = asked.actor, asked.reader
    offered = {"leave": _("Nothing now")}
    if policy.can_decide(actor, row):
        offered["agree"] = _("Agree to the proposal")
        offered["refuse"] = _("Do not agree")
    if policy.can_confirm(actor, row, reader.today):
        offered["promise"] = _("Promise %(day)s", day=_day(row.requested_on, reader))
    if policy.can_reconfirm(actor, row, reader.today) and row.proposed_by is None:
        offered["holds"] = _("%(day)s still holds", day=_day(row.promised_on, reader))
    offered["propose"] = _("Propose another day or quantity")
    offered["nothing"] = _("It will not be delivered")
    return offered


def act(session: Session, asked: Asked, sheet: AnswerSheet) -> list[dict[str, Any]]:
    """Do all that was chosen. Raises Changed where a line was answered meanwhile."""
    found = {
        (s.line_number, s.part): s for s in queries.schedules(session, asked.actor, asked.found[0].order_ref)
    }
    done = []
    for form in sheet.forms:
        if not form.answered:
            continue
        schedule = found[form.schedule.line_number, form.schedule.part]
        choice = str(form.choice.data)
        if schedule.version != form.version.data:
            raise Changed
        done.append(_facts(form, schedule, choice))
        _DO[choice](session, asked, schedule, form)
    return done


def _promise(session: Session, asked: Asked, schedule: Schedule, _form: LineForm) -> None:
    answering.accept_request(session, asked.actor, schedule)


def _holds(session: Session, asked: Asked, schedule: Schedule, _form: LineForm) -> None:
    answering.reconfirm(session, asked.actor, schedule)


def _agree(session: Session, asked: Asked, schedule: Schedule, _form: LineForm) -> None:
    answering.accept(session, asked.actor, schedule, asked.reader.today)


def _refuse(session: Session, asked: Asked, schedule: Schedule, form: LineForm) -> None:
    answering.decline(session, asked.actor, schedule, str(form.reason.data))


def _propose(session: Session, asked: Asked, schedule: Schedule, form: LineForm) -> None:
    made = form.proposal()
    answering.propose_or_agree(
        session, asked.actor, schedule, made.parts, made.reason, made.cause_side, asked.reader.today
    )


_DO: dict[str, Callable[[Session, Asked, Schedule, LineForm], None]] = {
    "promise": _promise, "holds": _holds, "agree": _agree, "refuse": _refuse, "propose": _propose,
    "nothing": _propose,
}  # fmt: skip


def _facts(form: LineForm, schedule: Schedule, choice: str) -> dict[str, Any]:
    """What is done to a schedule, as data that outlives the form."""
    day = {
        "promise": schedule.requested_on, "holds": schedule.promised_on,
        "agree": schedule.proposed_on, "refuse": schedule.proposed_on,
    }.get(choice)  # fmt: skip
    facts: dict[str, Any] = {
        "line": schedule.line_number, "part": schedule.part, "item": schedule.item, "did": choice,
        "unit": schedule.unit, "day": day.isoformat() if day else None,
    }  # fmt: skip
    if choice == "propose":
        facts["parts"] = [[str(part.quantity), part.day.isoformat()] for part in form.stated]
    if choice in ("propose", "nothing", "refuse"):
        facts["reason"] = form.reason.data
    return facts


def told(one: Mapping[str, Any], reader: Reader) -> str:
    """What was answered for one schedule, to the one who did."""
    day = _day(date.fromisoformat(one["day"]), reader) if one.get("day") else ""
    parts = "; ".join(
        _("%(quantity)s %(unit)s on %(day)s", quantity=formats.quantity(Decimal(quantity), reader.locale),
          unit=one["unit"], day=_day(date.fromisoformat(when), reader))
        for quantity, when in one.get("parts", ())
    )  # fmt: skip
    words = {
        "promise": _("promised for %(day)s", day=day),
        "holds": _("%(day)s still holds", day=day),
        "agree": _("agreed to %(day)s", day=day),
        "refuse": _("did not agree to %(day)s", day=day),
        "propose": _("proposed: %(parts)s", parts=parts),
        "nothing": _("will not be delivered"),
    }
    said = f"{line_name(one['line'], one['part'])}, {one['item']}: {words[one['did']]}"
    return f"{said} ({one['reason']})" if one.get("reason") else said


def _day(value: date | None, reader: Reader) -> str:
    return formats.day(value, reader.locale, reader.today) if value else formats.UNKNOWN
