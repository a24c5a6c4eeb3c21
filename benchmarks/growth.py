"""How the order list grows: each question at the largest size against the smallest."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from benchmarks import cases, rows
from benchmarks.asking import Portal, compare, ratio
from portal.actor import Actor
from portal.db import bind_actor, db, transactions
from portal.orders import listing
from portal.orders.filters import Filters, query_of
from portal.orders.listing import PAGE, Asked

BAR = 1.2
ROUNDS = 7
AGAIN = 21  # rounds of a second look at what seems to miss the bar
DEEP = 1000  # page

PARTNER = Actor(1, "Rina", "partner", "administrator", "en", "Asia/Jakarta", partner_id=1)


@dataclass(frozen=True, slots=True)
class Growth:
    """One question: milliseconds of the page at each size that was compared, and last against first."""

    name: str
    page: int
    milliseconds: dict[int, float]
    ratio: float


def measured(portals: list[Portal], say: Callable[[str], None]) -> list[Growth]:
    """Every question, its first page and its thousandth (or last whole one)."""
    found: list[Growth] = []
    for name, filters in cases.every().items():
        asked = [_pages(portal, portals[-1], filters) for portal in portals]
        for number in range(len(asked[-1])):
            paths = {
                portal: pages[number][1] for portal, pages in zip(portals, asked, strict=True)
                if number < len(pages) and (pages[number][2] == asked[-1][number][2])
            }  # fmt: skip
            if len(paths) > 1:
                found.append(_growth(name, asked[-1][number][0], paths))
                say(line(found[-1]))
            else:
                say(f"  {name}: no smaller size fills as much of page {asked[-1][number][0]}")
    return found


def line(growth: Growth) -> str:
    """A line of the long report."""
    spent = "  ".join(f"{orders:>9,}: {ms:6.2f} ms" for orders, ms in growth.milliseconds.items())
    return f"  {growth.name:52} page {growth.page:>5,}  {spent}  x {growth.ratio:.2f}"


def _growth(name: str, page: int, paths: dict[Portal, str]) -> Growth:
    works = {portal: (lambda p=portal, path=path: p.ask(path)) for portal, path in paths.items()}
    portals = list(paths)
    for rounds in (ROUNDS, AGAIN):
        spent = compare(works, rounds)
        grown = ratio(spent[portals[-1]], spent[portals[0]])
        if grown <= BAR:
            break
    return Growth(name, page, {p.orders: median(spent[p]) * 1000 for p in portals}, grown)


def _pages(portal: Portal, largest: Portal, filters: Filters) -> list[tuple[int, str, int]]:
    """Number, address and rows of the pages to ask for: the first, and the thousandth of the largest
    size, or the page that lies as far down the shorter list of a smaller one."""
    asked = Asked(filters, None, rows.TODAY)
    with portal.app.app_context():
        transactions("read")
        session = db.session()
        bind_actor(session, PARTNER)
        first = listing.page(session, PARTNER, asked)
        pages = [(1, _path(filters, None), len(first.rows))]
        if first.after:
            share = portal.orders / largest.orders
            size = max(PAGE, round((DEEP - 1) * share) * PAGE)
            above = listing.page(session, PARTNER, asked, None, size)
            while size > PAGE and (
                above.after is None or len(listing.page(session, PARTNER, asked, above.after).rows) < PAGE
            ):
                size = max(PAGE, (min(size, len(above.rows)) // PAGE - 1) * PAGE)
                above = listing.page(session, PARTNER, asked, None, size)
            deep = listing.page(session, PARTNER, asked, above.after)
            pages.append((size // PAGE + 1, _path(filters, above.after), len(deep.rows)))
        db.session.remove()
    return pages


def _path(filters: Filters, after: str | None) -> str:
    query = "&".join(part for part in (query_of(filters), f"after={after}" if after else "") if part)
    return "/orders" + (f"?{query}" if query else "")
