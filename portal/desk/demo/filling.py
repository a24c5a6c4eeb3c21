"""Filling an empty database with the demo, in one transaction that the caller commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.desk.demo import (
    abroad,
    cases,
    casework,
    contested,
    conversing,
    exceptions,
    history,
    judging,
    ledger,
    matters,
    matters_abroad,
    matters_services,
    partners,
    past_matters,
    people,
    quarrel,
    quarrels,
    reviewing,
    reviews_told,
    trading,
    troubles,
    undertaking,
    undertakings,
    workshops,
)  # fmt: skip
from portal.desk.demo.book import Book
from portal.desk.demo.correspondence import Writer
from portal.desk.demo.days import HISTORY_DAYS, Calendar
from portal.desk.demo.telling import Teller
from portal.files.storage import Store
from portal.issues.models import Issue
from portal.orders.models import Order, Schedule
from portal.partners.models import Company, Partner

SEED = 20_141


class NotEmpty(Exception):
    """The database already holds people or partners."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the demo came to."""

    partners: int
    people: int
    orders: int
    schedules: int
    issues: int


def holds_something(session: Session) -> bool:
    """True if the database holds a company, people or partners."""
    return any(session.scalar(select(func.count()).select_from(m)) for m in (Company, User, Partner))


def is_demo(session: Session) -> bool:
    """True if the demo filled this database: its administrators on both sides are there."""
    emails = {people.HUMAN[key].email for key in ("adi", "rina", "jonas")}
    found = session.scalars(select(User.email).where(User.email.in_(emails)))
    return set(found) == emails


def fill(session: Session, data: Path, now: datetime, password_hash: str) -> Filled:
    """Write the demo as it looks at `now`; `data` is the installation's folder. Never commits.

    Raises NotEmpty for a database that holds something. No mail is written: nobody hears of a past
    that never was.
    """
    if holds_something(session):
        raise NotEmpty
    with clock.standing_at(now):
        return _fill(session, data, now, password_hash)


def _fill(session: Session, data: Path, now: datetime, password_hash: str) -> Filled:
    calendar, chance = Calendar(now), Random(SEED)  # noqa: S311 a demo needs chance that repeats
    born = calendar.at(calendar.back(calendar.day(-HISTORY_DAYS - 7), saturday=False), 9)
    sites, firms = partners.write(session, calendar, born)
    keys = people.write(session, calendar, born + timedelta(hours=1), firms, password_hash)
    book = Book(sites, firms, keys)
    teller = Teller(calendar)
    for scene in (troubles, abroad, workshops):
        scene.tell(teller)
    past = history.tell(calendar, chance)
    ledger.write(session, book, [*past, *teller.deals])
    judging.define(session, book, calendar)
    disputed = quarrels.tell(teller, past)
    about = [one.contests for one in disputed if one.contests]
    lines = {(each.deal, each.line) for each in about}
    told = past_matters.tell(past, calendar, chance, lines)
    claims = contested.tell(teller, book, past, lines | {(each.deal, each.line) for each in told})
    about += [claim.matter for claim in claims]
    told += cases.tell(past, calendar)
    for scene in (matters, matters_services, matters_abroad):
        told += scene.tell(teller)
    told += conversing.tell(calendar)
    Writer(session, book, Store(data / "files")).write([*told, *about], matters_abroad.remarks(teller))
    conversing.write(session, book, calendar)
    undertaking.write(session, book, calendar, [*undertakings.tell(teller), *reviews_told.plans(teller)])
    casework.write(session, book, calendar, cases.told(teller))
    quarrel.write(session, book, calendar, disputed)
    exceptions.write(session, book, teller)
    trading.write(session, book, calendar)
    judging.close(session, book, calendar)
    reviewing.write(session, book, calendar, reviews_told.tell())
    contested.write(session, book, claims)
    book.write_activity(session)
    counts = (session.scalar(select(func.count()).select_from(m)) or 0 for m in (Order, Schedule, Issue))
    return Filled(len(firms), len(keys), *counts)
