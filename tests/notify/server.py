"""A mail server for tests that behaves badly when told to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

Answer = Callable[[EmailMessage], str]


class Mailbox:
    """Keeps what it accepts. `answer` says what to reply to a message, after it came whole; a reply
    beginning with 2 accepts it. `drop` hangs up instead of replying, having kept the message or not."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answer: Answer = lambda _message: "250 OK"
        self.drop: str | None = None  # 'kept', 'lost'
        self.refuse_recipient: str | None = None

    async def handle_RCPT(  # noqa: N802 the name aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        reply = self.answer(message)  # type: ignore[arg-type]
        if reply.startswith("2") and self.drop != "lost":
            self.accepted.append(message)  # type: ignore[arg-type]
            self.raw.append(envelope.content)
        if self.drop:
            server.transport.close()
        return reply

    def subjects(self) -> list[str]:
        """The subjects of what was accepted."""
        return [str(message["Subject"]) for message in self.accepted]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(mailbox: Mailbox, port: int) -> Iterator[None]:
    """The mailbox answers on the port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
