"""The list page against the same HTML from constants: what finding the rows costs beside showing them.

The constants are what the database answers: the reader, the rows, their ledgers, the counts, what the
bar and the filters offer. From them the page is worded, drawn and rendered as the list's own route
does it. Beside that stands a page of words and drawings that were made before, for reading only.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from flask import Flask, Response, g, request, template_rendered

from benchmarks.asking import Portal, compare, ratio
from portal.orders import filters, listing, queries, rows
from portal.orders.routes.index import list_context
from portal.web import nav, page_or_partial, public
from portal.web.templating import company

BAR = 2.0
ROUNDS = 21
PATH = "/benchmarks/constants"
WORDED = "/benchmarks/worded"
FOUND = ((queries, "offers"), (listing, "counts"), (listing, "page"), (queries, "ledger"), (nav, "waiting"))

_kept: dict[str, Any] = {}


def extend(app: Flask) -> None:
    """Give the application two pages from what `measured` keeps: one shown by the list's own code, one
    rendered from what that code made. Nothing is looked up, and nobody signs in."""

    @public
    def constants() -> Response:
        _as_reader()
        with _answering(_kept["found"]):
            context = list_context(_kept["actor"], filters.read(request.args, staff=False))
        return page_or_partial("orders/index.html", "orders/_table.html", **context)

    @public
    def worded() -> str:
        _as_reader()
        g.nav_items = _kept["nav"]
        return str(_kept["template"].render(_kept["context"]))

    app.add_url_rule(PATH, "benchmarks.constants", constants)
    app.add_url_rule(WORDED, "benchmarks.worded", worded)


def measured(portal: Portal, path: str = "/orders") -> dict[str, float]:
    """Milliseconds of the list and of both pages, drawn anew ('cold') and not; their ratios."""
    with _keeping(portal):
        listed = portal.ask(path)
    for other in (PATH, WORDED):
        if _same(listed) != _same(portal.ask(other, side=None)):
            raise RuntimeError(f"{other} does not give the HTML of the list")

    def cold(ask: Callable[[], bytes]) -> Callable[[], None]:
        def work() -> None:
            rows._strip.cache_clear()
            ask()

        return work

    spent = compare(
        {
            "list": cold(lambda: portal.ask(path)), "constants": cold(lambda: portal.ask(PATH, side=None)),
            "list again": lambda: portal.ask(path), "constants again": lambda: portal.ask(PATH, side=None),
            "worded": lambda: portal.ask(WORDED, side=None),
        },
        ROUNDS,
        3,
    )  # fmt: skip
    return {
        **{name: median(each) * 1000 for name, each in spent.items()},
        "cold ratio": ratio(spent["list"], spent["constants"]),
        "warm ratio": ratio(spent["list again"], spent["constants again"]),
        "worded ratio": ratio(spent["list"], spent["worded"]),
        "kilobytes": len(listed) / 1000,
    }


def _as_reader() -> None:
    g.actor, g.company, g.theme = _kept["actor"], _kept["company"], _kept["theme"]


@contextmanager
def _keeping(portal: Portal) -> Iterator[None]:
    def keep(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        _kept.update(
            template=template, context=dict(context), actor=g.actor, theme=g.get("theme", "system"),
            company=company(), nav=nav.items(g.actor),
        )  # fmt: skip

    _kept["found"] = {}
    with template_rendered.connected_to(keep, portal.app), _answering(None):
        yield


@contextmanager
def _answering(found: dict[str, Any] | None) -> Iterator[None]:
    """Let the functions that ask the database answer from `found`, or with None be written down."""
    before = [(module, name, getattr(module, name)) for module, name in FOUND]

    def noting(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any) -> Any:
            _kept["found"][name] = ask(*given)
            return _kept["found"][name]

        return noted

    for module, name, ask in before:
        setattr(module, name, noting(name, ask) if found is None else lambda *_, n=name: found[n])
    try:
        yield
    finally:
        for module, name, ask in before:
            setattr(module, name, ask)


def _same(body: bytes) -> str:
    """The page without what is new in each answer: nonces and tokens; and without the mark of where
    one is in the bar, which the address decides."""
    text = re.sub(r'(nonce|data-csrf|value)="[\w.\-]{16,}"', "", body.decode())
    return text.replace(' aria-current="page"', "")
