"""The scorecards of all partners: GET /scorecard."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, User
from portal.scores import listing
from tests import cast
from tests.page import CheckedClient
from tests.scores.cards import OCTOBER, arrange, words

Client = Callable[[str], CheckedClient]


def lines(person: CheckedClient) -> list[list[str]]:
    """The cells of the list."""
    rows = [row for row in person.page.root.iter("tr") if (row.get("id") or "").startswith("partner-")]
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in rows]


def test_each_partner_with_its_figures_and_changes(client: Client, session: Session) -> None:
    arrange(session)
    dewi = client("dewi")
    assert dewi.get(f"/scorecard?{OCTOBER}").status_code == 200
    assert [
        line[:4] for line in lines(dewi)
    ] == [  # beside each how we do: of SUMBER we cancelled 1 of 7, 0.05 / (1/7)
        ["CV Baut Prima", "50.0 of 100, 4 of 6 measures", "100.0 of 100, 1 of 6 measures", "0.0 %"],
        [
            "PT Sumber Logam Abadi",
            "85.1 of 100, 4 of 6 measures",
            "35.0 of 100, 1 of 6 measures",
            "66.7 % \N{MINUS SIGN}33.3 points, worse",
        ],
    ]


def test_a_partner_goes_to_its_own_card(client: Client) -> None:
    answer = client("rina").get("/scorecard")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/scorecard/SUMBER")


def test_limited_staff_see_their_partners_and_pages_follow_each_other(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    dewi = client("dewi")
    dewi.get("/scorecard")
    assert [line[0] for line in lines(dewi)] == ["CV Baut Prima"]
    (following,) = [href for a in dewi.page.root.iter("a") if "after=" in (href := a.get("href") or "")]
    dewi.get(following)
    assert [line[0] for line in lines(dewi)] == ["PT Sumber Logam Abadi"]
    session.query(User).filter_by(id=cast.user_id("bagus")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("bagus"), partner_id=2))
    session.commit()
    bagus = client("bagus")
    bagus.get("/scorecard")
    assert [line[0] for line in lines(bagus)] == ["CV Baut Prima"]
    assert bagus.get("/scorecard/SUMBER").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get("/scorecard").status_code == 303
