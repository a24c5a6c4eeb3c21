"""Sends requests as anybody, and knows whether one wrote to the database and what it changed."""

import io
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.db import db
from tests.sweep import people

# Different in each answer and of no meaning: nonces, request ids, form tokens, keys of forms.
_PASSING = re.compile(
    rb"(?<=nonce=\")[^\"]+|Ii[\w-]+\.[\w-]+\.[\w-]+|(?<=name=\"key\" value=\")[^\"]+|(?<=form_key=)[\w-]+"
)
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")
_VARYING_HEADERS = ("Content-Security-Policy", "X-Request-Id", "Content-Length", "Set-Cookie", "Date")


@dataclass
class Answer:
    """What came back: status, headers, bytes; `sent` are the words the request itself held, `writes`
    the statements it ran that write."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    sent: tuple[str, ...]
    writes: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """One header, or ''."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    @property
    def to_sign_in(self) -> bool:
        """True if the gate sends the reader to sign in and back."""
        location = self.header("Location") or self.header("HX-Redirect")
        return self.status in (303, 401) and location.startswith("/login?next=")

    @property
    def own_words(self) -> bytes:
        """Headers and body without what the request brought: what this answer tells anew."""
        head = "\n".join(f"{k}: {v}" for k, v in self.headers if k not in _VARYING_HEADERS).encode()
        return (
            self._without_sent(head)
            + b"\n\n"
            + (self.body if self.body[:2] == b"PK" else self._without_sent(self.body))
        )

    @property
    def told(self) -> bytes:
        """The answer for comparing: also without what differs each time."""
        passing = self.header("X-Request-Id").encode() or b"\0"
        return str(self.status).encode() + _PASSING.sub(b"_", self.own_words.replace(passing, b"_"))

    def _without_sent(self, text: bytes) -> bytes:
        for word in sorted((w for w in self.sent if len(w) > 3), key=len, reverse=True):
            for form in {word, word.upper(), word.lower()}:
                text = text.replace(form.encode(), b"SENT")
        return text


Rows = list[tuple[Any, ...]]


class Caller:
    """One application, one database, everybody's cookie; `tell(what, cases, faults)` reports a figure."""

    tell: Callable[[str, int, Collection[str]], None]

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.count = self.bytes = 0
        self._client = FlaskClient(app, app.response_class, use_cookies=False)
        self._token = people.form_token(app)
        self._cookies = {name: people.cookie(app, name) for name in people.EVERYONE}
        self._writes: list[str] = []
        self._answers: dict[tuple[str, str, bool], Answer] = {}
        self._whole = -1  # the version of the database as it is kept
        with app.app_context():
            self._path = str(db.engine.url.database)
            event.listen(db.engine, "before_cursor_execute", self._note)
        self._watch = sqlite3.connect(self._path)
        self._kept = sqlite3.connect(":memory:")

    def close(self) -> None:
        """Let the database go."""
        self._watch.close()
        self._kept.close()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            self._writes.append(statement)

    def ask(self, who: str, method: str, path: str, data: dict[str, Any] | None = None, *, htmx: bool = False,
            sent: tuple[str, ...] = (), **headers: str) -> Answer:  # fmt: skip
        """The answer to one request; a POST carries a good form token."""
        head = {"Cookie": self._cookies[who], **{k.replace("_", "-"): v for k, v in headers.items()}}
        if htmx:
            head["HX-Request"] = "true"
        form = {"csrf_token": self._token, **{k: _file(v) for k, v in (data or {}).items()}}
        self._writes.clear()
        response = self._client.open(path, method=method, headers=head, buffered=True,
                                     data=form if method not in ("GET", "HEAD", "OPTIONS") else None)  # fmt: skip
        self.count += 1
        self.bytes += len(response.data)
        answer = Answer(
            response.status_code, list(response.headers.items()), response.data, sent, tuple(self._writes)
        )
        response.close()
        return answer

    def read(self, who: str, path: str, *, htmx: bool = False, sent: tuple[str, ...] = ()) -> Answer:
        """The answer to a GET of the world as it is kept. It is the same whenever it is asked for, so that
        it is asked for once; what changed the world is not remembered."""
        key = (who, path, htmx)
        if key not in self._answers or self._version() != self._whole:
            answer = self.ask(who, "GET", path, htmx=htmx, sent=sent)
            if self._version() != self._whole:
                return answer
            self._answers[key] = answer
        return replace(self._answers[key], sent=sent)

    def keep(self) -> None:
        """Remember the database as it is now; `rows` are all its rows."""
        with sqlite3.connect(self._path) as source:
            source.backup(self._kept)
        source.close()
        self.rows = self.dump(self._kept)
        self._answers, self._whole = {}, self._version()

    def restore(self) -> None:
        """Make the database what it was when it was kept."""
        self._take(self._kept)
        self._whole = self._version()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Whatever is kept inside the block, afterwards all is as it was before."""
        aside, rows, answers = sqlite3.connect(":memory:"), self.rows, self._answers
        self._kept.backup(aside)
        try:
            yield
        finally:
            aside.backup(self._kept)
            aside.close()
            self.rows, self._answers = rows, answers
            self.restore()

    def replace(self, path: str) -> None:
        """Make the database what the one at `path` is; undone by restore()."""
        with sqlite3.connect(path) as source:
            self._take(source)
        source.close()

    def _take(self, source: sqlite3.Connection) -> None:
        with self.app.app_context():
            db.engine.dispose()
        with sqlite3.connect(self._path) as target:
            source.backup(target)
        target.close()
        self._whole = -1

    @contextmanager
    def noticing(self) -> Iterator[dict[str, Rows]]:
        """Fills the table of what changed inside the block, and undoes the change: the tables that
        changed, with the rows that are new or different."""
        changed: dict[str, Rows] = {}
        before = self._version()
        yield changed
        if self._version() != before:
            now = self.dump()
            for table in now:
                if now[table] != self.rows[table]:
                    then = set(self.rows[table])
                    changed[table] = [row for row in now[table] if row not in then]
            self.restore()

    def unchanged(self) -> bool:
        """True if the database is what it was when it was kept."""
        return self.dump() == self.rows

    def ask_database(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a SELECT, as the database is now."""
        return self._watch.execute(statement).fetchall()

    def _version(self) -> int:
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def dump(
        self, connection: sqlite3.Connection | None = None, tables: Collection[str] = ()
    ) -> dict[str, Rows]:
        """Every row of every table, or of some."""
        source = connection or self._watch
        names = tables or [
            r[0]
            for r in source.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'schedule_words%'"
                " AND name <> 'message_terms'"
            )
        ]
        return {n: source.execute(f'SELECT * FROM "{n}"').fetchall() for n in names}  # noqa: S608


def _file(value: Any) -> Any:
    """A pair of bytes and a name is sent as a file, anew each time."""
    if isinstance(value, tuple) and value and isinstance(value[0], bytes):
        return (io.BytesIO(value[0]), value[1])
    return value
