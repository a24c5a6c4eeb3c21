"""What a file is by its content, and how its text is encoded."""

import codecs
import re
from pathlib import Path

UNDECODED = "\udcff"  # stands in a text for bytes that are not of its encoding
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNATURES = {
    b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls", b"\x89PNG": "not_text",
    b"\xff\xd8\xff": "not_text", b"GIF8": "not_text", b"%PDF": "not_text", b"\x1f\x8b": "not_text",
    b"Rar!": "not_text", b"7z\xbc\xaf": "not_text", b"{\\rtf": "not_text",
}  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE | re.DOTALL
)


class Unreadable(Exception):
    """The file as a whole cannot be read; `reason` is a code, `value` the detail it names."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason, value)
        self.reason = reason
        self.value = value


def _mark_undecoded(problem: UnicodeError) -> tuple[str, int]:
    end = problem.end if isinstance(problem, UnicodeDecodeError) else 0
    return UNDECODED, end


codecs.register_error("mark_undecoded", _mark_undecoded)


def kind_of(path: Path) -> str:
    """csv, html, zip or xls by the content, never by the name. Raises Unreadable: empty, not_text."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Unreadable("empty")
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            if kind == "not_text":
                raise Unreadable("not_text")
            return kind
    start = head.removeprefix(codecs.BOM_UTF8)
    if _HTML.match(start):
        return "html"
    if start.lstrip()[:5].lower() in (b"<?xml", b"<!doc"):
        raise Unreadable("xml")
    return "csv"


def encoding_of(path: Path, given: str | None = None) -> str:
    """The encoding of a text file: its mark, else what is `given`, else the shape of UTF-16, else
    UTF-8, else Windows-1252. A file that is UTF-8 but for a few bytes is UTF-8: its bad rows are
    named one by one. Reads the file once. Raises Unreadable: not_text."""
    with path.open("rb") as file:
        head = file.read(65_536)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        if given:
            return given
        even, odd = head[0::2].count(0), head[1::2].count(0)
        half = max(1, len(head) // 2)
        if odd > half * 0.3 and even < half * 0.05:
            return "utf-16-le"
        if even > half * 0.3 and odd < half * 0.05:
            return "utf-16-be"
        controls = len(head) - len(head.translate(None, bytes({*range(1, 32)} - {9, 10, 12, 13, 26})))
        if controls > len(head) / 100 + 1:
            raise Unreadable("not_text")
        decoder = codecs.getincrementaldecoder("utf-8")("mark_undecoded")
        good = bad = 0
        chunk = head
        while chunk:
            text = decoder.decode(chunk)
            if not text.isascii():
                bad += text.count(UNDECODED)
                good += len(text) - len(text.encode("ascii", "ignore")) - text.count(UNDECODED)
            chunk = file.read(1 << 18)
        bad += decoder.decode(b"", final=True).count(UNDECODED)
    return "cp1252" if bad * 20 > good else "utf-8"
