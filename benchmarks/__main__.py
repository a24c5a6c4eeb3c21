"""`python -m benchmarks`: measure, print figures beside their bars, end with 1 if one is missed."""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cases, constants, data, growth, plans, sheets, tail
from benchmarks.asking import Portal, freeze_clock
from portal.orders.filters import query_of
from portal.server import tune_collector

QUICK = (10_000, 100_000)
FULL = (*QUICK, 1_000_000)
SELECTS = {
    "list": ("/orders", 6),
    "order": ("/orders/PO-0000001", 10),
    "home": ("/", 0),
    "issues": ("/issues", 0),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; no bar: only to be read."""

    name: str
    value: float
    bar: float | None
    note: str = ""

    @property
    def passed(self) -> bool:
        """True within the bar."""
        return self.bar is None or self.value <= self.bar


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    options = _options(arguments)
    began = time.monotonic()
    for orders in options.sizes:
        data.prepare(options.folder, orders, _say)
    freeze_clock()
    portals = [Portal(options.folder, orders, constants.extend) for orders in options.sizes]
    tune_collector()
    figures = [*_selects(portals[0]), *_constants(portals), *_growth(portals), *_plans(portals[-1])]
    figures += _sheets(portals[min(1, len(portals) - 1)], options.folder)
    if not options.no_server:
        figures += _tail(portals, options.folder)
    _table(figures)
    print(
        f"\n{time.monotonic() - began:.0f} s, at {', '.join(f'{orders:,}' for orders in options.sizes)} orders"
    )
    return 0 if all(figure.passed for figure in figures) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_const", dest="sizes", const=QUICK, default=FULL,
                        help="only 10,000 and 100,000 orders")  # fmt: skip
    parser.add_argument(
        "--sizes",
        type=lambda text: tuple(sorted(map(int, text.split(",")))),
        help="numbers of orders, by comma",
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mitra-benchmarks",
                        help="where the databases are kept (2 GB at 1,000,000 orders)")  # fmt: skip
    parser.add_argument("--no-server", action="store_true", help="leave out p99 against p50")
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    print(text, flush=True)


def _selects(portal: Portal) -> list[Figure]:
    """SELECTs of a page; the bar that counts is tests/*'s, which needs no large database."""
    found = []
    for name, (path, bar) in SELECTS.items():
        with portal.statements() as seen:
            portal.ask(path)
        found.append(Figure(f"SELECTs, {name}", len(seen), bar or None))
    return found


def _constants(portals: list[Portal]) -> list[Figure]:
    portal = portals[min(1, len(portals) - 1)]
    found = constants.measured(portal)
    spent = ", ".join(f"{name} {found[name]:.2f} ms" for name in ("list", "constants", "worded"))
    note = f"{spent}; {found['kilobytes']:.0f} kB"
    return [
        Figure("list against constants, cold", found["cold ratio"], constants.BAR, note),
        Figure("list against constants, warm", found["warm ratio"], None),
        Figure("list against words made before", found["worded ratio"], None),
    ]


def _growth(portals: list[Portal]) -> list[Figure]:
    found = growth.measured(portals, _say)
    figures = []
    for title, first in (("first page", True), (f"page {growth.DEEP:,}", False)):
        of_page = [each for each in found if (each.page == 1) is first]
        if of_page:
            worst = max(of_page, key=lambda each: each.ratio)
            note = f"worst of {len(of_page)}: {worst.name}"
            figures.append(Figure(f"{title}, last size against first", worst.ratio, growth.BAR, note))
    return figures


def _plans(portal: Portal) -> list[Figure]:
    missed = 0
    for side in ("partner", "staff"):
        for name, filters in cases.every(side).items():
            query = query_of(filters)
            found = plans.misses(portal, "/orders" + (f"?{query}" if query else ""), side)
            missed += bool(found)
            for miss in found:
                _say(f"  plan of {side}, {name}: {miss}")
    return [Figure("questions whose plan grows", missed, 0)]


def _sheets(portal: Portal, folder: Path) -> list[Figure]:
    found = sheets.measured(portal, folder, min(sheets.ROWS, portal.orders // 20))
    read = (
        f"reading {1000 * found['seconds of reading']:.0f} ms, understanding x {found['understanding']:.2f}"
    )
    held = f"{found['few MB']:.1f} and {found['many MB']:.1f} MB"
    return [
        Figure("a sheet sent, against its reading", found["sending"], sheets.BAR, read),
        Figure("memory of a sheet with ten times the rows", found["memory ratio"], sheets.FLAT, held),
    ]


def _tail(portals: list[Portal], folder: Path) -> list[Figure]:
    found = tail.measured(portals[min(1, len(portals) - 1)], folder)
    note = (
        f"p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms, {found['per second']:.0f} answers/s, "
        f"best round x {found['best ratio']:.2f}"
    )
    return [Figure("p99 against p50, 2 connections a worker", found["ratio"], tail.BAR, note)]


def _table(figures: list[Figure]) -> None:
    width = max(len(figure.name) for figure in figures)
    print(f"\n{'':{width}}  value    bar")
    for figure in figures:
        bar = f"{figure.bar:6.2f}" if figure.bar is not None else "     -"
        verdict = "-" if figure.bar is None else "pass" if figure.passed else "MISS"
        print(f"{figure.name:{width}} {figure.value:6.2f} {bar}  {verdict:4}  {figure.note}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
