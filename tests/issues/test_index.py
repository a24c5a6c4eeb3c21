"""GET /issues: the queue of the staff, a partner's own."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.issues import actions
from portal.issues.models import Issue
from tests.issues.arrange import actor, get, issue, orders
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def shown(client: CheckedClient) -> list[str]:
    return [
        (row.get("id") or "")[4:]
        for row in client.page.root.iter("tr")
        if (row.get("id") or "").startswith("row-")
    ]


def test_the_unanswered_come_first_by_their_clock(client: Client, session: Session) -> None:
    slow = issue(session, severity="low")
    answered = issue(session, severity="urgent")
    fast = issue(session, severity="urgent")
    actions.reply(session, actor("dewi"), get(session, answered), "shared", "We are on it.")
    session.commit()
    dewi = client("dewi")
    dewi.get("/issues")
    assert shown(dewi) == [fast, slow, answered]


def test_a_partner_sees_its_own_only(client: Client, session: Session) -> None:
    ours, theirs = issue(session), issue(session, "budi", "PO-2")
    rina, budi = client("rina"), client("budi")
    rina.get("/issues")
    budi.get("/issues")
    assert (shown(rina), shown(budi)) == ([ours], [theirs])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("whose=mine", {"mine"}), ("whose=unassigned", {"theirs"}), ("partner=BAUT", {"theirs"}),
        ("kind=praise", {"theirs"}), ("state=open", {"mine", "theirs"}), ("q=port", {"mine"}),
        ("q=ISS-000002", {"theirs"}), ("q=100%25", set()), ("tab=closed", set()),
        ("tab=waiting", {"mine", "theirs"}), ("whose=nonsense&tab=nonsense", {"mine", "theirs"}),
    ],
)  # fmt: skip
def test_filters_narrow_the_queue(client: Client, session: Session, query: str, expected: set[str]) -> None:
    refs = {
        "mine": issue(session),
        "theirs": issue(session, "budi", "PO-2", kind="praise", what_happened="Thank you"),
    }
    dewi = client("dewi")
    dewi.get(f"/issues?{query}")
    assert set(shown(dewi)) == {refs[name] for name in expected}


def test_htmx_gets_the_table_alone(client: Client, session: Session) -> None:
    issue(session)
    dewi = client("dewi")
    response = dewi.get("/issues", headers=HTMX)
    assert "<html" not in response.get_data(as_text=True)
    assert "HX-Request" in response.headers["Vary"]


def test_restoring_history_gets_the_whole_page(client: Client, session: Session) -> None:
    response = client("dewi").get("/issues", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in response.get_data(as_text=True)


def test_pages_neither_skip_nor_repeat_while_issues_are_opened(client: Client, session: Session) -> None:
    refs = {issue(session) for _ in range(51)}
    dewi = client("dewi")
    dewi.get("/issues")
    first = shown(dewi)
    session.execute(update(Issue).where(Issue.ref == first[0]).values(answer_due_at=clock.now()))
    session.commit()
    (following,) = [a for a in dewi.page.root.iter("a") if "after=" in (a.get("href") or "")]
    dewi.get(following.get("href") or "")
    assert (len(first), set(first) | set(shown(dewi))) == (50, refs)
    assert set(first) & set(shown(dewi)) == set()


@pytest.mark.parametrize("after", ["nonsense", "W10", "WzEsMl0"])
def test_a_damaged_page_mark_shows_the_first_page(client: Client, session: Session, after: str) -> None:
    ref = issue(session)
    dewi = client("dewi")
    assert dewi.get(f"/issues?after={after}").status_code == 200
    assert shown(dewi) == [ref]


def test_a_confidential_issue_is_not_counted_for_colleagues(client: Client, session: Session) -> None:
    issue(session, "sari", confidential=True)
    rina = client("rina")
    rina.get("/issues")
    assert shown(rina) == []
    assert "ISS-" not in rina.page.text


def test_the_page_takes_the_same_selects_for_one_and_for_fifty(client: Client, session: Session) -> None:
    issue(session)
    dewi = client("dewi")
    dewi.get("/issues")
    few = dewi.selects
    for _ in range(49):
        issue(session)
    dewi.get("/issues")
    assert (dewi.selects, few <= 8) == (few, True)


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    rina = client("rina")
    rina.get("/issues")
    assert "Nothing is open" in rina.page.text


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues").location == "/login?next=/issues"
