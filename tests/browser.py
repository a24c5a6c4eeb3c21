"""A headless Chromium and a live server for tests that need a real browser."""

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests import cast
from tests.databases import absent

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for the session."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        absent("browser", "neither chromium-headless-shell nor chromium is on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """The address of the app served on a free port of the loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(chromium: Any, live: str) -> Iterator[Callable[..., Any]]:
    """`open_page(script=True, viewport=…, theme=…)` is a fresh page of a fresh browser context."""
    contexts = []

    def fresh(script: bool = True, viewport: dict[str, int] | None = None, theme: str = "light", **kwargs: Any) -> Any:
        context = chromium.new_context(
            base_url=live, java_script_enabled=script, viewport=viewport or DESKTOP, color_scheme=theme, **kwargs
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield fresh
    for context in contexts:
        context.close()


def sign_in(page: Any, name: str) -> None:
    """Sign a member of the cast in through the form."""
    page.goto("/login")
    page.fill("input[name=email]", cast.email(name))
    page.fill("input[name=password]", cast.PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url("**/")
