"""Kept answers add up to what fresh ones do, and prove it row for row, whatever has changed since they were kept."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Batch
from portal.actor import Actor
from portal.orders import actions, answers, ledgers
from portal.orders.actions import NewLine, Said
from portal.orders.models import Commitment, Order, Schedule
from portal.partners.models import Company, Holiday, Partner
from portal.scores import (
    decisions_rows,
    keeping,
    keeping_answers,
    kept_answers,
    proving,
    row_states,
    service_rows,
)
from portal.scores.answer_model import KeptAnswer
from portal.scores.contest_model import RowCorrection
from portal.scores.figure import Figure, Period, ProofRow
from portal.scores.models import Keeping
from portal.scores.summing import summed
from portal.shipments import actions as shipments
from tests import cast
from tests.scores import written
from tests.sweep.people import actor

START = datetime(2026, 5, 4, 1, tzinfo=UTC)  # a Monday, 8:00 at the company
MAY, JUNE = Period(date(2026, 5, 1), date(2026, 5, 31)), Period(date(2026, 6, 1), date(2026, 6, 30))
DEWI, RINA = actor("dewi"), actor("rina")
NARROW = replace(RINA, reach="own")
METRICS = ("order_answer_time", "clocks_kept", "decisions_in_time")
Step = Callable[["History"], None]


class History:
    """Orders of a partner, and a clock and a chance that decide what happens to them next."""

    def __init__(self, session: Session, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session, self.dice, self.at, self.batch = session, random.Random(seed), START, None  # noqa: S311
        monkeypatch.setattr(clock, "now", lambda: self.at)
        for _number in range(6):
            order(self)

    def partner(self) -> Partner:
        return self.session.get_one(Partner, 1)

    def schedule(self) -> Schedule:
        live = self.session.query(Schedule).filter(Schedule.cancelled_at.is_(None)).order_by(Schedule.id)
        return self.dice.choice(live.all())

    def day(self) -> date:
        return date(2026, 6, 1) + timedelta(days=self.dice.randrange(60))

    def said(self, side: str) -> Said:
        return replace(written.said(side), at=self.at)

    def side(self) -> str:
        return self.dice.choice(("partner", "company"))

    def write(self, schedule: Schedule, change: answers.Change, side: str) -> None:
        ledgers.write(self.session, written.who(side), [change])
        self.session.flush()
        self.session.expire_all()

    def keep(self) -> int:
        self.session.flush()
        done = sum(keeping_answers.keep(self.session, self.partner(), self.at.date()))
        self.session.flush()
        return done


def order(story: History) -> None:
    lines = [NewLine("Angle", Decimal(10), "t", date(2026, 6, 1)) for _ in range(2)]
    number = story.session.query(Order).count()
    made = actions.create(story.session, None, 1, f"PO-{number}", lines, created_at=story.at)
    if number % 2:
        made.partner_owner_id = cast.user_id("rina")
    story.session.flush()


def promise(story: History) -> None:
    """At once, for the day that was asked for, or the same day again."""
    row = story.schedule()
    ledger = ledgers.ledgers_of(story.session, [row])[row.id]
    if not answers.waiting(ledger):
        said = answers.reconfirmed if row.promised_on else answers.request_accepted
        story.write(row, said(row, ledger, story.said("partner")), "partner")


def propose(story: History, *, parts: int = 1) -> None:
    row, side = story.schedule(), story.side()
    ledger = ledgers.ledgers_of(story.session, [row])[row.id]
    each = [answers.Dated(row.quantity / parts, story.day()) for _ in range(parts)]
    change = answers.proposed(row, ledger, story.said(side), parts=each, reason="x", cause_side=side)
    story.write(row, change, side)


def propose_in_parts(story: History) -> None:
    propose(story, parts=2)


def decide(story: History) -> None:
    waiting = [
        row
        for row in story.session.query(Schedule).order_by(Schedule.id)
        if row.proposed_by and not row.cancelled_at
    ]
    if not waiting:
        return
    row = story.dice.choice(waiting)
    ledger = ledgers.ledgers_of(story.session, [row])[row.id]
    own = str(row.proposed_by)
    other, kind = ("company" if own == "partner" else "partner"), story.dice.randrange(4)
    if kind == 0:
        story.write(row, answers.withdrawn(row, ledger, story.said(own)), own)
    elif kind == 1:
        story.write(row, answers.declined(row, ledger, story.said(other), reason="x"), other)
    else:
        story.write(row, answers.accepted(row, ledger, story.said(other), today=story.at.date()), other)


def cancel(story: History) -> None:
    row, side = story.schedule(), story.side()
    ledger = ledgers.ledgers_of(story.session, [row])[row.id]
    change = answers.rest_cancelled(row, ledger, story.said(side), reason="x", today=story.at.date())
    story.write(row, change, side)


def receive(story: History) -> None:
    day = story.at.date()
    shipments.receive(
        story.session, None, story.schedule(), arrived_on=day, received_on=day, accepted=Decimal(2)
    )


def correct(story: History) -> None:
    """What both agreed of a contested row changes no answer."""
    row = story.schedule()
    number = story.session.query(RowCorrection).filter_by(schedule_id=row.id).count() + 1
    story.session.add(
        RowCorrection(partner_id=1, order_id=row.order_id, schedule_id=row.id, number=number, cause_side="company",
                      issue_ref="ISS-1", reason="x", by_id=cast.user_id("dewi"), by_name="Dewi", at=story.at)
    )  # fmt: skip


def import_promises(story: History) -> None:
    """A file writes promises, some of them of days ago, which nobody sees yet."""
    story.batch = story.batch or Batch(created_at=story.at)
    story.session.add(story.batch)
    story.session.flush()
    row, at = story.schedule(), story.at - timedelta(hours=story.dice.randrange(50))
    said = replace(written.said("partner"), at=at)
    columns = actions.ledger_columns(
        row, story.day(), said, decided=replace(written.said("company"), at=at), state="accepted"
    )
    story.session.add(
        Commitment(
            partner_id=1, order_id=row.order_id, schedule_id=row.id, batch_id=story.batch.id, **columns
        )
    )


def publish(story: History) -> None:
    if story.batch is not None:
        story.batch.published_at, story.batch = story.at, None


def holiday(story: History) -> None:
    day = story.at.date() - timedelta(days=story.dice.randrange(9))
    if not story.session.query(Holiday).filter_by(day=day, site_id=None).count():
        story.session.add(Holiday(day=day, name="X"))


def answer_hours(story: History) -> None:
    company = story.session.get_one(Company, 1)
    company.answer_hours = company.answer_hours | {"order": story.dice.choice((4, 9, 24, 40))}


STEPS: dict[Step, int] = {
    order: 2, promise: 6, propose: 6, propose_in_parts: 3, decide: 12, cancel: 1, receive: 1, correct: 1,
    import_promises: 2, publish: 1, holiday: 1, answer_hours: 1,
}  # fmt: skip


def step_of(story: History) -> Step:
    return story.dice.choices(list(STEPS), list(STEPS.values()))[0]


def told(
    story: History, who: Actor, period: Period, *, fresh: bool = False
) -> tuple[dict[str, Figure], dict[str, list[ProofRow]]]:
    """The figures, and the rows that prove them, page by page."""
    story.session.flush()
    partner, by, found = story.partner(), None, dict[str, list[ProofRow]]()
    with pytest.MonkeyPatch.context() as patch:
        if fresh:
            patch.setattr(kept_answers, "kept_by", lambda *_asked: None)
        figures = [
            *service_rows.figures(story.session, who, partner, period, by),
            *decisions_rows.figures(story.session, who, partner, period, by),
        ]
        for metric in METRICS:
            group = decisions_rows if metric == "decisions_in_time" else service_rows
            found[metric], mark = group.proof(story.session, who, partner, period, metric, None, 5)
            while mark is not None:
                page, mark = group.proof(story.session, who, partner, period, metric, mark, 5)
                found[metric] += page
    return {figure.metric: figure for figure in figures}, found


def told_states(story: History, who: Actor, period: Period, metric: str, rows: list[ProofRow]) -> None:
    """How many count in each way, and which these are: what all rows say, one by one."""
    partner, said = story.partner(), Counter(proving.way_of(row) for row in rows)
    assert row_states.counts(story.session, who, partner, period, metric) == said, metric
    for state in said:
        page, mark = row_states.page(story.session, who, partner, period, metric, state, None)
        assert (page, mark) == ([row for row in rows if proving.way_of(row) == state], None), (metric, state)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_kept_answers_are_fresh_ones(
    session: Session, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    story = History(session, seed, monkeypatch)
    took, counted = dict.fromkeys(STEPS, 0), 0
    for _number in range(12):
        step_of(story)(story)
        story.at += timedelta(hours=story.dice.randrange(9))
    for number in range(30):
        step = step_of(story)
        took[step] += 1
        step(story)
        story.at += timedelta(hours=story.dice.choice((0, 1, 3, 11)), minutes=story.dice.randrange(60))
        who, period = story.dice.choice((DEWI, RINA, NARROW)), story.dice.choice((MAY, MAY, JUNE))
        right = told(story, who, period, fresh=True)
        assert told(story, who, period) == right, (number, step)
        for metric, rows in right[1].items():
            assert summed(metric, rows) == right[0][metric]
            told_states(story, who, period, metric, rows)
        counted += right[0]["clocks_kept"].rows
        if number % 3 == 2:
            story.keep()
            assert told(story, who, period) == right, (number, step, "kept")
            assert story.keep() == 0
    assert counted and session.query(KeptAnswer).count() > 10  # else this shows nothing
    assert sum(count > 0 for count in took.values()) > 8


def test_kept_answers_are_what_is_summed_and_shown(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the test above compares fresh with fresh."""
    story = History(session, 1, monkeypatch)
    for row in session.query(Schedule).order_by(Schedule.id):
        story.at += timedelta(minutes=30)
        ledger = ledgers.ledgers_of(session, [row])[row.id]
        story.write(row, answers.request_accepted(row, ledger, story.said("partner")), "partner")
    # Of each order the first line answers: after 30 minutes, 90 and so on up to 5 h 30 min.
    figures, rows = told(story, DEWI, MAY)
    assert (figures["order_answer_time"].numerator, figures["order_answer_time"].rows) == (Decimal(18), 6)
    assert story.keep() == 6
    assert told(story, DEWI, MAY) == (figures, rows)
    session.query(KeptAnswer).update({"minutes": 60, "left_out": "by_file"})
    figures, rows = told(story, DEWI, MAY)
    assert figures["order_answer_time"].numerator == 6
    assert {row.left_out for row in rows["order_answer_time"]} == {"by_file"}


def test_other_hours_forget_what_was_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    story = History(session, 2, monkeypatch)
    promise(story)
    assert story.keep() == 1
    holiday(story)
    session.flush()
    list(keeping.keep(session, story.partner(), []))
    assert (session.query(Keeping).count(), session.query(KeptAnswer).count()) == (0, 0)


def test_the_worker_keeps_for_all(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    story = History(session, 3, monkeypatch)
    propose(story)
    promise(story)
    session.commit()
    settings = app.config["SETTINGS"]
    with app.app_context():
        assert keeping_answers.run(settings) > 0
        assert keeping_answers.run(settings) == 0
