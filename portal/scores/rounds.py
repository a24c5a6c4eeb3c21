"""Work on every partner in turn, outside of requests, in steps that are committed one by one."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.db import system_session
from portal.partners.calendar import of_company
from portal.partners.models import Partner


def of_partners(work: Callable[[Session, Partner, date], Iterator[int]]) -> int:
    """Let `work(session, partner, today)` do its steps for each partner, each in a session of its own; after
    each step, which says how much it did, and at the end it is committed. Returns how much was done in all."""
    done = 0
    with system_session("read") as session:
        partners = list(session.scalars(select(Partner.id).order_by(Partner.id)))
        today = clock.today(of_company(session).zone)
    for partner_id in partners:
        with system_session() as session:
            for step in work(session, session.get_one(Partner, partner_id), today):
                session.commit()
                done += step
            session.commit()
    return done
