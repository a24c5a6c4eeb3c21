"""How many requests a token may make in a minute, counted by all processes of this machine together.

The counts stand in a small file beside the database, which every process has in its memory: a write to the
database for each request would wait for imports. They survive a restart. The limit keeps one program from
taking the portal from everybody else, it guards no secret: where a table is full, the programs that
share its last place share its count.
"""

import fcntl
import hashlib
import mmap
import os
from functools import lru_cache
from pathlib import Path
from struct import Struct
from threading import Lock

from portal import clock

PER_MINUTE = 300
BAD_PER_MINUTE = 60  # requests of one address without a good token

_PLACE = Struct("<QQQ")  # whose, in which minute, how many
_PLACES = 8192
_TRIES = 16  # places in which a key may stand
_lock = Lock()  # among the threads of this process; among processes the file is locked


def wait(folder: Path, key: str, most: int) -> int:
    """Count a request of `key` in the file in `folder`. Returns 0, or how many seconds to wait once `most`
    came in this minute."""
    now = int(clock.now().timestamp())
    name = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")
    with _lock:
        table = _table(folder / "api-rate", os.getpid())
        fcntl.lockf(table.file, fcntl.LOCK_EX)  # the system lets go of it when a process dies
        try:
            count = table.count(name, now // 60)
        finally:
            fcntl.lockf(table.file, fcntl.LOCK_UN)
    return 0 if count <= most else 60 - now % 60


class _Table:
    """The file, and its bytes in memory."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self.file, _PLACE.size * _PLACES)
        self._bytes = mmap.mmap(self.file, _PLACE.size * _PLACES)

    def count(self, name: int, minute: int) -> int:
        """Count one more; returns how many of this minute there are now. A place is taken anew once its
        minute is over."""
        places = [(name + n) % _PLACES * _PLACE.size for n in range(_TRIES)]
        free = None
        for place in places:
            whose, when, count = _PLACE.unpack_from(self._bytes, place)
            if when == minute and whose == name:
                break
            if when != minute and free is None:
                free = place
        else:
            place = places[-1] if free is None else free
            _whose, when, count = _PLACE.unpack_from(self._bytes, place)
            count = count if when == minute else 0
        _PLACE.pack_into(self._bytes, place, name, minute, count + 1)
        return int(count) + 1


@lru_cache(maxsize=8)
def _table(path: Path, _process: int) -> _Table:
    """Opened once in each process: a lock on a file is given up when any of its descriptors is closed."""
    return _Table(path)
