"""How many rows there are, and where counting stops."""

import pytest

from portal.actor import Actor
from portal.orders import listing, pages, statements
from portal.orders.filters import Filters
from tests import cast
from tests.orders import builders

RINA = Actor(
    user_id=cast.user_id("rina"), name="Rina", side="partner", role="administrator", locale="en",
    zone=cast.ZONE, partner_id=builders.SUMBER,
)  # fmt: skip


@pytest.fixture
def few(monkeypatch):
    """Counting and looking stop after two."""
    for name in ("CAP", "TAB_CAP", "LOOKED"):
        monkeypatch.setattr(statements, name, 2)
        monkeypatch.setattr(pages, name, 2)
    statements.counting.cache_clear()
    yield
    statements.counting.cache_clear()


def counts(session, **asked: str) -> dict[str, int]:
    return listing.counts(session, RINA, listing.Asked(Filters(**asked), None, builders.today()))


@pytest.mark.parametrize(
    ("each", "reads"),
    [((0,), "0"), ((200,), "200"), ((201,), "200+"), ((201, 20), "220+"), ((150, 120), "270")],
)
def test_a_sum_says_that_counting_one_of_its_parts_stopped(each, reads):
    assert pages.capped("en", 200, *each) == reads


def test_thousands_are_read_in_the_readers_language():
    assert pages.capped("id", 1000, 1001) == "1.000+"


@pytest.mark.usefixtures("few")
def test_counting_stops_one_above_its_cap(session):
    builders.order(session, "PO-1", 5, 6, 7, 8, 9)
    builders.order(session, "BP-1", 5, partner=builders.BAUT)
    session.flush()
    assert counts(session)["yours"] == 3
    assert counts(session, item="PL1") == {**counts(session), "matched": 1}


@pytest.mark.usefixtures("few")
def test_words_count_among_the_newest_rows_that_hold_them(session):
    """A text that many rows hold is not looked up in all of them; the figure then says "at least"."""
    late = builders.promise(session, builders.one(session, "PO-1"), -3)
    builders.order(session, "PO-2", 5, 6, 7)
    session.flush()
    assert late.order_ref == "PO-1"
    found = counts(session, text="plate", view="all", states=("late",))
    assert (found["matched"], found["looked"]) == (0, 3)
    assert pages._matched(found, "en") is None
    found = counts(session, text="plate", view="all", states=("unconfirmed",))
    assert pages._matched(found, "en") == "2+"
    found = counts(session, text="po-1", view="all", states=("late",))
    assert (found["matched"], found["looked"]) == (1, 1)
    assert pages._matched(found, "en") == "1"
