"""Figures of a review: the score's own, beside those of the last review and the target that was agreed there."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.reviews import results
from portal.reviews.holding import Said
from portal.scores.figure import Figure
from portal.scores.metrics import BY_KEY
from tests.page import CheckedClient
from tests.reviews.arrange import agreed, held, newest, review, today
from tests.scores.cards import arrange, words

Client = Callable[[str], CheckedClient]
SEPTEMBER = date(2026, 9, 1), date(2026, 9, 30)


def row(client: CheckedClient, key: str) -> list[str]:
    """The cells of one figure."""
    return [words(cell) for cell in client.page.one("tr", id=f"figure-{key}")]


def test_then_and_now_against_the_target_and_each_opens_its_rows(client: Client, session: Session) -> None:
    arrange(session)  # September 5 of 5, October 4 of 6
    first = review(session, days=-30, period=SEPTEMBER)
    held(session, first, said=Said(today(), "All on time.", [], {"on_time": "0.9"}))
    agreed(session, first)
    ref = review(session, days=-1)
    for name in ("dewi", "rina"):
        reader = client(name)
        reader.get(f"/reviews/{ref}")
        assert row(reader, "on_time") == [
            "On time 4 of 6",
            "66.7 %",
            "100.0 % −33.3 points, worse",
            "90.0 % not reached",
        ]
        (href,) = [a.get("href") for a in reader.page.all("a") if "".join(a.itertext()) == "On time"]
        assert href == "/scorecard/SUMBER/on_time?period=2026-10"
        assert reader.get(str(href)).status_code == 200
        assert "66.7 %" in reader.page.text
    held(session, ref)
    minutes = newest(session, ref)
    assert minutes is not None
    dewi = client("dewi")
    dewi.get(f"/reviews/{ref}")
    before = row(dewi, "on_time")
    arrange_more(session)
    dewi.get("/scorecard/SUMBER/on_time?period=2026-10")
    assert "66.7 %" not in dewi.page.text
    dewi.get(f"/reviews/{ref}")
    assert row(dewi, "on_time") == before  # as it stood when the minutes were written


def arrange_more(session: Session) -> None:
    """One more that came late in October."""
    from tests.scores import written
    from tests.scores.cards import DUE, LATE, schedule

    written.order(session, "PO-9", schedule(DUE, LATE))
    session.commit()


def test_targets_are_typed_as_they_are_read(client: Client, session: Session) -> None:
    arrange(session)
    ref, dewi = review(session, days=-1), client("dewi")
    dewi.get(f"/reviews/{ref}")
    sent = {
        "version": dewi.page.field("version", f"/reviews/{ref}/minutes"), "key": "m", "held_on": today().isoformat(),
        "notes": "So it is.", "target_on_time": "92.5", "target_mean_slip": "0.5", "target_in_full": "",
    }  # fmt: skip
    assert dewi.send(f"/reviews/{ref}/minutes", sent | {"target_on_time": "101"}).status_code == 422
    assert dewi.send(f"/reviews/{ref}/minutes", sent | {"target_on_time": "much"}).status_code == 422
    assert dewi.send(f"/reviews/{ref}/minutes", sent).status_code == 303
    minutes = newest(session, ref)
    assert minutes is not None
    assert {key: Decimal(text) for key, text in minutes.targets.items()} == {
        "on_time": Decimal("0.925"), "mean_slip": Decimal("0.5"),
    }  # fmt: skip
    dewi.get(f"/reviews/{ref}")
    assert dewi.page.field("target_on_time") == "92.5"


@pytest.mark.parametrize(
    ("now", "text"),
    [(("4", "6", 6), "66.7 %"), (("1", "1", 1), "too few (1 row)"), (("0", "0", 0), "no data")],
)
def test_a_figure_comes_back_from_a_pack_as_it_went_in(now: tuple[str, str, int], text: str) -> None:
    figure = Figure("on_time", Decimal(now[0]), Decimal(now[1]), now[2], left_out=1)
    (shown,) = results.read(results.stored([figure], [], {}), "en")
    assert shown.now.replace("\u202f", " ") == text
    assert (shown.before, shown.change, shown.better, shown.target, shown.met) == ("", "", None, "", None)
    assert shown.has_data == (now[2] > 0)


@pytest.mark.parametrize(
    ("key", "typed", "kept"), [("on_time", "90", "0.9"), ("ppm", "500", "500"), ("lead_time", "12.5", "12.5")]
)
def test_a_target_in_the_unit_of_its_metric(key: str, typed: str, kept: str) -> None:
    found = results.target_of(Decimal(typed), BY_KEY[key])
    assert found == Decimal(kept)
    assert results.as_typed(found, BY_KEY[key]) == Decimal(typed)
