"""The production server: slow clients, big bodies, stopping, and a process that dies."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = """
    import signal, sys, time
    from pathlib import Path
    import portal.server as server
    from portal.config import Settings

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/slow":
            time.sleep(1)
        if environ["PATH_INFO"] == "/die":
            import os
            os._exit(3)
        body = f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']}".encode()
        if environ["PATH_INFO"] == "/process":
            import os
            body = str(os.getpid()).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    settings = Settings(data=Path("."), database_url="sqlite://", secret_key="k" * 40,
                        proxies=int(sys.argv[1]))
    listener = server._listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    server.prefork(lambda parent, place: server.serve(settings, application, listener, parent, place), processes=2)
"""


class Running:
    """A server process and the port it answers on."""

    def __init__(self, proxies: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(APPLICATION), str(proxies)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def get(self, path: str = "/", **headers: str) -> str:
        """The body of an answer; raises after five seconds without one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        body = connection.getresponse().read().decode()
        connection.close()
        return body

    def half_sent(self) -> socket.socket:
        """A connection whose upload never gets on."""
        opened = socket.create_connection(("127.0.0.1", self.port))
        opened.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 900)
        return opened

    def stop(self) -> None:
        """SIGTERM, and wait for all to be gone."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    running = Running(getattr(request, "param", 0))
    yield running
    running.stop()


def test_forty_half_sent_uploads_hold_nobody_up(server: Running) -> None:
    stuck = [server.half_sent() for _ in range(40)]
    began = time.monotonic()
    for _ in range(10):
        server.get()
    assert time.monotonic() - began < 2
    for opened in stuck:
        opened.close()


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as opened:
        opened.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000000\r\n\r\n")
        assert opened.recv(200).startswith(b"HTTP/1.1 413")


def test_a_stop_lets_an_answer_under_way_arrive(server: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/slow")
    time.sleep(0.3)
    server.process.send_signal(signal.SIGTERM)
    assert connection.getresponse().read() == b"127.0.0.1 http"
    connection.close()
    assert server.process.wait(5) == 0


def test_a_stop_waits_for_no_half_sent_upload(server: Running) -> None:
    stuck = server.half_sent()
    server.get()
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(10) == 0
    assert time.monotonic() - began < 5
    stuck.close()


def test_a_process_that_dies_is_replaced(server: Running) -> None:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    if not children.exists():
        pytest.skip("this kernel does not list a process's children")
    before = set(children.read_text().split())
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        server.get("/die")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        now = set(children.read_text().split())
        if len(now) == 2 and now != before:
            break
        time.sleep(0.1)
    assert len(now) == 2
    assert now != before
    assert server.get() == "127.0.0.1 http"


def test_no_process_outlives_its_parent(server: Running) -> None:
    server.get()
    server.process.kill()
    server.process.wait(5)
    deadline = time.monotonic() + 5
    with pytest.raises((ConnectionRefusedError, ConnectionResetError, http.client.RemoteDisconnected)):
        while time.monotonic() < deadline:
            server.get()
            time.sleep(0.2)


def test_a_child_whose_parent_was_gone_before_it_looked_leaves() -> None:
    """Killed between the fork and the child's first look, the parent is somebody else by then."""
    look = """
        import socket
        import portal.server as server
        from pathlib import Path
        from portal.config import Settings

        settings = Settings(data=Path("."), database_url="sqlite://", secret_key="k" * 40)
        server.serve(settings, lambda *_: [], server._listen("127.0.0.1", 0), 4194304, server.places(1)[0])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(look)], cwd=ROOT, timeout=30)
    assert done.returncode == 0


def test_nobody_chooses_their_own_address(server: Running) -> None:
    assert server.get(X_Forwarded_For="8.8.8.8", X_Forwarded_Proto="https") == "127.0.0.1 http"


@pytest.mark.parametrize("server", [1], indirect=True)
def test_a_known_proxy_tells_the_address_and_the_scheme(server: Running) -> None:
    assert server.get(X_Forwarded_For="6.6.6.6, 8.8.8.8", X_Forwarded_Proto="https") == "8.8.8.8 https"


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-m", "portal.server"], cwd=ROOT, capture_output=True, text=True, timeout=60,
            env={**os.environ, "MITRA_DATA": str(tmp_path), "MITRA_PORT": str(port)},
        )  # fmt: skip
    assert answer.returncode == 1
    assert f"MITRA_PORT: 127.0.0.1:{port} cannot be served" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_connections_are_shared_among_the_processes(server: Running) -> None:
    """Left to the kernel, the process that woke first took all of them, and one core stood idle."""
    opened = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=5) for _ in range(12)]
    answered_by = []
    for connection in opened:
        connection.request("GET", "/process")
        answered_by.append(connection.getresponse().read())
    for connection in opened:
        connection.close()
    assert len(set(answered_by)) == 2
    assert min(answered_by.count(process) for process in set(answered_by)) >= 4
