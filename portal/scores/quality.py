"""What a partner does about its faults: causes that come back, and faults it declares before we find them.

Pure: rows in, rows of proof out; portal.scores.summing makes figures of them. PPM and rejected receipts are of
portal.scores.delivery, which reads the same receipts. Source: research/mission.md 5.3 (escapes: a fault that
was not declared weighs more) and 5.4 (recurrence).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from portal.scores.figure import Period, ProofRow
from portal.scores.summing import ONE, ZERO, yes_or_no

YEAR = timedelta(days=365)


class Cause(NamedTuple):
    """A resolution for which the partner is at cause: of which issue, about which item, by which cause."""

    issue: str
    title: str
    item: str | None
    code: str | None
    on: date
    abandoned: bool = False
    disputed: bool = False


class Word(NamedTuple):
    """That one side said that something is wrong with a delivery: by an issue, or by rejecting goods.
    delivery: the schedule, or what else it is about. by: 'partner' or 'company'."""

    delivery: str
    by: str
    at: datetime
    on: date
    kind: str
    ref: str
    label: str
    disputed: bool = False


def repeat_causes(causes: Sequence[Cause], period: Period) -> list[ProofRow]:
    """The share of causes found in the period (by the day on which their resolution began) that are the same on
    the same item as one of the 365 days before. `causes` reach back so far. Left out: resolutions that were
    abandoned, are disputed, know no cause yet, or are about no item."""
    rows, last = [], dict[tuple[str, str], Cause]()
    for row in sorted(causes, key=lambda one: (one.on, one.issue)):
        why = _not_comparable(row)
        before = None
        if row.item and row.code and why is None:
            before = last.get((row.item, row.code))
            last[row.item, row.code] = row
        if not period.holds(row.on):
            continue
        again = before is not None and row.on - before.on <= YEAR
        facts = [("cause", row.code or ""), ("item", row.item or "")]
        if again and before is not None:
            facts.append(("same_as", before.issue))
        rows.append(
            ProofRow(
                "repeat_causes", "issue", row.issue, row.title, row.on, *_counted(why, yes_or_no(again), ONE), why,
                tuple(facts),
            )
        )  # fmt: skip
    return rows


def _not_comparable(row: Cause) -> str | None:
    if row.abandoned:
        return "withdrawn"
    if row.disputed:
        return "disputed"
    if not row.code:
        return "no_cause"
    return None if row.item else "no_item"


def declared_first(words: Iterable[Word], period: Period) -> list[ProofRow]:
    """The share of faulty deliveries of which the partner spoke first: of each schedule the first word that
    something is wrong, an issue of either side or a rejecting receipt, falls in the period, and it was the
    partner's. What both said in the same instant we found. A fault that was not declared is an escape
    (research/mission.md 5.3). Left out: disputed first words."""
    first: dict[str, Word] = {}
    for word in sorted(words, key=lambda one: (one.at, one.by != "company", one.ref)):
        first.setdefault(word.delivery, word)
    return [
        ProofRow(
            "declared_first", word.kind, word.ref, word.label, word.on,
            *_counted("disputed" if word.disputed else None, yes_or_no(word.by == "partner"), ONE),
            "disputed" if word.disputed else None, (("spoke_first", word.by),),
        )
        for word in first.values()
        if period.holds(word.on)
    ]  # fmt: skip


def _counted(left_out: str | None, numerator: Decimal, denominator: Decimal) -> tuple[Decimal, Decimal]:
    return (ZERO, ZERO) if left_out else (numerator, denominator)
