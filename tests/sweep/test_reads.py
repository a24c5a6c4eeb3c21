"""Reading never writes, and what one may not see leaves no trace in what one does: not a count, not a
date, not an order of rows."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.db import db
from tests.sweep import people
from tests.sweep.caller import Caller
from tests.sweep.crawl import cases
from tests.sweep.forms import read
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.world import World, build

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


def test_no_get_of_anybody_writes(app: Flask, world: World, caller: Caller) -> None:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    for who in people.EVERYONE:
        for case in cases(app, world, ("GET",)):
            caller.ask(who, "GET", case.path)
    event.remove(engine, "before_cursor_execute", note)
    print(f"\nsweep: {caller.count} GETs, {len(statements)} writes")  # noqa: T201
    assert statements == []


@pytest.mark.sqlite
@pytest.mark.parametrize("who", ["rina", "toni", "nina"])
def test_what_is_hidden_leaves_no_trace(
    app: Flask, world: World, caller: Caller, session: Session, database_url: str,
    worker_database: tuple[str, Callable[[], None]], who: str,
) -> None:  # fmt: skip
    """Every page with and without the other partner's rows, internal notes and confidential issues."""
    before = _pages(app, world, caller, who)
    session.rollback()
    with app.app_context():
        db.engine.dispose()
    worker_database[1]()
    with app.app_context():
        from tests import cast

        cast.seed(session)
        session.commit()
        plain = build(session, hidden=False)
    after = _pages(app, plain, caller, who)
    differing = [path for path, told in after.items() if before.get(path) != told]
    assert len(after) > 10
    assert not differing, "\n".join(f"{p}:\n" + _difference(before[p], after[p]) for p in differing)


def _pages(app: Flask, world: World, caller: Caller, who: str) -> dict[str, bytes]:
    """What every page that does not depend on something hidden tells `who`, links with filters too."""
    found: dict[str, bytes] = {}
    waiting = [c.path for c in cases(app, world, ("GET",)) if POLICY[c.endpoint].decide(who, c.thing) == ALLOW]
    waiting = [path for path in waiting if not path.endswith(".xlsx") and "invitations" not in path]
    while waiting:
        path = waiting.pop(0)
        if path in found or len(found) > 300:
            continue
        answer = caller.ask(who, "GET", path)
        if answer.status == 200:
            found[path] = answer.told
            if answer.header("Content-Type").startswith("text/html") and "?" not in path:
                waiting += [link for link in read(answer.body).links if link.startswith("/") and "?" in link and "/static/" not in link]
    return found


def _difference(one: bytes, other: bytes) -> str:
    import difflib

    lines = difflib.unified_diff(one.decode(errors="replace").split("\n"), other.decode(errors="replace").split("\n"), lineterm="", n=0)
    return "\n".join(list(lines)[:12])
