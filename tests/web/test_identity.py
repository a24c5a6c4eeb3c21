"""Nobody answers as somebody else, though a server forgets to close a stream (B01)."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask, Response, stream_with_context
from flask_login import current_user
from werkzeug.test import EnvironBuilder

from portal.db import db
from portal.web.identity import IdentityGuard
from tests import cast
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def left_open(app: Flask, path: str, who: CheckedClient) -> Iterable[bytes]:
    """The answer to a GET as a server would have it that reads one piece and never closes it."""
    cookie = who.get_cookie("mitra")
    assert cookie is not None
    environ = EnvironBuilder(path=path, headers={"Cookie": f"mitra={cookie.value}"}).get_environ()
    answer = app.wsgi_app(environ, lambda *_: lambda _bytes: None)
    next(iter(answer), None)
    return answer


def assert_own(client: CheckedClient, name: str, *others: str) -> None:
    """The profile page is this person's."""
    client.get("/profile")
    assert cast.NAMES[name] in client.page.text
    assert not [other for other in others if cast.NAMES[other] in client.page.text]


@pytest.mark.parametrize("path", ["/", "/orders", "/orders/export.csv", "/orders/export.xlsx", "/search?q=x"])
def test_an_answer_that_is_never_closed_leaves_no_identity_behind(
    app: Flask, client: Client, path: str
) -> None:
    rina, budi, stranger = client("rina"), client("budi"), app.test_client()
    kept = []
    for _ in range(10):
        kept.append(left_open(app, path, rina))
        assert_own(budi, "budi", "rina")
        assert stranger.get("/profile").status_code == 303
        kept.append(left_open(app, path, budi))
        assert_own(rina, "rina", "budi")
    with app.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_context_that_a_stream_left_is_dropped_and_logged(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """None of our views streams with the request's context; one that did would leave it behind."""

    def streaming() -> Response:
        def pieces() -> Iterator[str]:
            yield from (current_user.actor.name for _ in range(9))

        return Response(stream_with_context(pieces()))

    guard = app.wsgi_app
    assert isinstance(guard, IdentityGuard)
    rina, budi, stranger = client("rina"), client("budi"), app.test_client()
    monkeypatch.setitem(app.view_functions, "desk.home", streaming)
    for asks in (lambda: assert_own(budi, "budi", "rina"), lambda: _sent_to_sign_in(stranger)):
        before = guard.resets
        caplog.clear()
        with caplog.at_level(logging.CRITICAL, "portal.web.identity"):
            answer = left_open(app, "/", rina)
            asks()
        assert guard.resets == before + 1
        assert [r.levelname for r in caplog.records if r.name == "portal.web.identity"] == ["CRITICAL"]
        _close_late(answer)
        assert_own(rina, "rina", "budi")


def _sent_to_sign_in(stranger: Any) -> None:
    assert stranger.get("/profile").status_code == 303


def _close_late(answer: Any) -> None:
    """The forgotten answer is closed after all, in another's time: Flask refuses, and so no harm is done."""
    with pytest.raises((AssertionError, LookupError, RuntimeError, ValueError)):
        answer.close()
