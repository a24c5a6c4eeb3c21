"""What programs may ask of scores."""

from portal.exchange.api_operations import DAY, Operation, Parameter, after
from portal.web.i18n import _


def operations() -> list[Operation]:
    """A scorecard, and the rows behind one figure of it."""
    return [
        Operation(
            "GET", "/api/v1/partners/{code}/scorecard", "scores:read", _("The scorecard of a partner"),
            _("All figures of both sides as the page shows them, each with what it is counted of, the score in all, and the version of the definition that they are counted by. A figure of too few rows or of no data says so and is no result. Closed months are as they were closed, with what stood before a restatement beside them."),
            (_code(), *_period()), {200: ("Scorecard", _("The scorecard."))}, problems=(404,),
        ),
        Operation(
            "GET", "/api/v1/partners/{code}/scorecard/{metric}", "scores:read", _("The rows behind one figure"),
            _("Every row that was looked at, a hundred or fewer at once: what it adds to the numerator and the denominator, or why it is left out."),
            (
                _code(),
                Parameter("metric", _("The key of a figure, as in the scorecard."), {"type": "string", "minLength": 1, "maxLength": 40}, "path"),
                *_period(), after(),
            ),
            {200: ("Rows", _("The figure, its rows, and the address of those that follow."))}, problems=(404,),
        ),
    ]  # fmt: skip


def _code() -> Parameter:
    return Parameter(
        "code", _("The code of the partner."), {"type": "string", "minLength": 1, "maxLength": 20}, "path"
    )


def _period() -> tuple[Parameter, ...]:
    return (
        Parameter("from", _("The first day; without any period the last whole month is meant."), DAY),
        Parameter("to", _("The last day, counted as well."), DAY),
        Parameter(
            "period", _("Instead of days: a month, a quarter or a year, like 2026-10, 2026-Q3 or 2026."),
            {"type": "string", "pattern": r"^20\d\d(-(0[1-9]|1[0-2]|Q[1-4]))?$"},
        ),
    )  # fmt: skip
