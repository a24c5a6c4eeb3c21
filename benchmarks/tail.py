"""The slow answers of the production server: p99 against p50 on loopback, two connections a worker."""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.asking import Portal
from portal.config import ROOT

BAR = 2.5
WORKERS = min(os.cpu_count() or 1, 4)  # as portal.server.main takes
CONNECTIONS = 2 * WORKERS
ROUNDS = 5
ANSWERS = 600  # a round; 2 s at 300 answers a second
LONGEST = 20.0  # seconds a round may take
START = 20.0  # seconds the server may take to begin


def measured(portal: Portal, folder: Path, path: str = "/orders") -> dict[str, float]:
    """Milliseconds p50 and p99 (medians of the rounds), the median of their ratios, and the rate."""
    cookie = portal.cookie(_user_id=data.SECRETS["partner"], _fresh=True)
    with _served(folder, portal.orders) as port:
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: keep-alive\r\n\r\n"
        ).encode()
        _round(port, request, ANSWERS // 2)
        rounds = []
        for _ in range(ROUNDS):
            began = time.monotonic()
            took = sorted(_round(port, request, ANSWERS))
            rounds.append(
                (took[len(took) // 2], took[len(took) * 99 // 100], len(took) / (time.monotonic() - began))
            )
    return {
        "p50": median(p50 for p50, _, _ in rounds) * 1000, "p99": median(p99 for _, p99, _ in rounds) * 1000,
        "ratio": median(p99 / p50 for p50, p99, _ in rounds), "per second": median(rate for *_, rate in rounds),
        "best ratio": min(p99 / p50 for p50, p99, _ in rounds),
    }  # fmt: skip


@contextmanager
def _served(folder: Path, orders: int) -> Iterator[int]:
    """The production server as a process of its own; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = data.settings(folder, orders)
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MITRA_")},
        "MITRA_DATA": str(folder), "MITRA_DATABASE_URL": settings.database_url, "MITRA_PORT": str(port),
        "MITRA_SECRET_KEY": settings.secret_key,
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "portal.server"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _round(port: int, request: bytes, answers: int) -> list[float]:
    """Seconds of each answer, asked over CONNECTIONS connections that wait for their answer."""
    took: list[float] = []
    with selectors.DefaultSelector() as ready:
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port), 5)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(
                connection, selectors.EVENT_READ, {"began": time.perf_counter(), "body": bytearray()}
            )
            connection.sendall(request)
        deadline = time.monotonic() + LONGEST
        while len(took) < answers and time.monotonic() < deadline:
            for key, _ in ready.select(1):
                connection, held = key.fileobj, key.data
                part = connection.recv(262_144)  # type: ignore[union-attr]
                if not part:
                    raise RuntimeError("the server closed a connection")
                held["body"] += part
                if _whole(held["body"]):
                    took.append(time.perf_counter() - held["began"])
                    held.update(body=bytearray(), began=time.perf_counter())
                    connection.sendall(request)  # type: ignore[union-attr]
        for key in list(ready.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    if len(took) < answers:
        raise RuntimeError(f"only {len(took)} of {answers} answers came in {LONGEST:.0f} s")
    return took


def _whole(held: bytearray) -> bool:
    """True when `held` is a whole answer; raises for one that is not 200."""
    head, gap, body = held.partition(b"\r\n\r\n")
    if not gap:
        return False
    lines = head.decode("latin-1").lower().split("\r\n")
    if " 200 " not in lines[0]:
        raise RuntimeError(f"the server answered {lines[0]}")
    length = next(int(text.partition(":")[2]) for text in lines if text.startswith("content-length:"))
    return len(body) >= length
