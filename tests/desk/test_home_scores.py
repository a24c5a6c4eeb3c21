"""GET /: what of scores waits for the reader: rows that are contested, and sales to accept (endpoint: desk.home)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.issues.actions import take
from portal.issues.models import Issue
from portal.partners.models import Partner
from portal.scores import delivery
from tests.desk.test_home_actions import home
from tests.page import CheckedClient
from tests.scores import written
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
DAY, LATE = date(2026, 5, 5), date(2026, 5, 12)
PATH = "/orders/PO-1/lines/1/1/score-contest"
CLAIM = {"what": "day", "day": DAY.isoformat(), "words": "The gate pass is of 5 May.", "key": "k1"}


def contest(client: Client, session: Session, name: str) -> str:
    """The reference of the issue in which this person contests a row."""
    came = [delivery.Receipt(1, Decimal(10), arrived=LATE)]
    written.order(
        session,
        "PO-1",
        delivery.Schedule(1, Decimal(10), DAY, [delivery.Commitment(DAY, "accepted")], came),
    )
    session.commit()
    assert client(name).send(PATH, CLAIM).status_code == 303
    return session.scalars(select(Issue.ref)).one()


def agree(client: CheckedClient, ref: str) -> int:
    client.get(f"/issues/{ref}")
    path = f"/issues/{ref}/score-agreement"
    return client.send(path, {"version": client.page.field("version", path)}).status_code


def test_a_contested_row_waits_for_the_other_side_and_then_for_who_contested(
    client: Client, session: Session
) -> None:
    ref = contest(client, session, "rina")
    seen = home(client("mega"))
    assert "A row of the score is contested." in seen
    assert "Agree or answer" in seen
    assert "contested" not in home(client("rina"))
    assert "contested" not in home(client("budi"))
    assert agree(client("mega"), ref) == 303
    seen = home(client("rina"))
    assert "The row that you contested is counted as you say." in seen
    assert "Agree or reopen" in seen
    assert "contested" not in home(client("mega"))


def test_one_that_was_refused_says_so(client: Client, session: Session) -> None:
    ref = contest(client, session, "rina")
    issue = session.scalars(select(Issue).where(Issue.ref == ref)).one()
    take(session, actor("mega"), issue, "resolve", "The gate pass says 12 May.")
    session.commit()
    assert "The row that you contested is counted as before." in home(client("rina"))


def test_reported_sales_wait_for_who_may_accept_them(client: Client, session: Session) -> None:
    session.execute(update(Partner).where(Partner.id == 1).values(kind="distributor"))
    session.commit()
    for product in ("Rack", "Ladder"):
        sent = {"version": "0", "month": "2026-05", "product": product, "unit": "t", "amount": "12"}
        assert client("rina").send("/sales/SUMBER/figures", sent).status_code == 303
    for name in ("mega", "dewi"):
        seen = home(client(name))
        assert "Sales of May 2026: 2 figures reported by Rina Wulandari." in seen, name
        assert "Look and accept" in seen
    for name in ("ayu", "rina", "budi"):
        assert "figures reported by" not in home(client(name)), name
    dewi = client("dewi")
    dewi.get("/")
    assert "/sales/SUMBER?year=2026#month-2026-05" in [a.get("href") for a in dewi.page.all("a")]
