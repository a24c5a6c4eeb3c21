"""POST /issues/<ref>/resolution/repeat: the same cause on the same item within a year."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.resolutions.models import Decision, Resolution
from tests.issues.arrange import get, issue
from tests.page import CheckedClient
from tests.resolutions.arrange import begin, begun, case, closed, send, verbs

Client = Callable[[str], CheckedClient]
ASKED = "This happened before"


@pytest.fixture
def old(session: Session) -> str:
    return closed(session)


def repeat(client: CheckedClient, session: Session, ref: str, old: str, answer: str, **data: str) -> int:
    sent = {
        "version": str(case(session, ref).version),
        "case": old,
        "answer": answer,
        "reason": "Bent alike.",
        **data,
    }
    return client.send(f"/issues/{ref}/resolution/repeat", sent).status_code


def asked(client: CheckedClient, ref: str) -> bool:
    client.get(f"/issues/{ref}/resolution")
    return ASKED in client.page.text


def test_it_is_asked_once_the_cause_is_sent(client: Client, session: Session, old: str) -> None:
    ref, dewi = begun(session), client("dewi")
    assert not asked(dewi, ref)
    send(session, ref, "causes")
    assert asked(dewi, ref) and asked(client("rina"), ref)
    assert f"/issues/{old}/resolution" in dewi.page.html
    assert not asked(dewi, old)  # the earlier one is not asked about the later one


def test_a_year_is_counted_from_when_it_was_closed(client: Client, session: Session, old: str) -> None:
    was = case(session, old)
    long_ago = was.ended_at - timedelta(days=400)
    session.execute(update(Resolution).where(Resolution.id == was.id).values(began_at=long_ago))
    session.commit()
    ref = begun(session)
    send(session, ref, "causes")
    assert asked(client("dewi"), ref)


@pytest.mark.parametrize("other", ["cause", "item", "year", "partner", "given up"])
def test_of_what_is_otherwise_nothing_is_asked(
    client: Client, session: Session, old: str, other: str
) -> None:
    said, of = {}, update(Resolution).where(Resolution.id == case(session, old).id)
    if other == "cause":
        said = {"occurrence_code": "people"}
    elif other == "item":
        session.execute(of.values(item="Angle 50 x 50 x 5"))
    elif other == "year":
        before = case(session, old).ended_at - timedelta(days=366)
        session.execute(of.values(began_at=before, ended_at=before))
    elif other == "given up":
        session.execute(of.values(state="abandoned"))
    session.commit()
    if other == "partner":
        ref = issue(session, "budi", ref="PO-2")
        begin(session, ref, side="company")
        send(session, ref, "causes", "dewi")
        assert not asked(client("budi"), ref)
        return
    ref = begun(session)
    send(session, ref, "causes", **said)
    assert not asked(client("dewi"), ref)


def test_the_old_case_comes_back_with_its_issue(client: Client, session: Session, old: str) -> None:
    ref, dewi = begun(session), client("dewi")
    send(session, ref, "causes")
    for _press in range(2):
        assert repeat(dewi, session, ref, old, "reopen") == 303
    assert case(session, old).state == "open"
    assert verbs(session).count("resolution_reopened") == 1
    assert not asked(dewi, ref)
    told = session.execute(select(Decision.verdict, Decision.facts)).all()
    assert ("reopened", {"case": old}) in [tuple(row) for row in told]


def test_another_cause_is_said_with_a_reason_and_asked_no_more(
    client: Client, session: Session, old: str
) -> None:
    ref, rina = begun(session), client("rina")
    send(session, ref, "causes")
    assert repeat(rina, session, ref, old, "another", reason=" ") == 422
    for _press in range(2):
        assert repeat(rina, session, ref, old, "another", reason="The tool is new.") == 303
    assert not asked(rina, ref)
    assert case(session, old).state == "closed"
    assert verbs(session).count("repeat_denied") == 1
    assert get(session, old).reopened_count == 0


def test_who_may_not_and_what_is_no_earlier_case(client: Client, session: Session, old: str) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert repeat(client(name), session, ref, old, "another") == status
    theirs = issue(session, "budi", ref="PO-2")
    begin(session, theirs, side="company")
    for name in ("rina", "dewi"):
        for case_ref in (theirs, ref, "ISS-999999", ""):
            assert repeat(client(name), session, ref, case_ref, "reopen") == (409 if case_ref else 422)
    assert repeat(client("rina"), session, ref, old, "reopen", version="0") == 409
    assert case(session, old).state == "closed"
