"""GET /issues: the queue of the staff, a partner's own."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Assignment, User
from portal.issues import actions
from portal.issues.models import Issue
from portal.partners.models import Partner
from portal.web import paging
from tests import cast
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


@pytest.mark.parametrize("name", ["dewi", "rina"])
def test_what_is_unanswered_by_us_and_by_them(client: Client, session: Session, name: str) -> None:
    by_staff, by_partner, answered, solved = (
        issue(session), issue(session, "dewi"), issue(session), issue(session),
    )  # fmt: skip
    actions.reply(session, actor("dewi"), get(session, answered), "shared", "We are on it.")
    actions.take(session, actor("dewi"), get(session, solved), "resolve", "Done.")
    session.commit()
    us, them = ([by_staff], [by_partner]) if name == "dewi" else ([by_partner], [by_staff])
    person = client(name)
    for tab, expected in (("by-us", us), ("by-them", them)):
        for query in ("", "&q=truck"):
            person.get(f"/issues?tab={tab}{query}")
            assert shown(person) == expected
    assert {"Unanswered by us 1", "Unanswered by them 1"} <= {
        " ".join("".join(a.itertext()).split()) for a in person.page.root.iter("a")
    }


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


@pytest.mark.parametrize(
    "query", ["", "whose=unassigned&", "tab=closed&", "q=truck&", "kind=damaged&", "tab=waiting&"]
)
def test_pages_follow_each_other_to_the_end(client: Client, session: Session, query: str) -> None:
    refs = {issue(session, ref=None, kind="damaged", severity="low" if n % 3 else "high") for n in range(120)}
    for number, ref in enumerate(sorted(refs)):
        made = get(session, ref)
        if "closed" in query:
            made.closed, made.unanswered = True, False
        elif "waiting" not in query and number % 2:
            made.unanswered = False
    session.commit()
    dewi, seen, address = client("dewi"), list[str](), f"/issues?{query}"
    while address:
        dewi.get(address)
        seen += shown(dewi)
        links = [a.get("href") for a in dewi.page.all("a", rel="next")]
        address = links[0] or "" if links else ""
    assert (len(seen), set(seen)) == (120, refs)


@pytest.mark.parametrize("whose", ["", "&whose=unassigned"])
def test_a_person_limited_to_some_partners_sees_theirs_in_one_order(
    client: Client, session: Session, whose: str
) -> None:
    session.execute(update(User).where(User.id == cast.user_id("dewi")).values(limited=True))
    session.add_all([Assignment(user_id=cast.user_id("dewi"), partner_id=each) for each in (1, 2)])
    session.commit()
    first = [
        issue(session, who, None, severity=how)
        for who, how in (("rina", "urgent"), ("budi", "high"), ("rina", "low"))
    ]
    dewi = client("dewi")
    dewi.get(f"/issues?tab=open{whose}")
    assert shown(dewi) == first
    session.query(Assignment).filter_by(partner_id=2).delete()
    session.commit()
    dewi.get(f"/issues?tab=open{whose}")
    assert shown(dewi) == [first[0], first[2]]
    assert "Open 2 " in dewi.page.text


def test_a_word_finds_issues_in_their_tab_alone(client: Client, session: Session) -> None:
    opened, closed = issue(session), issue(session, what_happened="The truck broke down")
    made = get(session, closed)
    made.closed, made.unanswered = True, False
    session.commit()
    dewi, found = client("dewi"), {}
    for tab in ("open", "waiting", "closed"):
        dewi.get(f"/issues?tab={tab}&q=tru")
        found[tab] = shown(dewi)
    assert found == {"open": [opened], "waiting": [opened], "closed": [closed]}
    for typed, refs in (
        ("ISS-000001", [opened]),
        ("000001", [opened]),
        ("po-1 port", [opened]),
        ("turn0", []),
        ("%", []),
        ("'", []),
    ):
        dewi.get("/issues", query_string={"q": typed})
        assert shown(dewi) == refs, typed


def test_what_waits_for_a_side(client: Client, session: Session) -> None:
    ref = issue(session)
    actions.reply(session, actor("dewi"), get(session, ref), "shared", "Solved.")
    made = get(session, ref)
    made.state = "resolved"
    session.commit()
    waits = {}
    for name in ("dewi", "rina"):
        seen = client(name)
        seen.get("/issues?tab=waiting")
        waits[name] = shown(seen)
    assert waits == {"dewi": [], "rina": [ref]}
    actions.reply(session, actor("rina"), get(session, ref), "shared", "Not quite.")
    session.commit()
    dewi = client("dewi")
    dewi.get("/issues?tab=waiting")
    assert shown(dewi) == [ref]


def test_the_partner_is_chosen_by_name(client: Client, session: Session) -> None:
    ours, theirs = issue(session), issue(session, "budi", "PO-2")
    dewi = client("dewi")
    dewi.get("/issues?partner=BAUT")
    options = dewi.page.one("select", id="filter-partner").findall("option")
    assert [("".join(o.itertext()), o.get("selected") is not None) for o in options] == [
        ("All", False), ("CV Baut Prima", True), ("PT Sumber Logam Abadi", False),
    ]  # fmt: skip
    for typed, refs in (("pt sumber logam abadi", [ours]), ("baut p", [theirs]), ("nobody", []), ("a", [])):
        dewi.get("/issues", query_string={"partner": typed})
        assert shown(dewi) == refs, typed
    assert "Which partner do you mean? CV Baut Prima PT Sumber Logam Abadi" in dewi.page.text


def test_very_many_partners_are_looked_for_by_name(client: Client, session: Session) -> None:
    session.add_all(
        Partner(code=f"P{n}", name=f"PT Mitra {n}", kind="supplier", zone=cast.ZONE, created_at=clock.now())
        for n in range(120)
    )
    session.commit()
    ref = issue(session)
    dewi = client("dewi")
    dewi.get("/issues?partner=sumber")
    assert shown(dewi) == [ref]
    field = dewi.page.one("input", id="filter-partner")
    assert (field.get("value"), field.get("list")) == ("PT Sumber Logam Abadi", "filter-partners")
    assert dewi.page.all("option", value="PT Mitra 7") == []


@pytest.mark.parametrize(
    "after",
    [
        "nonsense",
        "W10",
        "WzEsMl0",
        paging.encode([1, "0001-01-01T00:00:00+09:00", 5]),
        paging.encode([0, "x", 2**70]),
    ],
)
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


@pytest.mark.parametrize(
    ("name", "limited", "most"), [("dewi", False, 6), ("dewi", True, 6), ("rina", False, 5)]
)
def test_the_page_takes_the_same_selects_for_one_and_for_fifty(
    client: Client, session: Session, name: str, limited: bool, most: int
) -> None:
    if limited:
        session.execute(update(User).where(User.id == cast.user_id(name)).values(limited=True))
        session.add(Assignment(user_id=cast.user_id(name), partner_id=1))
    issue(session)
    person = client(name)
    person.get("/issues")
    few = person.selects
    for _ in range(60):
        issue(session)
    asked = []
    for path in ("/issues", "/issues?partner=sumber&kind=damaged", "/issues?q=truck&state=open"):
        person.get(path)
        asked.append(person.selects)
        assert len(shown(person)) == (0 if "damaged" in path else 50)
    assert asked == [few] * 3
    assert few <= most


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    rina = client("rina")
    rina.get("/issues")
    assert "Nothing is open" in rina.page.text


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues").location == "/login?next=/issues"
