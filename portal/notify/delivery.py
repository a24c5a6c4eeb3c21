"""Handing mail over: to an SMTP server, or into a folder where none is configured."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.notify.letters import one_line
from portal.notify.models import Mail

TIMEOUT_SECONDS = 20


class Carrier(Protocol):
    """Something that takes a message, or raises whatever says why not."""

    def deliver(self, message: EmailMessage) -> None: ...


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as a standard message. Headers are one line: they are cleaned, and the policy refuses
    line breaks."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = formataddr((one_line(mail.to_name), mail.to_address))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


class Folder:
    """Writes each message as a file; a person reads them at /mail in development."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def deliver(self, message: EmailMessage) -> None:
        path = self.path / f"{str(message['Message-ID']).strip('<>').partition('@')[0]}.eml"
        half = path.with_suffix(".half")
        half.write_bytes(message.as_bytes())
        half.replace(path)  # whoever reads the folder never finds half a mail


class Server:
    """An SMTP server: smtp://, smtps:// or smtp+starttls:// with user and password in the address."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url)

    def deliver(self, message: EmailMessage) -> None:
        at = self.address
        secure = at.scheme == "smtps"
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        port = at.port or (465 if secure else 587 if at.scheme == "smtp+starttls" else 25)
        with kind(at.hostname or "localhost", port, timeout=TIMEOUT_SECONDS) as server:
            if at.scheme == "smtp+starttls":
                server.starttls()
            if at.username:
                server.login(unquote(at.username), unquote(at.password or ""))
            server.send_message(message)
