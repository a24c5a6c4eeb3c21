"""Two partners whose October can be worked out by hand. SUMBER: six schedules due on Wednesday the 7th, four came
that day, two on the 9th, and one more that the company cancelled; in September five of five. BAUT: five late ones."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.scores.delivery import Commitment, Receipt, Schedule
from tests.page import CheckedClient
from tests.scores import written

TEN = Decimal(10)
DUE, LATE, SEPTEMBER = date(2026, 10, 7), date(2026, 10, 9), date(2026, 9, 9)
OCTOBER = "period=2026-10"


def schedule(due: date, came: date, mode: str = "road", **more: Decimal) -> Schedule:
    """Ten pieces, promised for a day and come on another."""
    receipts = [Receipt(1, TEN, arrived=came)] if "cancelled_by_company" not in more else []
    return Schedule(1, TEN, due, [Commitment(due, "accepted")], receipts, mode=mode, **more)


def arrange(session: Session) -> None:
    """Write both; commits."""
    written.order(
        session, "PO-1", *(schedule(DUE, DUE) for _ in range(4)), *(schedule(DUE, LATE, "sea") for _ in range(2)),
        schedule(DUE, DUE, cancelled_by_company=TEN),
    )  # fmt: skip
    written.order(session, "PO-2", *(schedule(SEPTEMBER, SEPTEMBER) for _ in range(5)))
    written.order(session, "PO-3", *(schedule(DUE, LATE) for _ in range(5)), partner=2)
    session.commit()


def words(element: object) -> str:
    """The words of a part of a page, blanks made one."""
    return " ".join("".join(element.itertext()).replace("\u202f", " ").split())  # type: ignore[attr-defined]


def measure(person: CheckedClient, key: str) -> list[str]:
    """The cells of a measure on the card that is open."""
    (row,) = person.page.all("tr", id=f"measure-{key}")
    return [words(cell) for cell in row if cell.tag in ("th", "td")]
