"""A field that names another's record is answered like one that names none (B02, T2b)."""

import re
from collections.abc import Iterable
from difflib import unified_diff
from itertools import product
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.sweep import canaries
from tests.sweep.caller import Answer, Caller
from tests.sweep.crawl import Case, Harvest, cases, outcome
from tests.sweep.forms import TEXT_TYPES
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.references import FIELDS, HOUSE, foreign, read_by_hand, unclassified
from tests.sweep.world import World

pytestmark = pytest.mark.sqlite
_ECHOED = re.compile(rb"&#39;[\w-]{1,8}&#39;(?= is not a valid choice)")
# The token of a file or of a program that this very request brought.
_NEW_FILE = re.compile(rb"[\w-]{24}(?=[\"/])|mitra_[\w-]+|(?<=/settings/tokens/)[0-9a-f]{12}")


def test_every_field_is_said_to_name_a_record_or_not(offered: Harvest) -> None:
    drawn = {f.name for form in offered.forms.values() for f in form.fields}
    drawn |= {f.name for page in offered.pages.values() for form in page.forms for f in form.fields}
    assert unclassified(drawn) == [], "say in tests/sweep/references.py what they name"


@pytest.mark.parametrize("who", ["rina"])
def test_a_foreign_reference_is_answered_like_a_missing_one(
    app: Flask, world: World, caller: Caller, offered: Harvest, who: str
) -> None:
    """In the forms that have such a field, each about the first thing that it can be about: one record that
    is hidden, another in each form, and one that is not there."""
    _try(caller, offered, world, who, _takes(offered), _first(cases(app, world, ("POST",)), who), every=False)


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["rina", "sari", "lina", "toni"])
def test_a_foreign_reference_in_any_form(
    app: Flask, world: World, caller: Caller, offered: Harvest, who: str
) -> None:
    """Also in forms that ask for no such thing, and for every record that is hidden."""
    everywhere = dict.fromkeys(app.view_functions, set(FIELDS) - HOUSE)
    _try(caller, offered, world, who, everywhere, cases(app, world, ("POST",)), every=True)


def test_a_filter_by_anothers_is_answered_like_a_missing_one(
    app: Flask, world: World, caller: Caller
) -> None:
    """In the names that the code takes from a request by hand, a page of each kind: one record that is
    hidden, another at each page, and one that is not there."""
    fields = sorted(set(FIELDS) & read_by_hand() - HOUSE)
    found = _first(cases(app, world, ("GET",)), "rina")
    _ask(caller, world, fields, [case for case in found if _heeds(caller, case, fields, world)], every=False)


def _heeds(caller: Caller, case: Case, fields: list[str], world: World) -> bool:
    """True if the page is another when all these names are asked for at once; if not, it heeds none."""
    asked = {field: foreign(field, "rina", world)[0] for field in fields}
    if POLICY[case.endpoint].public or "?" in case.path:
        return False
    sent = (*case.sent, *asked.values())
    answer = caller.ask("rina", "GET", f"{case.path}?{urlencode(asked)}", sent=sent)
    return answer.told != caller.read("rina", case.path, sent=sent).told


@pytest.mark.sweep
def test_any_filter_by_anothers(app: Flask, world: World, caller: Caller) -> None:
    """Also in names that nothing is known to take, and for every record that is hidden."""
    _ask(caller, world, sorted(set(FIELDS) - HOUSE), cases(app, world, ("GET",)), every=True)


def _first(found: Iterable[Case], who: str) -> list[Case]:
    """The first of each endpoint that `who` may do."""
    firsts: dict[str, Case] = {}
    for case in found:
        if POLICY[case.endpoint].decide(who, case.thing) == ALLOW:
            firsts.setdefault(case.endpoint, case)
    return list(firsts.values())


