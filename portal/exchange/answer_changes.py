"""What became of lines after a sheet of them was downloaded."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.exchange.answer_reading import Filled
from portal.orders.models import Commitment
from portal.web import formats
from portal.web.i18n import _


def changes(
    session: Session, actor: Actor, stale: Sequence[tuple[Filled, Any]], today: date, locale: str
) -> dict[int, str]:
    """For rows whose line is at another version than the sheet says: by row number, who did what
    since, else how the line stands now. One SELECT, none without such rows."""
    if not stale:
        return {}
    ledgers: dict[int, list[Any]] = defaultdict(list)
    for entry in session.execute(
        Commitment.visible_to(actor)
        .with_only_columns(
            Commitment.schedule_id, Commitment.day, Commitment.proposed_by, Commitment.proposer_name,
            Commitment.proposed_at, Commitment.state, Commitment.decider_name, Commitment.decided_at,
        )
        .where(Commitment.schedule_id.in_([schedule.id for _row, schedule in stale]))
        .order_by(Commitment.id)
    ):  # fmt: skip
        ledgers[entry.schedule_id].append(entry)
    return {row.row: _sentence(row, schedule, ledgers[schedule.id], today, locale) for row, schedule in stale}


def _sentence(row: Filled, schedule: Any, ledger: Sequence[Any], today: date, locale: str) -> str:
    since = datetime.fromtimestamp(min(row.seen_at, 32_503_680_000), UTC)
    told = [
        words
        for entry in ledger
        if (entry.decided_at or entry.proposed_at) >= since and (words := _words(entry, today, locale))
    ]
    if told:
        return told[-1]
    return _(
        "It changed meanwhile: %(left)s %(unit)s to come, promised %(promised)s. Download the sheet anew.",
        left=formats.quantity(schedule.quantity - schedule.accepted, locale), unit=schedule.unit,
        promised=formats.day(schedule.promised_on, locale, today) if schedule.promised_on else formats.UNKNOWN,
    )  # fmt: skip


def _words(entry: Any, today: date, locale: str) -> str:
    day = formats.day(entry.day, locale, today)
    if entry.state == "proposed":
        return _(
            "%(who)s proposed %(day)s meanwhile. Download the sheet anew.", who=entry.proposer_name, day=day
        )
    who = entry.decider_name or entry.proposer_name
    if entry.state == "accepted" and entry.proposer_name:
        return _("%(who)s agreed to %(day)s meanwhile. Download the sheet anew.", who=who, day=day)
    if entry.state == "accepted":
        return _("%(who)s promised %(day)s meanwhile. Download the sheet anew.", who=who, day=day)
    if entry.state == "declined":
        return _("%(who)s did not agree to %(day)s meanwhile. Download the sheet anew.", who=who, day=day)
    return _("%(who)s took back %(day)s meanwhile. Download the sheet anew.", who=who, day=day)
