"""POST /issues/<ref>/resolution/<step>/time: who accepts moves when a step is due, who fills asks for it.

endpoint: resolutions.redate
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.resolutions import stepping
from portal.resolutions.models import DueWord, Step
from portal.resolutions.reminding import remind
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, all_but_closing, begun, case, judge, send, step, today, verbs

Client = Callable[[str], CheckedClient]
LATER = today() + timedelta(days=20)


def put(client: CheckedClient, session: Session, ref: str, **data: object) -> int:
    """Send the form of the time of the causes, as the page shows it now."""
    fields = {
        "version": step(session, ref, "causes").version,
        "due_on": LATER,
        "reason": "The mill is shut.",
        **data,
    }
    return client.send(f"/issues/{ref}/resolution/causes/time", fields).status_code


def end_of(day: object) -> datetime:
    """23:59 in Jakarta, seven hours before UTC."""
    return datetime.combine(day, time(16, 59), UTC)  # type: ignore[arg-type]


def words(session: Session) -> list[tuple[str, str]]:
    return [(row.word, row.by_name) for row in session.scalars(select(DueWord).order_by(DueWord.id))]


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [
        ("dewi", 303, "moved"), ("mega", 303, "moved"), ("rina", 303, "asked"), ("sari", 303, "asked"), ("toni", 403, ""),
        ("ayu", 403, ""), ("budi", 404, ""),
    ],
)  # fmt: skip
def test_one_side_moves_it_the_other_asks(
    client: Client, session: Session, name: str, status: int, word: str
) -> None:
    ref = begun(session)
    was = step(session, ref, "causes").due_at
    who = client(name)
    who.get(f"/issues/{ref}/resolution/causes")
    assert put(who, session, ref) == status
    now = step(session, ref, "causes")
    assert now.due_at == (end_of(LATER) if word == "moved" else was)
    assert now.asked_due_at == (end_of(LATER) if word == "asked" else None)
    assert [made for made, _who in words(session)] == ([word] if word else [])
    if word:
        assert verbs(session)[-1] == f"step_time_{word}"
        assert put(who, session, ref) == 303  # sent twice
        assert len(words(session)) == 1


def test_who_is_asked_answers_with_another_day_or_leaves_it(client: Client, session: Session) -> None:
    ref, rina, dewi = begun(session), client("rina"), client("dewi")
    was, here = step(session, ref, "causes").due_at, f"/issues/{ref}/resolution/causes"
    assert put(rina, session, ref) == 303
    dewi.get(here)
    assert "The mill is shut." in dewi.page.text
    assert dewi.page.field("due_on", f"{here}/time") == LATER.isoformat()  # what is asked for
    assert put(dewi, session, ref, answer="keep", reason="The customer waits.", due_on="") == 303
    assert (
        put(dewi, session, ref, answer="keep", reason="The customer waits.", due_on="") == 303
    )  # sent twice
    now = step(session, ref, "causes")
    assert (now.due_at, now.asked_due_at) == (was, None)
    assert put(rina, session, ref, due_on=LATER - timedelta(days=5)) == 303
    assert put(dewi, session, ref, answer="move", due_on=LATER - timedelta(days=6)) == 303
    now = step(session, ref, "causes")
    assert (now.due_at, now.asked_due_at) == (end_of(LATER - timedelta(days=6)), None)
    assert words(session) == [
        ("asked", "Rina Wulandari"), ("kept", "Dewi Anggraini"), ("asked", "Rina Wulandari"),
        ("moved", "Dewi Anggraini"),
    ]  # fmt: skip
    for who in (rina, dewi):  # both read how it came about
        who.get(here)
        for said in ("The mill is shut.", "The customer waits."):
            assert said in who.page.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due_on": ""}, "Choose a day."), ({"due_on": "2020-01-01"}, "Choose today or a later day."),
        ({"reason": " "}, "Say why."),
    ],
)  # fmt: skip
def test_a_day_to_come_and_a_reason(
    client: Client, session: Session, wrong: dict[str, str], said: str
) -> None:
    ref, dewi = begun(session), client("dewi")
    assert put(dewi, session, ref, **wrong) == 422
    assert said in dewi.page.text
    assert "The mill is shut." in dewi.page.html or "reason" in wrong
    assert words(session) == []


def test_who_was_slower_is_told(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    seen = step(session, ref, "causes").version
    send(session, ref, "causes")
    assert put(dewi, session, ref, version=seen) == 409  # it was sent: its clock has stopped
    assert "Somebody changed it meanwhile" in dewi.page.text and "The mill is shut." in dewi.page.text
    accept(session, ref, "causes")
    assert put(dewi, session, ref) == 409
    assert words(session) == []


def test_the_reminder_follows(client: Client, session: Session) -> None:
    ref = begun(session)
    past = clock.now() - timedelta(minutes=1)
    session.execute(update(Step).where(Step.kind == "causes").values(due_at=past))
    session.commit()
    assert [remind(session), remind(session)] == [1, 0]
    session.commit()
    assert put(client("dewi"), session, ref, due_on=today()) == 303
    assert (step(session, ref, "causes").reminded_at, remind(session)) == (None, 0)
    session.execute(update(Step).where(Step.kind == "causes").values(due_at=past))
    assert remind(session) == 1


def test_what_was_said_stays(client: Client, session: Session) -> None:
    ref = begun(session)
    assert put(client("dewi"), session, ref) == 303
    for statement in ("UPDATE resolution_due_words SET reason = 'x'", "DELETE FROM resolution_due_words"):
        with pytest.raises(DBAPIError, match="rows are only added"):
            session.execute(text(statement))
        session.rollback()


def test_while_it_lies_with_the_other_side_the_clock_stands(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent with 9 of 10 days left, returned on the 12th day: 9 days are left again. Sent late, it stays late."""
    ref, start = begun(session), clock.now()

    def on_day(number: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=number))

    def give_back() -> None:
        stepping.return_(
            session, actor("dewi"), case(session, ref), step(session, ref, "causes"), "Too short."
        )
        session.commit()

    due = step(session, ref, "causes").due_at
    on_day(1)
    send(session, ref, "causes")
    accept(session, ref, "causes")
    on_day(12)
    give_back()
    assert step(session, ref, "causes").due_at == due + timedelta(days=11)
    assert remind(session) == 0
    session.commit()
    rina = client("rina")
    rina.get(f"/issues/{ref}/resolution/causes")
    assert "Too short." in rina.page.text
    on_day(22)
    assert remind(session) == 1
    send(session, ref, "causes")
    on_day(29)
    give_back()
    assert (step(session, ref, "causes").due_at, remind(session)) == (due + timedelta(days=11), 0)


@pytest.mark.parametrize("kind", ["causes", "correction", "implementation"])
def test_what_worked_is_looked_at_again_when_what_was_done_is_returned(session: Session, kind: str) -> None:
    ref = begun(session, "full")
    all_but_closing(session, ref, today() - timedelta(days=20))
    judge(session, ref)
    stepping.return_(session, actor("dewi"), case(session, ref), step(session, ref, kind), "Not so.")
    assert case(session, ref).effective_on is None
