"""Every page is in its reader's language: no English phrase of ours to an Indonesian reader, no
Indonesian one to an English reader, nor words that nobody marked for translation."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import update

from portal.accounts.models import Token, User
from portal.db import system_session
from portal.exchange.routes import api_orders, api_shipments
from portal.orders.link_model import OneTimeLink
from tests.exchange.files import HEAD
from tests.sweep.caller import Answer, Caller
from tests.sweep.crawl import Case, Harvest, cases
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.world import World

pytestmark = pytest.mark.sqlite

CATALOGUE = Path(__file__).resolve().parents[2] / "portal/translations/id/LC_MESSAGES/messages.po"
READERS = ("adi", "dewi", "rina", "nina", "toni", "lina", "visitor")
# Words that a sentence of one language cannot do without and the other does not know.
SPOKEN = {
    "en": "the of and is are to you your this with not for from who which what when nobody was has have".split(),  # noqa: SIM905
    "id": "yang dan di ke dari untuk dengan tidak ini itu anda adalah pada belum sudah atau".split(),  # noqa: SIM905
}
# Languages call themselves by their own names; the portal has one name; the world's import has heads; programs
# call parameters by theirs.
NAMES = {
    "Bahasa Indonesia",
    "English",
    "Mitra",
    *HEAD.split(","),
    *api_orders.PARAMETERS,
    *api_shipments.PARAMETERS,
}
_DATA = re.compile(
    r"https?:|/|(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/"
)  # addresses, zones
_PLACE = re.compile(r"%\(\w+\)[sd]|%%")
_SHOWN = ("title", "aria-label", "placeholder", "alt")


class _Words(HTMLParser):
    """All that a person reads or hears of a page: each text, and the attributes that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._skip = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attributes}
        self._skip = tag in ("script", "style")
        self.texts += [" ".join(a[name].split()) for name in _SHOWN if a.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._skip = False

    def handle_data(self, data: str) -> None:
        if not self._skip and data.strip():
            self.texts.append(" ".join(data.split()))


class Phrases:
    """What a catalogue says in one language and in no other: whole phrases, and what stands between
    their placeholders, since a filling may be marked up."""

    def __init__(self, own: Iterable[str], other: Iterable[str]) -> None:
        said, elsewhere = set(own), set(other)
        self._whole = _parts(said) - _parts(elsewhere) - elsewhere
        filled = [_PLACE.split(text) for text in said - elsewhere if _PLACE.search(text)]
        self._filled: dict[str, list[re.Pattern[str]]] = {}  # by the longest of the words that stay
        for parts in filled:
            if any(len(part.split()) > 1 for part in parts):
                fixed = ".+".join(re.escape(" ".join(part.split(" "))) for part in parts)
                sure = max((part.strip() for part in parts), key=len)
                self._filled.setdefault(sure, []).append(re.compile(fixed))

    def holds(self, text: str) -> bool:
        """True if this text is one of the phrases."""
        return text in self._whole or any(
            sure in text and any(pattern.fullmatch(text) for pattern in patterns)
            for sure, patterns in self._filled.items()
        )


def _parts(phrases: set[str]) -> set[str]:
    parts = {" ".join(part.split()).strip(" .,:;“”") for text in phrases for part in _PLACE.split(text)}
    return {part for part in parts if len(part) > 2 and (" " in part or part in phrases)}


def _catalogue() -> tuple[set[str], set[str]]:
    """Every phrase in English and in Indonesian."""
    with CATALOGUE.open("rb") as file:
        messages = [m for m in read_po(file) if m.id]
    english = {text for m in messages for text in (m.id if isinstance(m.id, tuple) else (m.id,))}
    indonesian = {
        text for m in messages for text in (m.string if isinstance(m.string, tuple) else (m.string,))
    }
    return english, indonesian


BOTH = pytest.mark.parametrize(("locale", "other"), [("id", "en"), ("en", "id")])


@BOTH
def test_nobody_reads_the_other_language(
    app: Flask, world: World, caller: Caller, offered: Harvest, locale: str, other: str
) -> None:
    """An agent and a partner: pages, refusals, answers to empty forms, heads of columns. Of what is refused,
    and of what an empty form is sent to, one thing of each route; so also of pages in English, which is what
    the code says where nobody translates."""
    every = locale != "en"
    readers = {who: _once(cases(app, world, ("GET", "POST")), who, every) for who in ("dewi", "rina")}
    _read(app, caller, offered, locale, other, readers, good=False)


@pytest.mark.sweep
@BOTH
def test_nobody_at_all_reads_the_other_language(
    app: Flask, world: World, caller: Caller, offered: Harvest, locale: str, other: str
) -> None:
    """Everybody, answers to good forms and their mails, too."""
    readers = dict.fromkeys(READERS, tuple(cases(app, world, ("GET", "POST"))))
    _read(app, caller, offered, locale, other, readers, good=True)


def _once(found: Iterable[Case], who: str, every: bool) -> list[Case]:
    """Every page that `who` is given, if so asked; else the first thing of each route and outcome."""
    seen, kept = set(), []
    for case in found:
        outcome = POLICY[case.endpoint].decide(who, case.thing)
        key = (case.endpoint, case.method, outcome)
        if key not in seen or (every and case.method == "GET" and outcome == ALLOW):
            kept.append(case)
        seen.add(key)
    return kept


def _read(app: Flask, caller: Caller, offered: Harvest, locale: str, other: str,
          readers: Mapping[str, Sequence[Case]], *, good: bool) -> None:  # fmt: skip
    english, indonesian = _catalogue()
    foreign = Phrases(english, indonesian) if other == "en" else Phrases(indonesian, english)
    read: dict[str, str] = {}
    with caller.keeping():
        with app.app_context(), system_session() as session:
            session.execute(update(User).values(locale=locale))
            session.execute(update(Token).values(locale=locale))
            session.execute(update(OneTimeLink).values(locale=locale))
            session.commit()
        caller.keep()
        for where, texts in _told(caller, offered, locale, readers, good):
            for text in texts:
                read.setdefault(text, where)
    faults = [f"{where}: {text!r}" for text, where in read.items() if _foreign(text, foreign, other)]
    caller.tell(f"{locale}: different texts, on {caller.count} pages", len(read), faults)
    assert len(read) > 500
    assert not faults, "\n".join(sorted(faults)[:60])


def _foreign(text: str, phrases: Phrases, language: str) -> bool:
    if text in NAMES or "Zq" in text or _DATA.match(text):
        return False
    spoken = set(re.findall(r"[a-z]+", text.lower())) & set(SPOKEN[language])
    return phrases.holds(text.strip(" .,:;“”")) or phrases.holds(text) or bool(spoken)


def _told(caller: Caller, offered: Harvest, locale: str, readers: Mapping[str, Sequence[Case]],
          good: bool) -> Iterator[tuple[str, list[str]]]:  # fmt: skip
    """Where somebody reads, and all the texts there."""
    for who, case in ((who, case) for who, own in readers.items() for case in own):
        bodies: list[dict[str, Any] | None] = [None] if case.method == "GET" else [{}]
        if good and case.method == "POST":
            body = offered.body(case, who)
            bodies.append(body | ({"locale": locale} if "locale" in body else {}))  # an invitation's letter
        for body in bodies:
            with caller.noticing() as changed:
                answer = caller.ask(who, case.method, case.path, body, Accept_Language=locale)
            yield f"{who}: {case}", _texts(answer)
            for mail in changed.get("mails", ()):
                lines = [line for text in mail if isinstance(text, str) for line in text.split("\n")]
                yield f"mail after {case}", lines


def _texts(answer: Answer) -> list[str]:
    kind = answer.header("Content-Type")
    if kind.startswith("text/csv"):
        return next(csv.reader(answer.body.decode("utf-8-sig").splitlines()), [])
    if not kind.startswith("text/html") or answer.status in (301, 302, 303):  # nobody reads those
        return []
    words = _Words()
    words.feed(answer.body.decode())
    return words.texts
