"""Which requests the everyday run makes of all those there are: each row of the table once.

A door is a route and a method. People of one side whom the table gives the same at a door, whatever lies
behind it, are kin there; one of them knocks, at each door another. They read every page that they are
given. Of pages that they are refused and of what they write to, one thing of each circle (who sees it)
stands for all, at each door another; of what they may not write to, one hidden, one missing, one forbidden;
of what the gate refuses before it looks, one thing for all. What is hidden from a side is asked for by one
kin of it. Everybody, and all things: `make sweep`.
"""

from collections import defaultdict
from typing import NamedTuple

from flask import Flask

from tests.sweep import people
from tests.sweep.crawl import LOOKERS, Case, cases
from tests.sweep.policy import ALLOW, FORBID, HIDE, POLICY
from tests.sweep.world import World

SIDES = (people.STAFF, people.LIMITED, people.SUMBER, people.NINA, people.BAUT, frozenset(people.OUTSIDE))


class Knock(NamedTuple):
    """One request: what is asked for, and whether as htmx asks for a part."""

    case: Case
    htmx: bool


def side_of(who: str) -> int:
    """The side of this person, as a place in SIDES."""
    return next(n for n, side in enumerate(SIDES) if who in side)


def doors(app: Flask, world: World) -> list[list[Case]]:
    """The cases of each route and method."""
    found: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases(app, world):
        found[(case.endpoint, case.method)].append(case)
    return list(found.values())


def everything(app: Flask, world: World) -> dict[str, list[Knock]]:
    """The whole product, by person: every case as a page and as a part, its head alone once."""
    every = [
        Knock(case, htmx)
        for case in cases(app, world)
        for htmx in (False, True)
        if not (htmx and case.method == "HEAD")
    ]
    return dict.fromkeys(people.EVERYONE, every)


def kin(door: list[Case]) -> list[list[str]]:
    """Who gets the same here, side by side."""
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for who in people.EVERYONE:
        found[(side_of(who), *(POLICY[case.endpoint].decide(who, case.thing) for case in door))].append(who)
    return list(found.values())


def row(case: Case, who: str) -> tuple[object, ...]:
    """What the table tells apart of this case for `who`: cases with the same row prove the same."""
    outcome = POLICY[case.endpoint].decide(who, case.thing)
    what: object = None
    if case.method == "GET" and outcome == ALLOW:
        what = case.path
    elif (case.method, outcome) in (("GET", HIDE), ("GET", FORBID), ("POST", ALLOW)):
        what = (case.thing.seen_by, case.thing.within)
    elif case.method == "POST" and outcome == HIDE:
        what = bool(case.thing.seen_by)
    return case.endpoint, case.method, outcome, what


def share(app: Flask, world: World) -> dict[str, list[Knock]]:
    """The share of each person. A page is asked for by one of each kin, and by every second of these as a
    part, too; a form is sent in one way or the other; a head alone is asked for by every third."""
    found: dict[str, list[Knock]] = {who: [] for who in people.EVERYONE}
    for number, door in enumerate(doors(app, world)):
        hidden: set[tuple[object, ...]] = set()
        for turn, same in enumerate(kin(door), start=number):
            who = _one(same, door[0].method, number)
            rows: dict[tuple[object, ...], list[Case]] = defaultdict(list)
            for case in door:
                rows[row(case, who)].append(case)
            unseen = {(side_of(who), *key) for key in rows if key[2] == HIDE}
            again, hidden = unseen <= hidden, hidden | unseen
            found[who] += [
                Knock(alike[number % len(alike)], htmx)
                for key, alike in rows.items()
                if not (again and key[2] == HIDE)
                for htmx in _ways(door[0].method, turn)
            ]
    return found


def _one(same: list[str], method: str, number: int) -> str:
    """One of those who get the same here; for a page somebody who has opened it before (crawl.harvest)."""
    lookers = [who for who in same if who in LOOKERS] if method == "GET" else []
    return (lookers or same)[number % len(lookers or same)]


def _ways(method: str, turn: int) -> tuple[bool, ...]:
    if method == "GET":
        return (False, True) if turn % 2 else (False,)
    if method == "HEAD":
        return () if turn % 3 else (False,)
    return (bool(turn % 2),)
