"""Every way that a dispute can go, at random: it never ends accepted, or left as not agreed, without the word
of both sides by name, of the named managers once it was escalated; and what ended never changes.

Steps are drawn for a mixed company of people, most of them possible, many not. What should be possible is
kept beside, by hand, from the answers alone.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.activity import actions as activity
from portal.actor import Actor
from portal.db import system_session
from portal.disputes import actions, deciding, queries
from portal.disputes.models import PARTS, Acceptance, Decision, Dispute
from tests.disputes.arrange import DECISION, act, get, issue, opened
from tests.issues import arrange
from tests.issues.arrange import actor

PATHS, STEPS = 30, 26
PEOPLE = ("rina", "sari", "toni", "dewi", "mega", "adi", "ayu")
SIDE = {name: "partner" if name in ("rina", "sari", "toni") else "company" for name in PEOPLE}


class Path:
    """One dispute on its way, and what both sides have said of it so far."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.chance = session, random.Random(seed)  # noqa: S311
        who = actor(self.chance.choice(("rina", "dewi")))
        of = arrange.get(session, arrange.issue(session))
        self.dispute = actions.open_dispute(session, who, of, "says", "wants", actions.Clocks(), None)

    def step(self) -> tuple[str, bool]:
        """Try one thing; its name, and whether it was done."""
        name = self.chance.choice(PEOPLE)
        what = self.chance.choice(
            ("position", "fact", "answer", "decide", "leave", "leave", "accept", "accept", "accept", "escalate",
             "rename", *(("withdraw",) if self.chance.random() < 0.3 else ()))
        )  # fmt: skip
        try:
            getattr(self, f"_{what}")(actor(name))
        except actions.NotNow:
            return what, False
        if self.dispute.escalated_at is not None and what in ("decide", "leave", "accept", "withdraw"):
            named = self.dispute.partner_manager_name, self.dispute.staff_manager_name
            assert actor(name).name == named[SIDE[name] == "company"]
        return what, True

    def _matter(self, who: Actor) -> queries.Matter:
        return queries.matter(self.session, who, self.dispute)

    def _position(self, who: Actor) -> None:
        actions.say(self.session, who, self.dispute, "says", "wants")

    def _fact(self, who: Actor) -> None:
        actions.propose_fact(self.session, who, self.dispute, "it rained")

    def _answer(self, who: Actor) -> None:
        facts = queries.facts(self.session, who, self.dispute)
        if not facts:
            raise actions.NotNow
        answer = self.chance.choice(("agreed", "not_agreed", "taken_back"))
        actions.answer_fact(self.session, who, self.dispute, self.chance.choice(facts), answer)

    def _decide(self, who: Actor) -> None:
        deciding.propose(self.session, who, self.dispute, deciding.Proposal("words", cause_side="both"))

    def _leave(self, who: Actor) -> None:
        deciding.propose(self.session, who, self.dispute, deciding.Proposal("words", outcome="not_agreed"))

    def _accept(self, who: Actor) -> None:
        decisions = self._matter(who).decisions  # any of them: one that stands no more is refused
        deciding.accept(
            self.session, who, self.dispute, self.chance.choice([None, *decisions, *decisions[:1] * 3])
        )

    def _escalate(self, who: Actor) -> None:
        days = self.chance.choice((self.dispute.opened_at.date(), self.dispute.escalation_on))
        deciding.escalate(
            self.session, who, self.dispute, self._matter(who), "why", _of("mega"), _of("rina"), days
        )

    def _rename(self, who: Actor) -> None:
        deciding.rename(self.session, who, self.dispute, "why", _of("adi" if who.is_staff else "sari"))

    def _withdraw(self, who: Actor) -> None:
        actions.withdraw(self.session, who, self.dispute, "why")


def _of(name: str) -> deciding.Manager:
    return deciding.Manager(actor(name).user_id, actor(name).name)


