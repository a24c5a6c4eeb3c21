"""Callers over real sockets: people with a cookie, forms sent together, connections cut off."""

import io
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

TOKEN = re.compile(r'data-csrf="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')
TIMEOUT_SECONDS = 60
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, with a reset


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers by small name, and text."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def location(self) -> str:
        """Where the answer sends its reader."""
        return self.headers.get("location", self.headers.get("hx-redirect", ""))


class Caller:
    """One browser without script: a cookie, and a connection for each request."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie, self.token = port, cookie, ""

    def get(self, path: str, **headers: str) -> Answer:
        """A page; its token is kept for the next form."""
        answer = self._ask("GET", path, None, headers)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        """A form, with the token of the page that was opened last."""
        body = urlencode({"csrf_token": self.token, **(fields or {})}, doseq=True)
        return self._ask(
            "POST", path, body.encode(), {"Content-Type": "application/x-www-form-urlencoded", **headers}
        )

    def upload(self, path: str, fields: dict[str, Any]) -> Answer:
        """A form with files: pairs of content and a name."""
        sent = {
            name: FileStorage(io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
            for name, value in {"csrf_token": self.token, **fields}.items()
        }
        stream, _length, boundary = stream_encode_multipart(sent)
        return self._ask(
            "POST", path, stream.read(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        )

    def cut(self, path: str) -> bytes:
        """Ask for a page, take its first bytes, and reset the connection. Returns those bytes."""
        with socket.socket() as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            opened.settimeout(TIMEOUT_SECONDS)
            opened.connect(("127.0.0.1", self.port))
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n"
            opened.sendall(head.encode())
            return opened.recv(64)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent["Cookie"] = self.cookie
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode()
            found = {name.lower(): value for name, value in response.getheaders()}
            for cookie in response.headers.get_all("Set-Cookie") or ():
                self._keep(cookie.partition(";")[0])
        finally:
            connection.close()
        return Answer(response.status, found, text)

    def _keep(self, cookie: str) -> None:
        name = cookie.partition("=")[0]
        others = [c for c in self.cookie.split("; ") if c and c.partition("=")[0] != name]
        self.cookie = "; ".join([*others, cookie])


def cookie_of(app: Flask, client: Any) -> str:
    """The session cookie that a signed-in checked client carries."""
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={client.get_cookie(name).value}"


def key_of(answer: Answer, path: str = "") -> str:
    """The key of the first form on a page that carries one, or of the form that is sent to `path`."""
    found = KEY.search(answer.text, answer.text.index(f'action="{path}"') if path else 0)
    assert found, "no form with a key"
    return found[1]


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make the calls at the same moment, each on a thread of its own. Returns what they gave, in order;
    raises what the first of them raised."""
    gate = threading.Barrier(len(calls))
    given: list[Any] = [None] * len(calls)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        try:
            gate.wait(TIMEOUT_SECONDS)
            given[number] = calls[number]()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
    return given


def wait_until(ask: Callable[[], Any], seconds: float = TIMEOUT_SECONDS) -> Any:
    """The first true thing that `ask` gives; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found
