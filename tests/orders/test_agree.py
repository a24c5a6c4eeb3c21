"""endpoint: orders.agree. Agreeing to a proposal makes it so, and never makes late goods punctual."""

from decimal import Decimal

import pytest

from portal.activity.models import Activity
from portal.orders.models import Line
from tests.orders import builders
from tests.orders.answers import ledger, now, path, proposal

PATH = path("agreement")


@pytest.fixture
def schedule(session):
    """10 t, asked for in 5 days, promised for then."""
    made = builders.promise(session, builders.one(session, "PO-1", 5), 5)
    session.commit()
    return made


@pytest.fixture
def proposed(client, schedule, session):
    """Send a proposal of the partner's; gives the version that the other side then sees."""

    def send(*parts, **more):
        answer = client("rina").send(
            path("proposal"), proposal(*parts, version=now(session)[0].version, **more)
        )
        assert answer.status_code == 303
        return {"version": str(now(session)[0].version)}

    return send


def days(schedule) -> tuple[int, ...]:
    """First promised, base and promised, in days from today."""
    return tuple(
        (d - builders.today()).days
        for d in (schedule.first_promised_on, schedule.base_on, schedule.promised_on)
    )


def test_a_new_day_is_promised_and_the_base_stays(client, proposed, session):
    answer = client("dewi").send(PATH, proposed(("10", 9)))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/PO-1#line-1")
    (row,) = now(session)
    assert (row.stage, days(row), row.moves) == ("promised", (5, 5, 9), 1)
    assert ledger(session, row)[1:] == [(9, 10, "partner", "accepted", "company")]
    assert session.query(Activity).filter_by(verb="agreed").one().actor_name == "Dewi Anggraini"


def test_a_move_the_company_caused_moves_the_base(client, proposed, session):
    client("dewi").send(PATH, proposed(("10", 9), cause_side="company"))
    assert days(now(session)[0]) == (5, 9, 9)


def test_the_first_promise_is_the_first_day_both_agreed_to(client, session):
    builders.one(session, "PO-1", 5)
    session.commit()
    client("rina").send(path("proposal"), proposal(("10", 9), version=1))
    client("dewi").send(PATH, {"version": str(now(session)[0].version)})
    assert days(now(session)[0]) == (9, 9, 9)


def test_a_split_makes_parts_that_keep_the_first_promise(client, proposed, session):
    client("dewi").send(PATH, proposed(("2.5", 6), ("3", 9), ("4.5", 12)))
    parts = now(session)
    assert [(p.part, p.quantity, p.stage, days(p)) for p in parts] == [
        (1, Decimal("2.5"), "promised", (5, 5, 6)),
        (2, 3, "promised", (5, 5, 9)),
        (3, Decimal("4.5"), "promised", (5, 5, 12)),
    ]
    assert all(p.split_from_id == parts[0].id and p.split_on == builders.today() for p in parts[1:])
    assert sum(p.quantity for p in parts) == session.query(Line).one().quantity
    told = session.query(Activity).filter_by(verb="split").order_by(Activity.id)
    assert [(r.data["part"], r.data["quantity"]) for r in told] == [(2, "3.000"), (3, "4.500")]
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert "not agreed" not in rina.page.text


def test_what_will_not_come_is_cancelled_and_kept(client, proposed, session):
    client("dewi").send(PATH, proposed(("6", 9), cause_side="partner"))
    first, rest = now(session)
    assert (first.quantity, first.stage, days(first)) == (6, "promised", (5, 5, 9))
    assert (rest.quantity, rest.stage, rest.cancelled_by, rest.cause_side) == (
        4,
        "cancelled",
        "partner",
        "partner",
    )


def test_nothing_will_come(client, proposed, session):
    client("dewi").send(PATH, proposed(what="nothing", cause_side="outside"))
    (row,) = now(session)
    assert (row.quantity, row.stage, row.cancelled_by, row.cause_side) == (
        10,
        "cancelled",
        "partner",
        "outside",
    )


def test_what_came_in_part_stays_with_its_part(client, schedule, session):
    builders.arrive(session, session.merge(schedule), 0, (4, 10))
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-1")
    assert rina.page.field("quantity_1") == "6"
    rina.send(path("proposal"), proposal(("2", 6), ("4", 9), version=now(session)[0].version))
    client("dewi").send(PATH, {"version": str(now(session)[0].version)})
    first, second = now(session)
    assert (first.quantity, first.accepted, first.stage, days(first)) == (6, 4, "promised", (5, 5, 6))
    assert (second.quantity, second.accepted, days(second)) == (4, 0, (5, 5, 9))


def test_nobody_agrees_to_their_own_proposal(client, proposed, session):
    version = proposed(("10", 9))
    assert client("sari").send(PATH, version).status_code == 409
    assert now(session)[0].stage == "proposed"


def test_agreeing_to_what_was_changed_meanwhile_is_told(client, proposed, session):
    version = proposed(("10", 9), key="a")
    proposed(("10", 15), key="b")
    dewi = client("dewi")
    assert dewi.send(PATH, version).status_code == 409
    assert "This line was answered meanwhile" in dewi.page.text
    assert now(session)[0].stage == "proposed"


def test_sending_it_twice_agrees_once(client, proposed, session):
    dewi, version = client("dewi"), proposed(("4", 9), ("6", 12))
    assert dewi.send(PATH, version).status_code == 303
    assert dewi.send(PATH, version).status_code == 303
    assert client("bagus").send(PATH, version).status_code == 409
    assert len(now(session)) == 2


@pytest.mark.parametrize("version", [{}, {"version": "x"}, {"version": "-1"}, {"version": "9" * 40}])
def test_a_version_that_cannot_be_changes_nothing(client, proposed, session, version):
    proposed(("10", 9))
    assert client("dewi").send(PATH, version).status_code in (409, 422)
    assert now(session)[0].stage == "proposed"


@pytest.mark.parametrize(("who", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_cannot(client, proposed, session, who, status):
    assert client(who).send(PATH, proposed(("10", 9))).status_code == status
    assert now(session)[0].stage == "proposed"


def test_a_visitor_is_sent_to_sign_in(visitor, schedule):
    assert visitor.send(PATH, {"version": "1"}).status_code == 303
