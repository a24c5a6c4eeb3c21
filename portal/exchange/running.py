"""Running a begun import: chunk by chunk, nothing visible, then one flip. Commits as it goes."""

import logging
import time
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.accounts.queries import company_facts
from portal.activity.actions import record
from portal.activity.models import Batch
from portal.actor import Actor
from portal.db import system_session
from portal.exchange import answer_clocks, placing
from portal.exchange.actions import dead, file_of, folder, stage_of
from portal.exchange.changing import Sender, apply_changes
from portal.exchange.comparing import compare
from portal.exchange.contradictions import Choices
from portal.exchange.loading import Loader
from portal.exchange.models import Import, ImportContradiction, ImportRefusal
from portal.exchange.profiles import Profile
from portal.exchange.reading import Unreadable
from portal.exchange.record import Refusal
from portal.exchange.records import records
from portal.exchange.staging import Stage
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.partners.models import Partner
from portal.shipments.models import Event, Notice, NoticeLine, Receipt

log = logging.getLogger(__name__)

CHUNK_ORDERS = 150
MOST_REFUSALS = 10_000
MOST_CONTRADICTIONS = 10_000
KEEP_FILES_SECONDS = 30 * 24 * 3600
PAUSE_SECONDS = 0.005  # between chunks, so that other writers get their turn
# Children first, so that a batch can be taken away again.
BATCH_TABLES = (Event, Receipt, NoticeLine, Notice, Commitment, Schedule, Line, Order, Partner)


def check(ref: str, data: Path, profile: Profile) -> None:
    """Read the whole file of an import and count what it would change.

    The file is read before the database is asked, and the database is asked before the lock for
    writing is taken. Raises Unreadable, after noting it on the import.
    """
    row = _find(ref)
    try:
        with Stage.fresh(stage_of(data, row)) as stage:
            stage.fill(records(file_of(data, row), profile))
            stage.drop_orders_of_two_partners()
            with system_session("read") as session:
                counts, found = compare(session, stage, clock.today(company_facts(session).zone))
            refusals = [
                _refusal_row(row.id, r) for r, _ in zip(stage.refusals(), range(MOST_REFUSALS), strict=False)
            ]
            values = {"counts": counts, "rows_total": stage.count("lines"), "state": "checked", "error": None}
    except Unreadable as error:
        _note(row.id, state="uploaded", error=f"{error.reason}:{error.value}"[:300])
        raise
    with system_session() as session:
        session.execute(delete(ImportRefusal).where(ImportRefusal.import_id == row.id))
        if refusals:
            session.execute(insert(ImportRefusal), refusals)
        session.execute(delete(ImportContradiction).where(ImportContradiction.import_id == row.id))
        if found:
            rows = [each.columns(row.id) for each in found[:MOST_CONTRADICTIONS]]
            session.execute(insert(ImportContradiction), rows)
        session.execute(
            update(Import).where(Import.id == row.id)
            .values(profile=profile.to_json(), profile_name=profile.name or None, **values)
        )  # fmt: skip
        session.commit()


def run(ref: str, data: Path) -> None:
    """Write a begun import; on any failure take away what it wrote, note it and raise again."""
    row = _find(ref)
    try:
        _write(row, data)
    except Exception as error:
        log.exception("import %s failed", ref)
        take_away(row, "failed", f"{type(error).__name__}: {error}")
        raise


def _write(row: Import, data: Path) -> None:
    """New rows chunk by chunk, each chunk its own transaction and nothing of it visible; then the
    changes and the flip in one. A crash leaves an unpublished batch."""
    with system_session("read") as session:
        zone = company_facts(session).zone
        sender = _sender(session, row, zone)
    with Stage(stage_of(data, row)) as stage, system_session() as session:
        loader = Loader(stage, row.batch_id or 0, clock.now(), zone)
        loader.write_partners(session)
        session.commit()
        done = 0
        for refs in stage.orders(CHUNK_ORDERS):
            done += loader.write_orders(session, refs)
            session.execute(
                update(Import).where(Import.id == row.id).values(rows_done=done, heartbeat_at=clock.now())
            )
            session.commit()
            time.sleep(PAUSE_SECONDS)
        changed = apply_changes(session, loader, sender)
        answer_clocks.start(session, loader.batch_id, loader.answer_due_at)
        placing.tell(session, loader.batch_id)
        now = clock.now()
        session.execute(update(Batch).where(Batch.id == row.batch_id).values(published_at=now))
        session.execute(
            update(Import).where(Import.id == row.id).values(state="done", finished_at=now, rows_done=done)
        )
        record(
            session, None, "imported", ("import", row.id, row.ref), partner_id=None, audience="internal",
            data={"file": row.file_name, "counts": row.counts, "changed": changed},
        )  # fmt: skip
        session.commit()
    stage_of(data, row).unlink(missing_ok=True)


def _sender(session: Session, row: Import, zone: str) -> Sender:
    """In whose name it speaks: our person who brought it, or the company where nobody signed in."""
    name = session.scalars(select(User.name).where(User.id == row.created_by)).first()
    actor = Actor(
        row.created_by or 0, name or company_facts(session).short_name, "staff", "agent", "en", zone
    )
    return Sender(actor, row.ref, Choices(row.agreed, row.correct_receipts), clock.today(zone))


def abandon_dead() -> int:
    """Take away what imports whose process died had written; returns how many."""
    with system_session("read") as session:
        dead_ones = [r for r in session.scalars(select(Import).where(Import.state == "running")) if dead(r)]
    for row in dead_ones:
        take_away(row, "abandoned", "The process that ran this import ended.")
    return len(dead_ones)


def drop_old_files(data: Path) -> int:
    """Delete uploaded files and stages untouched for thirty days; returns how many."""
    limit = clock.now().timestamp() - KEEP_FILES_SECONDS
    old = [path for path in folder(data).iterdir() if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def take_away(row: Import, state: str, error: str) -> None:
    """Delete the unpublished rows of an import in chunks and note how it ended."""
    with system_session() as session:
        for model in BATCH_TABLES:
            while ids := list(
                session.scalars(select(model.id).where(model.batch_id == row.batch_id).limit(2_000))
            ):
                session.execute(delete(model).where(model.id.in_(ids)))
                session.commit()
                time.sleep(PAUSE_SECONDS)
        session.execute(
            update(Import).where(Import.id == row.id)
            .values(state=state, error=error[:300], finished_at=clock.now(), batch_id=None)
        )  # fmt: skip
        session.execute(delete(Batch).where(Batch.id == row.batch_id))
        session.commit()


def _find(ref: str) -> Import:
    with system_session("read") as session:
        return session.scalars(select(Import).where(Import.ref == ref)).one()


def _note(import_id: int, **values: Any) -> None:
    with system_session() as session:
        session.execute(update(Import).where(Import.id == import_id).values(**values))
        session.commit()


def _refusal_row(import_id: int, r: Refusal) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "row": r.row,
        "column_name": r.column,
        "value": r.value,
        "reason": r.reason,
    }
