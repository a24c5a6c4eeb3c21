"""Who is named in a message: `@` and a name, the whole or a first name that only one of those here has.

Whoever is named is told. Somebody who could not read the message is not named by mistake: it is refused
before it is sent. A name that nobody here has is a word like any other, so nothing is learnt by guessing.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from portal.actor import Actor
from portal.talk.queries import Readers
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Named:
    """Those whom the reader may name in a message, and why it cannot be sent to those it names."""

    offered: Sequence[Any]
    partner_name: str

    def of(self, audience: str, body: str, tell: str | None = None) -> tuple[str, list[int], str | None]:
        """The words with the name of whom `tell` says, the ids of those they name, and what is wrong."""
        also = [row for row in self.offered if str(row.id) == tell]
        here = named(body, self.offered)
        body = with_names(body, [row for row in also if row not in here])
        told = list({row.id: row for row in (*here, *also)}.values())
        return body, [row.id for row in told], problem(audience, told, self.partner_name)


def people(actor: Actor, readers: Readers, known: Collection[int | None]) -> list[Any]:
    """Whom `actor` may name: staff everybody of both sides, a partner's people their own and of ours those
    they know from the record (`known` ids). Rows of Readers, those who will not read it among them."""
    everybody = [*readers.partner_people, *readers.staff_people, *readers.others]
    return [row for row in everybody if actor.is_staff or row.side == "partner" or row.id in known]


def named(body: str, people: Sequence[Any]) -> list[Any]:
    """Those of `people` whom `body` names, in the order of the text, each once."""
    firsts: dict[str, list[Any]] = {}
    for row in people:
        firsts.setdefault(row.name.split()[0].casefold(), []).append(row)
    of = {word: rows[0] for word, rows in firsts.items() if len(rows) == 1}
    of |= {" ".join(row.name.split()).casefold(): row for row in people}
    if not of:
        return []
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(of, key=len, reverse=True))
    found = re.finditer(rf"(?<![\w@.])@({words})(?!\w)", body.casefold())
    return list(
        {of[" ".join(match[1].split())].id: of[" ".join(match[1].split())] for match in found}.values()
    )


def problem(audience: str, named: Sequence[Any], partner_name: str) -> str | None:
    """Why a message for `audience` cannot name these people, in words; None if it can."""
    for row in named:
        if audience == "internal" and row.side == "partner":
            return _(
                "%(name)s is at %(partner)s and would not read an internal note. Leave the name out, or write to both sides.",
                name=row.name, partner=partner_name,
            )  # fmt: skip
        if not row.reads:
            return _(
                "%(name)s does not read this. Let them take part first, or leave the name out.", name=row.name
            )
    return None


def with_names(body: str, told: Sequence[Any]) -> str:
    """`body` with a last line that names these people too."""
    return "\n\n".join([body.rstrip(), " ".join(f"@{row.name}" for row in told)]) if told else body
