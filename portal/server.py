"""The production server: `python -m portal.server`.

Waitress reads whole requests before a thread is given to one, so people on slow lines cannot hold it
up; a few such processes share one listening socket, since one process computes on one core only. A new
connection goes to the process that holds fewest: left to the kernel, one process takes nearly all of
them and the other cores stand idle. docs/decisions.md has the measurements.
"""

import gc
import logging
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from waitress import wasyncore
from waitress.server import create_server

from portal import UPLOAD_LIMIT, create_app
from portal.config import ConfigError, Settings
from portal.db import db

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 4  # per process: they wait for the database and for each other's locks, not for clients
CONNECTIONS = 1000  # per process; an idle or half-sent one costs a few kilobytes
IDLE_SECONDS = 60  # a connection without a byte for so long is closed
DRAIN_SECONDS = 10  # how long a stop waits for answers under way
WAY_SECONDS = 0.002  # how long a process that holds more connections than another lets it go first
BODY_LIMIT = UPLOAD_LIMIT + 8 * 1024 * 1024  # above the application's, whose 413 page is kinder

log = logging.getLogger("portal.server")


def arguments(settings: Settings) -> dict[str, Any]:
    """Waitress's arguments for these settings, without the socket."""
    chosen: dict[str, Any] = {
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "backlog": 1024,
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": 10,
        "asyncore_use_poll": True,  # select() ends at descriptor 1023
        "max_request_body_size": BODY_LIMIT,
        "ident": None,
        "url_scheme": "https" if settings.secure else "http",
    }
    if settings.proxies:  # never the host: TRUSTED_HOSTS judges what the client asked for
        chosen |= {
            "trusted_proxy": "*",
            "trusted_proxy_count": settings.proxies,
            "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto",
        }
    return chosen


def serve(
    settings: Settings, application: "WSGIApplication", listener: socket.socket, parent: int, place: "Place"
) -> None:
    """Answer requests on `listener` until SIGTERM, SIGINT or the end of the process `parent`; then
    finish the answers under way. `place` tells how many connections it and the others hold."""
    channels: dict[int, Any] = {}
    server: Any = create_server(application, map=channels, sockets=[listener], **arguments(settings))
    stopping = False
    accept = server.handle_accept

    def accept_in_turn() -> None:
        place.hold(len(server.active_channels))
        if place.crowded():
            time.sleep(WAY_SECONDS)  # if nobody takes it by then, it is ours
        accept()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        server.pull_trigger()

    server.handle_accept = accept_in_turn

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and os.getppid() == parent:  # a parent that was killed cannot say stop
        wasyncore.loop(timeout=1, use_poll=True, map=channels, count=1)
        place.hold(len(server.active_channels))
    server.accepting = False
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline and any(
        channel.requests or channel.total_outbufs_len for channel in server.active_channels.values()
    ):
        wasyncore.loop(timeout=0.1, use_poll=True, map=channels, count=1)
    server.task_dispatcher.shutdown(timeout=1)


def tune_collector() -> None:
    """Keep the garbage collector away from what lives as long as the process: it is the slow tail of
    answers (research/performance.md 0.1). Called once, before processes are forked."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def run(settings: Settings, processes: int) -> None:
    """Serve the portal with `processes` processes until stopped. Raises ConfigError for a port in use."""
    listener = _listen(settings.host, settings.port)
    application = create_app(settings)
    with application.app_context():
        db.engine.dispose()  # a connection must not be shared by processes
    tune_collector()
    print(f"Serving on {settings.base_url} (stop with Ctrl-C)", flush=True)  # noqa: T201
    prefork(lambda parent, place: serve(settings, application, listener, parent, place), processes)


class Place:
    """One process's place among those that share a listener: how many connections each of them holds."""

    def __init__(self, held: memoryview, number: int) -> None:
        self._held, self._number = held, number

    def hold(self, connections: int) -> None:
        """Say how many this process holds now."""
        self._held[self._number] = connections

    def crowded(self) -> bool:
        """True while another process holds fewer."""
        return bool(self._held[self._number] > min(self._held))


def places(processes: int) -> list[Place]:
    """A place for each process, in memory that stays shared when they are forked."""
    held = memoryview(mmap.mmap(-1, 4 * processes)).cast("I")
    return [Place(held, number) for number in range(processes)]


def prefork(work: Callable[[int, Place], None], processes: int) -> None:
    """Run `work` in that many child processes until SIGTERM or SIGINT; replace one that dies. `work`
    is given the id of this process, since a child that asks later may have lost its parent already,
    and the child's place."""
    parent = os.getpid()
    signals = {signal.SIGTERM, signal.SIGINT}
    children: dict[int, Place] = {}
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for child in children:
            os.kill(child, signal.SIGTERM)

    def start(place: Place) -> None:
        place.hold(0)
        # Blocked, a signal cannot come between the fork and the note of the child, and be lost on it.
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        if not stopping:
            child = os.fork()
            if child == 0:
                for number in signals:
                    signal.signal(number, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
                _work_and_leave(work, parent, place)
            children[child] = place
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)

    for number in signals:
        signal.signal(number, stop)
    for place in places(processes):
        start(place)
    while children:
        child, status = os.wait()
        place = children.pop(child)
        if stopping:
            continue
        log.error("a server process ended with status %s and is replaced", status)
        time.sleep(1)  # one that cannot start must not spin
        start(place)


def _work_and_leave(work: Callable[[int, Place], None], parent: int, place: Place) -> NoReturn:
    """A child's whole life: it must never return into its parent's code."""
    try:
        work(parent, place)
    except BaseException:
        log.exception("a server process failed")
        os._exit(1)
    os._exit(0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"MITRA_PORT: {host}:{port} cannot be served ({error.strerror}). Set another port."
        ) from error
    listener.listen(1024)
    return listener


def main() -> NoReturn:
    """Start from the environment; a setting that cannot be used ends in one sentence."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits a moment is no news
    try:
        run(Settings.from_environment(), processes=min(os.cpu_count() or 1, 4))
    except ConfigError as error:
        sys.exit(str(error))
    sys.exit(0)


if __name__ == "__main__":
    main()
