"""What was understood of a sheet of answers, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from portal.exchange.answer_reading import Fault
from portal.exchange.answering import Answer, Understood
from portal.orders.labels import CAUSES
from portal.web import formats, paging
from portal.web.i18n import _, _n

PAGE = 500


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in the reader's words. `kind` is promise, agreement, proposal or nothing."""

    row: int
    line: int
    part: int
    item: str
    kind: str
    verb: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the answers by order, the refused rows, and how many of each there are; `same` rows
    say what stands already."""

    orders: list[tuple[str, list[Said]]]
    faults: Sequence[Fault]
    count: int
    refused: int
    same: int
    summary: str
    next: str | None


def page_of(found: Understood, today: date, locale: str) -> Page:
    """The page of what was understood; refused rows stand on each page, up to as many."""
    orders = [
        (order, [_said(answer, today, locale) for answer in ones])
        for order, ones in groupby(found.answers, key=lambda answer: answer.order)
    ]
    end = found.start + len(found.answers)
    return Page(
        orders=orders, faults=found.faults, count=found.count, refused=found.refused, same=found.kinds["same"],
        summary=_summary(found), next=paging.encode([end]) if end < found.count else None,
    )  # fmt: skip


def _said(answer: Answer, today: date, locale: str) -> Said:
    parts = [
        _("%(quantity)s %(unit)s on %(day)s", quantity=formats.quantity(part.quantity, locale), unit=answer.unit,
          day=formats.day(part.day, locale, today))
        for part in answer.parts if part.quantity > 0
    ]  # fmt: skip
    lacking = answer.left - sum(part.quantity for part in answer.parts)
    if lacking > 0:
        parts.append(
            _("%(quantity)s %(unit)s will not be delivered", quantity=formats.quantity(lacking, locale), unit=answer.unit)
        )  # fmt: skip
    cause = str(CAUSES[answer.cause]) if answer.cause else ""
    reason = answer.reason if answer.reason[-1:] in (".", "!", "?", "") else f"{answer.reason}."
    return Said(
        row=answer.row, line=answer.line, part=answer.part, item=answer.item, kind=answer.kind,
        verb={"promise": _("Promise"), "agreement": _("Agreement")}.get(answer.kind, _("Proposal")), what="; ".join(parts),
        why=_("%(reason)s Cause: %(side)s.", reason=reason, side=cause) if cause else "",
    )  # fmt: skip


def _summary(found: Understood) -> str:
    """How many lines would be promised as asked, agreed to, and for how many something is proposed."""
    promised, agreed = found.kinds["promise"], found.kinds["agreement"]
    proposed = found.count - promised - agreed
    told = []
    if promised:
        told.append(_n("%(num)s line promised as asked", "%(num)s lines promised as asked", promised))
    if agreed:
        told.append(_n("%(num)s agreement", "%(num)s agreements", agreed))
    if proposed:
        told.append(_n("%(num)s proposal", "%(num)s proposals", proposed))
    return ", ".join(told)
