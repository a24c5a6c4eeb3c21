"""Words that only some people may ever read. Each stands in one column of one row, so that a leak
names its source."""

import io
import zipfile
from collections.abc import Collection

from tests.sweep import people as p

# A circle: who may read what is marked for it.
CIRCLES = {
    "Sumber": p.ALL_STAFF | p.SUMBER | p.NINA,  # what all of SUMBER may read
    "Rest": p.ALL_STAFF | p.SUMBER,  # SUMBER's, but not given to nina
    "Baut": p.STAFF | p.BAUT,
    "Inner": p.ALL_STAFF,  # internal, about SUMBER
    "InnerBaut": p.STAFF,  # internal, about BAUT
    "House": p.STAFF,  # the company's own: imports, staff matters
    "Secret": p.ALL_STAFF | {"sari"},  # confidential: its opener and staff
    "Admin": p.ALL_STAFF | {"rina"},  # invitations to SUMBER
    "Drafting": p.SUMBER,  # a notice that is not announced: its partner's people alone
    "Sari": frozenset({"sari"}),  # her unsent draft
    "Dewi": frozenset({"dewi"}),
    "Rina": frozenset({"rina"}),  # her saved view
    "Budi": p.BAUT,
}
# Names that are canaries by themselves.
NAMES = {
    "CV Baut Prima": p.STAFF | p.BAUT, "Budi Santoso": p.STAFF | p.BAUT, "bautprima.example": p.STAFF | p.BAUT,
    "cahayabaja.example": p.ALL_STAFF, "sumberlogam.example": p.ALL_STAFF | p.SUMBER | p.NINA,
    "PT Sumber Logam Abadi": p.ALL_STAFF | p.SUMBER | p.NINA,
}  # fmt: skip


class Canaries:
    """The words in use; `words[word]` says where it was put."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def mark(self, circle: str, place: str) -> str:
        """A new word for `circle`, put at `place` (table.column)."""
        word = f"Zq{circle}{len(self.words):03d}x"
        assert circle in CIRCLES
        self.words[word] = place
        return word

    def forbidden(self, who: str) -> dict[str, str]:
        """Words this person must never be shown, and where each stands."""
        marked = {w: place for w, place in self.words.items() if who not in CIRCLES[w[2:-4]]}
        return marked | {name: "a name" for name, circle in NAMES.items() if who not in circle}


def found(content: bytes, words: Collection[str]) -> list[str]:
    """Those of `words` that `content` holds, also inside a workbook or other zip: every member and
    every member's name, hidden sheets and document properties included. Case is ignored."""
    parts = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [name.encode() + archive.read(name) for name in archive.namelist()]
    text = b"\n".join(parts).lower()
    return [word for word in words if word.lower().encode() in text]
