"""Working days and plausible hours: nothing in the demo happens on a holiday or in the future."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random

from portal.clock import zone

ZONE = "Asia/Jakarta"
HISTORY_DAYS = 548

# Indonesia's national holidays: the fixed ones of every year, the movable ones as far as decreed
# or computed (2027 by the tabular calendars).
FIXED = {
    (1, 1): "Tahun Baru Masehi",
    (5, 1): "Hari Buruh Internasional",
    (6, 1): "Hari Lahir Pancasila",
    (8, 17): "Hari Kemerdekaan",
    (12, 25): "Hari Raya Natal",
}
MOVABLE = {
    "Isra Mikraj": ("2025-01-27", "2026-01-16", "2027-01-05"),
    "Tahun Baru Imlek": ("2025-01-29", "2026-02-17", "2027-02-06"),
    "Hari Suci Nyepi": ("2025-03-29", "2026-03-19", "2027-03-08"),
    "Idul Fitri": ("2025-03-31", "2025-04-01", "2026-03-20", "2026-03-21", "2027-03-10", "2027-03-11"),
    "Wafat Yesus Kristus": ("2025-04-18", "2026-04-03", "2027-03-26"),
    "Hari Raya Waisak": ("2025-05-12", "2026-05-31", "2027-05-20"),
    "Kenaikan Yesus Kristus": ("2025-05-29", "2026-05-14", "2027-05-06"),
    "Idul Adha": ("2025-06-06", "2026-05-27", "2027-05-16"),
    "Tahun Baru Islam": ("2025-06-27", "2026-06-16", "2027-06-06"),
    "Maulid Nabi Muhammad": ("2025-09-05", "2026-08-25", "2027-08-15"),
}


def holidays(first: date, last: date) -> dict[date, str]:
    """National holidays from `first` to `last`, by day."""
    named = {
        date(year, month, day): name
        for year in range(first.year, last.year + 1)
        for (month, day), name in FIXED.items()
    }
    for name, days in MOVABLE.items():
        for day in days:
            named.setdefault(date.fromisoformat(day), name)
    return {day: named[day] for day in sorted(named) if first <= day <= last}


@dataclass(frozen=True)
class Calendar:
    """The days around `now` as the company and its sites work them."""

    now: datetime

    @cached_property
    def today(self) -> date:
        """The day it is at the company."""
        return self.now.astimezone(zone(ZONE)).date()

    @cached_property
    def free(self) -> dict[date, str]:
        """National holidays of the years the demo touches."""
        return holidays(date(self.today.year - 2, 1, 1), date(self.today.year + 1, 12, 31))

    def day(self, offset: int) -> date:
        """The calendar day `offset` days from today."""
        return self.today + timedelta(days=offset)

    def works(self, day: date, *, saturday: bool = True) -> bool:
        """True if somebody works on this day: never on Sundays and holidays."""
        return day.weekday() < (6 if saturday else 5) and day not in self.free

    def on(self, day: date, *, saturday: bool = True) -> date:
        """`day`, or the next working day."""
        while not self.works(day, saturday=saturday):
            day += timedelta(days=1)
        return day

    def back(self, day: date, *, saturday: bool = True) -> date:
        """`day`, or the working day before it."""
        while not self.works(day, saturday=saturday):
            day -= timedelta(days=1)
        return day

    def after(self, day: date, working_days: int) -> date:
        """The working day so many working days after `day` (negative: before it)."""
        step = timedelta(days=1 if working_days >= 0 else -1)
        for _ in range(abs(working_days)):
            day += step
            while not self.works(day):
                day += step
        return self.on(day) if working_days >= 0 else day

    def at(self, day: date, hour: int, minute: int = 0, zone_name: str = ZONE) -> datetime:
        """The instant of a local time on a day."""
        return datetime.combine(day, time(hour, minute), zone(zone_name)).astimezone(UTC)

    def office(self, day: date, chance: Random, zone_name: str = ZONE) -> datetime:
        """Some instant of office hours on a day."""
        return self.at(day, chance.randint(8, 16), chance.randint(0, 59), zone_name)

    def ago(self, minutes: int) -> datetime:
        """So many minutes before now, counting only 07:00 to 18:00 of working days."""
        moment = self.now.astimezone(zone(ZONE)).replace(second=0, microsecond=0)
        left = minutes
        while True:
            opened = moment.replace(hour=7, minute=0)
            closed = moment.replace(hour=18, minute=0)
            if self.works(moment.date()) and moment > opened:
                moment = min(moment, closed)
                spent = int((moment - opened).total_seconds() // 60)
                if spent >= left:
                    return (moment - timedelta(minutes=left)).astimezone(UTC)
                left -= spent
            moment = (moment - timedelta(days=1)).replace(hour=23, minute=59)
