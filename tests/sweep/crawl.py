"""Every route with every thing behind it, and the bodies that its form would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule as Route

from tests.sweep import policy
from tests.sweep.caller import Answer, Caller
from tests.sweep.forms import Form, Offered, read
from tests.sweep.things import Thing, things, unknown
from tests.sweep.world import World

LOOKERS = ("adi", "dewi", "rina", "sari", "budi", "visitor")  # together they are drawn every form


@dataclass(frozen=True)
class Case:
    """One request of the sweep, without who sends it."""

    endpoint: str
    method: str
    path: str
    thing: Thing

    @property
    def sent(self) -> tuple[str, ...]:
        """The words of the address itself."""
        return tuple(value for _name, value in self.thing.values)

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks in its query; a form sends the same as fields."""
        return dict(parse_qsl(self.path.partition("?")[2]))

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint}, {self.thing.kind})"


def routes(app: Flask) -> list[Route]:
    """Every rule of the application."""
    return sorted(app.url_map.iter_rules(), key=lambda r: (r.endpoint, r.rule))


def undeclared(app: Flask) -> list[str]:
    """What to add, a sentence for each route without a policy or whose parameters nobody can fill."""
    faults = [
        f"{r.endpoint} ({r.rule}): say in tests/sweep/policy.py who may use it and what others are told"
        for r in routes(app) if r.endpoint not in policy.POLICY
    ]  # fmt: skip
    faults += [
        f"{e}: no such route any more; take it out of tests/sweep/policy.py"
        for e in policy.POLICY
        if e not in app.view_functions
    ]
    return faults + [said for r in routes(app) if (said := unknown(r.rule))]


def cases(app: Flask, world: World, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Iterator[Case]:
    """Rule x method x thing."""
    for route in routes(app):
        if route.endpoint not in policy.POLICY or unknown(route.rule):
            continue  # test_access says what to add
        for thing in things(route.rule, world):
            for method in sorted(set(methods) & (route.methods or set())):
                yield Case(route.endpoint, method, thing.path(route.rule), thing)


@dataclass
class Harvest:
    """What the pages offered: forms by (who, path of action), bodies by endpoint, controls by page."""

    forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    pages: dict[tuple[str, str], Offered] = field(default_factory=dict)
    by_endpoint: dict[str, Form] = field(default_factory=dict)
    every: list[tuple[str, Form]] = field(default_factory=list)

    def body(self, case: Case, who: str) -> dict[str, Any]:
        """A body for this request: what `who` was drawn for it, else what somebody was, else what
        policy.BODIES says."""
        form = self.forms.get((who, case.path)) or next(
            (self.forms[(other, case.path)] for other in LOOKERS if (other, case.path) in self.forms), None
        ) or self.by_endpoint.get(case.endpoint)  # fmt: skip
        body = {**(form.body() if form else {}), **policy.BODIES.get(case.endpoint, {})}
        about = ("order", "line", "part", "notice") if case.asked or case.thing.kind == "page" else ()
        return {**{name: value for name, value in body.items() if name not in about}, **case.asked}


def harvest(app: Flask, caller: Caller, world: World, lookers: tuple[str, ...] = LOOKERS) -> Harvest:
    """Open every page as a few people and read what it offers."""
    found, adapter = Harvest(), app.url_map.bind("localhost")
    for who in lookers:
        for case in cases(app, world, ("GET",)):
            if policy.POLICY[case.endpoint].decide(who, case.thing) != policy.ALLOW:
                continue
            answer = caller.read(who, case.path)
            if is_page(answer):
                offered = found.pages[(who, case.path)] = read(answer.body)
                for form in offered.forms:
                    if form.method == "POST":
                        path = form.action.partition("?")[0]
                        own = case.path.partition("?")[0] == path  # then its query says what it is about
                        found.forms.setdefault((who, case.path if own else path), form)
                        try:
                            endpoint = adapter.match(path, method="POST")[0]
                        except HTTPException as missing:
                            raise AssertionError(
                                f"{case.path} draws a form to {path}, which does not exist"
                            ) from missing
                        found.by_endpoint.setdefault(endpoint, form)
                        found.every.append((endpoint, form))
    return found


def is_page(answer: Answer) -> bool:
    """True for a whole HTML page that was given."""
    return answer.status == 200 and answer.header("Content-Type").startswith("text/html")


def outcome(answer: Answer) -> str:
    """The answer in the words of the policy; a status of its own kind names itself."""
    if answer.to_sign_in:
        return policy.SIGN_IN
    if answer.status == 401 and answer.header("WWW-Authenticate").startswith("Bearer"):
        return policy.TOKEN
    if answer.status in (404, 403):
        return policy.HIDE if answer.status == 404 else policy.FORBID
    return (
        policy.ALLOW
        if answer.status < 400 or answer.status in (409, 413, 422, 429)
        else f"status {answer.status}"
    )
