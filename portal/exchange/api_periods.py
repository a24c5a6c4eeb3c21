"""The period that a program asks a score of: by its days or by its name, never by a guess."""

from collections.abc import Callable, Mapping
from datetime import date

from portal.scores import spans
from portal.scores.spans import Span
from portal.web.i18n import _

PARAMETERS = ("from", "to", "period")


def read(given: Mapping[str, str], today: date, wrong: Callable[[str, str], None]) -> Span:
    """The span that a query asks for, the last whole month if it asks for none. What the page would pass over
    is told to `wrong` by the name of its parameter."""
    asked = {name: given[name] for name in PARAMETERS if name in given}
    span = spans.asked(asked, today)
    if not asked or span.asked == asked:
        return span
    if "period" in asked:
        wrong("period", _("A month, a quarter or a year is needed, like 2026-10, 2026-Q3 or 2026, and no day beside it."))  # fmt: skip
        return span
    for name in ("from", "to"):
        if _day(given.get(name)) is None:
            wrong(name, _("A day is needed, like 2026-12-03."))
    start, end = _day(given.get("from")), _day(given.get("to"))
    if start is not None and end is not None:
        wrong("to", _("It is to be %(first)s or later, and no more than twelve years after it.", first=start.isoformat()))  # fmt: skip
    return span


def _day(text: str | None) -> date | None:
    """A day that a score can begin or end on."""
    span = spans.asked({"from": text or "", "to": text or ""}, spans.FIRST)
    return span.period.start if text and span.asked == {"from": text, "to": text} else None
