"""Which requests the everyday run makes of all those there are: each row of the table once.

A door is a route and a method. People of one side whom the table gives the same at a door, whatever lies
behind it, are kin there; one of them knocks, at each door another. Everybody: `make sweep`.
"""

from collections import defaultdict
from typing import NamedTuple

from flask import Flask

from tests.sweep import people
from tests.sweep.crawl import Case, cases
from tests.sweep.policy import POLICY
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


def share(app: Flask, world: World) -> dict[str, list[Knock]]:
    """The share of each person. A page is asked for by one of each kin, and by every second of these as a
    part, too; a form is sent in one way or the other; a head alone is asked for by every third."""
    found: dict[str, list[Knock]] = {who: [] for who in people.EVERYONE}
    for number, door in enumerate(doors(app, world)):
        for turn, same in enumerate(kin(door), start=number):
            found[same[number % len(same)]] += [
                Knock(case, htmx) for case in door for htmx in _ways(case.method, turn)
            ]
    return found


def _ways(method: str, turn: int) -> tuple[bool, ...]:
    if method == "GET":
        return (False, True) if turn % 2 else (False,)
    if method == "HEAD":
        return () if turn % 3 else (False,)
    return (bool(turn % 2),)
