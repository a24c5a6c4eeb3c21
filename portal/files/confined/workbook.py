"""Look through an XLSX file: is it one, does it stay small, does it hold only what it should?"""

import zipfile
import zlib
from typing import IO, Any

STEP = 256 * 1024
SMALL = 4 * 1024 * 1024  # of no harm, however well it packs
OVERLAP = 16  # longest thing looked for, so that a border between two reads hides nothing
DECLARATIONS = (b"<!doctype", b"<!entity")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip


class _Refused(Exception):
    pass


def check(source: IO[bytes], settings: dict[str, Any]) -> dict[str, Any]:
    """settings: parts, unpacked_bytes, ratio. Returns parts and unpacked_bytes, or refused with
    'damaged', 'archive', 'macros', 'unsafe_workbook' or 'unpacks_too_large'."""
    try:
        with zipfile.ZipFile(source) as file:
            parts = file.infolist()
            _look_at_directory(parts, settings)
            total = sum(_read_through(file, part, settings["unpacked_bytes"]) for part in parts)
    except _Refused as refusal:
        return {"refused": str(refusal)}
    except DAMAGED:
        return {"refused": "damaged"}
    return {"parts": len(parts), "unpacked_bytes": total}


def _look_at_directory(parts: list[zipfile.ZipInfo], settings: dict[str, Any]) -> None:
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise _Refused("archive")
    if any(_macro(name) for name in names):
        raise _Refused("macros")
    if len(set(names)) != len(names) or any(_unsafe(part) for part in parts):
        raise _Refused("unsafe_workbook")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if (
        len(parts) > settings["parts"]
        or unpacked > settings["unpacked_bytes"]
        or (unpacked > SMALL and unpacked / packed > settings["ratio"])
    ):
        raise _Refused("unpacks_too_large")


def _macro(name: str) -> bool:
    return "vbaproject" in name or "macrosheet" in name or name.startswith("xl/activex/")


def _unsafe(part: zipfile.ZipInfo) -> bool:
    name = part.orig_filename
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or "\0" in name
        or ".." in name.split("/")
        or bool(part.flag_bits & 0x1)  # encrypted
        or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    )


def _read_through(file: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Unpack one part, which checks its sum, counting bytes, since the directory may lie."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    total = 0
    before = b""
    with file.open(part) as stream:
        while block := stream.read(STEP):
            total += len(block)
            if total > most:
                raise _Refused("unpacks_too_large")
            if is_xml:
                block = block.replace(b"\0", b"").lower()  # UTF-16 too
                if not before and block.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")[:1] != b"<":
                    raise _Refused("unsafe_workbook")
                seen = before + block
                if any(declaration in seen for declaration in DECLARATIONS):
                    raise _Refused("unsafe_workbook")
                if b"macroenabled" in seen and part.filename.lower() == "[content_types].xml":
                    raise _Refused("macros")
                before = block[-OVERLAP:]
    return total
