"""Words of an internal note, file or row of the timeline come out nowhere (B05): not in a file to take
away, not by searching for them, not in a mail. The pages themselves are read in test_access."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.sweep import canaries, people
from tests.sweep.caller import Caller
from tests.sweep.crawl import Harvest, cases, is_page
from tests.sweep.forms import TEXT_TYPES
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.share import row
from tests.sweep.world import World

pytestmark = pytest.mark.sqlite

READERS = sorted(people.SUMBER | people.NINA | people.BAUT)
NONSENSE = "Zqnowhere000x"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_to_take_away_holds_ones_own_and_nothing_else(
    world: World, caller: Caller, ending: str
) -> None:
    for who in READERS:
        answer = caller.ask(who, "GET", f"/orders/export.{ending}?view=all")
        own = [w for w, place in world.canaries.words.items() if place == "lines.item" and _may_see(who, w)]
        assert sorted(canaries.found(answer.body, own)) == sorted(own)
        assert own
        assert canaries.found(answer.own_words, world.canaries.forbidden(who)) == []
        if ending == "xlsx":
            names = zipfile.ZipFile(io.BytesIO(answer.body)).namelist()
            assert {"docProps/core.xml", "docProps/app.xml"} <= set(names)  # read by canaries.found, too
            assert not [name for name in names if "comment" in name or "vba" in name]


@pytest.mark.parametrize("who", ["rina", "nina"])
def test_looking_for_a_hidden_word_finds_what_nonsense_finds(
    app: Flask, world: World, caller: Caller, offered: Harvest, who: str
) -> None:
    """In every field of every form that looks for something, every second word or its beginning, in turn."""
    _look(world, caller, offered, who, whole=False)


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["rina", "nina"])
def test_looking_for_any_part_of_a_hidden_word_finds_what_nonsense_finds(
    app: Flask, world: World, caller: Caller, offered: Harvest, who: str
) -> None:
    """Every word and its beginning in every field."""
    _look(world, caller, offered, who, whole=True)


def _look(world: World, caller: Caller, offered: Harvest, who: str, *, whole: bool) -> None:
    faults, tried, plain = [], 0, {}
    words = _one_of_each(world.canaries.forbidden(who))
    for place, (address, field) in enumerate(_looking(offered, who)):
        for turn, word in enumerate(words if whole else list(words)[place % 2 :: 2], start=place // 2):
            ways = ((word, NONSENSE), (word[:-2], NONSENSE[:-2]))
            for asked, nothing in ways if whole else ways[turn % 2 :][:1]:
                if (address, field, nothing) not in plain:
                    plain[(address, field, nothing)] = _told(caller, who, address, field, nothing)
                tried += 1
                if _told(caller, who, address, field, asked) != plain[(address, field, nothing)]:
                    faults.append(
                        f"{address}?{field}={asked} tells that there is such a word ({words[word]})"
                    )
    own = next(w for w, place in world.canaries.words.items() if place == "lines.item" and _may_see(who, w))
    for address in ("/search", "/orders"):  # else finding nothing would prove nothing
        assert _told(caller, who, address, "q", own) != _told(caller, who, address, "q", NONSENSE)
    caller.tell(f"{who}: looking for hidden words", tried, faults)
    assert tried
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["rina", "nina"])
def test_no_other_form_of_a_page_shows_more(app: Flask, world: World, caller: Caller, who: str) -> None:
    """As data, as a feed, to print: what is not offered is not there, or is the same page."""
    faults, tried = [], 0
    for case in cases(app, world, ("GET",)):
        if POLICY[case.endpoint].public or POLICY[case.endpoint].decide(who, case.thing) != ALLOW:
            continue
        join = "&" if "?" in case.path else "?"
        others = [f"{case.path}{join}format=json&print=1&audience=internal"]
        others += [f"{case.path}.{ending}" for ending in ("json", "ics")] if join == "?" else []
        for address in others:
            answer = caller.ask(who, "GET", address, sent=case.sent, Accept="application/json")
            tried += 1
            if leaks := canaries.found(answer.own_words, world.canaries.forbidden(who)):
                faults.append(f"{address} shows {leaks}")
    caller.tell(f"{who}: other forms of pages", tried, faults)
    assert not faults, "\n".join(faults)


def test_no_mail_tells_what_its_reader_may_not_see(
    app: Flask, world: World, caller: Caller, offered: Harvest
) -> None:
    """Those that the world's making sent, and those that staff sends with each form, about one thing of each
    circle."""
    _write(app, world, caller, offered, every=False)


@pytest.mark.sweep
def test_no_mail_about_anything_tells_it(app: Flask, world: World, caller: Caller, offered: Harvest) -> None:
    """With each form, about each thing."""
    _write(app, world, caller, offered, every=True)


def _write(app: Flask, world: World, caller: Caller, offered: Harvest, *, every: bool) -> None:
    faults, done = _mails_with_too_much(world, caller), set[tuple[object, ...]]()
    read, internal = len(_mails(caller)), 0
    for case in cases(app, world, ("POST",)):
        if POLICY[case.endpoint].public or POLICY[case.endpoint].decide("dewi", case.thing) != ALLOW:
            continue
        if not every and row(case, "dewi") in done:
            continue
        done.add(row(case, "dewi"))
        body = offered.body(case, "dewi")
        body |= {name: "ZqInner000x" for name in ("body",) if name in body}
        for audience in ("internal", "shared") if "audience" in body else ("",):
            with caller.noticing():
                caller.ask("dewi", "POST", case.path, {**body, "audience": audience} if audience else body)
                new = _mails(caller)[read:]
                faults += [f"{case} {audience}: {f}" for f in _mails_with_too_much(world, caller)]
            if audience == "internal":
                internal += 1
                faults += [
                    f"{case}: {to} is told of a note"
                    for to, text in new
                    if "ZqInner000x" in text and _outside(to)
                ]
    caller.tell(f"mails, with those of {internal} internal notes", read + internal, faults)
    assert read
    assert internal
    assert faults == []


def _may_see(who: str, word: str) -> bool:
    return who in canaries.CIRCLES[word[2:-4]]


def _one_of_each(forbidden: dict[str, str]) -> dict[str, str]:
    """A word for each column of each table, with its place."""
    return {word: place for place, word in {p: w for w, p in forbidden.items() if p != "a name"}.items()}


def _looking(offered: Harvest, who: str) -> Iterator[tuple[str, str]]:
    """Addresses of forms that look for something, each with the name of a field one types in."""
    found = set()
    for (reader, _page), page in offered.pages.items():
        for form in page.forms if reader in (who, "rina") else ():
            if form.method == "GET":
                found |= {
                    (form.action.partition("?")[0], f.name) for f in form.fields if f.type in TEXT_TYPES
                }
    yield from sorted(found)


def _told(caller: Caller, who: str, address: str, field: str, word: str) -> bytes:
    answer = caller.ask(who, "GET", f"{address}?{field}={word}", sent=(word,))
    assert is_page(answer) or answer.status in (403, 404), (
        answer.status
    )  # for who writes; of what is not theirs
    return answer.told


def _mails(caller: Caller) -> list[tuple[str, str]]:
    """Address and text of every mail."""
    rows = caller.ask_database("SELECT to_address, subject || ' ' || text FROM mails ORDER BY id")
    return [(str(to), str(text)) for to, text in rows]


def _mails_with_too_much(world: World, caller: Caller) -> list[str]:
    names = {people.email(name): name for name in people.IDS}
    return [
        f"{to} is told {leaks}"
        for to, text in _mails(caller)
        if to in names and (leaks := canaries.found(text.encode(), world.canaries.forbidden(names[to])))
    ]


def _outside(address: str) -> bool:
    return not address.endswith("@cahayabaja.example")
