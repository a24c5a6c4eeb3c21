"""Reads HTML as html5lib does, without asking it again about what it has found right before.

html5lib is strict, and slow. Where every element is closed by its own tag, what it makes of the next tag
or text depends on the elements that are open, and right under html also on what came before: a step. A
page all of whose steps were in pages that html5lib took without a fault, and to the very tree that is
built here, is built here. Any other (a fault, a new step, writing that is not plain) html5lib judges.
"""

import re
from html import unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

Step = tuple[int, str, str]  # where, what came before, what comes: a tag, words or blanks

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_TEXT_ONLY = {
    tag: re.compile(rf"([^<]*(?:<(?!/{tag}|!--)[^<]*)*)</{tag}>", re.IGNORECASE)
    for tag in ("script", "style", "textarea", "title")
}
_SVG = "{http://www.w3.org/2000/svg}"
_DOCTYPE = re.compile(r"\s*<!doctype html>\s*(?=<html)", re.IGNORECASE)
_ATTRIBUTE = r"""\s+[^\s"'<>/=]+(?:="[^"]*"|='[^']*')?"""
_TOKEN = re.compile(rf"([^<]*)<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:{_ATTRIBUTE})*)\s*(/?)>")
_PARTS = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)"|='([^']*)')?""")
_STRANGE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]")
_OTHER_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|#3[49]);)")

_places: dict[tuple[int, str], int] = {}  # the elements that are open, as a number: those around, the last
_known: dict[bool, set[Step]] = {False: set(), True: set()}


class NotPlain(Exception):
    """Written in a way that only html5lib should judge."""


def read(html: str, partial: bool = False) -> Element:
    """The root of this page, or of this part of one.

    Raises html5lib's ParseError for a page that is not valid; a part is mended, as a browser would."""
    try:
        built, steps = build(html, partial)
    except NotPlain:
        return ask(html, partial)
    if steps <= _known[partial]:
        return built
    root = ask(html, partial)
    if same(built, root):
        _known[partial] |= steps
    return root


def ask(html: str, partial: bool = False) -> Element:
    """What html5lib makes of it."""
    parser = html5lib.HTMLParser(strict=not partial, namespaceHTMLElements=False)
    root: Element = parser.parseFragment(html) if partial else parser.parse(html)
    return root


def same(one: Element, other: Element) -> bool:
    """True if two trees say the same."""
    return (
        (one.tag, one.attrib, one.text or "", one.tail or "", len(one))
        == (other.tag, other.attrib, other.text or "", other.tail or "", len(other))
    ) and all(map(same, one, other))  # fmt: skip


class _Open(NamedTuple):
    """An element that is not closed yet: its tag, its name in the tree, and where it stands."""

    tag: str
    name: str
    place: int


def build(html: str, partial: bool = False) -> tuple[Element, set[Step]]:
    """The tree of plainly written HTML, and the steps it is made of; raises NotPlain."""
    html = html.replace("\r\n", "\n")
    begin = None if partial else _DOCTYPE.match(html)
    if _STRANGE.search(html) or not (partial or begin):
        raise NotPlain
    builder, steps, stack = TreeBuilder(), set[Step](), list[_Open]()
    at, place, before, svg, late = (begin.end() if begin else 0), 0, "", 0, ""
    if partial:
        builder.start("DOCUMENT_FRAGMENT", {})
    while token := _TOKEN.match(html, at):
        at = token.end()
        words, closing, tag, attributes, slash = token.groups()
        upper = not partial and len(stack) < 2
        if words:
            steps.add((place, before if upper else "", "words" if words.strip() else "blanks"))
            if not upper or before == "head":
                builder.data(_text(words))
            elif before == "body":
                late += words
        if closing:
            if not stack or stack[-1].tag != tag or attributes or slash:
                raise NotPlain
            before, name, place = stack.pop()
            builder.end(name)
            svg -= tag == "svg"
            continue
        steps.add((place, before if upper else "", tag))
        svg += tag == "svg"
        name = _SVG + tag if svg else tag
        builder.start(name, _attributes(attributes, bool(svg)) if attributes else {})
        if not svg and (not tag.islower() or slash):
            raise NotPlain
        if not svg and tag in _TEXT_ONLY:
            at = _take_text(builder, tag, html, at)
        elif not (slash or tag in _VOID):
            if tag == "pre" and html.startswith("\n", at):
                at += 1  # it is not shown, and not in the tree
            stack.append(_Open(tag, name, place))
            place, before = _places.setdefault((place, tag), len(_places) + 1), ""
            continue
        builder.end(name)
        svg -= tag == "svg"
        before = tag
    rest = html[at:]
    if stack or "<" in rest or (rest.strip() and not partial):
        raise NotPlain
    if partial:
        steps.add((place, "", "words" if rest.strip() else "blanks"))
        builder.data(_text(rest))
        builder.end("DOCUMENT_FRAGMENT")
    root: Element = builder.close()
    if not partial:
        _append(root[-1], late + rest)
    return root, steps


def _take_text(builder: TreeBuilder, tag: str, html: str, at: int) -> int:
    """What stands in an element that holds text alone; where its end tag ends."""
    inside = _TEXT_ONLY[tag].match(html, at)
    if not inside:
        raise NotPlain
    words = inside[1].removeprefix("\n") if tag == "textarea" else inside[1]
    builder.data(words if tag in ("script", "style") else _text(words))
    return inside.end()


def _append(body: Element, words: str) -> None:
    """Blanks after the body are the last of it."""
    if len(body):
        body[-1].tail = (body[-1].tail or "") + words
    else:
        body.text = (body.text or "") + words


def _attributes(written: str, svg: bool) -> dict[str, str]:
    found = _PARTS.findall(written)
    made = {name: _text(double or single) for name, double, single in found}
    if len(made) != len(found) or not (svg or all(name == name.lower() for name in made)):
        raise NotPlain
    return made


def _text(written: str) -> str:
    if "&" not in written:
        return written
    if _OTHER_REFERENCE.search(written):
        raise NotPlain
    return unescape(written)
