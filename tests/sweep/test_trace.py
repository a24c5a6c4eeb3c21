"""What somebody may not see leaves no trace in what they do: not a title, a number, a count, a date, an
order of rows (B03, B05)."""

import difflib
from collections import Counter
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from portal.db import system_session
from tests import cast
from tests.sweep.caller import Caller
from tests.sweep.crawl import cases
from tests.sweep.forms import read
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.world import World, build

pytestmark = pytest.mark.sqlite

# Who, and the stage of the world after which there is nothing more for them to see: nina is a reader who
# may see one order; rina and toni all that is SUMBER's; lina is of our own, but works with SUMBER alone.
SEES = {"nina": "own", "toni": "rest", "rina": "rest", "lina": "inner"}
MOST = 400


@pytest.mark.parametrize("who", [who for who in SEES if who != "toni"])  # a reader of what rina sees
def test_pages_are_the_same_with_and_without_what_is_hidden(
    app: Flask, world: World, caller: Caller, template: str, who: str
) -> None:
    """Every page, and one of each shape of address that pages lead to (shape: the route, and which names its
    query has), one of them as htmx asks for it, too; in a world that holds only what `who` may see, and
    in the whole one."""
    _compare(app, caller, template, who, alike=1)


@pytest.mark.sweep
@pytest.mark.parametrize("who", SEES)
def test_all_that_pages_lead_to_is_the_same(
    app: Flask, world: World, caller: Caller, template: str, who: str
) -> None:
    """Every address that a page leads to, and each part that htmx asks for; toni, too."""
    _compare(app, caller, template, who, alike=MOST)


def _compare(app: Flask, caller: Caller, template: str, who: str, alike: int) -> None:
    caller.replace(template)
    with app.app_context(), system_session() as session:
        cast.seed(session)
        small = build(session, SEES[who])
    alone = _pages(app, small, caller, who, alike)
    caller.restore()
    differing = []
    for address, htmx in alone:
        told = caller.read(who, address, htmx=htmx).told
        if told != alone[(address, htmx)]:
            differing.append(f"{address} htmx={htmx}:\n" + _difference(alone[(address, htmx)], told))
    caller.tell(f"{who}: pages with and without what is hidden", len(alone), differing)
    assert len(alone) > 30
    assert not differing, "\n".join(differing[:9])


def _pages(app: Flask, world: World, caller: Caller, who: str, alike: int) -> dict[tuple[str, bool], bytes]:
    """What every address tells `who`, as a page, and `alike` of each shape that pages lead to; every second
    of a shape as a part, too, or all if many are alike."""
    found: dict[tuple[str, bool], bytes] = {}
    shapes, adapter = Counter[tuple[object, ...]](), app.url_map.bind("localhost")
    waiting = [
        c.path for c in cases(app, world, ("GET",))
        if not POLICY[c.endpoint].public and POLICY[c.endpoint].decide(who, c.thing) == ALLOW
    ]  # fmt: skip
    seen = set(waiting)
    while waiting and len(found) < MOST:
        path = waiting.pop(0).partition("#")[0]
        if (path, False) in found:
            continue
        answer = caller.ask(who, "GET", path)
        if answer.status == 200:
            found[(path, False)] = answer.told
            shapes[("part", shape := _shape(adapter, path))] += 1
            if alike > 2 or shapes[("part", shape)] % 2:
                found[(path, True)] = caller.ask(who, "GET", path, htmx=True).told
            if answer.header("Content-Type").startswith("text/html"):
                offered = read(answer.body)
                links = [
                    *offered.links,
                    *(address for method, address in offered.controls if method == "GET"),
                ]
                for link in links:
                    if link.startswith("/") and not link.startswith("/static/") and link not in seen:
                        seen.add(link)
                        shapes[shape := _shape(adapter, link)] += 1
                        waiting += [link] if shapes[shape] <= alike else []
    return found


def _shape(adapter: MapAdapter, address: str) -> tuple[object, ...]:
    """The route of an address, and the names in its query."""
    path, _, query = address.partition("#")[0].partition("?")
    try:
        route = adapter.match(path, method="GET")[0]
    except HTTPException:
        route = path
    return route, *sorted({name for name, _value in parse_qsl(query)})


def _difference(one: bytes, other: bytes) -> str:
    texts = (text.decode(errors="replace").split("\n") for text in (one, other))
    return "\n".join(list(difflib.unified_diff(*texts, lineterm="", n=0))[2:10])
