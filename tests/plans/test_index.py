"""GET /plans: the plans of the reader."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.plans import listing
from portal.plans.models import Plan
from tests.page import HTMX, CheckedClient
from tests.plans.arrange import END, plan

Client = Callable[[str], CheckedClient]


def refs(client: CheckedClient, path: str = "/plans") -> list[str]:
    client.get(path, headers=HTMX)
    return [str(row.get("id")) for row in client.page.root.iter("tr") if row.get("id")]


def test_each_side_sees_its_own_by_the_day_they_end(client: Client, session: Session) -> None:
    late, soon = plan(session), plan(session, ends_on=date(2026, 12, 1))
    theirs = plan(session, partner=2)
    assert refs(client("rina")) == [soon.ref, late.ref]
    assert refs(client("budi")) == [theirs.ref]
    assert set(refs(client("dewi"))) == {soon.ref, late.ref, theirs.ref}


def test_it_is_narrowed_by_tab_kind_and_for_staff_partner(client: Client, session: Session) -> None:
    first, second = plan(session), plan(session, partner=2)
    session.execute(update(Plan).where(Plan.ref == second.ref).values(state="done", kind="promotion"))
    session.commit()
    dewi = client("dewi")
    assert refs(dewi) == [first.ref]
    assert refs(dewi, "/plans?tab=ended") == [second.ref]
    assert refs(dewi, "/plans?tab=ended&kind=corrective") == []
    assert refs(dewi, "/plans?tab=ended&partner=BAUT") == [second.ref]
    assert refs(client("rina"), "/plans?partner=BAUT") == [first.ref]  # no filter of a partner's people


def test_pages_neither_skip_nor_repeat_and_cost_the_same(client: Client, session: Session) -> None:
    made = [plan(session, ends_on=END + timedelta(days=n // 3)).ref for n in range(listing.PAGE + 7)]
    rina = client("rina")
    first = refs(rina)
    assert rina.selects <= 4
    (following,) = [a.get("href") for a in rina.page.all("a") if "after=" in str(a.get("href"))]
    assert first + refs(rina, str(following)) == made


def test_nothing_yet_says_what_to_do(client: Client) -> None:
    rina = client("rina")
    rina.get("/plans")
    assert "No plan runs" in rina.page.text
    assert rina.page.all("a", href="/plans/new")
