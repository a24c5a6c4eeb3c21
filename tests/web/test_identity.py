"""Nobody answers as somebody else, though a server forgets to close a stream (B01)."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from portal.db import db
from tests import cast
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_a_stream_that_is_never_closed_leaves_no_identity_behind(app: Flask, client: Client) -> None:
    rina, budi = client("rina"), client("budi")
    stranger = app.test_client()
    for _ in range(20):
        # Unbuffered, read for one piece and left: what a server does that forgets close().
        left = FlaskClient.open(rina, "/orders/export.csv", buffered=False)
        next(iter(left.response), None)
        budi.get("/profile")
        assert cast.NAMES["budi"] in budi.page.html
        assert cast.NAMES["rina"] not in budi.page.html
        assert stranger.get("/profile").status_code == 303
        left.close()
    with app.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_stale_context_is_dropped_before_the_next_request(app: Flask, client: Client) -> None:
    from flask.globals import _cv_app

    guard = app.wsgi_app
    while not hasattr(guard, "resets"):
        guard = guard.application  # type: ignore[attr-defined]
    before, stale = guard.resets, app.test_request_context("/profile")
    stale.push()
    try:
        budi = client("budi")
        budi.get("/profile")
        assert cast.NAMES["budi"] in budi.page.html
        assert guard.resets == before + 1
    finally:
        _cv_app.set(None)  # type: ignore[arg-type]
