"""The write-ahead log is moved into the database after a request that writes, not within it."""

import os
from collections.abc import Callable

import pytest
from flask import Flask

from portal.db import checkpoint, db
from tests.page import CheckedClient

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("path", ["/issues/ISS-999999/severity", "/profile", "/profile/theme"])
def test_a_refused_form_does_not_wait_for_its_own_lock(
    app: Flask, client: Callable[[str], CheckedClient], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The page of a refusal is drawn in a transaction, which a checkpoint within the request waited for:
    ten seconds, with the write lock held."""
    with app.app_context():
        log = f"{db.engine.url.database}-wal"
    rina = client("rina")
    assert os.path.getsize(log) > 0
    monkeypatch.setitem(checkpoint.__globals__, "WAL_LIMIT", 0)
    assert rina.send(path).status_code in (404, 422)
    assert os.path.getsize(log) == 0
