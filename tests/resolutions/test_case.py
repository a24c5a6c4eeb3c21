"""What happens to the whole case: raised, given up, reopened
(endpoint: resolutions.extend, endpoint: resolutions.abandon, endpoint: resolutions.reopen)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.resolutions.models import Decision, Resolution
from portal.resolutions.reminding import remind
from tests.issues.arrange import get
from tests.page import CheckedClient
from tests.resolutions.arrange import begin, begun, case, closed, send, step, verbs

Client = Callable[[str], CheckedClient]


def post(client: CheckedClient, session: Session, ref: str, what: str, **data: str) -> int:
    sent = {"version": str(case(session, ref).version), **data}
    return client.send(f"/issues/{ref}/resolution/{what}", sent).status_code


def test_the_light_form_is_raised_and_keeps_what_was_said(client: Client, session: Session) -> None:
    ref, rina = begun(session), client("rina")
    send(session, ref, "causes")
    for _press in range(2):
        assert post(rina, session, ref, "extension") == 303
    assert case(session, ref).form == "full"
    assert (step(session, ref, "causes").state, step(session, ref, "team").state) == ("sent", "open")
    assert verbs(session).count("resolution_extended") == 1
    rina.get(f"/issues/{ref}/resolution")
    assert "The straps are too tight." in rina.page.text
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert post(client(name), session, ref, "extension") == status


def test_clocks_of_added_steps_begin_when_they_are_added(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = begun(session)
    causes = step(session, ref, "causes").due_at
    later = clock.now() + timedelta(days=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert post(client("rina"), session, ref, "extension") == 303
    dues = [step(session, ref, kind).due_at for kind in ("containment", "causes", "prevention")]
    assert dues == [later + timedelta(hours=24), causes, later + timedelta(days=30)]
    assert remind(session) == 0


def test_it_is_given_up_with_a_reason_and_the_issue_goes_on(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    assert post(dewi, session, ref, "abandonment", reason=" ") == 422
    assert post(dewi, session, ref, "abandonment", reason="It was our crane.", version="1") == 303
    assert post(dewi, session, ref, "abandonment", reason="It was our crane.", version="1") == 303
    assert case(session, ref).state == "abandoned"
    assert session.scalars(select(Decision.reason)).all() == ["It was our crane."]
    data = {"version": get(session, ref).version, "text": "Straightened."}
    assert client("rina").send(f"/issues/{ref}/resolution", data).status_code == 303
    assert get(session, ref).state == "resolved"


def test_after_it_was_given_up_another_may_begin(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    post(dewi, session, ref, "abandonment", reason="Wrong side.")
    dewi.get(f"/issues/{ref}")
    assert f"/issues/{ref}/resolution?new=1" in dewi.page.html
    dewi.get(f"/issues/{ref}/resolution?new=1")
    assert dewi.page.one("form", action=f"/issues/{ref}/resolution/beginning") is not None
    begin(session, ref, side="company")
    assert session.scalars(select(Resolution.state).order_by(Resolution.id)).all() == ["abandoned", "open"]
    dewi.get(f"/issues/{ref}/resolution")
    assert "Cahaya Baja" in dewi.page.text


def test_only_the_accepting_side_gives_up(client: Client, session: Session) -> None:
    ref = begun(session)
    for name, status in (("rina", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        assert post(client(name), session, ref, "abandonment", reason="x") == status
    assert case(session, ref).state == "open"
    assert post(client("dewi"), session, ref, "abandonment", reason="late look", version="0") == 409


def test_a_closed_case_that_came_back_is_opened_with_its_issue(client: Client, session: Session) -> None:
    ref, rina = closed(session), client("rina")
    data = {"version": get(session, ref).version, "text": "Spacers."}
    assert rina.send(f"/issues/{ref}/resolution", data).status_code == 303
    assert post(rina, session, ref, "reopening", reason=" ") == 422
    assert post(rina, session, ref, "reopening", reason="Three bent bars today.") == 303
    made = case(session, ref)
    assert (made.state, made.occurrence_code, made.effective_on) == ("open", None, None)
    assert [step(session, ref, kind).state for kind in ("causes", "implementation", "closing")] == [
        "open"
    ] * 3
    issue = get(session, ref)
    assert (issue.state, issue.reopened_count, issue.unanswered) == ("reopened", 1, True)
    assert post(rina, session, ref, "reopening", reason="Again.") == 409
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert post(client(name), session, ref, "reopening", reason="x") == status
