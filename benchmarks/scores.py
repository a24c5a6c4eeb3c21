"""The figures of a scorecard over 100,000 schedules of one partner against one SQL aggregate over the same rows.

`python -m benchmarks.scores` prints both and ends with 1 if the ratio passes BAR. Beside it, without a bar, what
it costs when 1 % of the rows changed since they were kept, and when nothing is kept.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Integer, case, cast, delete, func, insert, select
from sqlalchemy.orm import Session

from benchmarks import data, rows
from benchmarks.asking import compare, freeze_clock, ratio
from portal import create_app
from portal.db import system_session
from portal.orders.models import Commitment, Line, Order, Schedule
from portal.partners.models import Partner
from portal.scope import also_visible
from portal.scores import definitions, delivery_rows, keeping
from portal.scores.figure import Period
from portal.scores.models import KeptVerdict
from portal.shipments.expecting import EVERYTHING
from portal.shipments.models import Receipt

BAR = 3.0
SCHEDULES = 100_000
PER_ORDER = 20
ROUNDS = 7
FIRST = date(2026, 1, 1)
PERIOD = Period(FIRST, date(2026, 3, 31))
TEN = Decimal(10)


def prepare(folder: Path, schedules: int, say: Callable[[str], None]) -> Flask:
    """The application on a new database with so many schedules of one partner, all due in PERIOD."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"scores-{schedules}.sqlite3"
    for left in folder.glob(f"{path.name}*"):
        left.unlink()
    began = time.monotonic()
    app = create_app(data.settings(folder, 0, database=path))
    with app.app_context():
        upgrade()
        data._people()
        with system_session() as session:
            for start in range(0, schedules, 10_000):
                _write(session, range(start, min(start + 10_000, schedules)))
            session.commit()
        say(f"wrote {schedules:,} schedules in {time.monotonic() - began:.0f} s")
    return app


def _write(session: Session, numbers: range) -> None:
    orders = sorted({n // PER_ORDER for n in numbers})
    session.execute(
        insert(Order),
        [{"id": n + 1, "partner_id": 1, "ref": f"PO-{n:06d}", "ordered_on": FIRST, "site_id": 1, "created_at": rows.NOW} for n in orders],
    )  # fmt: skip
    said = {"partner_id": 1, "proposed_at": rows.NOW, "decided_at": rows.NOW - timedelta(days=300)}
    lines, schedules, commitments, receipts = [], [], [], []
    for n in numbers:
        base = FIRST + timedelta(days=n * 7 % 90)
        came = base + timedelta(days=(0, 0, 0, -1, 2, 0, 5, -9, 0, 1)[n % 10])
        place = {"id": n + 1, "partner_id": 1, "order_id": n // PER_ORDER + 1}
        told = {"item_code": f"PL{n % 50}", "item": f"Plate {n % 50}", "unit": "t", "quantity": TEN}
        lines.append({**place, **told, "number": n % PER_ORDER + 1})
        moved = n % 8 == 0
        schedules.append({
            **place, **told, "line_id": n + 1, "part": 1, "requested_on": base, "order_ref": f"PO-{n // PER_ORDER:06d}",
            "line_number": n % PER_ORDER + 1, "mode": "sea", "words": "plate", "stage": "arrived", "due_on": base,
            "first_promised_on": base, "base_on": base, "promised_on": base, "moves": int(moved), "arrived_on": came,
            "received_on": came, "accepted": TEN, "version": 3,
        })  # fmt: skip
        for day in (base, base + timedelta(days=3)) if moved else (base,):
            commitments.append({
                **said, "order_id": place["order_id"], "schedule_id": n + 1, "day": day, "quantity": TEN, "state": "accepted",
                "proposed_by": "partner", "proposer_name": "Rina", "cause_side": "partner" if day > base else None,
                "decided_by": "company", "decider_name": "Dewi",
            })  # fmt: skip
        for share in (4, 6) if n % 5 == 0 else (10,):
            receipts.append({
                "partner_id": 1, "order_id": place["order_id"], "schedule_id": n + 1, "ref": f"GR-{n}",
                "arrived_on": came, "received_on": came + timedelta(days=1), "accepted": Decimal(share),
                "rejected": Decimal(n % 40 == 0), "condition": "good", "recorded_at": rows.NOW,
            })  # fmt: skip
    for model, made in ((Line, lines), (Schedule, schedules), (Commitment, commitments), (Receipt, receipts)):
        session.execute(insert(model), made)


def aggregate(session: Session) -> Any:
    """One SQL aggregate over the rows of the period: how many, on time, in full, both, units, mean slip."""
    on_time = Schedule.arrived_on <= Schedule.base_on
    in_full = Schedule.accepted >= Schedule.quantity
    slip = cast(func.julianday(Schedule.arrived_on) - func.julianday(Schedule.base_on), Integer)
    return session.execute(
        also_visible(
            select(
                func.count(), func.sum(case((on_time, 1), else_=0)), func.sum(case((in_full, 1), else_=0)),
                func.sum(case((on_time & in_full, 1), else_=0)), func.sum(Schedule.quantity), func.sum(Schedule.accepted),
                func.sum(slip), func.sum(Schedule.moves),
            ),
            EVERYTHING, Schedule,
        ).where(Schedule.partner_id == 1, Schedule.base_on >= PERIOD.start, Schedule.base_on <= PERIOD.end)
    ).one()  # fmt: skip


def measured(app: Flask, say: Callable[[str], None]) -> float:
    """The ratio; says it, and what else was measured."""
    with app.app_context(), system_session() as session:
        partner = session.get_one(Partner, 1)
        by = definitions.holding(session, EVERYTHING, partner, PERIOD.start).definition

        def figures() -> Any:
            return delivery_rows.figures(session, EVERYTHING, partner, PERIOD, by)

        began = time.process_time()
        anew = figures()
        say(f"figures with nothing kept: {time.process_time() - began:.2f} s")
        began = time.process_time()
        for _step in keeping.keep(session, partner, [by]):
            session.commit()
        say(f"keeping all of them once: {time.process_time() - began:.2f} s")
        if figures() != anew:
            raise RuntimeError("kept verdicts do not add up to fresh ones")
        spent = compare({"figures": figures, "aggregate": lambda: aggregate(session)}, ROUNDS)
        found = ratio(spent["figures"], spent["aggregate"])
        say(
            f"figures {median(spent['figures']) * 1000:.0f} ms, one aggregate {median(spent['aggregate']) * 1000:.0f} ms,"
            f" x {found:.2f} (bar {BAR:g})"
        )
        some = [n for n in range(1, aggregate(session)[0] + 1) if n % 100 == 0]
        session.execute(delete(KeptVerdict).where(KeptVerdict.schedule_id.in_(some)))
        began = time.process_time()
        if figures() != anew:
            raise RuntimeError("what changed does not add up")
        say(f"figures with 1 % to be judged anew: {(time.process_time() - began) * 1000:.0f} ms")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scores", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mitra-benchmarks",
                        help="where the database is made (0.3 GB)")  # fmt: skip
    options: Any = parser.parse_args(arguments)
    freeze_clock()
    app = prepare(options.folder, SCHEDULES, _say)
    return 1 if measured(app, _say) > BAR else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
