"""Turns: who comes first is served first, across threads and processes.

SQLite lets a waiting writer ask again at growing intervals, so who waited longest asks least often.
The kernel keeps those who wait for a file's lock in line, and frees it when its holder dies.
"""

import os
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from threading import Thread

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


class Turn:
    """A turn that was taken, to be ended once. Each opens the file anew, so that the threads of one
    process stand in the same line as other processes. None: nothing is held."""

    def __init__(self, file: int | None) -> None:
        self._file = file

    def end(self) -> None:
        """Let the next one go. Unlocked, not only closed: a program that was just started may hold a
        copy of the open file for a moment."""
        if self._file is not None:
            file, self._file = self._file, None
            fcntl.flock(file, fcntl.LOCK_UN)
            os.close(file)


def take(path: str, seconds: float) -> Turn | None:
    """The turn at the file `path`, which is made if need be; None if it did not come in `seconds`.
    Where files cannot be locked it is always everybody's turn."""
    if fcntl is None:
        return Turn(None)
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return Turn(None)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if seconds:
            return _wait(file, seconds)
        os.close(file)
        return None
    except OSError:  # a file system without locks
        os.close(file)
        return Turn(None)
    return Turn(file)


def _wait(file: int, seconds: float) -> Turn | None:
    """Stand in line. Waiting for a lock has no limit of its own, so a thread waits in our place; one
    that comes too late gives the turn back."""
    coming: Future[Turn] = Future()

    def stand() -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
        if coming.set_running_or_notify_cancel():
            coming.set_result(Turn(file))
        else:
            Turn(file).end()

    Thread(target=stand, daemon=True, name="turn").start()
    try:
        return coming.result(seconds)
    except TooLate:
        return None if coming.cancel() else coming.result()
