"""A file that holds an order which was entered by hand, and a file's order that is changed by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portal.activity.models import Activity
from portal.exchange.pairing import HandLine, Held, paired
from portal.exchange.record import OrderRecord
from portal.exchange.staging import StagedLine
from portal.orders import actions
from portal.orders.actions import NewLine
from portal.orders.models import Line, Order, Schedule
from tests import cast
from tests.exchange.test_import_orders import run
from tests.orders import builders

HEAD = "PO number,Vendor,Line ID,Item code,Item,Quantity,Unit,Requested date"


def file(path: Path, *rows: str, head: str = HEAD) -> str:
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return str(path)


def bolts(days: int = 20, quantity: str = "500", key: str = "77-10") -> str:
    return f"PO-77,PT Sumber Logam Abadi,{key},BLT-8,Bolt M8,{quantity},pcs,{_day(days)}"


def nuts(quantity: str = "800", key: str = "77-20") -> str:
    return f"PO-77,PT Sumber Logam Abadi,{key},NUT-8,Nut M8,{quantity},pcs,{_day(20)}"


def _day(days: int) -> date:
    return builders.today() + timedelta(days=days)


@pytest.fixture
def typed(session):
    """PO-77, entered by hand: bolts and nuts, with prices."""
    made = actions.create(
        session, None, 1, "PO-77",
        [
            NewLine("Bolt M8", Decimal(500), "pcs", _day(20), "BLT-8", "zinc plated", Decimal(1200), "road"),
            NewLine("Nut M8", Decimal(800), "pcs", _day(20), "NUT-8", None, Decimal(300)),
        ],
        staff_owner_id=3,
    )  # fmt: skip
    session.commit()
    return [line.id for line in session.query(Line).filter_by(order_id=made.id).order_by(Line.number)]


def lines(session):
    session.rollback()
    session.expire_all()
    return list(session.query(Line).order_by(Line.number))


def told(session):
    return session.query(Activity).filter_by(verb="amended").order_by(Activity.id).all()


def test_the_same_order_in_a_file_is_the_same_order(app, session, tmp_path, typed):
    _code, found = run(app, file(tmp_path / "a.csv", bolts(), nuts()), "--json")
    assert found["lines"] == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert (found["orders"]["new"], found["orders"]["unchanged"]) == (0, 1)
    assert [(x.id, x.number, x.external_ref, x.detail, x.unit_price) for x in lines(session)] == [
        (typed[0], 1, "77-10", "zinc plated", 1200), (typed[1], 2, "77-20", None, 300),
    ]  # fmt: skip
    assert told(session) == []


def test_what_the_file_says_otherwise_is_changed_and_told_as_of_an_import(
    app, client, session, tmp_path, typed
):
    _code, found = run(app, file(tmp_path / "a.csv", bolts(quantity="400", days=25), nuts()), "--json")
    assert found["lines"] == {"new": 0, "changed": 1, "unchanged": 1, "refused": 0}
    bolt, nut = lines(session)
    assert (bolt.id, bolt.quantity, bolt.detail, bolt.unit_price, bolt.value) == (
        typed[0], 400, "zinc plated", 1200, 480_000,
    )  # fmt: skip
    part = session.query(Schedule).filter_by(line_id=bolt.id).one()
    assert (part.quantity, part.requested_on, part.mode) == (400, _day(25), "road")
    (row,) = told(session)
    assert (row.actor_name, row.data["line"], row.data["import"]) == ("Mitra", 1, True)
    assert row.data["changes"] == {
        "quantity": ["500", "400"],
        "wanted_on": [str(_day(20)), str(_day(25))],
    }
    rina = client("rina")
    rina.get("/orders/PO-77")
    assert "An import changed line 1: 500 to 400 pcs" in rina.page.text
    assert nut.id == typed[1]


def test_one_more_line_of_the_file_is_new_and_takes_no_number_that_is_taken(app, session, tmp_path, typed):
    row = f"PO-77,PT Sumber Logam Abadi,77-30,WSH-8,Washer M8,900,pcs,{_day(20)}"
    _code, found = run(app, file(tmp_path / "a.csv", bolts(), nuts(), row), "--json")
    assert found["lines"] == {"new": 1, "changed": 0, "unchanged": 2, "refused": 0}
    assert [(x.number, x.item) for x in lines(session)] == [(1, "Bolt M8"), (2, "Nut M8"), (3, "Washer M8")]


def test_without_line_keys_it_is_known_by_its_items(app, session, tmp_path, typed):
    head = "PO number,Vendor,Item code,Item,Quantity,Unit,Requested date"
    rows = [",".join(row.split(",")[:2] + row.split(",")[3:]) for row in (nuts(), bolts(quantity="450"))]
    _code, found = run(app, file(tmp_path / "a.csv", *rows, head=head), "--json")
    assert found["lines"] == {"new": 0, "changed": 1, "unchanged": 1, "refused": 0}
    assert [(x.id, x.quantity) for x in lines(session)] == [(typed[0], 450), (typed[1], 800)]


def test_what_is_changed_by_hand_after_a_file_outlives_the_same_file(app, client, session, tmp_path, typed):
    """The file is no newer than it was: nothing of it is news."""
    same = file(tmp_path / "a.csv", bolts(), nuts())
    run(app, same)
    dewi = client("dewi")
    from tests.orders.amending import form

    dewi.get("/orders/PO-77/amendment")
    answer = dewi.send(
        "/orders/PO-77/amendment",
        form(dewi.page, line1_quantity="400", line2_cancel="y", reason="demand fell"),
    )
    assert answer.status_code == 303
    _code, found = run(app, same, "--json")
    assert found["lines"] == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    bolt, nut = lines(session)
    assert (bolt.id, bolt.quantity) == (typed[0], 400)
    assert session.query(Schedule).filter_by(line_id=nut.id).one().stage == "cancelled"


def test_a_newer_file_has_the_last_word(app, client, session, tmp_path):
    """It came by file, is changed by hand, and the next file says something else: the file's word stands,
    and the amendment is still to be read."""
    run(app, file(tmp_path / "a.csv", bolts()))
    from tests.orders.amending import form

    dewi = client("dewi")
    dewi.get("/orders/PO-77/amendment")
    dewi.send("/orders/PO-77/amendment", form(dewi.page, line1_quantity="400", reason="demand fell"))
    (line,) = lines(session)
    assert line.quantity == 400
    _code, found = run(app, file(tmp_path / "b.csv", bolts(quantity="450")), "--json")
    assert found["lines"]["changed"] == 1
    (again,) = lines(session)
    assert (again.id, again.quantity) == (line.id, 450)
    assert session.query(Schedule).filter_by(line_id=line.id).one().quantity == 450
    assert [(row.actor_name, row.data["changes"]["quantity"]) for row in told(session)] == [
        ("Dewi Anggraini", ["500.000", "400.000"]), ("Mitra", ["400", "450"]),
    ]  # fmt: skip


def test_an_order_that_waits_for_a_day_gets_its_clock_and_one_that_came_does_not(
    app, session, tmp_path, monkeypatch
):
    from portal import clock

    monday = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo(cast.ZONE))
    monkeypatch.setattr(clock, "now", lambda: monday.astimezone(ZoneInfo("UTC")))
    head = f"{HEAD},Delivered date"
    here = "PO-78,PT Sumber Logam Abadi,78-1,X,Angle,5,t,2026-11-20,2026-11-21"
    run(app, file(tmp_path / "a.csv", f"{bolts()},", here, head=head))
    due = {order.ref: order.answer_due_at for order in session.query(Order)}
    assert due == {"PO-77": datetime(2026, 12, 2, 16, 0, tzinfo=ZoneInfo(cast.ZONE)), "PO-78": None}


def test_a_line_that_a_file_adds_starts_the_clock_only_where_nothing_waited(app, session, tmp_path, typed):
    first = session.query(Order).one().answer_due_at
    row = f"PO-77,PT Sumber Logam Abadi,77-30,WSH-8,Washer M8,900,pcs,{_day(20)}"
    run(app, file(tmp_path / "a.csv", bolts(), nuts(), row))
    session.expire_all()
    assert session.query(Order).one().answer_due_at == first
    for schedule in session.query(Schedule):
        builders.promise(session, schedule, 20)
    long_ago = first.replace(year=2020)
    session.query(Order).one().answer_due_at = long_ago
    session.commit()
    more = row.replace("77-30,WSH-8,Washer", "77-40,ROD-8,Rod")
    run(app, file(tmp_path / "b.csv", bolts(), nuts(), row, more))
    session.rollback()
    session.expire_all()
    assert session.query(Order).one().answer_due_at > long_ago


def hand(number: int, item: str, code: str | None = None) -> HandLine:
    return HandLine(
        number, number, code, item, None, Decimal(1), "pcs", None, None, None, None, None, None, None
    )


def staged(key: str, item: str, code: str | None = None, number: int | None = None) -> StagedLine:
    return StagedLine(
        1, key, "d", OrderRecord(1, {}, item=item, item_code=code, line_number=number, quantity=Decimal(1))
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "pairs"),
    [
        ([hand(1, "Bolt"), hand(2, "Nut")], [staged("#1", "nut", number=1), staged("#2", "BOLT", number=2)], {"#1": 2, "#2": 1}),
        ([hand(1, "Bolt", "B"), hand(2, "Bolt", "B")], [staged("#20", "Bolt", "b", 20), staged("#1", "Bolt", "b", 1)], {"#20": 2, "#1": 1}),
        ([hand(1, "Bolt", "B"), hand(2, "Bolt", "B")], [staged("#2", "Bolt", "B", 2), staged("#1", "Bolt", "B", 1)], {"#2": 2, "#1": 1}),
        ([hand(1, "Bolt")], [staged("#1", "Bolt M8, zinc", number=1)], {"#1": 1}),
        ([hand(1, "Bolt", "B")], [staged("a", "Bolt", "C")], {}),
        ([hand(1, "Bolt")], [staged("a", "Bolt"), staged("b", "Bolt")], {"a": 1}),
        ([], [staged("a", "Bolt")], {}),
    ],
)  # fmt: skip
def test_which_line_is_which(ours, theirs, pairs):
    assert {key: held.id for key, held in paired({}, ours, theirs).items()} == pairs


def test_a_key_goes_before_everything():
    found = paired({"a": Held(9, "d")}, [hand(1, "Bolt")], [staged("a", "Bolt"), staged("b", "Bolt")])
    assert {key: held.id for key, held in found.items()} == {"a": 9, "b": 1}
    assert found["a"].says(staged("a", "Bolt")) == "unchanged"
