"""The production server in this process, and callers of it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import Live
from tests.page import CheckedClient
from tests.reported.callers import Caller, cookie_of


@pytest.fixture
def caller(app: Flask, live: Live, client: Callable[[str], CheckedClient]) -> Callable[..., Caller]:
    """`caller("rina")` is somebody at the live server; `caller()` is a visitor."""
    port = int(live.url.rpartition(":")[2])

    def sign_in(name: str | None = None) -> Caller:
        return Caller(port, cookie_of(app, client(name)) if name else "")

    return sign_in
