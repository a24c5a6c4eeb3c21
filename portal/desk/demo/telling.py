"""A few verbs to tell one order's story in days from today."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from portal.clock import zone
from portal.desk.demo.catalogue import ITEM
from portal.desk.demo.days import ZONE, Calendar
from portal.desk.demo.partners import FIRM
from portal.desk.demo.story import Asked, Came, Deal, Part, Sign, Trip, Word


class Teller:
    """Collects the deals it is told. Day numbers count from today: past ones are moved back to a
    working day, coming ones forward, and no instant lies after now."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.deals: list[Deal] = []

    def day(self, offset: int) -> date:
        """The working day `offset` days from today, or the one before (past) or after (coming)."""
        day = self.calendar.day(offset)
        if offset == 0:
            return day
        return self.calendar.back(day) if offset < 0 else self.calendar.on(day)

    def when(self, offset: int, hour: int, minute: int = 0) -> datetime:
        """An instant on a past working day; today's hours that have not come are taken from before."""
        at = self.calendar.at(self.day(offset), hour, minute)
        return at if at <= self.calendar.now else self.calendar.ago(60 * (19 - min(hour, 18)) + minute)

    def order(
        self,
        name: str,
        partner: str,
        staff: str,
        person: str,
        ordered: int,
        *,
        site: str = "RKT",
        hour: int = 9,
        due: datetime | None = None,
        note: str | None = None,
    ) -> Deal:
        """Begin an order placed `ordered` days from today (negative)."""  # fmt: skip
        at = self.when(ordered, hour, 20)
        answer_due = due or self.calendar.at(self.calendar.after(at.date(), 2), 12)
        deal = Deal(partner, at, staff, person, site, [], answer_due, name, note)
        self.deals.append(deal)
        return deal

    def line(self, deal: Deal, code: str, quantity: str, wanted: int, *, promised: bool = True) -> Part:
        """Add a line; unless `promised` is False the partner agrees to the day asked for."""
        part = Part(Decimal(quantity), self.day(wanted))
        deal.lines.append(Asked(ITEM[code], [part]))
        if promised:
            answered = self.calendar.at(self.calendar.after(deal.at.date(), 1), 10, 12)
            if answered > self.calendar.now:
                answered = deal.at + timedelta(minutes=20)
            part.words.append(Word(deal.at, deal.staff, part.requested, deal.person, answered))
        return part

    def move(
        self,
        deal: Deal,
        part: Part,
        to: int,
        said: datetime,
        cause: str,
        reason: str,
        *,
        state: str = "accepted",
        by: str | None = None,
        answered: datetime | None = None,
        refusal: str | None = None,
    ) -> None:
        """Somebody proposes another day; the other side answers unless `state` is 'proposed'."""  # fmt: skip
        by = by or (deal.staff if cause == "company" else deal.person)
        other = deal.person if by == deal.staff else deal.staff
        word = Word(said, by, self.day(to), state=state, cause=cause, reason=reason, refusal=refusal)
        if state != "proposed":
            word.answer_by, word.answered_at = (
                other,
                answered or min(said + timedelta(hours=2), self.calendar.now),
            )
        part.words.append(word)

    def ship(
        self,
        deal: Deal,
        parts: Iterable[Part],
        left: int,
        carrier: str | None,
        tracking: str | None,
        signs: Iterable[tuple[datetime, str, str, str, str]] = (),
        *,
        mode: str = "road",
        packages: int = 12,
        hour: int = 15,
        note: str | None = None,
        offset: int = 420,
    ) -> Trip:
        """Dispatch parts together; signs are (instant, state, place, text, code)."""  # fmt: skip
        held = list(parts)
        weight = sum((p.quantity for p in held), Decimal(0)) * (
            1000 if deal.lines[0].item.unit == "t" else 18
        )
        at = self.when(left, hour, 10)
        trip = Trip(
            at,
            deal.person,
            self.day(left),
            carrier or FIRM[deal.partner].name,
            mode,
            tracking,
            packages,
            weight,
            note=note,
        )
        trip.signs = [Sign(at, "picked_up", FIRM[deal.partner].city, "Picked up", "PUP", offset)]
        trip.signs += [Sign(*sign) for sign in signs if at <= sign[0] <= self.calendar.now]
        for part in held:
            part.trips.append(trip)
        return trip

    def come(
        self,
        part: Part,
        arrived: int | date,
        accepted: str,
        at: datetime,
        *,
        rejected: str = "0",
        condition: str = "good",
        note: str | None = None,
        by: str = "rizky",
    ) -> None:
        """Book in what arrived."""  # fmt: skip
        day = arrived if isinstance(arrived, date) else self.day(arrived)
        booked = max(day, at.astimezone(zone(ZONE)).date())
        trip = part.trips[-1] if part.trips else None
        if trip and trip.at > at - timedelta(hours=1):  # a holiday brought both to one day: it left early
            trip.at = at - timedelta(hours=1)
            trip.shipped_on = min(trip.shipped_on, day)
            for sign in trip.signs:
                sign.at = min(sign.at, trip.at)
        if trip and trip.tracking and not any(s.state == "delivered" for s in trip.signs):
            trip.signs.append(
                Sign(
                    max(trip.signs[-1].at, min(at, self.calendar.at(day, 7, 5))),
                    "delivered",
                    "Gate",
                    "Delivered",
                    "POD",
                )
            )
        part.came.append(
            Came(at, by, day, booked, Decimal(accepted), Decimal(rejected), condition, note, trip)
        )

    def expect(self, part: Part, likely: int, low: int, high: int) -> None:
        """Forecast a part's arrival."""
        part.expected = (self.day(likely), self.calendar.day(low), self.calendar.day(high))

    def split(self, deal: Deal, line: Asked, given: str, said: datetime, to: int, reason: str) -> Part:
        """Split a line: the second part keeps the first promise and moves to another day."""
        first = line.parts[0]
        second = Part(first.quantity - Decimal(given), first.requested, split_on=said.date(), split_at=said)
        for word in first.words:
            word.quantity = first.quantity
            second.words.append(
                Word(
                    word.at,
                    word.by,
                    word.day,
                    word.answer_by,
                    word.answered_at,
                    quantity=second.quantity,
                    inherited=True,
                )
            )
        first.quantity, second.split_reason = Decimal(given), reason
        line.parts.append(second)
        self.move(deal, second, to, said - timedelta(minutes=40), "partner", reason, answered=said)
        return second

    def morning(self) -> date:
        """The latest working day of the sites whose deliveries of the morning are in by now."""
        day = self.calendar.today
        if self.calendar.now < self.calendar.at(day, 9, 30):
            day -= timedelta(days=1)
        return self.calendar.back(day)
