"""Two partners whose October can be worked out by hand. SUMBER: six schedules due on Wednesday the 7th, four came
that day, two on the 9th, and one more that the company cancelled; in September five of five. BAUT: five late ones."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock
from portal.scores.delivery import Commitment, Receipt, Schedule
from portal.scores.payment_model import Payment
from tests.issues.arrange import issue
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


def arrange_more(session: Session) -> None:
    """Beside both: three that were rejected in part, two of BAUT in September (too few), an issue, and seven
    invoices of which one was paid late; commits."""
    arrange(session)
    part = Schedule(
        1, TEN, DUE, [Commitment(DUE, "accepted")], [Receipt(1, TEN - 1, Decimal(1), arrived=DUE)]
    )
    written.order(session, "PO-4", *[part] * 3)
    written.order(session, "PO-5", schedule(SEPTEMBER, SEPTEMBER), schedule(SEPTEMBER, DUE), partner=2)
    issue(session, "rina", None)
    session.add_all(
        Payment(partner_id=1, ref=f"INV-{n}", amount=Decimal(100), currency="IDR", due_on=DUE, recorded_name="Adi",
                paid_on=DUE if n else LATE, recorded_at=clock.now())
        for n in range(7)
    )  # fmt: skip
    session.commit()


def words(element: object) -> str:
    """The words of a part of a page, blanks made one."""
    return " ".join("".join(element.itertext()).replace("\u202f", " ").split())  # type: ignore[attr-defined]


def measure(person: CheckedClient, key: str) -> list[str]:
    """The cells of a measure on the card that is open."""
    (row,) = person.page.all("tr", id=f"measure-{key}")
    return [words(cell) for cell in row if cell.tag in ("th", "td")]
