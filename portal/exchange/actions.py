"""Imports: taking a file, checking it, beginning."""

import hashlib
import os
import shutil
import socket
import time
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Batch
from portal.actor import Actor
from portal.exchange.models import Import

DEAD_AFTER_SECONDS = 300


class Busy(Exception):
    """Another import is running; the message names it."""


class Refused(Exception):
    """The import has rows that cannot be taken, and the file was to count whole."""


def folder(data: Path) -> Path:
    """Where uploaded files and their stages lie, made if it is not there."""
    path = data / "imports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def file_of(data: Path, row: Import) -> Path:
    """The uploaded file of an import."""
    return folder(data) / f"{row.ref}.file"


def stage_of(data: Path, row: Import) -> Path:
    """The stage of an import."""
    return folder(data) / f"{row.ref}.stage"


def upload(session: Session, actor: Actor | None, data: Path, stream: BinaryIO, name: str) -> Import:
    """Keep a file for import. Never commits; the file lies in its place before the row says so."""
    waiting = folder(data) / f"upload-{os.getpid()}-{time.monotonic_ns()}"
    with waiting.open("wb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    with waiting.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    row = Import(
        ref=waiting.name[-20:], state="uploaded", file_name=name[:200], file_sha256=digest, counts={},
        created_by=actor.user_id if actor else None, created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    row.ref = f"IMP-{row.id:06d}"
    session.flush()
    waiting.replace(file_of(data, row))
    return row


def begin(session: Session, row: Import, *, good_rows_only: bool) -> None:
    """Start an import that was checked: give it a batch and this process. Raises Busy or Refused."""
    running = session.scalars(select(Import).where(Import.state == "running", Import.id != row.id)).first()
    if running is not None and not dead(running):
        raise Busy(running.ref)
    if row.counts["lines"]["refused"] and not good_rows_only:
        raise Refused(row.ref)
    batch = Batch(created_at=clock.now())
    session.add(batch)
    session.flush()
    row.state, row.batch_id, row.rows_done = "running", batch.id, 0
    row.good_rows_only = good_rows_only
    row.worker, row.heartbeat_at = worker_name(), clock.now()
    session.flush()


def worker_name() -> str:
    """This process, as imports name the one that runs them."""
    return f"{socket.gethostname()}:{os.getpid()}"


def dead(row: Import) -> bool:
    """True if the process that runs the import is gone, or silent for five minutes on another host."""
    host, _, pid = (row.worker or "").rpartition(":")
    if host == socket.gethostname() and pid.isdecimal():
        return int(pid) != os.getpid() and not Path(f"/proc/{pid}").exists()
    silent: Any = clock.now() - row.heartbeat_at if row.heartbeat_at else None
    return silent is None or silent.total_seconds() > DEAD_AFTER_SECONDS
