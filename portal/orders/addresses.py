"""Where an order is opened: its page, at one of its lines or sections, and what belongs to a part of a line."""

from urllib.parse import quote, urlencode

LINES = 50  # of an order that stand on one page


def of_order(ref: str, line: int | None = None, section: str = "", asked: str = "") -> str:
    """An order's page, at one of its lines or at a section of it (its id); `asked` is a query that narrows
    its lines. Lines have numbers from 1, so the first page holds every line up to LINES."""
    query = [asked] if asked else []
    if line and (line > LINES or asked):
        query.append(urlencode({"line": line}))
    anchor = f"line-{line}" if line and not section else section
    return _order(ref) + ("?" + "&".join(query) if query else "") + (f"#{anchor}" if anchor else "")


def of_part(ref: str, line: int, part: int, noun: str) -> str:
    """What belongs to a part of a line: its `proposal`, its `cause`, `receipts/new`."""
    return f"{_order(ref)}/lines/{line}/{part}/{noun}"


def _order(ref: str) -> str:
    return f"/orders/{quote(ref, safe='/')}"