def everything(session: Session, dispute: Dispute) -> list[Any]:
    """All that the database holds of a dispute."""
    session.flush()
    rows = [session.execute(select(Dispute.__table__).where(Dispute.id == dispute.id)).all()]
    rows += [session.execute(select(p.__table__).where(p.dispute_id == dispute.id)).all() for p in PARTS]
    return [sorted(map(tuple, each), key=repr) for each in rows]


def check(session: Session, dispute: Dispute) -> None:
    """A dispute that has ended, by the rules as people were told them."""
    words = session.execute(
        select(Acceptance.side, Acceptance.by_id, Acceptance.by_name).where(
            Acceptance.decision_id == dispute.standing_id
        )
    ).all()
    decision = session.get(Decision, dispute.standing_id) if dispute.standing_id else None
    if dispute.state == "withdrawn":
        assert dispute.ended_name in {actor(n).name for n in PEOPLE if SIDE[n] == dispute.opened_side}
        return
    assert {side for side, _id, _name in words} == {"company", "partner"} and len(words) == 2
    assert (
        decision is not None
        and decision.outcome == {"accepted": "agreed", "not_agreed": "not_agreed"}[dispute.state]
    )
    for side, person, name in words:
        (who,) = (n for n in PEOPLE if actor(n).user_id == person)
        assert (SIDE[who], actor(who).name) == (side, name) and who not in ("toni", "ayu")
    assert dispute.state == "accepted" or dispute.escalated_at is not None


def test_no_path_ends_without_both_and_nothing_changes_afterwards(
    app: Flask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "_listeners", [])  # mails are promised elsewhere
    with app.app_context(), system_session() as session:
        arrange.orders(session)
        session.commit = session.flush  # type: ignore[method-assign]  # all of it in one transaction
        _walk(session, capsys)


def _walk(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    ends, done = Counter[str](), Counter[bool]()
    for seed in range(PATHS):
        path, frozen = Path(session, seed), None
        for _step in range(STEPS):
            _what, took = path.step()
            done[took] += 1
            if frozen is not None:
                assert not took
            elif path.dispute.state != "open":
                check(session, path.dispute)
                frozen = everything(session, path.dispute)
        ends[path.dispute.state] += 1
        assert frozen in (None, everything(session, path.dispute))
    with capsys.disabled():
        print(f"\n{PATHS} disputes, {done.total()} steps tried, {done[True]} taken; ended {dict(ends)}")  # noqa: T201
    assert all(ends[state] for state in ("accepted", "withdrawn", "not_agreed")) and done[True] > 120


def test_the_database_itself_holds_it(client: Callable[..., Any], session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    made = opened(session, rina, ref)

    def refused(statement: Any) -> bool:
        try:
            session.execute(statement)
        except DatabaseError:
            return True
        finally:
            session.rollback()
        return False

    state = update(Dispute).where(Dispute.id == made.id)
    assert act(rina, session, ref, "decision", **DECISION) == 303
    assert act(rina, session, ref, "fact", words="It rained") == 303
    assert refused(state.values(state="accepted", waits_for=None))  # one word is not two
    assert refused(state.values(state="not_agreed", waits_for=None))
    filled = [part for part in PARTS if session.query(part).count()]
    session.rollback()
    assert len(filled) == 4
    for part in filled:
        assert refused(delete(part)) and refused(update(part).values(by_name="Somebody else")), part
    assert act(dewi, session, ref, "acceptance") == 303
    assert refused(state.values(ended_name="Somebody else")) and refused(state.values(state="open"))
    assert refused(delete(Dispute))
    for part in filled:
        table = inspect(part).local_table
        columns = [c.name for c in table.columns if c.name != "id"]
        key = {"number": "number + 90", "decision_id": "decision_id", "side": "side"}
        wanted = ", ".join(key.get(name, name) for name in columns)
        again = f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {wanted} FROM {table.name}"  # noqa: S608
        assert refused(text(again)), part
    assert get(session, ref).state == "accepted"
