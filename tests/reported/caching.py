"""A caching proxy as RFC 9111 has it, and one that keeps what it was told not to keep."""

import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")


class Proxy:
    """Answers on a port of its own for a server on `port`. `obedient`: keeps nothing that is private or
    no-store; else it keeps every page, and only Vary tells them apart. `hits` counts kept answers."""

    def __init__(self, port: int, *, obedient: bool) -> None:
        self.port, self.obedient, self.hits = port, obedient, 0
        self._kept: dict[str, list[tuple[dict[str, str | None], Any]]] = {}
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(proxy.get(self.path, self.headers))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self._answer(proxy.ask("POST", self.path, self.headers, body))

            def _answer(self, kept: Any) -> None:
                status, headers, body = kept
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def get(self, path: str, headers: Any) -> Any:
        """What is kept for these headers, or what the server says."""
        for varied, kept in self._kept.get(path, ()):
            if all(headers.get(name) == value for name, value in varied.items()):
                self.hits += 1
                return kept
        answer = self.ask("GET", path, headers, None)
        status, given, _body = answer
        named = {name.lower(): value for name, value in given}
        rules = named.get("cache-control", "")
        if status == 200 and not (self.obedient and ("no-store" in rules or "private" in rules)):
            by = [name.strip() for name in named.get("vary", "").split(",") if name.strip()]
            self._kept.setdefault(path, []).append(({name: headers.get(name) for name in by}, answer))
        return answer

    def ask(self, method: str, path: str, headers: Any, body: bytes | None) -> Any:
        """The server's answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
