"""GET /: what of resolutions waits for the reader (endpoint: desk.home)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.disputes.models import Dispute
from portal.resolutions.models import Resolution, Step
from portal.resolutions.reminding import show_effects
from portal.resolutions.stepping import return_
from portal.resolutions.timing import ask
from tests.disputes import arrange as disputes
from tests.page import CheckedClient
from tests.resolutions.arrange import (
    accept,
    actor,
    all_but_closing,
    begun,
    case,
    closed,
    judge,
    receipt,
    send,
    step,
    today,
)  # fmt: skip

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


def test_whether_it_works_waits_once_it_can_be_said(client: Client, session: Session) -> None:
    ref = begun(session)
    all_but_closing(session, ref, today() - timedelta(days=9))
    show_effects(session, today())
    session.commit()
    assert "Decide whether it works" not in home(client("dewi"))  # nothing came in since
    for number in (1, 2, 3, 4, 5):
        receipt(session, number, today() - timedelta(days=number))
    assert [show_effects(session, today()), show_effects(session, today())] == [1, 0]
    session.commit()
    dewi = client("dewi")
    assert "Decide whether it works" in home(dewi)
    dewi.page.one("a", href=f"/issues/{ref}/resolution#effect")
    for name in ("rina", "bagus", "budi"):  # the side that fills it, somebody else's issue, a stranger
        assert "Decide whether it works" not in home(client(name))
    judge(session, ref)
    assert "Decide whether it works" not in home(dewi)


@pytest.mark.parametrize("how", ["about no item", "time went by"])
def test_what_no_receipt_shows_waits_as_well(client: Client, session: Session, how: str) -> None:
    ref = begun(session)
    all_but_closing(session, ref, today() - timedelta(days=9))
    gone = {"item": None, "item_code": None} if how == "about no item" else {"target_days": 8}
    session.execute(update(Resolution).values(**gone))
    assert show_effects(session, today()) == 1
    session.commit()
    assert "Decide whether it works" in home(client("dewi"))
    return_(
        session, actor("dewi"), case(session, ref), step(session, ref, "implementation"), "Not all shifts."
    )
    session.commit()
    assert "Decide whether it works" not in home(client("dewi"))  # it is to be done anew


def test_another_time_that_is_asked_for_waits_for_an_answer(client: Client, session: Session) -> None:
    ref = begun(session)
    row = step(session, ref, "causes")
    ask(session, actor("rina"), case(session, ref), row, row.due_at + timedelta(days=3), "The mill is shut.")
    session.commit()
    seen = home(client("dewi"))
    assert f"{ref} Cause" in seen and "Another time is asked for" in seen
    assert "Fill the step" in home(client("rina"))
    send(session, ref, "causes")
    assert "Another time is asked for" not in home(client("dewi"))


def test_a_dispute_says_what_is_owed(client: Client, session: Session) -> None:
    ref = disputes.issue(session)
    rina, dewi = client("rina"), client("dewi")
    disputes.opened(session, rina, ref)
    seen = home(dewi)
    assert "Say how you see it" in seen and "Your position is due" in seen
    session.execute(update(Dispute).values(position_due_on=today() - timedelta(days=1)))
    session.commit()
    seen = home(dewi)
    assert "Your position was due" in seen
    assert disputes.act(dewi, session, ref, "position", says="Torn.", wants="All back.") == 303
    assert disputes.act(rina, session, ref, "fact", words="It rained") == 303
    seen = home(dewi)
    assert "Agree or not" in seen and "Your position" not in seen
    assert "Agree or not" not in home(rina)


def test_of_a_closed_case_nothing_waits(client: Client, session: Session) -> None:
    ref = closed(session)
    for name in ("rina", "dewi"):
        assert f"{ref} C" not in home(client(name))
