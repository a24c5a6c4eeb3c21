"""The issues behind a figure: GET /issues/patterns/rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.desk import patterns
from tests.desk.test_patterns import MONDAY, MONTHS, opened
from tests.issues.arrange import orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def shown(person: CheckedClient) -> list[str]:
    return ["".join(b.itertext()) for th in person.page.root.iter("th") for b in th.iter("b")]


def hrefs(person: CheckedClient) -> dict[str, str]:
    """Where each figure of the page leads, by its words."""
    links = [a for a in person.page.root.iter("a") if "/patterns/rows" in (a.get("href") or "")]
    return {" ".join("".join(a.itertext()).split()): a.get("href") or "" for a in links}


def test_each_figure_opens_as_many_rows_as_it_says(client: Client, session: Session) -> None:
    later = MONDAY + timedelta(hours=2)
    opened(session, kind="damaged", answered_at=later, resolved_at=later, handling="good")
    opened(session, kind="damaged", reopened_count=1)
    opened(session, "budi", "PO-2")
    dewi = client("dewi")
    for view in patterns.SORTS:
        dewi.get(f"/issues/patterns?{MONTHS}&view={view}")
        found = hrefs(dewi)
        assert len(found) >= 4
        for words, href in found.items():
            dewi.get(href)
            assert len(shown(dewi)) == int(words.split()[0]), words


def test_a_partner_opens_its_own_alone(client: Client, session: Session) -> None:
    ours, _theirs = opened(session), opened(session, "budi", "PO-2")
    opened(session, "sari", confidential=True)
    rina = client("rina")
    for path in (
        "view=kind&value=late_or_missing",
        "view=other&value=all",
        "view=kind&value=late_or_missing&partner=BAUT",
    ):
        rina.get(f"/issues/patterns/rows?{MONTHS}&{path}")
        assert shown(rina) == [ours]
    rina.get(f"/issues/patterns/rows?{MONTHS}&view=partner&value=BAUT")
    assert shown(rina) == []
    assert rina.get(f"/issues/patterns/rows?{MONTHS}&view=other&value=nonsense").status_code == 404


def test_pages_follow_each_other(client: Client, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "PAGE", 2)
    refs = [opened(session) for _ in range(5)]
    rina, seen, address = (
        client("rina"),
        list[str](),
        f"/issues/patterns/rows?{MONTHS}&view=kind&value=late_or_missing",
    )
    while address:
        rina.get(address)
        seen += shown(rina)
        address = next((a.get("href") or "" for a in rina.page.all("a", rel="next")), "")
    assert seen == refs[::-1]


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues/patterns/rows").status_code == 303
