"""GET /: what of joint plans waits for the reader (endpoint: desk.home)."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.plans.models import Action
from tests.desk.arrange import today
from tests.page import CheckedClient
from tests.plans.arrange import action, plan

Client = Callable[[str], CheckedClient]


def home(client: CheckedClient) -> str:
    client.get("/")
    return client.page.text.partition("What changed")[0]


def test_what_is_mine_and_near_or_missed_waits_and_the_rest_does_not(
    client: Client, session: Session
) -> None:
    made = plan(session)
    for title, owner, days in (
        ("Missed", "rina", -2),
        ("Near", "rina", 3),
        ("Far", "rina", 4),
        ("Of Sari", "sari", 0),
    ):
        action(session, made, owner, title=title, due_on=today() + timedelta(days=days))
    seen = home(client("rina"))
    assert "2 days late" in seen
    assert "Near." in seen
    assert "Far." not in seen
    assert "Of Sari" not in seen
    assert "Of Sari." in home(client("sari"))
    assert "Missed" not in home(client("dewi"))
    assert "Missed" not in home(client("budi"))


def test_what_the_other_side_has_done_waits_for_the_owner_of_the_plan(
    client: Client, session: Session
) -> None:
    made = plan(session)
    action(session, made, title="Straps", due_on=today() + timedelta(days=30))
    session.execute(update(Action).values(state="done"))
    session.commit()
    seen = home(client("dewi"))
    assert "Done, says Rina Wulandari" in seen
    assert "Verify" in seen
    assert "Straps" not in home(client("bagus"))
    assert "Straps" not in home(client("rina"))


def test_of_a_plan_that_ended_nothing_waits(client: Client, session: Session) -> None:
    made = plan(session)
    action(session, made, due_on=today())
    made.state = "dropped"
    session.commit()
    assert "Change the straps" not in home(client("rina"))
