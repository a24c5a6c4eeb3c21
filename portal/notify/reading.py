"""Reading the mail that was written into the folder `mail` of an installation without a server."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{32}\Z")
SHOWN = 100

Piece = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Letter:
    """One written mail. `name` is the file's, without its ending; `text` the plain body."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str


def newest(folder: Path) -> list[Letter]:
    """The SHOWN newest mails, newest first."""
    files = [path for path in folder.glob("*.eml") if NAME.match(path.stem)]
    files.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in files[:SHOWN]]


def named(folder: Path, name: str) -> Letter | None:
    """The mail in the file with this name, or None."""
    path = folder / f"{name}.eml"
    return _read(path) if NAME.match(name) and path.is_file() else None


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    return Letter(
        path.stem, str(message["To"]), str(message["Subject"]), parsedate_to_datetime(message["Date"]),
        body.get_content() if body else "",
    )  # fmt: skip


def paragraphs(text: str, base_url: str) -> list[list[list[Piece]]]:
    """The body as paragraphs of lines of pieces. A piece is text and, for an address that begins
    with ours and for no other, the path it leads to."""
    ours = re.compile(f"({re.escape(base_url)}/(?!/)[^\\s<>\"']*)")
    return [
        [
            [(piece, piece.removeprefix(base_url) if ours.fullmatch(piece) else None) for piece in ours.split(line) if piece]
            for line in block.split("\n")
        ]
        for block in text.strip().replace("\r\n", "\n").split("\n\n")
    ]  # fmt: skip
