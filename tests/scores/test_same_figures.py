"""One figure, one text: whoever looks, wherever it stands. All pages are walked from home, as staff and as a partner."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.partners.models import Partner
from portal.scores import closing, months, snapshots
from portal.scores.figure import Figure
from portal.scores.metrics import PARTIES
from tests.exchange.programs import Program, token
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.reviews.arrange import held, review
from tests.scores.cards import arrange_more
from tests.scores.same import Seen, Truth, differences, in_files, look, plain, walk
from tests.sweep.figures import SCORES

Client = Callable[[str], CheckedClient]
PLACES = {
    "scores.index", "scores.card", "scores.metric", "scores.months", "partners.show", "reviews.show", "desk.home",
}  # fmt: skip
TODAY = date(2026, 11, 29)
LEAST = {"pages": 500, "files": 100, "API": 250}  # fewer, and the walk has lost its way


@pytest.fixture
def history(session: Session) -> None:
    """A year of two partners, closed but for the last months of one of them, with a review of each."""
    arrange_more(session)
    for partner_id, count in ((1, 12), (2, 10)):
        partner = session.get(Partner, partner_id)
        assert partner is not None
        for month in range(count):
            start = months.back(date(2025, 11, 1), -month)
            closing.close(session, actor("mega"), partner, months.month(start), TODAY)
    session.commit()
    review(session, partner=2, period=(date(2026, 9, 1), date(2026, 9, 30)))  # of too few rows
    held(session, review(session))


@pytest.mark.parametrize("measures", [4, pytest.param(99, marks=pytest.mark.sweep)])
def test_a_figure_is_the_same_wherever_it_stands(
    app: Flask, session: Session, client: Client, history: None, measures: int,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    truth, compared, faults = Truth(session, actor("dewi")), Counter[str](), []
    for name, places in (("dewi", PLACES), ("rina", PLACES - {"scores.index"})):
        seen = walk(client(name), app.url_map.bind("localhost"), measures)
        assert places <= seen.places, f"no figure is marked on {places - seen.places}"
        in_all, other = in_files(seen, truth, TODAY)
        faults += [*seen.unmarked, *differences(seen, truth), *other]
        told = told_to_programs(Program(app, token(session, name, "scores:read")), seen)
        faults += differences(told, truth)
        compared += Counter(
            pages=seen.count, files=in_all, API=told.count, opened=sum(map(len, seen.opened.values()))
        )
    opened = compared.pop("opened")
    where = ", ".join(f"{count:,} on {name}" for name, count in compared.items())
    record_property(SCORES, (f"{where}, {opened} addresses opened", compared.total(), len(faults)))
    assert faults == []
    assert all(compared[name] >= least for name, least in LEAST.items()), compared


def told_to_programs(program: Program, seen: Seen) -> Seen:
    """The figures that the API tells of each card that was opened, and of the month before it."""
    told = Seen()
    for path in [path for path in seen.opened["scores.card"] if "period=" in path]:
        code, month = path.split("/")[2].partition("?")[0], date.fromisoformat(f"{path[-7:]}-01")
        days = [
            f"{each.start}/{each.end}" for each in (months.month(month), months.month(months.back(month, 1)))
        ]
        card = program.get(f"/api/v1/partners/{code}/scorecard?period={path[-7:]}")
        for each in card["figures"]:
            for said, when in zip((each, each["before"]), days, strict=True):
                told.texts[(each["metric"], code, when)].append((plain(said["text"]), path))
        for side in PARTIES:
            told.texts[(f"total-{side}", code, days[0])].append((card["total"][side]["text"], path))
    return told


def test_a_figure_that_is_not_what_it_is_elsewhere_is_found(
    session: Session, client: Client, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages count a schedule less on time than there are: both partners' figure and the score that it moves."""

    whole = snapshots.Periods.figures

    def less(*asked: Any) -> list[Figure]:
        return [replace(f, numerator=f.numerator - (f.metric == "otif")) for f in whole(*asked)]

    monkeypatch.setattr(snapshots.Periods, "figures", less)
    dewi, seen = client("dewi"), Seen()
    dewi.get("/scorecard?period=2026-10")
    look(dewi, "/scorecard", "scores.index", seen)
    faults = differences(seen, Truth(session, actor("dewi")))
    assert [fault for fault in faults if "'otif', 'SUMBER'" in fault] and len(faults) == 3, faults
