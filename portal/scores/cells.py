"""The verdicts of a period summed by item, mode, site, month and unit: what portal.scores.movers looks through.

Kept verdicts are summed by the database and the others judged anew and added, as portal.scores.kept does for the
figures themselves, so the cells of a metric always sum to its figure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.orders.models import Order, Schedule
from portal.partners.models import Site
from portal.scope import also_visible, carrying
from portal.scores import kept, reading
from portal.scores.definition import Definition
from portal.scores.delivery import verdict
from portal.scores.delivery_figures import PARTS
from portal.scores.figure import Period
from portal.scores.metrics import Metric
from portal.scores.models import KeptVerdict
from portal.scores.movers import Cell

COLUMNS = tuple(dict.fromkeys(name for parts in PARTS.values() for name in parts[:3]))
Place = tuple[str | None, str | None, int | None, str, str]  # item, mode, site, month, unit


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums of COLUMNS by where they come from, and the names of the sites."""

    sums: Mapping[Place, Mapping[str, Decimal]]
    sites: Mapping[int, str]

    def of(self, metric: Metric, unit: str | None = None) -> list[Cell]:
        """What each adds to a metric, of one unit where that is given; nothing for one that is not of deliveries."""
        if metric.key not in PARTS:
            return []
        numerator, denominator, rows, *_rest = PARTS[metric.key]
        return [
            Cell(
                {"item": item, "mode": mode, "site": self.sites.get(site or 0), "month": month},
                sums[numerator], sums[denominator], int(sums[rows]),
            )
            for (item, mode, site, month, of), sums in self.sums.items() if sums[rows] and unit in (None, of)
        ]  # fmt: skip


def read(
    session: Session, actor: Actor, partner_id: int, period: Period, definition: Definition, today: date
) -> Cells:
    """The cells of a period. Seven SELECTs, seven more where something is to be judged anew."""
    places = reading.places(session)
    keeping_id = kept.kept_by(session, actor, partner_id, definition, places)
    found: dict[Place, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(COLUMNS, Decimal(0)))
    chosen = reading.due_within(actor, partner_id, period.start, period.end)
    if keeping_id is not None:
        same = kept.fresh(actor, partner_id, keeping_id, definition, places)
        _add(found, _kept(session, actor, partner_id, period, same, today))
        stale = kept.stale_ids(actor, partner_id, same)
        chosen = stale.where(Schedule.base_on >= period.start, Schedule.base_on <= period.end)
    for each in reading.rows(session, actor, partner_id, chosen, places):
        row, said = each.row, verdict(each.judged, definition, today)
        place = row.item, row.mode, row.site_id, f"{row.base_on:%Y-%m}", row.unit
        _add(found, [(place, [Decimal(getattr(said, name)) for name in COLUMNS])])
    names = {row.id: row.name for row in session.execute(select(Site.id, Site.name))}
    return Cells(found, names)


def _kept(
    session: Session, actor: Actor, partner_id: int, period: Period, same: Any, today: date
) -> Iterable[tuple[Place, list[Any]]]:
    year, month = extract("year", Schedule.base_on), extract("month", Schedule.base_on)
    by = (Schedule.item, Schedule.mode, KeptVerdict.site_id, year, month, Schedule.unit)
    sums = [func.sum(getattr(KeptVerdict, name)) for name in COLUMNS]
    statement = (
        also_visible(select(*by, *sums), actor, Schedule)
        .select_from(Schedule)
        .outerjoin(Order, kept.its_order(actor))
        .join(KeptVerdict, same)
        .where(
            Schedule.partner_id == partner_id, Schedule.base_on >= period.start, Schedule.base_on <= period.end,
            kept.settled(today),
        )
        .group_by(*by)
    )  # fmt: skip
    scoped = carrying(statement, statement, KeptVerdict.visible_to(actor), Order.visible_to(actor))
    for item, mode, site, in_year, in_month, unit, *numbers in session.execute(scoped):
        yield (
            (item, mode, site, f"{int(in_year)}-{int(in_month):02d}", unit),
            [Decimal(n or 0) for n in numbers],
        )


def _add(found: dict[Place, dict[str, Decimal]], rows: Iterable[tuple[Place, list[Decimal]]]) -> None:
    for place, numbers in rows:
        for name, number in zip(COLUMNS, numbers, strict=True):
            found[place][name] += number
