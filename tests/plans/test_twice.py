"""Whoever presses twice is led where the first press led; nothing is written twice, nobody is told of a change."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.plans import actions
from tests import cast
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.plans.arrange import action, get, get_action, plan

Client = Callable[[str], CheckedClient]
PLAN = {
    "kind": "corrective", "title": "No bent bars at all", "goal": "Every bundle arrives straight.", "measure": "Bent bars",
    "unit": "pcs", "baseline": "12", "target": "0.5", "starts_on": "2026-11-01", "ends_on": "2027-01-31",
    "staff_owner": cast.user_id("dewi"), "partner_owner": cast.user_id("sari"),
}  # fmt: skip
ACTION = {
    "title": "Change all straps", "done_means": "Two pictures", "owner": f"partner:{cast.user_id('sari')}",
    "points": "Morning\nNight",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("", PLAN),
        ("/continuation", {"reason": "One bar was bent."}),
        ("/actions/1", ACTION),
        ("/actions/1/day", {"due_on": "2026-12-22", "reason": "The straps come late"}),
        ("/actions/1/points", {"point": "1"}),
    ],
)
def test_the_second_press(client: Client, session: Session, path: str, data: dict[str, Any]) -> None:
    made = plan(session)
    ref = made.ref
    action(session, made, checklist=["Morning", "Night"])
    if path == "/continuation":
        actions.propose_end(session, actor("dewi"), get(session, ref), "dropped", "It rains.")
        session.commit()
    version = get_action(session, ref, 1).version if "actions" in path else get(session, ref).version
    rina, sent = client("rina"), {**data, "version": version}
    answers = [rina.send(f"/plans/{ref}{path}", sent) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    told = select(func.count()).where(Activity.actor_user_id == cast.user_id("rina"))
    assert session.scalar(told) == 1
