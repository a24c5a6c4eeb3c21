"""Whoever holds a link sees one order: every partner table is asked."""

import pytest
from sqlalchemy import func

from portal.db import system_session
from portal.orders import links as linking
from portal.scope import PartnerOwned
from tests.notify.arrange import issue
from tests.orders import builders, links

OPEN = {
    "orders": 1,
    "lines": 2,
    "schedules": 2,
    "commitments": 1,
    "partners": 1,
    "notice_lines": 1,
    "receipts": 1,
}


def models() -> list[type[PartnerOwned]]:
    found, todo = [], [PartnerOwned]
    while todo:
        for each in todo.pop().__subclasses__():
            todo.append(each)
            if hasattr(each, "__table__"):
                found.append(each)
    return found


@pytest.fixture
def holder(app, session):
    for ref in ("PO-1", "PO-2"):
        first, _second = builders.schedules(session, builders.order(session, ref, 5, 9))
        builders.promise(session, first, 5)
        builders.dispatch(session, first, f"SN-{ref}")
        builders.arrive(session, first, -1)
    issue(session, "ISS-000001", "Bent rods")
    path = links.made(session)
    with app.app_context(), system_session("read") as system:
        link = linking.by_secret(system, path.rpartition("/")[2])
    return linking.actor_of(link, "en")


def test_its_holder_sees_rows_of_that_order_alone(app, session, holder):
    assert len(models()) >= 14
    seen = {
        m.__tablename__: session.execute(
            m.visible_to(holder).with_only_columns(func.count(), maintain_column_froms=True)
        ).scalar_one()
        for m in models()
    }
    assert {name: count for name, count in seen.items() if count} == OPEN


def test_its_holder_has_no_rights_beyond_their_partners(holder):
    assert (holder.side, holder.role, holder.reach, holder.partner_id) == ("partner", "member", "own", 1)
    assert holder.person_id is None
