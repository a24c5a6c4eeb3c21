"""What issues have in common: GET /issues/patterns. Working time is Monday to Friday, 8 to 17, in Jakarta."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.desk import pareto
from portal.desk.patterns import Asked, Bar, Taken, asked, taken
from tests import cast
from tests.issues.arrange import get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
MONDAY = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)  # nine in the morning in Jakarta
MONTHS = "from=2026-09&until=2026-10"


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def opened(
    session: Session, name: str = "rina", ref: str | None = "PO-1", at: datetime = MONDAY, **facts: object
) -> str:
    """An issue opened at this instant; facts: columns, or of the report."""
    report = {key: facts.pop(key) for key in ("kind", "confidential", "named") if key in facts}
    made = get(session, issue(session, name, ref, **report))
    made.opened_at = at
    for column, value in facts.items():
        setattr(made, column, value)
    session.commit()
    return made.ref


def table(person: CheckedClient, caption: str) -> list[list[str]]:
    """The cells of the table with this caption, row by row."""
    for found in person.page.root.iter("table"):
        if "".join(found.find("caption").itertext()) == caption:
            rows = found.find("tbody").iter("tr")
            return [
                [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("th", "td")]
                for row in rows
            ]
    return []


def test_kinds_by_number_with_their_shares_and_months(client: Client, session: Session) -> None:
    for kind, number in (("damaged", 5), ("documents", 2), ("late_or_missing", 3)):
        for _ in range(number):
            opened(session, kind=kind)
    opened(session, kind="damaged", at=datetime(2026, 9, 30, 17, 0, tzinfo=UTC))  # October in Jakarta
    opened(session, kind="damaged", merged=True)  # it is counted where it was merged into
    opened(session, kind="damaged", at=datetime(2026, 8, 31, 16, 59, tzinfo=UTC))  # August in Jakarta
    dewi = client("dewi")
    dewi.get(f"/issues/patterns?{MONTHS}")
    assert table(dewi, "Issues by kind") == [  # of 11
        ["1", "Damaged or defective", "6 Damaged or defective", "55 %", "55 %", "5", "1"],
        ["2", "Late or missing", "3 Late or missing", "27 %", "82 %", "3", "0"],
        ["3", "Documents or invoice", "2 Documents or invoice", "18 %", "100 %", "2", "0"],
    ]
    (title,) = [
        each
        for each in dewi.page.root.iter()
        if str(each.tag).endswith("title") and "Damaged" in "".join(each.itertext())
    ]
    assert "Damaged or defective 6 (55\u202f%); Late or missing 3 (82\u202f%)" in "".join(title.itertext())


def test_times_are_working_time_by_middle_and_nine_tenths(client: Client, session: Session) -> None:
    # Answered after 1, 2, 3, 4 hours on Monday and 10 o'clock on Tuesday: 8 + 2 = 10 working hours.
    for hours in (1, 2, 3, 4, 25):
        opened(session, answered_at=MONDAY + timedelta(hours=hours))
    # Four solved on the Monday after, nine o'clock: 5 days of 9 hours.
    for _ in range(4):
        opened(session, resolved_at=MONDAY + timedelta(days=7))
    rina = client("rina")
    rina.get(f"/issues/patterns?{MONTHS}")
    rows = table(rina, "How long it took")
    assert rows[0] == ["First answer", "5 First answer", "3 h", "10 h"]
    assert rows[-1] == ["Solved", "4 Solved", "too few (4)", "too few (4)"]
    opened(session, resolved_at=MONDAY + timedelta(days=7))
    rina.get(f"/issues/patterns?{MONTHS}")
    assert table(rina, "How long it took")[-1] == ["Solved", "5 Solved", "45 h", "45 h"]


def test_what_came_back_and_how_it_was_handled(client: Client, session: Session) -> None:
    solved = {"resolved_at": MONDAY + timedelta(hours=1)}
    for handling in ("good", "good", "good", "poor"):
        opened(session, handling=handling, **solved)
    opened(session, reopened_count=2)
    dewi = client("dewi")
    dewi.get(f"/issues/patterns?{MONTHS}")
    assert table(dewi, "How it ended") == [
        ["Reopened", "1 Reopened", "20 % of 5"],
        ["Handled: Well", "3 Handled: Well", "too few (4)"],
        ["Handled: Acceptably", "0", "too few (4)"],
        ["Handled: Badly", "1 Handled: Badly", "too few (4)"],
    ]


def test_without_issues_there_is_no_data(client: Client) -> None:
    dewi = client("dewi")
    dewi.get(f"/issues/patterns?{MONTHS}")
    assert "0\u202f%" not in dewi.page.text
    assert table(dewi, "How it ended") == [
        [name, "0", "no data"]
        for name in ("Reopened", "Handled: Well", "Handled: Acceptably", "Handled: Badly")
    ]
    assert "No issue of these months" in dewi.page.text


def test_each_sees_what_they_may_open(client: Client, session: Session) -> None:
    session.query(Membership).filter_by(user_id=cast.user_id("toni")).one().reach = "own"
    session.query(User).filter_by(id=cast.user_id("bagus")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("bagus"), partner_id=2))
    opened(session), opened(session, "budi", "PO-2"), opened(session, "sari", confidential=True)
    seen = {}
    for name in ("dewi", "bagus", "ayu", "rina", "sari", "toni", "budi"):
        person = client(name)
        person.get(f"/issues/patterns?{MONTHS}&view=side")
        seen[name] = sum(int(row[-1]) + int(row[-2]) for row in table(person, "Issues by side that reported"))
    assert seen == {"dewi": 3, "bagus": 1, "ayu": 3, "rina": 1, "sari": 2, "toni": 0, "budi": 1}


def test_by_partner_and_item(client: Client, session: Session) -> None:
    opened(session), opened(session), opened(session, "budi", "PO-2"), opened(session, ref=None)
    dewi, found = client("dewi"), {}
    for view in ("partner", "item"):
        dewi.get(f"/issues/patterns?{MONTHS}&view={view}")
        found[view] = [row[1:4] for row in table(dewi, f"Issues by {view}")]
    few = "too few"
    assert found == {
        "partner": [
            ["PT Sumber Logam Abadi", "3 PT Sumber Logam Abadi", few],
            ["CV Baut Prima", "1 CV Baut Prima", few],
        ],
        "item": [["Angle 75 x 75 x 6", "3 Angle 75 x 75 x 6", few]],
    }
    dewi.get(f"/issues/patterns?{MONTHS}&partner=BAUT")
    assert [row[2] for row in table(dewi, "Issues by kind")] == ["1 Late or missing"]
    dewi.get(f"/issues/patterns?{MONTHS}&partner=NOBODY")
    assert table(dewi, "Issues by kind") == []
    rina = client("rina")
    rina.get(f"/issues/patterns?{MONTHS}&view=partner&partner=BAUT")
    assert [row[2] for row in table(rina, "Issues by kind")] == ["3 Late or missing"]
    assert "Baut" not in rina.page.html


def test_the_page_takes_the_same_selects_for_one_and_for_fifty(client: Client, session: Session) -> None:
    opened(session)
    dewi, rina = client("dewi"), client("rina")
    path = f"/issues/patterns?{MONTHS}&partner=SUMBER"
    dewi.get(path), rina.get(path)
    before = dewi.selects, rina.selects
    for _ in range(49):
        opened(session)
    dewi.get(path), rina.get(path)
    assert (dewi.selects, rina.selects) == before
    assert max(before) < 10


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/issues/patterns").status_code == 303


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([], Taken(0, None, None)), ([7, 1, 1, 1], Taken(4, None, None)), ([5, 1, 4, 2, 3], Taken(5, 3, 5)),
        (list(range(1, 11)), Taken(10, 5, 9)), (list(range(1, 12)), Taken(11, 6, 10)),
    ],
)  # fmt: skip
def test_the_middle_and_nine_of_ten(minutes: list[int], expected: Taken) -> None:
    assert taken(minutes) == expected


@pytest.mark.parametrize(
    ("given", "months"),
    [
        ({}, (date(2026, 6, 1), date(2026, 11, 1))),
        ({"from": "2026-10", "until": "2026-02"}, (date(2026, 2, 1), date(2026, 10, 1))),
        ({"from": "2020-01", "until": "2026-02"}, (date(2025, 3, 1), date(2026, 2, 1))),
        ({"from": "x", "until": "2026-13"}, (date(2026, 6, 1), date(2026, 11, 1))),
        ({"from": "0001-01", "until": "9999-12"}, (date(2026, 6, 1), date(2026, 11, 1))),
    ],
)
def test_months_are_read_or_usual(given: dict[str, str], months: tuple[date, date]) -> None:
    found = asked(given, date(2026, 11, 29), None, staff=False)
    assert (found.first, found.last) == months


def test_the_line_begins_on_the_first_bar() -> None:
    bars = [Bar("a", "<A>", 6, 10, (6,), 60, 60), Bar("b", "B", 4, 10, (4,), 40, 100)]
    drawn = pareto.drawing(bars, "Issues", "en")
    assert 'd="M81.4 86.8L171.4 18"' in drawn  # at right ends: 60 % of 172 px over 190, then the top
    assert 'y="86.8" width="64.8" height="103.2"' in drawn
    assert "&lt;A&gt; 6 (60" in drawn


def test_a_period_has_its_months() -> None:
    assert Asked("kind", date(2026, 11, 1), date(2027, 1, 1)).months == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
