"""The guards under visible_to: whatever way a statement takes, another partner's row stays unseen."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from portal import clock
from portal.actor import Actor
from portal.db import bind_actor, db, reading
from portal.orders import actions
from portal.orders.models import Line, Order, Schedule
from portal.partners.models import Partner
from portal.scope import ForeignRow, UnscopedStatement, also_visible
from portal.shipments.models import Notice, NoticeLine
from tests.orders import builders
from tests.shipments.announcements import draft

RINA = Actor(6, "Rina", "partner", "administrator", "en", "Asia/Jakarta", partner_id=1)
BUDI = Actor(9, "Budi", "partner", "administrator", "en", "Asia/Jakarta", partner_id=2)
DEWI = Actor(3, "Dewi", "staff", "agent", "en", "Asia/Jakarta")
DAY = date(2026, 11, 3)


@pytest.fixture
def orders(app: Flask, session: Session) -> tuple[int, int]:
    """One order of each partner; their ids."""
    new = actions.NewLine("Angle 75", Decimal("12.5"), "t", DAY)
    ours = actions.create(session, None, 1, "PO-1", [new])
    theirs = actions.create(session, None, 2, "PO-2", [new])
    session.commit()
    return ours.id, theirs.id


@pytest.fixture
def rinas(app: Flask, orders: tuple[int, int]) -> Iterator[Session]:
    """A session that works for Rina."""
    with app.app_context(), reading():
        session = db.session()
        bind_actor(session, RINA)
        yield session


def rows_or_refusal(session: Session, actor: Actor) -> object:
    """The orders that this session gives when asked as `actor`, or 'refused' by the load guard."""
    try:
        return list(session.scalars(Order.visible_to(actor)))
    except ForeignRow:
        return "refused"


def on_postgres(session: Session) -> bool:
    """True where row-level security stands before the load guard."""
    return session.get_bind().dialect.name == "postgresql"


def test_a_partner_sees_its_own_rows(rinas: Session) -> None:
    assert [o.ref for o in rinas.scalars(Order.visible_to(RINA))] == ["PO-1"]


def test_staff_see_all_rows(rinas: Session) -> None:
    bind_actor(rinas, DEWI)
    assert [o.ref for o in rinas.scalars(Order.visible_to(DEWI).order_by(Order.ref))] == ["PO-1", "PO-2"]


def test_limited_staff_see_their_partners_rows(rinas: Session) -> None:
    limited = Actor(3, "Dewi", "staff", "agent", "en", "Asia/Jakarta", limited_to=(2,))
    bind_actor(rinas, limited)
    assert [o.ref for o in rinas.scalars(Order.visible_to(limited))] == ["PO-2"]


@pytest.mark.parametrize(
    "statement",
    [
        select(Order), select(Order.__table__), select(Order.ref), select(func.count()).select_from(Order),
        select(func.count(Order.id)), text("select * from orders"), update(Order).values(note="x"),
        delete(Order), select(1).where(select(Order.id).exists()), select(select(Order.id).scalar_subquery()),
        select(Order).union_all(select(Order)), select(Order.id).cte("o").select(),
        insert(Order).values(ref="PO-9", partner_id=2),
    ],
    ids=str,
)  # fmt: skip
def test_a_statement_without_scope_raises(rinas: Session, statement: object) -> None:
    with pytest.raises(UnscopedStatement):
        rinas.execute(statement)  # type: ignore[call-overload]


def test_get_by_key_raises(rinas: Session, orders: tuple[int, int]) -> None:
    with pytest.raises(UnscopedStatement):
        rinas.get(Order, orders[1])


def test_a_join_must_name_every_table(rinas: Session) -> None:
    statement = Order.visible_to(RINA).add_columns(Line.item).join(Line, Line.order_id == Order.id)
    with pytest.raises(UnscopedStatement):
        rinas.execute(statement)
    assert rinas.execute(also_visible(statement, RINA, Line)).one()[1] == "Angle 75"


def test_a_select_inside_that_forgets_a_table_raises_wherever_it_stands(rinas: Session) -> None:
    inside = Order.visible_to(RINA).join(Line, Line.order_id == Order.id).with_only_columns(Order.id)
    for outside in (Order.visible_to(RINA), Order.visible_to(RINA).with_only_columns(Order.id)):
        with pytest.raises(UnscopedStatement, match="lines"):
            rinas.execute(outside.where(Order.id.in_(inside)))
    whole = Order.visible_to(RINA).where(Order.id.in_(also_visible(inside, RINA, Line)))
    assert len(rinas.scalars(whole).all()) == len(rinas.scalars(whole.order_by(Order.id)).all()) == 1
    with pytest.raises(UnscopedStatement, match="lines"):
        rinas.execute(whole.add_columns(Line.item))


def test_a_row_loaded_for_another_partner_raises(rinas: Session) -> None:
    assert rows_or_refusal(rinas, BUDI) == ([] if on_postgres(rinas) else "refused")


def test_a_row_cannot_be_added_for_another_partner(rinas: Session) -> None:
    rinas.add(Partner(code="X", name="X", kind="supplier"))
    with pytest.raises(ForeignRow):
        rinas.flush()


def test_a_row_cannot_be_moved_to_another_partner(rinas: Session) -> None:
    order = rinas.scalars(Order.visible_to(RINA)).one()
    order.partner_id = 2
    with pytest.raises(ForeignRow):
        rinas.flush()


def test_nobody_sees_nothing(app: Flask, rinas: Session) -> None:
    bind_actor(rinas, None)
    assert rows_or_refusal(rinas, DEWI) == ([] if on_postgres(rinas) else "refused")


def test_a_foreign_key_carries_the_partner(session: Session, orders: tuple[int, int]) -> None:
    session.add(Line(partner_id=1, order_id=orders[1], number=9, item="x", quantity=Decimal(1), unit="t"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_rows_of_an_unpublished_batch_are_hidden(session: Session, rinas: Session) -> None:
    from portal import clock
    from portal.activity.models import Batch

    batch = Batch(created_at=clock.now())
    session.add(batch)
    session.flush()
    session.execute(update(Schedule).values(batch_id=batch.id))
    session.commit()
    assert rinas.scalars(Schedule.visible_to(RINA)).all() == []
    rinas.rollback()
    batch.published_at = clock.now()
    session.commit()
    assert len(rinas.scalars(Schedule.visible_to(RINA)).all()) == 1


def test_the_wall_hides_drafts_from_staff_and_from_them_alone(app: Flask, session: Session) -> None:
    """Each table is asked bare, past `visible_to`: only PostgreSQL's policies stand there."""
    if not on_postgres(session):
        pytest.skip("SQLite has no policies")
    made = builders.one(session, "PO-1")
    draft(session, "D1", made)
    builders.dispatch(session, made, "N1")
    session.commit()

    def seen(actor: Actor) -> tuple[list[str], int]:
        with app.app_context(), reading():
            asking = db.session()
            bind_actor(asking, actor)
            bare = {"execution_options": {"system": True}}
            refs = asking.scalars(select(Notice.ref).order_by(Notice.ref), **bare).all()
            return list(refs), asking.scalar(select(func.count()).select_from(NoticeLine), **bare) or 0

    assert seen(RINA) == (["D1", "N1"], 2)
    assert seen(BUDI) == ([], 0)
    assert seen(DEWI) == (["N1"], 1)
    with app.app_context(), pytest.raises(ProgrammingError, match="row-level security"):
        writing = db.session()
        bind_actor(writing, DEWI)
        writing.add(Notice(partner_id=1, ref="D2", state="draft", created_at=clock.now()))
        writing.flush()
