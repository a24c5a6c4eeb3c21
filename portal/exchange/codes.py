"""Short codes for partners that a file names only in full."""

import re
import unicodedata

LONGEST = 16
_FORMS = {"pt", "cv", "ud", "inc", "ltd", "llc", "gmbh", "plc", "co", "corp", "limited", "the", "and", "of"}


def partner_code(name: str, taken: set[str]) -> str:
    """A readable code for `name` that is not in `taken`: its first telling words in capitals, with a
    number when another partner has it already."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [w for w in re.findall(r"[a-z0-9]+", plain) if w not in _FORMS] or ["partner"]
    stem = ""
    for word in words:
        if stem and len(stem) + 1 + len(word) > LONGEST:
            break
        stem = f"{stem}-{word}" if stem else word[:LONGEST]
    stem = stem.upper()
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem[: LONGEST - 4]}-{number}", number + 1
    return code
