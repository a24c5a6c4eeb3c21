"""How the pages of issues grow: 50,000 issues with 500,000 messages against 500 with 5,000.

`python -m benchmarks.issues` prints every question and ends with 1 if one takes more than BAR times as
long, or another number of SELECTs. Pages hold as many rows at both sizes as the smaller one fills, so
that finding is compared and not showing.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks.asking import compare, freeze_clock, ratio
from benchmarks.issue_data import IssuePortal, prepare
from benchmarks.issue_rows import KINDS
from portal.issues import listing
from portal.issues.models import STATES
from portal.issues.routes.queue import TABS

BAR = 1.5
SIZES = (500, 50_000)
ROUNDS, AGAIN = 7, 21
DEEP = 40  # pages down, or as far as the smaller size goes
SIDES = ("staff", "partner", "own")
# A frequent word, a rarer one, two together, one in half of all messages, the beginnings of 1,000, of 100 and of ten
# codes, one nobody says.
TYPED = ("kontainer", "gasket", "surat jalan", "yang", "kode0", "kode00", "kode001", "iss-0000", "nothing")
# Issue 6 is open, with a resolution and a dispute, and everybody here may read it.
PAGES = {
    "home": "/", "issue": "/issues/ISS-000002", "long thread": "/issues/ISS-000001",
    "message of a long thread": "/issues/ISS-000001/messages/700",
    "issue with resolution and dispute": "/issues/ISS-000006", "resolution": "/issues/ISS-000006/resolution",
    "step of a resolution": "/issues/ISS-000006/resolution/causes", "resolution as PDF": "/issues/ISS-000006/resolution.pdf",
    "dispute": "/issues/ISS-000006/dispute", "splitting": "/issues/ISS-000006/split", "merging": "/issues/ISS-000006/merger",
    "search, frequent": "/search?q=kontainer", "search, rare": "/search?q=kode0123", "search, all": "/search?q=yang",
    "search, two words": "/search?q=surat+jalan", "search, beginning": "/search?q=ko", "search, long beginning": "/search?q=kode00",
}  # fmt: skip
# What has few messages before it, and what has hundreds, in the largest database: each is called by its number.
NUMBERED = {
    "message, 700th against 5th": ("/issues/ISS-000007/messages/5", "/issues/ISS-000001/messages/700"),
    "50 messages, of 1,000 against the first": (
        "/issues/ISS-000001?messages-before=60",
        "/issues/ISS-000001",
    ),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """One question of one reader: milliseconds and SELECTs at each size, and last against first."""

    name: str
    milliseconds: tuple[float, ...]
    selects: tuple[int, ...]
    ratio: float

    @property
    def passed(self) -> bool:
        """True within the bar, with as many SELECTs."""
        return self.ratio <= BAR and len(set(self.selects)) == 1


def questions(side: str) -> dict[str, str]:
    """Every filter of the queue, one at a time, in each tab, and the pages beside it; by name."""
    narrowed: list[dict[str, str]] = [
        {},
        *({"kind": kind} for kind in KINDS[:2]),
        *({"state": each} for each in STATES),
    ]
    if side == "staff":
        narrowed += [{"whose": whose} for whose in ("mine", "team", "unassigned")] + [{"partner": "P-001"}]
    found = dict(PAGES)
    for tab in TABS:
        for chosen in (*narrowed, *({"q": typed} for typed in TYPED)):
            asked = {"tab": tab, **chosen}
            found[f"queue, {', '.join(asked.values())}"] = f"/issues?{urlencode(asked)}"
    return found


def measured(portals: list[IssuePortal], say: Callable[[str], None], only: str = "") -> list[Growth]:
    """Every question of every reader, its first page and one far down."""
    found = []
    for side in SIDES:
        for name, path in questions(side).items():
            if only not in f"{side}: {name}":
                continue
            for page, addresses in _pages(portals, side, path):
                title = f"{side}: {name}{f', page {page}' if page > 1 else ''}"
                found.append(_growth(title, side, list(zip(portals, addresses, strict=True))))
                say(line(found[-1]))
        for name, paths in NUMBERED.items():
            if only in f"{side}: {name}":
                found.append(_growth(f"{side}: {name}", side, [(portals[-1], path) for path in paths]))
                say(line(found[-1]))
    return found


def _pages(portals: list[IssuePortal], side: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the page and its address at each size; rows of a page are cut to what the smaller size fills."""
    listing.PAGE = 50
    if not path.startswith("/issues?"):
        yield 1, [path] * len(portals)
        return
    least = min(_rows(portal.ask(path, side)) for portal in portals)
    listing.PAGE = max(1, least)
    yield 1, [path] * len(portals)
    size = max(1, min(10, least // 2))
    listing.PAGE = size * DEEP
    number = min(_rows(portal.ask(path, side)) for portal in portals) // size  # of the last page that is full
    if number > 1:
        listing.PAGE = size * (number - 1)
        addresses = [_next(portal.ask(path, side)) for portal in portals]
        listing.PAGE = size
        yield number, [address for address in addresses if address]


def _rows(page: bytes) -> int:
    return page.count(b'<tr id="row-')


def _next(page: bytes) -> str | None:
    found = re.search(rb'rel="next" href="([^"]+)"', page)
    return found[1].decode().replace("&amp;", "&") if found else None


def _growth(title: str, side: str, asked: list[tuple[IssuePortal, str]]) -> Growth:
    works = {place: (lambda of=of: of[0].ask(of[1], side)) for place, of in enumerate(asked)}
    selects = []
    for portal, path in asked:
        with portal.statements() as seen:
            portal.ask(path, side)
        selects.append(len(seen))
    grown, spent = 0.0, {}
    for rounds in (ROUNDS, AGAIN):
        spent = compare(works, rounds)
        grown = ratio(spent[len(asked) - 1], spent[0])
        if grown <= BAR:
            break
    return Growth(title, tuple(median(spent[each]) * 1000 for each in works), tuple(selects), grown)


def line(growth: Growth) -> str:
    """A line of the long report."""
    spent = "  ".join(f"{ms:7.2f} ms" for ms in growth.milliseconds)
    verdict = "" if growth.passed else "  MISS"
    return f"  {growth.name:52} {spent}  x {growth.ratio:.2f}  SELECTs {' '.join(map(str, growth.selects))}{verdict}"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.issues", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mitra-benchmarks",
                        help="where the databases are kept (0.5 GB)")  # fmt: skip
    parser.add_argument("--only", default="", help="only questions whose name holds this")
    options: Any = parser.parse_args(arguments)
    for issues in SIZES:
        prepare(options.folder, issues, _say)
    freeze_clock()
    found = measured([IssuePortal(options.folder, issues) for issues in SIZES], _say, options.only)
    worst = max(found, key=lambda each: each.ratio)
    missed = sum(not each.passed for each in found)
    _say(f"\n{len(found)} questions, {missed} missed; the worst: {worst.name}, x {worst.ratio:.2f}")
    return 1 if missed else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
