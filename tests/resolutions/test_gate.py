"""Whatever both sides do in whatever order, nothing closes without both causes and a proof that is younger
than what was done. Random walks through all that can be done, beside a book kept by hand; more of them in
`make sweep`."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.db import system_session
from portal.resolutions import actions, judging, stepping
from portal.resolutions.kinds import Clocks, kinds_of
from portal.resolutions.models import Resolution, Step
from portal.resolutions.queries import steps_of
from tests.issues.arrange import actor, get
from tests.resolutions.arrange import begun, case, content

MOVES = 40
REFUSED = (
    actions.NotNow, judging.TooSoon, judging.NeedsWords, stepping.Lacking, StaleDataError,
)  # fmt: skip


@dataclass
class Book:
    """What was accepted and found, by our own hand: the kinds that stand, the days, how often it closed."""

    stands: set[str] = field(default_factory=set)
    sent_day: date | None = None
    done_day: date | None = None
    proof_day: date | None = None
    closed: int = 0

    def drop(self, *kinds: str) -> None:
        """These stand no more."""
        fell = self.stands & set(kinds)
        self.stands -= fell
        if {"causes", "correction", "implementation"} & fell:
            self.proof_day = None


def walk(
    session: Session, case: Resolution, book: Book, chance: random.Random, today: list[datetime]
) -> None:
    """One random thing is tried by a random side; the book follows if it was not refused."""
    steps = {step.kind: step for step in steps_of(session, actor("dewi"), case)}
    if case.effective_on and chance.random() < 0.4:  # doubt, when it is nearly over
        kind, name, what = (
            chance.choice(list(steps)),
            "dewi",
            chance.choice(("return", "return", "judge", "reopen")),
        )
    else:
        kind, name, what = _sense(case, steps, chance) if chance.random() < 0.7 else _nonsense(steps, chance)
    who, step, day = actor(name), steps[kind], today[0].date()
    if what == "wait":
        today[0] += timedelta(days=chance.choice((0, 1, 2)))
    elif what == "send":
        said = (
            {"done_on": (day - timedelta(days=chance.choice((0, 0, 1, 5)))).isoformat()}
            if kind == "implementation"
            else {}
        )
        stepping.send(session, who, case, step, content(kind, **said))
        if kind == "implementation":
            book.sent_day = date.fromisoformat(said["done_on"])
    elif what == "accept":
        stepping.accept(session, who, case, step)
        if kind == "closing":
            # The heart of it: the book alone says whether this may have been.
            assert book.stands == set(kinds_of(case.form)[:-1]), book
            assert book.done_day and book.proof_day and book.proof_day > book.done_day, book
            book.closed += 1
        book.stands.add(kind)
        if kind == "implementation":
            book.done_day = book.sent_day
    elif what == "return":
        was = step.state
        stepping.return_(session, who, case, step, "No.")
        if was == "accepted":
            book.drop(kind)
    elif what == "judge":
        verdict = chance.choice(("effective", "effective", "effective", "not_effective"))
        judging.judge(session, who, case, verdict, "We looked.", Clocks())
        if verdict == "effective":
            book.proof_day = day
        else:
            book.drop("causes", "correction", "implementation")
    elif what == "reopen":
        actions.reopen(session, who, case, get(session, case.issue_ref), "Again.", Clocks())
        book.drop("causes", "correction", "implementation", "closing")
    elif what == "extend" and chance.random() < 0.1:
        actions.extend(session, who, case, Clocks())


def _nonsense(steps: dict[str, Step], chance: random.Random) -> tuple[str, str, str]:
    what = chance.choice(("send", "accept", "accept", "return", "judge", "reopen", "wait", "extend"))
    return chance.choice(list(steps)), chance.choice(("rina", "sari", "dewi", "dewi", "toni")), what


def _sense(case: Resolution, steps: dict[str, Step], chance: random.Random) -> tuple[str, str, str]:
    """What people who want it closed would try next."""
    left = [kind for kind, step in steps.items() if step.state != "accepted"] or ["closing"]
    kind = left[0]
    if kind == "closing" and case.effective_on is None:
        return kind, "dewi", chance.choice(("judge", "judge", "wait"))
    return (kind, "dewi", "accept") if steps[kind].state == "sent" else (kind, "rina", "send")


@pytest.fixture
def working(app: Flask) -> Iterator[Session]:
    """A session whose statements are written together, which is what makes many of them quick."""
    with app.app_context(), system_session() as session:
        yield session


@pytest.mark.parametrize("walks", [12, pytest.param(60, marks=pytest.mark.sweep)])
def test_no_way_leads_past_causes_and_proof(
    working: Session, monkeypatch: pytest.MonkeyPatch, walks: int
) -> None:
    session = working
    now = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    monkeypatch.setattr(clock, "today", lambda _zone: now[0].date())
    chance, counted = random.Random(8), {"tried": 0, "done": 0, "closed": 0}  # noqa: S311
    for number in range(walks):
        ref = begun(session, "full" if number % 6 == 5 else "light")
        made, book = case(session, ref), Book()
        for _move in range(MOVES):
            counted["tried"] += 1
            try:
                with session.begin_nested():
                    walk(session, made, book, chance, now)
                counted["done"] += 1
            except REFUSED:
                session.expire_all()
            _agree(made, book)
            _wait(session, made)
        counted["closed"] += book.closed
        session.commit()
    print(f"{walks} walks, {counted['tried']} tries, {counted['done']} done, {counted['closed']} closed")  # noqa: T201
    assert counted["closed"] > walks // 3  # else the walk proves nothing
    assert counted["tried"] - counted["done"] > 8 * walks


def _agree(case: Any, book: Book) -> None:
    if case.state == "closed":
        assert book.closed and {"causes", "implementation"} <= book.stands
    assert (case.effective_on is None) == (book.proof_day is None)
    assert (case.occurrence_code is not None) == ("causes" in book.stands)


def _wait(session: Session, case: Resolution) -> None:
    """Each step waits for who has to fill it, or to accept it; none of a case that is over, nor the closing before
    it was found to work."""
    statement = select(Step.kind, Step.state, Step.waits_for).where(Step.resolution_id == case.id)
    for kind, state, waits_for in session.execute(statement.execution_options(system=True)):
        moves = {
            "open": case.side,
            "returned": case.side,
            "sent": {"partner": "company", "company": "partner"}[case.side],
        }
        over = case.state != "open" or (kind == "closing" and case.effective_on is None)
        assert waits_for == (None if over else moves.get(state)), (kind, state)
