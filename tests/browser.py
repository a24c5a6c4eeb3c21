"""Fixtures for a real browser: `browse` opens pages of a live server as any member of the cast.

Debian's chromium-headless-shell, or chromium, driven by plain playwright: one browser a run, one
context a test. A page that logs an error, breaks the content policy or fails to load a file of ours
fails its test.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from portal.server import arguments
from tests.databases import missing

if TYPE_CHECKING:  # half a second that most runs need not spend
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def executable() -> str | None:
    """The browser to use: MITRA_TEST_BROWSER, else what is installed, else None."""
    given = os.environ.get("MITRA_TEST_BROWSER")
    return given or shutil.which("chromium-headless-shell") or shutil.which("chromium")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly when browser tests could not run."""
    if executable() is None:
        terminalreporter.write_sep("!", "no Chromium found: the browser tests did NOT run", red=True)
        terminalreporter.write_line(
            "On Debian and Ubuntu: apt-get install chromium-headless-shell (or chromium)"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that opens a browser, so that `-m "not browser"` finds them."""
    for item in items:
        if {"browser", "browse"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """One Chromium for the run; without one the test is skipped, or fails where it is required."""
    path = executable()
    if path is None:
        missing("browser", "no Chromium found")
    driver: Playwright = request.getfixturevalue("playwright")
    opened = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    yield opened
    opened.close()


class Live:
    """The application on a loopback port of its own, served by the production server.

    Not by Werkzeug's: when a browser leaves in the middle of an answer that one does not close it.
    """

    def __init__(self, app: Flask) -> None:
        self._channels: dict[int, Any] = {}
        self._server: Any = create_server(
            app, map=self._channels, host="127.0.0.1", port=0, **arguments(app.config["SETTINGS"])
        )
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        try:
            wasyncore.loop(0.05, map=self._channels)
        except (OSError, ValueError):  # its sockets were closed under it by `stop`
            return

    def stop(self) -> None:
        """Stop answering and wait for the thread."""
        self._server.task_dispatcher.shutdown()
        for channel in list(self._channels.values()):
            # A connection also lets go of the file that it was sending.
            channel.handle_close() if isinstance(channel, HTTPChannel) else channel.close()
        self._thread.join()


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """A live server on the test's database."""
    server = Live(app)
    yield server
    server.stop()


class Browse:
    """Opens pages; one per test. `console` and `failures` hold what no page may cause."""

    def __init__(self, browser: Browser, app: Flask, url: str, sign_in: Callable[[str], Any]) -> None:
        self.url = url
        self._browser, self._app, self._sign_in = browser, app, sign_in
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def __call__(
        self, name: str | None = None, *, script: bool = True, phone: bool = False, dark: bool = False,
        locale: str = "en", **options: Any,
    ) -> Page:  # fmt: skip
        """A page in a fresh context, signed in as `name` (None: a visitor), on nothing yet."""
        context = self._browser.new_context(
            base_url=self.url, viewport=PHONE if phone else DESKTOP, java_script_enabled=script,
            has_touch=phone, color_scheme="dark" if dark else "light", reduced_motion="reduce",
            locale={"id": "id-ID", "en": "en-GB"}[locale], timezone_id="Asia/Jakarta", **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        if name:
            context.add_cookies([{"url": self.url, **self._cookie(name)}])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("response", self._answered)
        return page

    def _cookie(self, name: str) -> dict[str, str]:
        """The session cookie that the checked client of `name` carries."""
        client = self._sign_in(name)
        with client.session_transaction() as session:
            content = dict(session)
        signer = SecureCookieSessionInterface().get_signing_serializer(self._app)
        assert signer is not None
        return {"name": self._app.config["SESSION_COOKIE_NAME"], "value": str(signer.dumps(content))}

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal that a test provokes on purpose (422, 404) is logged by Chromium as a failed load.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.problems.append(f"{response.status} {response.url}")

    def close(self) -> None:
        """Close every context."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def browse(browser: Browser, app: Flask, live: Live, client: Callable[[str], Any]) -> Iterator[Browse]:
    """`browse("rina").goto("/orders")`; `browse(None, script=False, phone=True, locale="id")`."""
    opened = Browse(browser, app, live.url, client)
    yield opened
    opened.close()
    assert not opened.problems, "\n".join(opened.problems)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`assert axe(page) == []`: each WCAG 2.2 A and AA fault as rule, elements and what to do."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}

    def run(page: Page) -> list[str]:
        found = Axe().run(page, options=options).response["violations"]
        return [
            f"{v['id']}: {' | '.join(str(n['target'][0]) for n in v['nodes'])} ({v['help']})" for v in found
        ]

    return run
