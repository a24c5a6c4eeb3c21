"""Where the records that home and search name are opened: the addresses of DESIGN section 5."""

from datetime import date
from urllib.parse import quote, urlencode

from portal.orders import addresses


def order(ref: str, line: int | None = None) -> str:
    """An order's page, at one of its lines."""
    return addresses.of_order(ref, line)


def notice(ref: str, order: str = "") -> str:
    """A notice's page, of the one that carries something of this order."""
    return f"/shipments/{quote(ref, safe='')}" + ("?" + urlencode({"order": order}) if order else "")


def issue(ref: str) -> str:
    """An issue's page."""
    return f"/issues/{quote(ref, safe='')}"


def resolution(ref: str, step: str = "") -> str:
    """The page of an issue's resolution, or of one of its steps."""
    return f"{issue(ref)}/resolution" + (f"/{step}" if step else "")


def dispute(ref: str) -> str:
    """The page of an issue's dispute."""
    return f"{issue(ref)}/dispute"


def plan(ref: str) -> str:
    """A plan's page."""
    return f"/plans/{quote(ref, safe='')}"


def review(ref: str) -> str:
    """A review's page."""
    return f"/reviews/{quote(ref, safe='')}"


def action(ref: str) -> str:
    """The page of an action, by the reference of its plan and its number ("PLN-000001/3")."""
    of_plan, _slash, number = ref.partition("/")
    return f"{plan(of_plan)}/actions/{number}"


def actions(**filters: str) -> str:
    """The list of what is to be done, over all plans."""
    return "/actions" + ("?" + urlencode(filters) if filters else "")


def partner(code: str) -> str:
    """A partner's page."""
    return f"/partners/{quote(code, safe='')}"


def reviews() -> str:
    """The list of reviews."""
    return "/reviews"


def all_sales() -> str:
    """What all distributors sold."""
    return "/sales"


def sales(code: str, month: date) -> str:
    """A month on the page of what a distributor sold."""
    return f"/sales/{quote(code, safe='')}?year={month.year}#month-{month:%Y-%m}"


def scorecard(code: str) -> str:
    """A partner's scorecard."""
    return f"/scorecard/{quote(code, safe='')}"


def report(ref: str, line: int) -> str:
    """The feedback form, about a line of an order."""
    return "/feedback/new?" + urlencode({"about": "line", "order": ref, "line": line})


def orders(**filters: str) -> str:
    """The list of orders, filtered."""
    return "/orders?" + urlencode(filters)


def exceptions(**filters: str) -> str:
    """The list of exceptions, filtered."""
    return "/exceptions" + ("?" + urlencode(filters) if filters else "")


def issues(**filters: str) -> str:
    """The list of issues, filtered."""
    return "/issues" + ("?" + urlencode(filters) if filters else "")
