"""All figures of a scorecard over 100,000 schedules of one partner against one SQL aggregate over its schedules.

`python -m benchmarks.scores` prints both and ends with 1 if the ratio passes BAR. Beside it, without a bar, what
it costs when 1 % of the rows changed since they were kept, and when nothing is kept.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Integer, case, cast, delete, func, select, text
from sqlalchemy.orm import Session

from benchmarks import data, score_rows
from benchmarks.asking import compare, freeze_clock, ratio
from benchmarks.score_rows import PERIOD
from portal import clock, create_app
from portal.db import db, system_session
from portal.orders.models import Schedule
from portal.partners.models import Partner
from portal.scope import also_visible
from portal.scores import definitions, delivery_rows, keeping, keeping_answers, queries
from portal.scores.answer_model import KeptAnswer
from portal.scores.models import KeptVerdict
from portal.shipments.expecting import EVERYTHING

BAR = 3.0
SCHEDULES = 100_000
BESIDE = 500  # issues, and actions of each side
ROUNDS = 7


def prepare(folder: Path, schedules: int, say: Callable[[str], None], url: str | None = None) -> Flask:
    """The application on a new database with so many schedules of one partner, all due in PERIOD: a file in the
    folder, or an empty database of PostgreSQL."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"scores-{schedules}.sqlite3"
    for left in folder.glob(f"{path.name}*"):
        left.unlink()
    began = time.monotonic()
    settings = data.settings(folder, 0, database=path)
    app = create_app(settings.with_(database_url=url) if url else settings)
    with app.app_context():
        upgrade()
        data._people()
        with system_session() as session:
            for start in range(0, schedules, 10_000):
                score_rows.write(session, range(start, min(start + 10_000, schedules)))
            score_rows.write_beside(session, min(BESIDE, schedules // score_rows.PER_ORDER))
            session.commit()
        _tidy()
        say(f"wrote {schedules:,} schedules in {time.monotonic() - began:.0f} s")
    return app


def _tidy() -> None:
    """What PostgreSQL's own autovacuum does to all tables after a while."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.execution_options(system=True, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def aggregate(session: Session) -> Any:
    """One SQL aggregate over the rows of the period: how many, on time, in full, both, units, mean slip."""
    on_time = Schedule.arrived_on <= Schedule.base_on
    in_full = Schedule.accepted >= Schedule.quantity
    slip: Any = Schedule.arrived_on - Schedule.base_on
    if session.get_bind().dialect.name == "sqlite":
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
    """The ratio of all figures; says it, and what else was measured."""
    with app.app_context(), system_session() as session:
        # What a server of its own takes is none of this process's CPU.
        by_clock = time.process_time if session.get_bind().dialect.name == "sqlite" else time.perf_counter
        partner = session.get_one(Partner, 1)
        by = definitions.holding(session, EVERYTHING, partner, PERIOD.start).definition

        def figures() -> Any:
            return queries.figures(session, EVERYTHING, partner, PERIOD, by)

        def deliveries() -> Any:
            return delivery_rows.figures(session, EVERYTHING, partner, PERIOD, by)

        anew = _timed(say, "all figures with nothing kept", figures)
        _timed(
            say, "keeping all verdicts once", lambda: _drain(session, keeping.keep(session, partner, [by]))
        )
        today = clock.today("Asia/Jakarta")
        _timed(
            say,
            "keeping all answers once",
            lambda: _drain(session, keeping_answers.keep(session, partner, today)),
        )
        _timed(
            say,
            "looking for more to keep",
            lambda: _drain(session, keeping_answers.keep(session, partner, today)),
        )
        _tidy()
        if figures() != anew:
            raise RuntimeError("what is kept does not add up to what is fresh")
        say(f"most memory of this process until here: {_most_memory():.0f} MB")
        works = {"all": figures, "deliveries": deliveries, "aggregate": lambda: aggregate(session)}
        spent = compare(works, ROUNDS, by=by_clock)
        found = ratio(spent["all"], spent["aggregate"])
        ms = {name: f"{median(each) * 1000:.0f} ms" for name, each in spent.items()}
        say(
            f"all {len(anew)} figures {ms['all']}, one aggregate {ms['aggregate']}, x {found:.2f} (bar {BAR:g})"
        )
        say(f"of these deliveries {ms['deliveries']}, x {ratio(spent['deliveries'], spent['aggregate']):.2f}")
        _forget_some(session)
        if _timed(say, "figures with 1 % to be judged anew", figures) != anew:
            raise RuntimeError("what changed does not add up")
    return found


def _timed(say: Callable[[str], None], name: str, work: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    say(f"{name}: {time.process_time() - cpu:.2f} s of CPU, {time.perf_counter() - wall:.2f} s in all")
    return found


def _drain(session: Session, steps: Iterator[int]) -> None:
    for _step in steps:
        session.commit()
    session.commit()


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _forget_some(session: Session) -> None:
    """What is kept of each hundredth schedule, order and proposal."""
    session.execute(delete(KeptVerdict).where(KeptVerdict.schedule_id % 100 == 0))
    session.execute(delete(KeptAnswer).where(KeptAnswer.row_id % 100 == 0))


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scores", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mitra-benchmarks",
                        help="where the database is made (0.3 GB)")  # fmt: skip
    parser.add_argument("--url", help="an empty database of PostgreSQL instead")
    options: Any = parser.parse_args(arguments)
    freeze_clock()
    app = prepare(options.folder, SCHEDULES, _say, options.url)
    return 1 if measured(app, _say) > BAR else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
