"""GET /: what of resolutions waits for the reader (endpoint: desk.home)."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.resolutions.models import Step
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, begun, closed, send

Client = Callable[[str], CheckedClient]


def home(client: CheckedClient) -> str:
    client.get("/")
    return client.page.text.partition("What changed")[0]


def test_the_step_due_first_waits_for_the_side_that_fills(client: Client, session: Session) -> None:
    ref = begun(session, "full")
    seen = home(client("rina"))
    assert f"{ref} D0 Emergency action" in seen and "D1 Team" not in seen  # one of nine at a time
    assert "Fill the step" in seen
    assert "D0 Emergency action" not in home(client("dewi"))
    assert "D0 Emergency action" not in home(client("budi"))
    session.execute(update(Step).values(due_at=clock.now() - timedelta(hours=1)))
    session.commit()
    assert "Overdue" in home(client("rina"))


def test_what_was_sent_waits_for_the_owner_of_the_issue(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    seen = home(client("dewi"))
    assert f"{ref} Cause" in seen and "Accept or return it" in seen
    assert f"{ref} Cause" not in home(client("bagus"))  # it is Dewi's issue
    assert f"{ref} Cause" not in home(client("rina"))
    accept(session, ref, "causes")
    assert f"{ref} Cause" not in home(client("dewi"))
    assert f"{ref} Action" in home(client("rina"))


def test_of_a_closed_case_nothing_waits(client: Client, session: Session) -> None:
    ref = closed(session)
    for name in ("rina", "dewi"):
        assert f"{ref} C" not in home(client(name))
