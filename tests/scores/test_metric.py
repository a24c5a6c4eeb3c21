"""One measure with its year and its rows: GET /scorecard/<code>/<key>."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.scores import delivery_rows
from tests import cast
from tests.page import CheckedClient
from tests.scores.cards import OCTOBER, arrange, words

Client = Callable[[str], CheckedClient]
SELECTS = 441  # of twelve months that are open, each found once; what closed months take: test_selects


def rows(person: CheckedClient) -> list[list[str]]:
    """The cells of the rows of proof."""
    (table,) = [
        each for each in person.page.root.iter("table") if words(each.find("caption")) == "The rows behind it"
    ]
    return [[words(cell) for cell in row] for row in table.find("tbody").iter("tr")]


def test_numerator_denominator_what_is_left_out_and_why(client: Client, session: Session) -> None:
    arrange(session)
    for name in ("rina", "ayu"):
        person = client(name)
        assert person.get(f"/scorecard/SUMBER/otif?{OCTOBER}").status_code == 200
        assert person.selects == SELECTS
        (head,) = person.page.all("section", id="figure")
        assert "66.7 % 4 schedules on time and in full, of 6 schedules due. 1 row is left out." in words(head)
        found = rows(person)
        assert [row[-1] for row in found] == ["met"] * 4 + ["missed"] * 2 + [
            "left out: cancelled by the company"
        ]
        assert {row[0] for row in found} == {"PO-1"}
        assert found[4][2:] == [
            "Wed 7 Oct", "Wed 7 Oct", "Wed 7 Oct", "Wed 7 Oct", "Fri 9 Oct", "10 pcs", "10 pcs", "0 pcs", "", "missed",
        ]  # fmt: skip
    links = [a.get("href") for a in person.page.root.iter("a")]
    assert links.count("/orders/PO-1") == 7
    assert not any("/plans/new" in (href or "") for href in links)  # an auditor writes nothing


def test_an_action_of_it_begins_a_plan(client: Client, session: Session) -> None:
    arrange(session)
    for name in ("rina", "dewi"):
        person = client(name)
        person.get(f"/scorecard/SUMBER/otif?{OCTOBER}")
        (href,) = [href for a in person.page.root.iter("a") if "/plans/new" in (href := a.get("href") or "")]
        assert person.get(href).status_code == 200
        typed = {each: person.page.field(each) for each in ("title", "measure", "unit", "baseline", "target")}
        assert typed == {
            "title": "On time and in full: better than in October 2026", "measure": "On time and in full", "unit": "%",
            "baseline": "66.7", "target": "95",
        }  # fmt: skip
    body = typed | {each: person.page.field(each) for each in ("key", "score", "starts_on", "ends_on")}
    body |= {
        "kind": "corrective",
        "goal": "Book the vessel earlier",
        "staff_owner": str(cast.user_id("dewi")),
    }
    body |= {"partner_owner": str(cast.user_id("rina"))}
    made = person.send("/plans", body)
    assert made.status_code == 303
    assert person.send("/plans", body).headers["Location"] == made.headers["Location"]
    person.get(made.headers["Location"])
    (source,) = [a for a in person.page.root.iter("a") if "/otif" in (a.get("href") or "")]
    assert (words(source), source.get("href")) == (
        "SUMBER otif 2026-10",
        "/scorecard/SUMBER/otif?period=2026-10",
    )


@pytest.mark.parametrize(
    "named",
    ["BAUT otif 2026-10", "NOBODY otif 2026-10", "SUMBER nonsense 2026-10", "SUMBER otif 2026-13", "x"],
)
def test_an_action_of_what_is_not_to_be_seen_is_not_found(client: Client, named: str) -> None:
    assert client("rina").get("/plans/new", query_string={"score": named}).status_code == 404


def test_pages_of_rows_follow_each_other(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrange(session)
    monkeypatch.setattr(delivery_rows, "PAGE", 4)
    rina = client("rina")
    rina.get(f"/scorecard/SUMBER/on_time?{OCTOBER}")
    assert len(rows(rina)) == 4
    (following,) = [a.get("href") for a in rina.page.root.iter("a") if "after=" in (a.get("href") or "")]
    rina.get(following)
    assert [row[-1] for row in rows(rina)] == ["missed", "missed", "left out: cancelled by the company"]


def test_a_stranger_and_what_is_missing(client: Client, visitor: CheckedClient, session: Session) -> None:
    arrange(session)
    assert client("budi").get("/scorecard/SUMBER/otif").status_code == 404
    dewi = client("dewi")
    assert dewi.get("/scorecard/SUMBER/nonsense").status_code == 404
    assert dewi.get("/scorecard/NOBODY/otif").status_code == 404
    assert dewi.get("/scorecard/SUMBER/otif?after=zzz").status_code == 200
    assert visitor.get("/scorecard/SUMBER/otif").status_code == 303
