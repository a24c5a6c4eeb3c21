"""Imports: taking a file, checking it, beginning."""

import hashlib
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.actions import record
from portal.activity.models import Batch
from portal.actor import Actor
from portal.exchange.contradictions import Choices
from portal.exchange.models import Import, ImportProfile

DEAD_AFTER_SECONDS = 300
UNSAID = Choices()


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


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the imports folder under a passing name, with its SHA-256."""

    path: Path
    sha256: str


def keep_file(data: Path, stream: BinaryIO) -> Kept:
    """Write a file down safely; touches no database."""
    path = folder(data) / f"upload-{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    with path.open("wb") as file:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Kept(path, digest.hexdigest())


def register(session: Session, actor: Actor | None, data: Path, kept: Kept, name: str) -> Import:
    """Make a kept file an import. Never commits."""
    row = Import(
        ref=kept.path.name[-20:], state="uploaded", file_name=name[:200], file_sha256=kept.sha256, counts={},
        created_by=actor.user_id if actor else None, created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    row.ref = f"IMP-{row.id:06d}"
    session.flush()
    kept.path.replace(file_of(data, row))
    record(
        session, actor, "uploaded", ("import", row.id, row.ref), partner_id=None, audience="internal",
        data={"file": row.file_name},
    )  # fmt: skip
    return row


def begin(session: Session, row: Import, *, good_rows_only: bool, choices: Choices = UNSAID) -> None:
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
    row.agreed, row.correct_receipts = choices.agreed, choices.correct_receipts
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


def save_profile(session: Session, actor: Actor, name: str, settings: dict[str, Any]) -> None:
    """Keep settings under a name, replacing what had it. Never commits."""
    row = session.scalars(select(ImportProfile).where(ImportProfile.name == name)).first()
    named = {**settings, "name": name}
    if row is not None and row.settings == named:  # sent twice
        return
    if row is None:
        row = ImportProfile(name=name, created_by=actor.user_id, created_at=clock.now())
        session.add(row)
    row.settings = named
    session.flush()
    record(session, actor, "profile_saved", ("import", None, name), partner_id=None, audience="internal")
