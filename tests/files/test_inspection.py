"""What an upload is taken for, by its content."""

import io
import zipfile

import openpyxl
import pytest

from portal.files import limits
from portal.files.inspection import REASONS, XLSX_MIME, Refused
from portal.files.intake import take
from portal.files.storage import Store
from tests.files.corpus import workbook

TYPES = b"[Content_Types].xml"


def outcome(store: Store, data: bytes, name: str) -> str:
    """The type a file is kept as, or the reason it is refused for."""
    try:
        return take(store, io.BytesIO(data), name).mime
    except Refused as refused:
        return refused.reason_code


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        (b"a,b\n1,2\n", "A.CSV", "text/csv"),
        (b"words", "a.txt", "text/plain"),
        ("naïve,é\n".encode("cp1252"), "a.csv", "text/csv"),
        ("\ufeffa;b\n".encode(), "a.csv", "text/csv"),
        ("a\tb\n".encode("utf-16"), "a.txt", "text/plain"),
        (b"a,b\r\n1,2\r\n\x1a", "dos.csv", "text/csv"),
        (b"a,\x81\n", "a.csv", "not_text"),  # neither UTF-8 nor cp1252
        (b"a,\x1b[31m\n", "a.csv", "not_text"),
        (b"\xff\xfea", "a.csv", "not_text"),  # half a UTF-16 character
        (b"   \r\n", "a.csv", "empty"),
        (b"", "a.csv", "empty"),
        (b"a,b\n", "a.jpg", "kind"),
        (b"a,b\n", "a", "kind"),
        (b"alert(1)", "a.js", "kind"),
        (b"#!/bin/sh\nrm x\n", "a.txt", "kind"),
        (b"\x7fELF\x02\x01\x01\x00", "a.pdf", "kind"),
        (b"MZ\x90\x00\x03", "a.exe", "kind"),
        (b"\n \xef\xbb\xbf <!DOCTYPE html><p>", "a.txt", "markup"),
        (b"\xef\xbb\xbf<?php echo 1;", "a.csv", "markup"),
        ("<svg onload='x'>".encode("utf-16"), "a.txt", "markup"),
        (b"<3 this,1\n", "a.csv", "text/csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.xlsx", "old_office"),
        (b"%PDF-1.7\n...\n%%EOF\n", "a.pdf", "application/pdf"),
        (b"%PDF-1.7\n...\n%%EOF\n", "a.exe", "application/pdf"),
        (b"%PDF-1.7\n...", "a.pdf", "damaged"),
        (b"junk %PDF-1.7\n%%EOF", "a.pdf", "kind"),
        (b"PK\x05\x06" + b"\0" * 18, "a.xlsx", "archive"),
        (b"PK\x03\x04 and no more", "a.xlsx", "damaged"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00", "a.avif", "kind"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "a.heic", "damaged"),
        (b"GIF89a", "a.gif", "damaged"),
    ],
)  # fmt: skip
def test_content_decides(store: Store, data: bytes, name: str, expected: str) -> None:
    assert outcome(store, data, name) == expected


def test_the_size_limit_is_exact(store: Store) -> None:
    assert outcome(store, b"x" * limits.FILE_BYTES, "a.txt") == "text/plain"
    assert outcome(store, b"x" * (limits.FILE_BYTES + 1), "a.txt") == "too_large"


def test_a_real_workbook_is_taken(store: Store) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["order", "=1+1"])
    book.save(file)
    taken = take(store, io.BytesIO(file.getvalue()), "plan.zip")
    assert (taken.mime, taken.name) == (XLSX_MIME, "plan.xlsx")


@pytest.mark.parametrize(
    ("part", "data", "expected"),
    [
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macros"),
        ("xl/activeX/activeX1.bin", b"x", "macros"),
        ("../../evil.txt", b"x", "unsafe_workbook"),
        ("/etc/evil", b"x", "unsafe_workbook"),
        ("a\\..\\b", b"x", "unsafe_workbook"),
        ("C:evil", b"x", "unsafe_workbook"),
        ("XL/WORKBOOK.XML", b"<x/>", "unsafe_workbook"),  # twice: which one is meant?
        ("xl/a.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "unsafe_workbook"),
        ("xl/a.xml", "<!DOCTYPE x><x/>".encode("utf-16"), "unsafe_workbook"),
        ("xl/a.xml", b"<x>" + b" " * (256 * 1024 - 8) + b"<!DOCTYPE x>", "unsafe_workbook"),
        ("xl/a.xml", b"\x4c\x6f\xa7\x94\x93", "unsafe_workbook"),  # XML in EBCDIC
        ("xl/a.xml", b"<x>&lt;!DOCTYPE</x>", XLSX_MIME),
        ("xl/a.xml", b"<x/>" + b" " * 5_000_000, "unpacks_too_large"),
    ],
)
def test_what_a_workbook_must_not_hold(store: Store, part: str, data: bytes, expected: str) -> None:
    assert outcome(store, workbook({part: data}), "a.xlsx") == expected


def test_too_many_parts_are_refused(store: Store) -> None:
    parts = {f"xl/media/{n}": b"" for n in range(limits.WORKBOOK_PARTS)}
    assert outcome(store, workbook(parts), "a.xlsx") == "unpacks_too_large"


def test_macro_types_are_refused(store: Store) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            TYPES.decode(), b"<Types><x t='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
        )
        archive.writestr("xl/workbook.xml", b"<x/>")
    assert outcome(store, file.getvalue(), "a.xlsx") == "macros"


def test_a_spoilt_part_is_refused(store: Store) -> None:
    data = bytearray(workbook({"xl/a.xml": b"<x>" + bytes(range(32, 120)) * 9 + b"</x>"}))
    data[data.index(b"xl/a.xml") + 12] ^= 0xFF
    assert outcome(store, bytes(data), "a.xlsx") == "damaged"


def test_every_reason_says_what_to_do() -> None:
    for code, text in REASONS.items():
        assert str(text).count(".") >= 2 or ":" in str(text), code
        assert "%(" not in str(text), code
