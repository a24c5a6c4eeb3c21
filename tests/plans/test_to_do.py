"""GET /actions: what is to be done, over all plans."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.plans.models import Action, Plan
from tests.page import CheckedClient
from tests.plans.arrange import action, plan

Client = Callable[[str], CheckedClient]
TITLES = ("Rina late", "Rina soon", "Sari soon", "Dewi soon", "Rina done", "Budi soon")


def arrange(session: Session) -> None:
    mine, theirs = plan(session), plan(session, partner=2)
    action(session, mine, title="Rina soon", due_on=date(2199, 1, 2))
    action(session, mine, title="Rina late", due_on=date(2026, 11, 2))
    action(session, mine, "sari", title="Sari soon", due_on=date(2199, 1, 3))
    action(session, mine, "dewi", title="Dewi soon", due_on=date(2199, 1, 4))
    action(session, mine, title="Rina done", due_on=date(2026, 11, 3))
    action(session, theirs, "budi", title="Budi soon", due_on=date(2199, 1, 5))
    session.execute(update(Action).where(Action.title == "Rina done").values(state="done"))
    session.commit()


def shown(client: CheckedClient, whose: str) -> list[str]:
    client.get(f"/actions?whose={whose}")
    places = [(client.page.text.find(title), title) for title in TITLES]
    return [title for place, title in sorted(places) if place >= 0]


def test_each_sees_what_is_theirs_by_the_day_it_is_due(client: Client, session: Session) -> None:
    arrange(session)
    rina, dewi = client("rina"), client("dewi")
    assert shown(rina, "mine") == ["Rina late", "Rina soon"]
    assert shown(rina, "ours") == ["Rina late", "Rina soon", "Sari soon"]
    assert shown(rina, "verify") == []
    assert shown(rina, "overdue") == ["Rina late"]
    assert shown(dewi, "mine") == ["Dewi soon"]
    assert shown(dewi, "verify") == ["Rina done"]
    assert shown(client("budi"), "ours") == ["Budi soon"]
    assert shown(client("budi"), "overdue") == []


def test_the_number_beside_the_noun_and_the_queries(client: Client, session: Session) -> None:
    arrange(session)
    rina = client("rina")
    rina.get("/actions")
    (noun,) = [
        a
        for a in rina.page.all("a", href="/actions")
        if "nav-count" in str([s.get("class") for s in a.iter()])
    ][:1]
    assert "2" in "".join(noun.itertext())
    assert rina.selects <= 3


def test_nothing_to_do(client: Client) -> None:
    rina = client("rina")
    rina.get("/actions?whose=nonsense")
    assert "Nothing to do here" in rina.page.text


def test_of_a_plan_that_ended_nothing_is_counted(client: Client, session: Session) -> None:
    arrange(session)
    rina = client("rina")
    shown(rina, "mine")
    assert "Actions 2 waiting" in rina.page.text
    session.execute(update(Plan).values(state="dropped"))
    session.commit()
    assert shown(rina, "mine") == []
    assert "Actions 2 waiting" not in rina.page.text
