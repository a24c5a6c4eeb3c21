"""What a file contradicts, as people read it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.web import formats
from portal.web.i18n import _, _l, _n

OUTCOMES = {
    "proposed": ("proposed", _l("Becomes a proposal to the partner")),
    "agreed": ("done", _l("Agrees to what the partner proposes")),
    "kept": ("open", _l("Stays as it is")),
    "receipt": ("disputed", _l("Stays as it was booked by hand")),
}
WHYS = {
    "came": _l("the goods have come"),
    "cancelled": _l("it was cancelled"),
    "passed": _l("the day has passed"),
    "declined": _l("the partner did not agree to it"),
    "parts": _l("its parts have days of their own"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One contradiction: where it stands, what is here, what the file says, and what becomes of it (a kind of
    status with its words)."""

    row: int
    order_ref: str
    line: int
    ours: str
    said: str
    glyph: str
    outcome: str


def shown(row: Any, locale: str, today: date) -> Shown:
    """A row of ImportContradiction in the reader's language."""
    glyph, word = OUTCOMES[row.kind]
    outcome = str(word) if row.why is None else f"{word}: {WHYS[row.why]}"
    words = _receipt if row.kind == "receipt" else _promise
    return Shown(
        row.row, row.order_ref, row.line_number, words(row.ours, locale, today), words(row.said, locale, today),
        glyph, outcome,
    )  # fmt: skip


def summary(counts: dict[str, Any]) -> list[str]:
    """What becomes of the contradictions, in sentences; none without any."""
    promises, receipts = counts.get("promises", {}), counts.get("receipts", {})
    missing = counts.get("missing", {}).get("lines", 0)
    sentences = []
    if number := promises.get("proposed"):
        sentences.append(
            _n(
                "%(num)s change becomes a proposal to the partner, since a promise stands.",
                "%(num)s changes become proposals to the partners, since promises stand.",
                number,
            )
        )
    if number := promises.get("agreed"):
        sentences.append(
            _n("%(num)s proposal of a partner is agreed to.", "%(num)s proposals of partners are agreed to.", number)
        )  # fmt: skip
    if number := promises.get("kept"):
        sentences.append(
            _n("%(num)s promise stays although the file says otherwise.", "%(num)s promises stay although the file says otherwise.", number)
        )  # fmt: skip
    if number := receipts.get("contradicted"):
        sentences.append(
            _n(
                "%(num)s receipt was booked otherwise by hand and stays, unless you say that the file is right.",
                "%(num)s receipts were booked otherwise by hand and stay, unless you say that the file is right.",
                number,
            )
        )
    if missing:
        sentences.append(
            _n(
                "%(num)s open line of these orders is not in the file. It stays; cancel it on the page of its order.",
                "%(num)s open lines of these orders are not in the file. They stay; cancel them on the pages of their orders.",
                missing,
            )
        )  # fmt: skip
    return [str(sentence) for sentence in sentences]


def _promise(said: dict[str, Any], locale: str, today: date) -> str:
    amount = {"quantity": formats.quantity(Decimal(said["quantity"]), locale), "unit": said["unit"]}
    if not said["day"]:
        return _("%(quantity)s %(unit)s", **amount)
    return _("%(quantity)s %(unit)s on %(day)s", day=_day(said["day"], locale, today), **amount)


def _receipt(said: dict[str, Any], locale: str, today: date) -> str:
    words = {
        "quantity": formats.quantity(Decimal(said["accepted"]), locale), "unit": said["unit"],
        "day": _day(said["arrived_on"] or said["received_on"], locale, today),
    }  # fmt: skip
    if Decimal(said.get("rejected") or 0):
        rejected = formats.quantity(Decimal(said["rejected"]), locale)
        return _("%(quantity)s %(unit)s came on %(day)s, %(rejected)s rejected", rejected=rejected, **words)
    return _("%(quantity)s %(unit)s came on %(day)s", **words)


def _day(text: str, locale: str, today: date) -> str:
    return formats.day(date.fromisoformat(text), locale, today)
