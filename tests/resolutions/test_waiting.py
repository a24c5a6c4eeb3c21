"""Whose move a step is stands beside it: the database writes it, and the migration wrote it for cases from before."""

import importlib.util
from datetime import timedelta

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.config import ROOT
from portal.resolutions import actions, timing
from portal.resolutions.models import Resolution, Step
from tests.issues.arrange import actor
from tests.resolutions.arrange import accept, all_but_closing, begun, case, closed, judge, send, step, today

LIGHT = ("causes", "implementation", "closing")


def _waits(session: Session) -> dict[str, dict[str, str | None]]:
    """By the reference of the issue and the kind of step."""
    session.expire_all()
    found: dict[str, dict[str, str | None]] = {}
    rows = select(Resolution.issue_ref, Step.kind, Step.waits_for).join(
        Step, Step.resolution_id == Resolution.id
    )
    for ref, kind, waits in session.execute(rows.order_by(Step.id)):
        found.setdefault(ref, {})[kind] = waits
    return found


def test_each_step_says_whose_move_it_is(session: Session) -> None:
    done = today() - timedelta(days=20)
    over, given_up, new = closed(session), begun(session), begun(session, side="company", opener="rina")
    actions.abandon(session, actor("dewi"), case(session, given_up), "Too small.")
    half = begun(session, side="company", opener="rina")
    send(session, half, "causes", "dewi")
    accept(session, half, "causes", "rina")
    send(session, half, "implementation", "dewi", done_on=done.isoformat())
    asked = begun(session)
    row = step(session, asked, "causes")
    timing.ask(session, actor("rina"), case(session, asked), row, clock.now() + timedelta(days=20), "Away.")
    unproved, ready, proved = (begun(session) for _case in range(3))
    for ref in (unproved, ready, proved):
        all_but_closing(session, ref, done)
    session.execute(update(Resolution).where(Resolution.issue_ref == ready).values(ready_on=today()))
    judge(session, proved)
    session.commit()
    nobody = dict.fromkeys(LIGHT)
    expected = {
        over: nobody, given_up: nobody, unproved: nobody,
        new: {**nobody, "causes": "company", "implementation": "company"},
        half: {**nobody, "implementation": "partner"},
        asked: {**nobody, "causes": "both", "implementation": "partner"},
        ready: {**nobody, "closing": "company"}, proved: {**nobody, "closing": "partner"},
    }  # fmt: skip
    assert _waits(session) == expected
    session.execute(update(Step).values(waits_for="nobody"))
    (path,) = (ROOT / "migrations" / "versions").glob("*_whose_move_a_step_is.py")
    spec = importlib.util.spec_from_file_location("migration", path)
    assert spec and spec.loader
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    session.execute(text(migration.ALL))
    assert _waits(session) == expected
