"""Selects inside selects: each answers for its own tables, and none hides another's."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.actor import Actor
from portal.db import bind_actor, db, reading
from portal.disputes.models import Dispute, Position
from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.orders.models import Line, Order, Schedule
from portal.plans.models import Action
from portal.resolutions.models import Step
from portal.reviews.models import View
from portal.scope import UnscopedStatement
from portal.scores.contest_model import RowContest
from portal.shipments.models import Event, Notice, NoticeLine, Receipt
from portal.talk.models import Message

RINA = Actor(6, "Rina", "partner", "administrator", "en", "Asia/Jakarta", partner_id=1)
DEWI = Actor(3, "Dewi", "staff", "agent", "en", "Asia/Jakarta", limited_to=(1,))
ACTORS = {
    "all": RINA,
    "team": replace(RINA, reach="team", team="Sales"),
    "own": replace(RINA, reach="own"),
    "limited staff": DEWI,
}
PARTS = {
    Step: "issues",
    Dispute: "issues",
    Position: "disputes",
    RowContest: "issues",
    Action: "plans",
    View: "reviews",
}
MODELS = (
    Activity, Message, Attachment, Issue, Order, Line, Schedule, Notice, NoticeLine, Event, Receipt, *PARTS,
)  # fmt: skip


@pytest.fixture
def opened(app: Flask) -> Iterator[Session]:
    """The session of a reading request."""
    with app.app_context(), reading():
        yield db.session()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("reach", ACTORS)
def test_whatever_a_model_looks_up_to_decide_is_scoped(opened: Session, reach: str, model: Any) -> None:
    actor = ACTORS[reach]
    bind_actor(opened, actor)
    assert opened.execute(model.visible_to(actor)).all() == []
    inner = model.visible_to(actor).with_only_columns(model.id)
    assert opened.execute(select(func.count()).select_from(inner.subquery())).scalar() == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("part", PARTS)
def test_who_sees_all_is_given_no_list_of_what_a_part_belongs_to(opened: Session, part: Any) -> None:
    asked = part.visible_to(RINA).compile(opened.get_bind(), compile_kwargs={"literal_binds": True})
    plan = opened.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    ways = [row.detail for row in plan if f" {PARTS[part]} " in f"{row.detail} "]
    assert len(ways) == 1
    assert "USING INTEGER PRIMARY KEY (rowid=?)" in ways[0]


ORDERS = Order.visible_to(RINA).with_only_columns(Order.id)


LEAKS = {
    "join": Attachment.visible_to(RINA).join(Issue, Issue.id == Attachment.subject_id),
    "in": Attachment.visible_to(RINA).where(Attachment.subject_id.in_(select(Issue.id))),
    "exists": Attachment.visible_to(RINA).where(exists().where(Issue.id == Attachment.subject_id)),
    "outside": select(Issue.id).where(Issue.order_id.in_(ORDERS)),
    "beside": select(ORDERS.scalar_subquery(), Issue.id),
    "column": select(ORDERS.with_only_columns(Issue.title).scalar_subquery()),
    "deeper": ORDERS.where(Order.id.in_(select(Issue.order_id))).subquery().select(),
    "union": ORDERS.union(select(Issue.id)),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_scoped_part_does_not_cover_for_another(opened: Session, leak: str) -> None:
    bind_actor(opened, RINA)
    with pytest.raises(UnscopedStatement, match="issues"):
        opened.execute(LEAKS[leak])
