"""The list page against the same HTML from constants: what finding and wording the rows costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from flask import Flask, g, template_rendered

from benchmarks.asking import Portal, compare, ratio
from portal.orders import rows
from portal.web import nav, public
from portal.web.templating import company

BAR = 2.0
ROUNDS = 21
PATH = "/benchmarks/constants"

_kept: dict[str, Any] = {}


def extend(app: Flask) -> None:
    """Give the application a page that renders the template and context kept by `keep`: the same
    template, filters, gate, headers and CSRF token, but nothing is looked up or put into words."""

    @public
    def constants() -> str:
        g.actor, g.company, g.nav_items, g.theme = (
            _kept["actor"],
            _kept["company"],
            _kept["nav"],
            _kept["theme"],
        )
        return str(_kept["template"].render(_kept["context"]))

    app.add_url_rule(PATH, "benchmarks.constants", constants)


def measured(portal: Portal, path: str = "/orders") -> dict[str, float]:
    """Milliseconds of the constants, of the list whose rows are worded anew ('cold') and of the list
    whose rows were worded before ('warm'); 'cold ratio' and 'warm ratio' to the constants."""
    with _keeping(portal):
        listed = portal.ask(path)
    constant = portal.ask(PATH, side=None)
    if _same(listed) != _same(constant):
        raise RuntimeError("the constants do not give the HTML of the list")

    def cold() -> None:
        rows._strip.cache_clear()
        portal.ask(path)

    spent = compare(
        {"constants": lambda: portal.ask(PATH, side=None), "cold": cold, "warm": lambda: portal.ask(path)},
        ROUNDS,
        3,
    )
    return {
        **{name: median(each) * 1000 for name, each in spent.items()},
        "cold ratio": ratio(spent["cold"], spent["constants"]), "warm ratio": ratio(spent["warm"], spent["constants"]),
        "kilobytes": len(listed) / 1000,
    }  # fmt: skip


@contextmanager
def _keeping(portal: Portal) -> Iterator[None]:
    def keep(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        _kept.update(
            template=template, context=dict(context), actor=g.actor, theme=g.get("theme", "system"),
            company=company(), nav=nav.items(g.actor),
        )  # fmt: skip

    with template_rendered.connected_to(keep, portal.app):
        yield


def _same(body: bytes) -> str:
    """The page without what is new in each answer: nonces and tokens; and without the mark of where
    one is in the bar, which the address decides."""
    text = re.sub(r'(nonce|data-csrf|value)="[\w.\-]{16,}"', "", body.decode())
    return text.replace(' aria-current="page"', "")
