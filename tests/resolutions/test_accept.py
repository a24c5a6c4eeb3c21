"""POST /issues/<ref>/resolution/<step>/acceptance and /return: the other side decides
(endpoint: resolutions.accept, endpoint: resolutions.give_back)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portal.issues.models import Issue
from portal.resolutions.models import Decision
from tests.issues.arrange import get
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, all_but_closing, begun, case, judge, send, step, today, verbs

Client = Callable[[str], CheckedClient]


def post(client: CheckedClient, session: Session, ref: str, kind: str, what: str, **data: Any) -> int:
    sent = {"version": step(session, ref, kind).version, **data}
    return client.send(f"/issues/{ref}/resolution/{kind}/{what}", sent).status_code


def test_codes_and_the_day_stand_while_their_step_is_accepted(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    for kind in ("causes", "implementation"):
        send(session, ref, kind)
        assert post(dewi, session, ref, kind, "acceptance") == 303
    made = case(session, ref)
    assert (made.occurrence_code, made.escape_code, made.implemented_on) == (
        "method",
        "measurement",
        date(2026, 11, 20),
    )
    judge(session, ref)
    assert case(session, ref).effective_on == today()
    assert post(dewi, session, ref, "causes", "return", reason="The night shift straps otherwise.") == 303
    made = case(session, ref)
    assert (made.occurrence_code, made.escape_code, made.effective_on) == (None, None, None)
    assert made.implemented_on == date(2026, 11, 20)
    assert post(dewi, session, ref, "implementation", "return", reason="Not in use in hall 2.") == 303
    assert case(session, ref).implemented_on is None
    told = session.execute(
        select(Decision.verdict, Decision.number, Decision.reason).order_by(Decision.id)
    ).all()
    assert [tuple(row) for row in told][3:] == [
        ("returned", 1, "The night shift straps otherwise."), ("returned", 1, "Not in use in hall 2."),
    ]  # fmt: skip


def test_a_return_says_why(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    send(session, ref, "causes")
    assert post(dewi, session, ref, "causes", "return", reason=" ") == 422
    assert "Say why." in dewi.page.text
    assert step(session, ref, "causes").state == "sent"


def test_pressed_twice_it_is_decided_once(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    send(session, ref, "causes")
    seen = step(session, ref, "causes").version
    for _press in range(3):
        assert post(dewi, session, ref, "causes", "acceptance", version=seen) == 303
    send(session, ref, "implementation")
    seen = step(session, ref, "implementation").version
    for _press in range(3):
        assert post(dewi, session, ref, "implementation", "return", version=seen, reason="No.") == 303
    assert verbs(session)[-2:] == ["step_sent", "step_returned"]
    assert verbs(session).count("step_accepted") == 1


def test_what_was_sent_anew_meanwhile_is_not_accepted_unseen(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    send(session, ref, "causes")
    seen = step(session, ref, "causes").version
    send(session, ref, "causes", occurrence="It was the tool.")
    assert post(dewi, session, ref, "causes", "acceptance", version=seen) == 409
    assert "It was the tool." in dewi.page.text
    assert step(session, ref, "causes").state == "sent"
    assert post(dewi, session, ref, "causes", "return", version=seen, reason="Too short.") == 409
    assert "Too short." in dewi.page.html


def test_the_closing_closes_only_what_lacks_nothing(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    send(session, ref, "closing")
    assert post(dewi, session, ref, "closing", "acceptance") == 409
    assert (
        "It can be closed once these steps are accepted: Cause, Action; somebody found that it works."
        in dewi.page.text
    )
    all_but_closing(session, ref, today() - timedelta(days=5))
    assert post(dewi, session, ref, "closing", "acceptance") == 409
    assert "It can be closed once somebody found that it works." in dewi.page.text
    judge(session, ref)
    assert post(dewi, session, ref, "closing", "acceptance") == 303
    assert case(session, ref).state == "closed"
    assert verbs(session)[-1] == "resolution_closed"
    dewi.get(f"/issues/{ref}/resolution")
    assert "Closed, it works" in dewi.page.text
    rina = client("rina")  # and now the issue can be called solved
    data = {"version": get(session, ref).version, "text": "Spacers."}
    assert rina.send(f"/issues/{ref}/resolution", data).status_code == 303
    assert session.scalars(select(Issue.state).where(Issue.ref == ref)).one() == "resolved"


@pytest.mark.parametrize(
    "missing",
    ["occurrence_code = NULL", "escape_code = NULL", "effective_on = NULL", "implemented_on = NULL", "effective_on = implemented_on"],
)  # fmt: skip
def test_the_database_closes_nothing_without_causes_and_proof(session: Session, missing: str) -> None:
    ref = begun(session)
    all_but_closing(session, ref, today() - timedelta(days=5))
    judge(session, ref)
    with pytest.raises(IntegrityError, match="gate"), session.begin_nested():
        session.execute(text(f"UPDATE resolutions SET state = 'closed', {missing}"))  # noqa: S608
    session.rollback()


def test_what_was_decided_is_never_edited(session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    accept(session, ref, "causes")
    for statement in ("UPDATE resolution_decisions SET reason = 'x'", "DELETE FROM resolution_decisions"):
        with pytest.raises(DBAPIError, match="only added"), session.begin_nested():
            session.execute(text(statement))
    session.rollback()


def test_who_may_not(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    for name, status in (("rina", 403), ("sari", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        for what in ("acceptance", "return"):
            assert post(client(name), session, ref, "causes", what, reason="x") == status
    assert step(session, ref, "causes").state == "sent"
    assert post(client("dewi"), session, ref, "implementation", "acceptance") == 409  # nothing was sent
