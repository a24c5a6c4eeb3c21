"""The calendar: who puts a review into it, and what it shows.

endpoint: reviews.index, endpoint: reviews.new, endpoint: reviews.create
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.reviews.models import Review, ReviewPerson, Rhythm
from tests import cast
from tests.page import HTMX, CheckedClient
from tests.reviews.arrange import review, verbs

Client = Callable[[str], CheckedClient]


def typed(**other: Any) -> dict[str, Any]:
    """A monthly review on 8 December, of Dewi with Rina."""
    return {
        "key": "k1", "every": "monthly", "meets_on": "2026-12-08", "meets_at": "9:30", "place": "Rungkut",
        "remind_days": "7", "staff_people": [str(cast.user_id("dewi"))],
        "partner_people": [str(cast.user_id("rina"))], **other,
    }  # fmt: skip


def test_staff_say_with_whom_and_the_first_of_a_rhythm_is_there(client: Client, session: Session) -> None:
    dewi = client("dewi")
    dewi.get("/reviews/new")
    assert "First say with whom." in dewi.page.text
    dewi.get("/reviews/new?partner=SUMBER")
    assert dewi.page.one("input", name="staff_people", value="3", checked="").get("type") == "checkbox"
    assert dewi.send("/reviews", typed(partner="SUMBER")).headers["Location"].endswith("/reviews/REV-000001")
    made = session.query(Review).one()
    assert (made.period_start, made.period_end) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (made.state, made.meets_at, made.remind_days) == ("planned", "09:30", 7)
    assert session.query(Rhythm).one().every == "monthly"
    assert {p.name for p in session.query(ReviewPerson)} == {"Dewi Anggraini", "Rina Wulandari"}
    assert verbs(session) == ["review_planned"]
    assert dewi.send("/reviews", typed(partner="SUMBER")).status_code == 303  # sent twice
    assert session.query(Review).count() == 1
    assert dewi.send("/reviews", typed(partner="SUMBER", key="k2")).status_code == 422
    assert "This rhythm runs already." in dewi.page.text
    assert session.query(Review).count() == 1


def test_a_partner_plans_with_whom_it_knows(client: Client, session: Session) -> None:
    rina = client("rina")
    rina.get("/reviews/new")
    known = rina.page.all("input", name="staff_people")[0].get("value")
    sent = typed(staff_people=[known], every="once", period_start="2026-07-01", period_end="2026-11-15")
    assert rina.send("/reviews", sent).status_code == 303
    made = session.query(Review).one()
    assert (made.partner_id, made.rhythm_id, made.period_end) == (1, None, date(2026, 11, 15))
    assert rina.send("/reviews", sent | {"key": "k2", "staff_people": ["999"]}).status_code == 422
    assert (
        rina.send("/reviews", sent | {"key": "k3", "partner_people": [str(cast.user_id("budi"))]}).status_code
        == 422
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("meets_on", "", "Choose a day."), ("meets_at", "half nine", "Write the time like 09:30."),
        ("staff_people", [], "Choose at least one person of the company."),
        ("partner_people", [], "Choose at least one person of the partner."),
        ("period_start", "2026-11-01", "With a rhythm the period follows from the day."),
        ("every", "daily", "Choose how often."),
    ],
)  # fmt: skip
def test_what_is_not_sound_comes_back(
    client: Client, session: Session, field: str, value: Any, words: str
) -> None:
    dewi = client("dewi")
    assert dewi.send("/reviews", typed(partner="SUMBER", **{field: value})).status_code == 422
    assert words in dewi.page.text or field == "every"
    assert dewi.page.field("place") == "Rungkut"
    assert session.query(Review).count() == 0


def test_who_may_not(client: Client, session: Session) -> None:
    for name in ("toni", "ayu"):
        assert client(name).get("/reviews/new").status_code == 403
        assert client(name).send("/reviews", typed(partner="SUMBER")).status_code == 403
    assert client("dewi").send("/reviews", typed(partner="NOBODY")).status_code == 404
    assert client("dewi").send("/reviews", typed()).status_code == 422
    assert session.query(Review).count() == 0


def test_each_sees_its_own_reviews_by_tab_and_year(client: Client, session: Session) -> None:
    mine, other = review(session), review(session, partner=2)
    missed = review(session, days=-9)
    session.query(Review).filter_by(ref=missed).update({"state": "missed"})
    session.commit()
    rina, budi, dewi = client("rina"), client("budi"), client("dewi")
    for who, shown, hidden in ((rina, mine, other), (budi, other, mine)):
        who.get("/reviews")
        assert shown in who.page.text
        assert hidden not in who.page.text
        assert missed not in who.page.text
    dewi.get("/reviews")
    assert mine in dewi.page.text and other in dewi.page.text
    dewi.get("/reviews?partner=BAUT")
    assert mine not in dewi.page.text
    rina.get("/reviews?partner=BAUT")  # no filter of theirs
    assert mine in rina.page.text
    rina.get("/reviews?tab=missed")
    assert missed in rina.page.text
    year = session.query(Review).filter_by(ref=mine).one().meets_on.year
    rina.get(f"/reviews?tab=year&year={year}", headers=HTMX)
    assert mine in {a.get("title", "")[:10] for a in rina.page.all("a")}
    assert rina.get("/reviews?tab=year&year=1066").status_code == 200
    assert rina.get("/reviews?tab=nonsense&after=nonsense").status_code == 200
    assert rina.get("/reviews?tab=past").status_code == 200
    rina.get("/reviews")
    assert rina.selects == 4


def test_the_partners_page_shows_its_newest_reviews(client: Client, session: Session) -> None:
    mine, other = review(session), review(session, partner=2)
    for name in ("dewi", "rina"):
        reader = client(name)
        reader.get("/partners/SUMBER")
        hrefs = [a.get("href") for a in reader.page.one("section", id="reviews").iter("a")]
        assert f"/reviews/{mine}" in hrefs
        assert f"/reviews/{other}" not in hrefs
