"""Bytes by their SHA-256, outside the static tree: <MITRA_DATA>/files/ab/abcdef…"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal import clock

HASH = re.compile(r"[0-9a-f]{64}")
STEP = 256 * 1024
# A file is written before the row that names it is committed. Nothing younger is an orphan.
SETTLING_SECONDS = 24 * 60 * 60


_root: list[Callable[[], Path]] = []


def rooted_at(root: Callable[[], Path]) -> None:
    """Register who knows the folder in which this installation keeps files."""
    _root[:] = [root]


def installed() -> "Store":
    """The store of this installation."""
    return Store(_root[0]())


class TooLarge(Exception):
    """A stream was longer than it may be."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: hashes of rows without a file, of files without a row, and the bytes that
    removing those freed (or would free)."""

    missing: tuple[str, ...]
    orphans: tuple[str, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Store:
    """The files of one installation, under `root`."""

    root: Path

    @contextmanager
    def received(self, stream: IO[bytes], most: int) -> Iterator[IO[bytes]]:
        """A temporary copy on disk of `stream`, gone afterwards. Raises TooLarge beyond `most` bytes."""
        with tempfile.TemporaryFile(dir=self.scratch()) as copy:
            while block := stream.read(STEP):
                if copy.tell() + len(block) > most:
                    raise TooLarge
                copy.write(block)
            copy.flush()
            copy.seek(0)
            yield copy

    def scratch(self) -> Path:
        """The folder for files in the making, on the same disk as the finished ones."""
        folder = self.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def put(self, source: IO[bytes]) -> str:
        """Keep the bytes of `source` from its beginning; returns their hash. Written aside, forced
        to disk, then renamed, so that a file under its hash is always whole. Repeating is harmless."""
        digest = _hash(source)
        target = self._path(digest)
        with self._lock(fcntl.LOCK_SH):
            if target.exists():
                os.utime(target)  # young again, so that no sweep takes it before our row is committed
                return digest
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            source.seek(0)
            with tempfile.NamedTemporaryFile(dir=self.scratch(), delete=False) as copy:
                shutil.copyfileobj(source, copy, STEP)
                copy.flush()
                os.fsync(copy.fileno())
            os.replace(copy.name, target)
            _sync_folder(target.parent)
        return digest

    def open(self, digest: str) -> IO[bytes]:
        """The file with this hash. Raises FileNotFoundError, or ValueError for what is no hash."""
        return self._path(digest).open("rb")

    def sweep(self, known: Collection[str], *, remove: bool) -> Swept:
        """Compare with `known`, all hashes that rows name. Files without a row are removed on request
        once they have settled for a day; rows without a file are only told of."""
        found = {path.name: path for path in self.root.glob("??/*") if HASH.fullmatch(path.name)}
        before = clock.now().timestamp() - SETTLING_SECONDS
        orphans = []
        size = 0
        for digest in sorted(found.keys() - set(known)):
            with self._lock(fcntl.LOCK_EX):
                stat = found[digest].stat()
                if stat.st_mtime > before:
                    continue
                if remove:
                    found[digest].unlink()
            orphans.append(digest)
            size += stat.st_size
        if remove:
            self._drop_abandoned(before)
        return Swept(tuple(sorted(set(known) - found.keys())), tuple(orphans), size)

    def _drop_abandoned(self, before: float) -> None:
        """Remove what killed processes left in the making."""
        for path in self.scratch().iterdir():
            if path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _path(self, digest: str) -> Path:
        if not HASH.fullmatch(digest):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self.root / digest[:2] / digest

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Keeps a sweep and a `put` of the same bytes apart."""
        with (self.scratch().parent / ".lock").open("w") as file:
            fcntl.flock(file, kind)
            yield


def _hash(source: IO[bytes]) -> str:
    source.seek(0)
    digest = hashlib.sha256()
    while block := source.read(STEP):
        digest.update(block)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
