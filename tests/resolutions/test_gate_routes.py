"""Through the forms of the portal, whatever is sent by whomever in whatever order: no case is closed, and no issue
ends beside an open one, unless rows that only grow say that both causes were accepted and that it was found to work
on a day after it was done."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.issues import actions as issues
from portal.issues import holds
from portal.issues.models import Issue
from portal.resolutions import queries
from portal.resolutions.kinds import kinds_of
from portal.resolutions.models import Decision, Resolution, Step, StepVersion
from tests.issues.arrange import actor, get, issue, orders
from tests.issues.hostile import DOERS, Run
from tests.page import CheckedClient
from tests.resolutions.arrange import ZONE, begin, case, closed

Client = Callable[[str], CheckedClient]
numbers = st.integers(0, 7)
TRIED = (
    "case",
    "case",
    "case",
    "back",
    "end",
    "end",
    "merge",
    "undo",
    "split",
    "dispute",
    "decide",
    "say",
    "ask",
)
moves = st.lists(st.tuples(st.sampled_from(TRIED), numbers, numbers, numbers), min_size=8, max_size=20)
# A case that goes all the way to its proof, and is then tried to be ended in every way.
FIRST = (
    *([("case", 0, 0, 0)] * 5),
    *(("end", 0, 0, n) for n in range(5)),
    ("merge", 0, 1, 0),
    ("merge", 0, 1, 1),
)


@pytest.mark.parametrize("sequences", [3, pytest.param(60, marks=pytest.mark.sweep)])
def test_no_way_through_the_portal_leads_past_the_gate(
    client: Client, session: Session, sequences: int
) -> None:
    orders(session)
    people = {name: client(name) for name in DOERS}
    done: list[Run] = []

    @settings(max_examples=sequences, suppress_health_check=list(HealthCheck))
    @given(moves)
    def run(sequence: list[tuple[str, int, int, int]]) -> None:
        before = set(session.scalars(select(Issue.ref)))
        this = Run(
            people, session, before, [issue(session, "dewi"), issue(session, "dewi"), issue(session, "rina")]
        )
        done.append(this)
        for move in (*FIRST, *sequence):
            this.do(*move)
            assert list(_faults(session)) == [], move
        for number in range(len(this.refs)):  # whatever came before, those that can be are closed
            for _step in range(7):
                this.do("case", number, 0, 0)
                assert list(_faults(session)) == []

    run()
    ended = list(session.scalars(select(Resolution.state)))
    print(f"{len(done)} sequences, {sum(r.cases for r in done)} requests, {len(ended)} cases, "  # noqa: T201 what it must show
          f"{ended.count('closed')} of them closed")  # fmt: skip
    assert "closed" in ended


def _faults(session: Session) -> Iterator[str]:
    """What is over and should not be, found in what is only added to: versions and decisions."""
    session.expire_all()
    over = select(Issue.ref, Issue.state, Issue.merged).join(Resolution, Resolution.issue_id == Issue.id)
    for row in session.execute(over.where(Resolution.state == "open", Issue.closed.is_(True))):
        yield f"{row.ref} is {row.state} beside an open case"
    for found in session.scalars(select(Resolution).where(Resolution.state == "closed")):
        said, proved = _stands(session, found)
        lacks = set(kinds_of(found.form)[:-1]) - said.keys()
        causes = said.get("causes", {})
        done_on = date.fromisoformat(said.get("implementation", {}).get("done_on", "9999-12-31"))
        if lacks or not causes.get("occurrence_code") or not causes.get("escape_code"):
            yield f"{found.issue_ref} is closed without {lacks or 'causes'}"
        if proved is None or proved <= done_on:
            yield f"{found.issue_ref} is closed, done on {done_on}, proved on {proved}"


def _stands(session: Session, found: Resolution) -> tuple[dict[str, dict[str, Any]], date | None]:
    """What was said in each step that is accepted, and the day on which it was found to work, by the decisions."""
    kinds = {
        step.id: step.kind for step in session.scalars(select(Step).where(Step.resolution_id == found.id))
    }
    contents = {
        (row.step_id, row.number): row.content
        for row in session.scalars(select(StepVersion).where(StepVersion.resolution_id == found.id))
    }
    said: dict[str, dict[str, Any]] = {}
    proved = None
    decisions = select(Decision).where(Decision.resolution_id == found.id).order_by(Decision.id)
    for made in session.scalars(decisions):
        kind = kinds.get(made.step_id or 0, "")
        if made.verdict == "accepted":
            said[kind] = contents[(made.step_id, made.number)]
        elif made.verdict == "returned":
            said.pop(kind, None)
            proved = None if kind in ("causes", "implementation") else proved
        elif made.verdict in ("not_effective", "reopened"):
            proved = None
            for doubted in ("causes", "correction", "implementation"):
                said.pop(doubted, None)
        elif made.verdict == "effective":
            proved = made.decided_at.astimezone(clock.zone(ZONE)).date()
    return said, proved


def test_an_issue_with_a_case_is_not_merged_away(client: Client, session: Session) -> None:
    """Else its case could come back where nobody looks any more."""
    ref, dewi = closed(session), client("dewi")
    other = issue(session, "dewi")
    sent = {"version": get(session, ref).version, "into": other}
    assert dewi.send(f"/issues/{ref}/merger", sent).status_code == 422
    assert "It has a resolution of its own. Merge the other issue into this one instead." in dewi.page.text
    sent = {"version": get(session, other).version, "into": ref}
    assert dewi.send(f"/issues/{other}/merger", sent).status_code == 303


@pytest.fixture
def solved(session: Session) -> str:
    """An issue of Rina's that Dewi calls solved."""
    orders(session)
    ref = issue(session, "rina")
    issues.take(session, actor("dewi"), get(session, ref), "resolve", "Here it is.")
    session.commit()
    return ref


@pytest.mark.postgres  # on SQLite one waits for the other
def test_who_confirms_while_somebody_begins_a_case_is_told(
    client: Client, session: Session, solved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = holds.why

    def look(*asked: Any) -> str | None:
        held = why(*asked)
        if asked[-1] == "confirm":
            begin(session, solved)  # between the look and the writing
        return held

    monkeypatch.setattr(holds, "why", look)
    rina = client("rina")
    version = get(session, solved).version
    session.commit()
    assert rina.send(f"/issues/{solved}/confirmation", {"version": version}).status_code == 409
    assert not get(session, solved).closed
    assert case(session, solved).state == "open"


@pytest.mark.postgres
def test_who_begins_a_case_while_somebody_confirms_is_told(
    client: Client, session: Session, solved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_of = queries.item_of

    def look(*asked: Any) -> Any:
        issues.take(session, actor("rina"), get(session, solved), "confirm")
        session.commit()
        return item_of(*asked)

    monkeypatch.setattr(queries, "item_of", look)
    form = {"form": "light", "side": "company", "key": "k" * 24}
    assert client("dewi").send(f"/issues/{solved}/resolution/beginning", form).status_code == 409
    assert get(session, solved).closed
    assert session.scalars(select(Resolution)).all() == []
