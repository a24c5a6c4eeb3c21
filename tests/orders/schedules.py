"""Schedules to draw and judge: the variants of the strip's picture, and any that can be."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import strategies as st

from portal.orders.standing import Arrival, Facts, Move

TODAY = date(2026, 11, 17)
SVG = "{http://www.w3.org/2000/svg}"


def day(text: str) -> date:
    """ "30 Oct" of 2026."""
    number, month = text.split()
    return date(2026, {"Oct": 10, "Nov": 11, "Dec": 12}[month], int(number))


def agreed(when: str, cause: str | None = None) -> Move:
    return Move(day(when), Decimal(10), "partner", "accepted", cause)


def proposed(when: str, by: str, cause: str | None) -> Move:
    return Move(day(when), Decimal(10), by, "proposed", cause)


def schedule(
    asked: str | None,
    *moves: Move,
    came: str | None = None,
    quantity: int = 10,
    accepted: int = 10,
    expected: tuple[str, str, str] | None = None,
    cancelled: bool = False,
) -> Facts:
    likely, low, high = (day(each) for each in expected) if expected else (None, None, None)
    arrivals = (Arrival(day(came), None, Decimal(accepted)),) if came else ()
    return Facts(
        quantity=Decimal(quantity),
        requested_on=day(asked) if asked else None,
        moves=moves,
        arrivals=arrivals,
        expected_on=likely,
        expected_low=low,
        expected_high=high,
        cancelled=cancelled,
    )


VARIANTS = {
    "on time": schedule("9 Nov", agreed("10 Nov"), came="10 Nov"),
    "early": schedule("12 Nov", agreed("13 Nov"), came="10 Nov"),
    "slipped twice, late": schedule(
        "30 Oct",
        agreed("2 Nov"),
        agreed("5 Nov", "carrier"),
        agreed("9 Nov", "carrier"),
        came="12 Nov",
    ),
    "at risk": schedule("18 Nov", agreed("20 Nov"), expected=("24 Nov", "22 Nov", "27 Nov")),
    "on track": schedule("20 Nov", agreed("23 Nov"), expected=("22 Nov", "21 Nov", "23 Nov")),
    "moved by the company": schedule("4 Nov", agreed("6 Nov"), agreed("13 Nov", "company"), came="13 Nov"),
    "four causes": schedule(
        "28 Oct",
        agreed("30 Oct"),
        agreed("4 Nov", "partner"),
        agreed("9 Nov", "outside"),
        agreed("16 Nov", "carrier"),
        expected=("19 Nov", "18 Nov", "21 Nov"),
    ),
    "unconfirmed": schedule("24 Nov"),
    "new day proposed": schedule("19 Nov", agreed("20 Nov"), proposed("25 Nov", "company", "company")),
    "overdue": schedule("8 Nov", agreed("10 Nov"), agreed("12 Nov", "partner")),
    "off the scale": schedule(
        "12 Oct",
        agreed("14 Oct"),
        agreed("30 Nov", "outside"),
        expected=("9 Dec", "7 Dec", "11 Dec"),
    ),
    "in part": schedule("9 Nov", agreed("20 Nov"), came="14 Nov", accepted=4),
    "in part, overdue": schedule("9 Nov", agreed("12 Nov"), came="14 Nov", accepted=4),
    "never promised": schedule("9 Nov", came="14 Nov"),
    "cancelled": schedule("9 Nov", agreed("12 Nov"), cancelled=True),
}

# On the list's scale a day is 4 px and 27 Oct stands at 10: 9 Nov 62, 10 Nov 66, today 94.

near = st.dates(date(2026, 9, 1), date(2027, 2, 1))
maybe = st.none() | near | st.dates()
amounts = st.decimals(0, 50, places=3)
any_moves = st.builds(
    Move,
    day=near | st.dates(),
    quantity=amounts,
    proposed_by=st.sampled_from(["partner", "company"]),
    state=st.sampled_from(["proposed", "accepted", "accepted", "declined", "withdrawn"]),
    cause_side=st.sampled_from([None, "partner", "company", "carrier", "outside"]),
)
any_arrivals = st.builds(Arrival, arrived_on=maybe, received_on=maybe, accepted=amounts, rejected=amounts)
any_facts = st.builds(
    Facts,
    quantity=amounts,
    requested_on=maybe,
    moves=st.lists(any_moves, max_size=6).map(tuple),
    arrivals=st.lists(any_arrivals, max_size=4).map(tuple),
    expected_on=maybe,
    expected_low=maybe,
    expected_high=maybe,
    dispatched=st.booleans(),
    cancelled=st.booleans(),
)


def named(svg: str) -> str:
    """The drawing as a document of its own, for a parser of XML."""
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def words_at(svg: str) -> dict[str, tuple[float, float]]:
    """The labels of a drawing and where they stand."""
    texts = ElementTree.fromstring(named(svg)).iter(f"{SVG}text")
    return {text.text or "": (float(text.get("x", 0)), float(text.get("y", 0))) for text in texts}
