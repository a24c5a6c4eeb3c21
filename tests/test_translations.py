"""English and Indonesian are complete: every string of the code has its translation."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "_l": None, "_n": (1, 2), "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
CATALOGUE = ROOT / "portal/translations/id/LC_MESSAGES/messages.po"


def strings() -> set[str]:
    """Every string that a person may read, as the code and the templates mark them."""
    with (ROOT / "portal/translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = set()
    for folder in ("portal", "templates"):
        for _name, _line, text, *_rest in extract_from_dir(
            str(ROOT / folder), methods, options, keywords=KEYWORDS
        ):
            found.add(text if isinstance(text, str) else text[0])
    return found - {""}


def test_every_string_is_translated_and_keeps_its_placeholders() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    held = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            source = message.id if isinstance(message.id, str) else message.id[1]
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string if isinstance(message.string, str) else message.string[0]
            held[key] = (source, said)
    untranslated = sorted(text for text in strings() if not held.get(text, ("", ""))[1])
    assert untranslated == []
    names = r"%\((\w+)\)"
    differing = [
        source
        for source, said in held.values()
        if set(re.findall(names, source)) != set(re.findall(names, said))
    ]
    assert differing == []


def test_indonesian_has_one_form_for_all_numbers() -> None:
    assert "nplurals=1; plural=0;" in CATALOGUE.read_text()
