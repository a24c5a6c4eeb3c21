"""Running a begun import: chunk by chunk, nothing visible, then one flip. Commits as it goes."""

import logging
import time
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.activity.models import Batch
from portal.actor import Actor
from portal.exchange.actions import dead, stage_of
from portal.exchange.changing import apply_changes
from portal.exchange.loading import Loader
from portal.exchange.models import Import
from portal.exchange.staging import Stage
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.partners.models import Partner
from portal.shipments.models import Event, Notice, NoticeLine, Receipt

log = logging.getLogger(__name__)

CHUNK_ORDERS = 150
PAUSE_SECONDS = 0.005  # between chunks, so that other writers get their turn
# Children first, so that a batch can be taken away again.
BATCH_TABLES = (Event, Receipt, NoticeLine, Notice, Commitment, Schedule, Line, Order, Partner)


def run_or_take_away(session: Session, row: Import, data: Path, zone: str, actor: Actor | None) -> None:
    """Run the import; on any failure take away what it wrote, note it as failed and raise again."""
    try:
        run(session, row, data, zone, actor)
    except Exception as error:
        log.exception("import %s failed", row.ref)
        session.rollback()
        session.refresh(row)
        take_away(session, row, "failed", f"{type(error).__name__}: {error}")
        raise


def run(session: Session, row: Import, data: Path, zone: str, actor: Actor | None) -> None:
    """Write a begun import: new rows chunk by chunk, each chunk its own transaction and nothing of
    it visible, then the changes and the flip in one. Commits; a crash leaves an unpublished batch."""
    batch_id = row.batch_id or 0
    with Stage(stage_of(data, row)) as stage:
        loader = Loader(stage, batch_id, clock.now(), zone)
        loader.write_partners(session)
        session.commit()
        for refs in stage.orders(CHUNK_ORDERS):
            row.rows_done += loader.write_orders(session, refs)
            row.heartbeat_at = clock.now()
            session.commit()
            time.sleep(PAUSE_SECONDS)
        changed = apply_changes(session, loader)
    session.execute(update(Batch).where(Batch.id == batch_id).values(published_at=clock.now()))
    row.state, row.finished_at, row.rows_done = "done", clock.now(), row.rows_total or 0
    record(
        session, actor, "imported", ("import", row.id, row.ref), partner_id=None, audience="internal",
        data={"file": row.file_name, "counts": row.counts, "changed": changed},
    )  # fmt: skip
    session.commit()
    stage_of(data, row).unlink(missing_ok=True)


def abandon_dead(session: Session) -> int:
    """Take away what imports whose process died had written; returns how many. Commits."""
    dead = [r for r in session.scalars(select(Import).where(Import.state == "running")) if dead(r)]
    for row in dead:
        take_away(session, row, "abandoned", "The process that ran this import ended.")
    return len(dead)


def take_away(session: Session, row: Import, state: str, error: str) -> None:
    """Delete the unpublished rows of an import in chunks and note how it ended. Commits."""
    for model in BATCH_TABLES:
        while True:
            ids = list(session.scalars(select(model.id).where(model.batch_id == row.batch_id).limit(2_000)))
            if not ids:
                break
            session.execute(delete(model).where(model.id.in_(ids)))
            session.commit()
            time.sleep(PAUSE_SECONDS)
    batch_id, row.batch_id = row.batch_id, None
    row.state, row.error, row.finished_at = state, error[:300], clock.now()
    session.flush()
    session.execute(delete(Batch).where(Batch.id == batch_id))
    session.commit()