def _ask(caller: Caller, world: World, fields: list[str], found: Iterable[Case], *, every: bool) -> None:
    faults, tried = [], 0
    for number, (case, field) in enumerate(product(found, fields)):
        if POLICY[case.endpoint].public or "?" in case.path:
            continue
        if POLICY[case.endpoint].decide("rina", case.thing) != ALLOW:
            continue
        told = set()
        *hidden, missing = foreign(field, "rina", world)
        for value in (*_some(hidden, number // len(fields), every), missing):
            answer = caller.ask("rina", "GET", f"{case.path}?{field}={value}", sent=(*case.sent, value))
            tried += 1
            told.add(answer.told)
            forbidden = world.canaries.forbidden("rina").keys() - set(case.thing.tells)
            if leaks := canaries.found(answer.own_words, forbidden):
                faults.append(f"{case}: {field}={value} shows {leaks}")
        if len(told) > 1:
            faults.append(f"{case}: {field} tells those that are hidden from those that are not there")
    caller.tell("foreign references in addresses", tried, faults)
    assert not faults, "\n".join(faults)


def _takes(offered: Harvest) -> dict[str, set[str]]:
    """Which of these fields each endpoint's form has for anybody; what takes files takes kept ones."""
    found: dict[str, set[str]] = {"files.keep": {"key", "partner"}, "files.remove": {"partner"}}
    for endpoint, form in offered.every:
        names = {f.name for f in form.fields} & (set(FIELDS) - HOUSE)
        names |= {"kept"} if any(f.type == "file" for f in form.fields) else set()
        found.setdefault(endpoint, set()).update(names)
    return found


def _try(
    caller: Caller,
    offered: Harvest,
    world: World,
    who: str,
    takes: dict[str, set[str]],
    found: Iterable[Case],
    *,
    every: bool,
) -> None:
    faults, tried, forbidden = [], 0, world.canaries.forbidden(who)
    before = _files(caller)
    for number, case in enumerate(found):
        if POLICY[case.endpoint].public or POLICY[case.endpoint].decide(who, case.thing) != ALLOW:
            continue
        for field, valid in product(sorted(takes.get(case.endpoint, ())), (True, False)):
            told = {}
            *hidden, missing = foreign(field, who, world)
            for value in (*_some(hidden, number, every), missing):
                body = {**_body(offered, case, who, valid), field: value}
                with caller.noticing() as changed:
                    answer = caller.ask(who, "POST", case.path, body, sent=(*case.sent, value))
                    after = _files(caller)
                    moved = {token for token in before if before[token] != after.get(token)}
                tried += 1
                told[value] = (_plain(answer), tuple(changed))
                if leaks := canaries.found(answer.own_words, forbidden):
                    faults.append(f"{case}: {field}={value} shows {leaks}")
                if outcome(answer).startswith("status"):
                    faults.append(f"{case}: {field}={value}: {answer.status}")
                if moved - set(case.sent):
                    faults.append(f"{case}: {field}={value} moved {moved}")
            if len(set(told.values())) > 1:
                faults.append(f"{case} valid={valid}: {field} is told apart: {_apart(told)}")
    caller.tell(f"{who}: foreign references in forms", tried, faults)
    assert tried
    assert not faults, "\n".join(faults)


def _some(hidden: list[str], number: int, every: bool) -> list[str]:
    """All of them, or one, each time another."""
    return hidden if every or not hidden else [hidden[number % len(hidden)]]


def _body(offered: Harvest, case: Case, who: str, valid: bool) -> dict[str, object]:
    """What the form would send; an invalid one says nothing where words are asked for."""
    body = offered.body(case, who)
    form = offered.by_endpoint.get(case.endpoint)
    words = {f.name for f in form.fields if f.type in TEXT_TYPES} if form else set()
    return body if valid else {name: "" if name in words else value for name, value in body.items()}


def _apart(told: dict[str, tuple[bytes, tuple[str, ...]]]) -> str:
    """How the answers differ from that to the missing one, which is the last."""
    *others, missing = told.items()
    differing = [(value, got) for value, got in others if got != missing[1]]
    lines = unified_diff(
        missing[1][0].decode(errors="replace").split("\n"), differing[0][1][0].decode(errors="replace").split("\n"),
        lineterm="", n=0,
    )  # fmt: skip
    return f"{[v for v, _ in differing]}, changed {differing[0][1][1]}, {missing[1][1]}; " + " ".join(
        list(lines)[2:9]
    )


def _plain(answer: Answer) -> bytes:
    """What it tells; what was sent is called by no other name when a form refuses it."""
    return _NEW_FILE.sub(b"NEW", _ECHOED.sub(b"SENT", answer.told))


def _files(caller: Caller) -> dict[str, tuple[object, ...]]:
    """The rows of files by token; those of the world are called file-something."""
    rows = caller.dump(tables=("attachments",))["attachments"]
    return {str(v): row for row in rows for v in row if str(v).startswith("file-")}
