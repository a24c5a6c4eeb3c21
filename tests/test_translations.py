"""Every string has its Indonesian, and no page shows an Indonesian reader an English sentence."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "portal/translations/id/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None, "_n": (1, 2)}
PLACE = re.compile(r"%\(\w+\)[sd]")


def ids() -> set[object]:
    """Every marked string of the source; plural ones as (singular, plural)."""
    with (ROOT / "portal/translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: set[object] = set()
    for folder in ("portal", "templates"):
        rows = extract_from_dir(str(ROOT / folder), methods, options, KEYWORDS)
        found |= {tuple(row[2]) if isinstance(row[2], list) else row[2] for row in rows}
    return found


def catalogue() -> Catalog:
    """The Indonesian catalogue."""
    assert CATALOGUE.exists(), "make it with `make translations` and fill it in"
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="id")


def test_every_string_has_its_indonesian() -> None:
    known = {message.id: message for message in catalogue() if message.id}
    missing = []
    for string in ids():
        message = known.get(string) or known.get(string[0] if isinstance(string, tuple) else string)
        strings = message.string if message and isinstance(message.string, tuple) else (message.string,) if message else ("",)
        if not message or message.fuzzy or not all(strings):
            missing.append(str(string))
    assert not missing, f"{len(missing)} without: " + " | ".join(sorted(missing)[:40])


def test_placeholders_are_the_same_in_both() -> None:
    faults = []
    for message in catalogue():
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = {p for text in source for p in PLACE.findall(text)}
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            if message.id and set(PLACE.findall(text)) != allowed and not isinstance(message.id, tuple):
                faults.append(f"{message.id!r} -> {text!r}")
            elif message.id and not set(PLACE.findall(text)) <= allowed:
                faults.append(f"{message.id!r} -> {text!r}")
    assert not faults, "\n".join(faults)


def test_nothing_obsolete_is_kept() -> None:
    assert not catalogue().obsolete
