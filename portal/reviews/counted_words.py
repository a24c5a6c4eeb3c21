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
    """standing: whether the months were closed. scores: '87.3 of 100, 85.0 in the last review' by side, for those that
    have one. definitions: of each version that counted what it says, as pairs; version: the latest in few words."""

    standing: str
    scores: dict[str, str]
    definitions: list[list[tuple[str, str]]]
    version: str


def counted(pack: Mapping[str, Any], locale: str, zone: str, today: date, *, frozen: bool) -> Counted:
    """Of a pack, as it is now or (`frozen`) as it stands in minutes."""
    held = counting.held_in(pack)
    return Counted(
        _standing(pack, locale, zone, today, frozen), _scores(pack, locale),
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


def _scores(pack: Mapping[str, Any], locale: str) -> dict[str, str]:
    before = pack.get("scores_before", {})
    found = {}
    for side, score in pack.get("scores", {}).items():
        if score is not None and before.get(side) is not None:
            found[side] = _(
                "%(points)s of 100, %(before)s in the last review",
                points=points(score, locale), before=points(before[side], locale),
            )  # fmt: skip
        elif score is not None:
            found[side] = _("%(points)s of 100", points=points(score, locale))
    return found


def points(score: str | None, locale: str) -> str:
    """'87.3', or that there is none."""
    return _("no data") if score is None else formats.fixed(Decimal(score), locale)


def moved_scores(
    pack: Mapping[str, Any], news: Since, names: Mapping[str, str], locale: str
) -> list[tuple[str, str, str]]:
    """The scores in all that are not what they were: (whose, in the minutes, now)."""
    then = pack.get("scores", {})
    told = [
        (names[side], points(then.get(side), locale), points(now, locale))
        for side, now in news.scores.items()
    ]
    return [(_("Score of %(name)s", name=name), was, now) for name, was, now in told if was != now]


def since(news: Since, locale: str, zone: str, today: date) -> str:
    """'Restated since, on 12 Nov. The minutes stay as they were.', or that the period closed since."""
    day = formats.day(news.at.astimezone(clock.zone(zone)).date(), locale, today)
    if news.restated:
        return _("Restated since, on %(day)s. The minutes stay as they were.", day=day)
    if news.moved:
        return _(
            "The period was closed since, on %(day)s, and late data moved these figures. The minutes stay as they were.",
            day=day,
        )
    return _("The period was closed since, on %(day)s, with the same figures.", day=day)
