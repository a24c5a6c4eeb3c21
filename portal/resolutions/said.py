"""What a version of a step said, as blocks of words, tables and chains: the page and the PDF show the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.resolutions.labels import CODES, PLACES
from portal.resolutions.step_forms import ASKING, ASPECTS, CAUSES, WHYS
from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Block:
    """One part: `label` above `text`; or a table with `head` and `rows` (the first cell of each names it);
    or a chain of whys, the first one first."""

    label: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chain: tuple[str, ...] = ()


def blocks(kind: str, content: Mapping[str, Any], locale: str, today: date) -> list[Block]:
    """The blocks of a version's content, in the reader's language; what was left empty is left out."""
    if kind == "team":
        return _team(content)
    if kind == "problem":
        return [*_plain(kind, content, ("what", "where", "found")), _affected(content), *_is_table(content)]
    if kind == "containment":
        return [*_plain(kind, content, ("how",)), *_lots(content), *_plain(kind, content, ("proof",))]
    if kind == "causes":
        return [block for cause in CAUSES for block in _cause(cause, content)]
    if kind == "implementation":
        return _implementation(content, locale, today)
    names = [name for name in _declared(kind) if name not in ("key", "version")]
    return _plain(kind, content, names)


def _declared(kind: str) -> list[str]:
    form = ASKING[kind]
    return [name for name in vars(form) if hasattr(vars(form)[name], "field_class")]


def _label(kind: str, name: str) -> str:
    unbound = vars(ASKING[kind])[name]
    return str(unbound.kwargs.get("label") or unbound.args[0])


def _plain(kind: str, content: Mapping[str, Any], names: Any) -> list[Block]:
    return [Block(_label(kind, name), str(content[name])) for name in names if content.get(name)]


def _team(content: Mapping[str, Any]) -> list[Block]:
    named = content.get("names", {})
    roles = {content.get("leader"): _("Leader"), content.get("champion"): _("Champion")}
    rows = tuple((str(words), str(roles.get(each, _("Member")))) for each, words in named.items())
    others = [line.strip() for line in str(content.get("others", "")).splitlines() if line.strip()]
    more = tuple(
        (name.strip(), role.strip() or _("Member")) for name, _c, role in (o.partition(",") for o in others)
    )
    return [Block(_("Team"), head=(_("Name"), _("Role")), rows=rows + more)]


def _affected(content: Mapping[str, Any]) -> Block:
    return Block(
        _("How many are affected"), f"{content.get('affected', '')} {content.get('unit', '')}".strip()
    )


def _is_table(content: Mapping[str, Any]) -> list[Block]:
    rows = tuple(
        (str(label), str(content.get(f"is_{name}", "")), str(content.get(f"is_not_{name}", "")))
        for name, label in ASPECTS.items()
        if content.get(f"is_{name}") or content.get(f"is_not_{name}")
    )
    return [Block(_("Is and is not"), head=("", _("Is"), _("Is not")), rows=rows)] if rows else []


def _lots(content: Mapping[str, Any]) -> list[Block]:
    names = ("lot", "checked", "bad", "done")
    rows = tuple(
        (
            _whose(str(label), content.get(f"{place}_by")),
            *(str(content.get(f"{place}_{name}", "")) for name in names),
        )
        for place, label in PLACES.items()
        if any(content.get(f"{place}_{name}") for name in names)
    )
    head = ("", _("There"), _("Checked"), _("Found bad"), _("What was done with it"))
    return [Block(_("What lies where"), head=head, rows=rows)] if rows else []


def _whose(label: str, name: Any) -> str:
    """A place, with who of its own side spoke of it."""
    return _("%(place)s, says %(name)s", place=label, name=name) if name else label


def _cause(cause: str, content: Mapping[str, Any]) -> list[Block]:
    head = _("Cause of occurrence") if cause == "occurrence" else _("Cause of escape")
    code = str(CODES.get(str(content.get(f"{cause}_code")), ""))
    whys = tuple(
        str(content[f"{cause}_why_{n}"]) for n in range(1, WHYS + 1) if content.get(f"{cause}_why_{n}")
    )
    return [Block(f"{head}: {code}" if code else head, str(content.get(cause, "")), chain=whys)]


def _implementation(content: Mapping[str, Any], locale: str, today: date) -> list[Block]:
    found = _plain("implementation", content, ("done",))
    if content.get("done_on"):
        day = formats.day_exact(date.fromisoformat(str(content["done_on"])), locale)
        found.append(Block(_("Done on"), day))
    if content.get("removed"):
        found.append(Block(_("Measures of the first days"), _("They are taken away again")))
    return found
