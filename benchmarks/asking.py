"""The portal in this process, asked as its server would ask it, and what an answer cost."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from benchmarks import data, rows
from portal import clock, create_app
from portal.db import db

Clock = Callable[[], float]
WARM = 3  # answers before the first one that counts


def freeze_clock() -> None:
    """Let it be the day the rows were made for."""
    clock.now = lambda: rows.NOW


class Portal:
    """The application on the database with `orders` orders, signed in once for each side."""

    def __init__(
        self,
        folder: Path,
        orders: int,
        extend: Callable[[Any], None] | None = None,
        database: Path | None = None,
    ) -> None:
        self.orders = orders
        self.app = create_app(data.settings(folder, orders, database=database))
        if extend:
            extend(self.app)
        self._environs: dict[tuple[str, str], dict[str, Any]] = {}

    def cookie(self, **held: Any) -> str:
        """A session cookie as the portal would write it."""
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps({'csrf_token': 'b' * 40, **held})}"

    def ask(self, path: str, side: str | None = "partner") -> bytes:
        """The body of the answer; raises unless it is 200."""
        key = path, side or ""
        if key not in self._environs:
            held = {"_user_id": data.SECRETS[side], "_fresh": True} if side else {}
            builder = EnvironBuilder(
                path=path, base_url="http://127.0.0.1:8000", headers={"Cookie": self.cookie(**held)}
            )
            self._environs[key] = builder.get_environ()
        status: list[str] = []
        answer = self.app.wsgi_app(dict(self._environs[key]), lambda line, *_: status.append(line))  # type: ignore[arg-type, return-value]
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        if status != ["200 OK"]:
            raise RuntimeError(f"{path} answered {status}")
        return body

    @contextmanager
    def statements(self) -> Iterator[list[tuple[str, Any]]]:
        """The SELECTs of the block and their values."""
        seen: list[tuple[str, Any]] = []

        def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                seen.append((statement, values))

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)


def seconds(work: Callable[[], Any], times: int, by: Clock = time.process_time) -> float:
    """Seconds of one call of `work`, of this process's CPU if no other clock is given."""
    began = by()
    for _ in range(times):
        work()
    return (by() - began) / times


def compare(
    works: dict[Any, Callable[[], Any]], rounds: int, times: int = 2, by: Clock = time.process_time
) -> dict[Any, list[float]]:
    """Seconds of each work in each of `rounds` rounds, in a new order each round, so that what
    disturbs the machine disturbs all of them. Figures of one round belong together."""
    for work in works.values():
        for _ in range(WARM):
            work()
    found: dict[Any, list[float]] = {name: [] for name in works}
    names, chance = list(works), Random(1)  # noqa: S311
    for _ in range(rounds):
        chance.shuffle(names)
        for name in names:
            found[name].append(seconds(works[name], times, by))
    return found


def ratio(of: list[float], to: list[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(of, to, strict=True))
