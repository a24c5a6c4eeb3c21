"""By what the figures of a pack were counted, whether they were closed, and what became of them since, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal import clock
from portal.reviews import counting, said
from portal.reviews.counting import Since
from portal.scores import definition_words, months
from portal.scores.figure import Period
from portal.web import formats
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Counted:
    """standing: whether the months were closed. score: '87.3 of 100, 85.0 in the last review', empty for none.
    definitions: of each version that counted what it says, as pairs; version: the latest in few words."""

    standing: str
    score: str
    definitions: list[list[tuple[str, str]]]
    version: str


def counted(pack: Mapping[str, Any], locale: str, zone: str, today: date, *, frozen: bool) -> Counted:
    """Of a pack, as it is now or (`frozen`) as it stands in minutes."""
    held = counting.held_in(pack)
    return Counted(
        _standing(pack, locale, zone, today, frozen), _score(pack, locale),
        [definition_words.said(each, locale) for each in held],
        definition_words.version(held[-1], locale) if held else "",
    )  # fmt: skip


def _standing(pack: Mapping[str, Any], locale: str, zone: str, today: date, frozen: bool) -> str:
    start, end = (date.fromisoformat(day) for day in pack["period"])
    name = said.period(start, end, locale)
    if pack.get("closed"):
        at = datetime.fromisoformat(pack["closed_at"]).astimezone(clock.zone(zone)).date()
        day = formats.day(at, locale, today)
        if any(number > 1 for _month, number in pack["closed"]):
            return _("%(period)s is closed, restated on %(day)s.", period=name, day=day)
        return _("%(period)s is closed since %(day)s: these are its frozen figures.", period=name, day=day)
    if not months.within(Period(start, end)):
        return _("These days are no whole months, so they never close: figures as they were counted.")
    if frozen:
        return _("%(period)s was still open when the minutes were written.", period=name)
    return _("%(period)s is still open: its figures may move until it closes.", period=name)


def _score(pack: Mapping[str, Any], locale: str) -> str:
    if pack.get("score") is None:
        return ""
    now = formats.fixed(Decimal(pack["score"]), locale)
    if pack.get("score_before") is None:
        return _("%(points)s of 100", points=now)
    before = formats.fixed(Decimal(pack["score_before"]), locale)
    return _("%(points)s of 100, %(before)s in the last review", points=now, before=before)


def since(news: Since, locale: str, zone: str, today: date) -> str:
    """'Restated since, on 12 Nov: The receipt was booked late.' or that the period closed since."""
    day = formats.day(news.at.astimezone(clock.zone(zone)).date(), locale, today)
    if not news.restated:
        if news.moved:
            return _(
                "The period was closed since, on %(day)s, and late data moved these figures. The minutes stay as they were.",
                day=day,
            )
        return _("The period was closed since, on %(day)s, with the same figures.", day=day)
    head = _("Restated since, on %(day)s. The minutes stay as they were.", day=day)
    return " ".join([head, *(f"“{reason}”" for reason in news.reasons)])
