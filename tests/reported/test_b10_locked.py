"""jentic/jentic-one#529: "database is locked" at once, when a read turned into a write.

Eight people edit, the worker sends mail and an import runs, all on one SQLite file: no error, nothing
that was acknowledged is missing. MITRA_TEST_SECONDS says how long the long one lasts.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.activity.models import Activity, Draft
from portal.config import ROOT
from portal.exchange.models import Import
from portal.issues.models import SEVERITIES, Issue
from portal.notify.models import Mail
from portal.orders.models import Order
from portal.talk.models import Message
from tests import cast
from tests.exchange.files import HEAD
from tests.issues.arrange import get, issue, orders
from tests.page import CheckedClient
from tests.reported.callers import Caller, cookie_of, key_of, together, wait_until
from tests.sweep import forms

LONG = int(os.environ.get("MITRA_TEST_SECONDS", "60"))
EDITORS = ("rina", "sari", "dewi", "bagus", "mega", "adi", "budi", "rina")
ORDERS_OF_AN_IMPORT = 200
pytestmark = pytest.mark.sqlite


@dataclass
class Site:
    """The portal as it is deployed: the server's processes and the worker, on the test's database."""

    port: int
    logs: list[Path]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, environment: dict[str, str], log: Path, *arguments: str) -> None:
        """One more process, writing to `log`."""
        self.logs.append(log)
        with log.open("wb") as file:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *arguments], cwd=ROOT, stdout=file, stderr=file,
                    env={**os.environ, **environment},
                )
            )  # fmt: skip

    def answers(self) -> bool:
        """True once the server does."""
        try:
            return Caller(self.port).get("/healthz").status == 200
        except (OSError, HTTPException):
            return False

    def said(self) -> str:
        """What all processes wrote."""
        return "\n".join(log.read_text() for log in self.logs)


@pytest.fixture
def site(app: Flask, cast_url: str, tmp_path: Path) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "MITRA_DATA": str(tmp_path), "MITRA_DATABASE_URL": cast_url, "MITRA_PORT": str(port),
        "MITRA_SECRET_KEY": str(app.config["SECRET_KEY"]),
    }  # fmt: skip
    opened = Site(port, [])
    opened.start(environment, tmp_path / "server.log", "portal.server")
    opened.start(environment, tmp_path / "worker.log", "flask", "--app", "wsgi", "work")
    wait_until(opened.answers)
    yield opened
    for process in opened.processes:
        process.terminate()
    for process in opened.processes:
        process.wait(20)


class Editor:
    """Somebody who works without a pause. `kept` holds what the portal acknowledged, by kind."""

    def __init__(self, caller: Caller, name: str, mark: str, ref: str) -> None:
        self.caller, self.name, self.mark, self.ref = caller, name, mark, ref
        self.order = "PO-2" if name == "budi" else "PO-1"
        self.kept: dict[str, list[str]] = {"message": [], "issue": [], "grade": [], "draft": []}
        self.took: dict[str, list[float]] = {"get": [], "post": []}
        self.faults: list[tuple[int, str]] = []

    def work(self, until: float) -> None:
        """Go round until then."""
        for number in count():
            if time.monotonic() > until:
                return
            text = f"{self.mark}-{number}."
            page = self._timed(self.caller.get, f"/orders/{self.order}")
            said = {"key": key_of(page), "audience": "shared", "body": text}
            self._keep("message", text, f"/orders/{self.order}/messages", said)
            self._timed(self.caller.get, "/orders")
            self._keep("draft", text, "/drafts/feedback/new", {"what_happened": text})
            if self.name in cast.STAFF:
                asked = forms_of(self._timed(self.caller.get, f"/issues/{self.ref}").text, "/severity")
                own = SEVERITIES[list(cast.STAFF).index(self.name) % len(SEVERITIES)]
                if asked["severity"] != own:  # else it is as they want it, and nothing is written
                    self._keep("grade", text, f"/issues/{self.ref}/severity", {**asked, "severity": own})
            elif number % 3 == 0:
                page = self._timed(self.caller.get, f"/feedback/new?order={self.order}&line=1")
                told = {"key": key_of(page), "order": self.order, "line": "1", "about": "line",
                        "kind": "late_or_missing", "what_happened": text}  # fmt: skip
                self._keep("issue", text, "/feedback/new", told)

    def _keep(self, kind: str, text: str, path: str, fields: dict[str, Any]) -> None:
        if self._timed(self.caller.post, path, fields).status in (200, 303):
            self.kept[kind].append(text)

    def _timed(self, ask: Callable[..., Any], *arguments: Any) -> Any:
        began = time.monotonic()
        answer = ask(*arguments)
        self.took[ask.__name__].append(time.monotonic() - began)
        if answer.status not in (200, 303, 409):  # 409: somebody else graded it first, and is told so
            self.faults.append((answer.status, answer.text[:2000]))
        return answer


def forms_of(html: str, ending: str) -> dict[str, str]:
    """What the form with this address sends if it is left as it stands."""
    form = next(form for form in forms.read(html.encode()).forms if form.action.endswith(ending))
    kept = [f for f in form.fields if f.type not in ("checkbox", "radio", "submit") or f.checked]
    return {f.name: f.value for f in kept if f.name not in ("", "csrf_token")}


def import_orders(caller: Caller, session: Session, until: float) -> int:
    """Import one file after another until then. Returns how many."""
    for number in count():
        rows = [
            f"PO-{number}-{order},PT Sumber Logam Abadi,{number}-{order}-{line},Angle,1{line},t,2026-12-1{line},"
            for order in range(ORDERS_OF_AN_IMPORT)
            for line in range(3)
        ]
        key = key_of(caller.get("/imports"))
        content = "\n".join((HEAD, *rows)).encode()
        path = caller.upload("/imports", {"key": key, "profile": "", "file": (content, "o.csv")}).location
        caller.post(f"{path}/check", forms_of(caller.get(path).text, "/check"))
        _wait(session, path, "checked")
        assert caller.post(f"{path}/confirmation").status == 303
        _wait(session, path, "done")
        if time.monotonic() > until:
            return number + 1
    raise AssertionError


def _wait(session: Session, path: str, state: str) -> None:
    asked = select(Import.state, Import.error).where(Import.ref == path.rpartition("/")[2])

    def there() -> bool:
        row = session.execute(asked).one()
        assert row.state not in ("failed", "abandoned"), row.error
        return bool(row.state == state)

    wait_until(there, 120)


@pytest.mark.parametrize("seconds", [4, pytest.param(LONG, marks=pytest.mark.sweep)])
def test_nothing_is_locked_and_nothing_lost(
    app: Flask, session: Session, site: Site, client: Callable[[str], CheckedClient], cast_url: str,
    tmp_path: Path, seconds: int,
) -> None:  # fmt: skip
    orders(session)
    ref = issue(session)
    version = get(session, ref).version
    importer = Caller(site.port, cookie_of(app, client("dewi")))
    editors = [
        Editor(Caller(site.port, cookie_of(app, client(name))), name, f"{name}-{number}", ref)
        for number, name in enumerate(EDITORS)
    ]
    until = time.monotonic() + seconds
    imported, *_ = together(
        [lambda: import_orders(importer, session, until), *(lambda e=e: e.work(until) for e in editors)]  # type: ignore[misc]
    )
    took = {kind: sorted(t for editor in editors for t in editor.took[kind]) for kind in ("get", "post")}
    figures = "; ".join(
        f"{len(times)} {kind}, median {times[len(times) // 2] * 1000:.0f} ms, "
        f"p99 {times[len(times) * 99 // 100] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms"
        for kind, times in took.items()
    )
    print(f"\nB10: {seconds} s, {imported} imports; {figures}")  # noqa: T201
    assert [fault for editor in editors for fault in editor.faults] == []
    assert "locked" not in site.said()
    assert "Traceback" not in site.said()

    def acknowledged(kind: str) -> list[str]:
        return sorted(text for editor in editors for text in editor.kept[kind])

    assert sorted(session.scalars(select(Message.body))) == acknowledged("message")
    told = select(Issue.title).where(Issue.ref != ref)
    assert sorted(session.scalars(told)) == acknowledged("issue")
    graded = session.scalars(select(Activity.id).where(Activity.verb == "graded")).all()
    assert len(graded) == len(acknowledged("grade"))
    assert get(session, ref).version == version + len(graded)
    drafts = {row.user_id: row.fields for row in session.execute(select(Draft.user_id, Draft.fields))}
    for editor in editors[1:]:  # Rina's two browsers share a draft, and issues take drafts away
        if editor.name in cast.STAFF:
            assert drafts[cast.user_id(editor.name)] == {"what_happened": [editor.kept["draft"][-1]]}
    per_import = Counter(r.split("-")[1] for r in session.scalars(select(Order.ref)) if r.count("-") == 2)
    assert dict(per_import) == {str(number): ORDERS_OF_AN_IMPORT for number in range(imported)}

    def all_sent() -> bool:
        return not session.scalars(select(Mail.id).where(Mail.state != "sent")).first()

    wait_until(all_sent)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == len(session.scalars(select(Mail.id)).all())
    with sqlite3.connect(cast_url.removeprefix("sqlite:///")) as looking:
        assert looking.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert looking.execute("PRAGMA foreign_key_check").fetchall() == []
    looking.close()
