"""endpoint: shipments.correct. endpoint: shipments.change. A correction keeps what stood before."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.accounts.models import Membership
from portal.orders.models import Order
from portal.shipments import actions as shipments
from portal.shipments.delivered import ESTIMATE
from portal.shipments.events import restate
from tests import cast
from tests.orders import builders
from tests.shipments.announcements import carries, draft, fields, now, schedule, told, two_orders
from tests.shipments.test_new import rows

PATH = "/shipments/A1/correction"
# sign-in, navigation, notice, its lines three times (rows, what it carries, words), what came, figures (2), partner, carriers, files
MOST_SELECTS = 12


@pytest.fixture(autouse=True)
def notice(session):
    """A1 carries 10 t of PO-1 line 1 and 4 t of PO-2, with Samudera."""
    two_orders(session)
    made = shipments.announce(
        session, None, [(schedule(session, "PO-1"), Decimal(10)), (schedule(session, "PO-2"), Decimal(4))], "A1",
        carrier="Samudera", tracking_number="OLD-1", shipped_on=builders.today(), packages=3, created_at=builders.EARLIER,
    )  # fmt: skip
    session.commit()
    return made


def form_of(person, **more):
    """The form as it is drawn, with something changed."""
    person.get(PATH)
    page = person.page
    lines = [(mark, text) for mark, (text, ticked) in rows(person).items() if ticked]
    names = ("shipped_on", "carrier", "tracking_number", "packages", "weight", "version", "key")
    return fields(*lines, **{name: page.field(name) for name in names}) | more


@pytest.mark.parametrize("name", ["rina", "sari", "dewi"])
def test_the_form_shows_what_stands(client, name):
    person = client(name)
    assert person.get(PATH).status_code == 200
    assert rows(person) == {"PO-1 1.1": ("10", True), "PO-2 1.1": ("4", True)}
    assert [person.page.field(n) for n in ("carrier", "tracking_number", "packages")] == [
        "Samudera",
        "OLD-1",
        "3",
    ]
    assert person.selects <= MOST_SELECTS


@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_a_correction_is_kept_with_what_stood_before_and_both_sides_read_it(client, session, name):
    person = client(name)
    change = {"tracking_number": "NEW-2", "carrier": "Lintas", "quantity": ["10", "6"]}
    answer = person.send(PATH, form_of(person, **change))
    assert answer.status_code == 303
    notice = now(session, "A1")
    assert (notice.state, notice.tracking_number, carries(session, notice)) == (
        "corrected", "NEW-2", {"PO-1 1.1": 10, "PO-2 1.1": 6},
    )  # fmt: skip
    first, second = told(session, "corrected")
    facts = (
        {"carrier": "Samudera", "tracking_number": "OLD-1"},
        {"carrier": "Lintas", "tracking_number": "NEW-2"},
    )
    assert (first.data["order"], first.data["before"], first.data["after"]) == ("PO-1", *facts)
    assert (second.data["order"], second.data["before"], second.data["after"]) == (
        "PO-2", facts[0] | {"lines": {"1.1": ["4", "t"]}}, facts[1] | {"lines": {"1.1": ["6", "t"]}},
    )  # fmt: skip
    for who in ("rina", "toni", "dewi", "ayu"):
        reader = client(who)
        reader.get("/shipments/A1?order=PO-2")
        for words in (
            "Carrier: Samudera, now Lintas",
            "Tracking number: OLD-1, now NEW-2",
            "PO-2 line 1: 4 t, now 6 t",
        ):
            assert reader.page.text.count(words) == 1, words
        reader.get("/orders/PO-1")
        assert "Dispatch A1 corrected" in reader.page.text
        reader.get("/orders?q=new-2")
        assert "PO-1" in reader.page.text
        reader.get("/orders?q=old-1")
        assert "PO-1" not in reader.page.text
    assert schedule(session, "PO-1").carrier == "Lintas"


def test_only_orders_that_it_touches_are_told(client, session):
    rina = client("rina")
    rina.send(PATH, form_of(rina, quantity=["8", "4"]))
    (row,) = told(session, "corrected")
    assert (row.data["order"], row.data["after"]) == ("PO-1", {"lines": {"1.1": ["8", "t"]}})


def test_lines_come_and_go(client, session):
    rina = client("rina")
    form = form_of(rina) | {
        "row": ["PO-1 1.1", "PO-2 1.1", "PO-1 2.1"], "quantity": ["10", "4", "2.5"], "schedule": ["PO-2 1.1", "PO-1 2.1"],
    }  # fmt: skip
    assert rina.send(PATH, form).status_code == 303
    assert carries(session, now(session, "A1")) == {"PO-2 1.1": 4, "PO-1 2.1": Decimal("2.5")}
    gone, came = schedule(session, "PO-1", 1), schedule(session, "PO-1", 2)
    assert (gone.dispatched, gone.carrier, "old-1" in gone.words) == (False, None, False)
    assert (came.dispatched, came.carrier, "old-1" in came.words) == (True, "Samudera", True)
    assert "plate" in gone.words and "po-1" in gone.words
    rina.get("/shipments/A1")
    assert "PO-1 line 1: 10 t, now not on it" in rina.page.text
    assert "PO-1 line 2: not on it, now 2.5 t" in rina.page.text


def test_nothing_changed_is_no_correction(client, session):
    rina = client("rina")
    assert rina.send(PATH, form_of(rina)).status_code == 303
    assert (now(session, "A1").state, told(session, "corrected")) == ("announced", [])


def test_sent_twice_it_is_one_correction(client, session):
    rina = client("rina")
    form = form_of(rina, carrier="Lintas")
    assert {rina.send(PATH, form).status_code for _ in range(3)} == {303}
    assert len(told(session, "corrected")) == 2  # a row for each order


def test_who_corrects_what_changed_meanwhile_is_told_and_keeps_the_words(client, session):
    rina, sari = client("rina"), client("sari")
    mine = form_of(rina, carrier="Mine")
    assert sari.send(PATH, form_of(sari, carrier="Theirs")).status_code == 303
    assert sari.send(PATH, form_of(sari, quantity=["7", "4"])).status_code == 303
    assert rina.send(PATH, mine).status_code == 409
    assert "This notice was changed meanwhile." in rina.page.text
    assert "Carrier: Samudera, now Theirs. Sari Utami, " in rina.page.text  # both, the older first
    assert ": PO-1 line 1: 10 t, now 7 t." in rina.page.text
    assert rina.page.field("carrier") == "Mine"
    assert now(session, "A1").carrier == "Theirs"
    assert rina.send(PATH, mine | {"version": rina.page.field("version")}).status_code == 303
    assert now(session, "A1").carrier == "Mine"


def test_changes_that_the_form_knew_are_not_told_again(client):
    rina, sari = client("rina"), client("sari")
    sari.send(PATH, form_of(sari, carrier="Theirs"))
    mine = form_of(rina, packages="9")
    sari.send(PATH, form_of(sari, tracking_number="NEW-1"))
    assert rina.send(PATH, mine).status_code == 409
    told = rina.page.text.split("This notice was changed meanwhile.")[1]
    assert "Tracking number: OLD-1, now NEW-1." in told
    assert "Carrier: Samudera, now Theirs" not in told


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quantity": ["x", "4"]}, "PO-1 line 1: Write the quantity as a number above zero"),
        ({"schedule": []}, "Tick at least one line"),
        ({"weight": "much"}, "Write the weight in kilograms"),
        (
            {"quantity": ["12", "4"]},
            "2 t more than is still to be sent: 10 ordered, 10 left, 12 on this notice.",
        ),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(client, session, change, why):
    rina = client("rina")
    assert rina.send(PATH, form_of(rina, carrier="Typed", **change)).status_code == 422
    assert why in rina.page.text
    assert rina.page.field("carrier") == "Typed"
    assert now(session, "A1").state == "announced"


def test_what_came_in_with_it_stays_on_it(client, session, notice):
    shipments.receive(
        session, None, schedule(session, "PO-1"), ref="GR-1", notice_id=notice.id, accepted=Decimal(6),
        arrived_on=builders.today(), condition="good", recorded_at=clock.now(),
    )  # fmt: skip
    session.commit()
    rina = client("rina")
    assert rina.send(PATH, form_of(rina, quantity=["5", "4"])).status_code == 422
    assert "6 t of it came in already, so it cannot be less." in rina.page.text
    assert rina.send(PATH, form_of(rina, schedule=["PO-2 1.1"])).status_code == 422
    assert "Some of it came in with this notice, so it stays on it." in rina.page.text
    assert rina.send(PATH, form_of(rina, quantity=["6", "4"])).status_code == 303


def test_a_day_that_only_its_carrier_said_is_expected_no_more(client, session, notice):
    day = builders.today() + timedelta(days=9)
    shipments.report_event(session, notice, "e", clock.now(), ESTIMATE, "carrier", text=day.isoformat(), recorded_at=clock.now())  # fmt: skip
    for order in ("PO-1", "PO-2"):
        restate(
            session,
            session.query(type(schedule(session, order))).filter_by(order_ref=order, line_number=1).one(),
        )
        session.commit()
    assert [(schedule(session, o).expected_on, schedule(session, o).stage) for o in ("PO-1", "PO-2")] == [
        (day, "at_risk")
    ] * 2
    rina = client("rina")
    assert rina.send(PATH, form_of(rina, schedule=["PO-2 1.1"])).status_code == 303
    assert (schedule(session, "PO-1").expected_on, schedule(session, "PO-1").stage) == (None, "promised")
    assert schedule(session, "PO-2").expected_on == day


def test_files_may_be_added(client, session):
    rina = client("rina")
    assert rina.send(PATH, form_of(rina, files=(io.BytesIO(b"a;b\n1;2\n"), "late.csv"))).status_code == 303
    dewi = client("dewi")
    dewi.get("/shipments/A1?order=PO-1")
    assert "late.csv" in dewi.page.text


def test_a_draft_is_kept_anew_and_moves_nothing(client, session):
    draft(session, "D1", schedule(session, "PO-1", 2))
    rina = client("rina")
    rina.get("/shipments/D1/correction")
    form = fields(
        ("PO-1 2.1", "7"),
        key=rina.page.field("key"),
        version=rina.page.field("version"),
        ref="D2",
        carrier="C",
    )
    assert rina.send("/shipments/D1/correction", form).headers["Location"] == "/shipments/D2"
    made = now(session, "D2")
    assert (made.state, made.carrier, carries(session, made)) == ("draft", "C", {"PO-1 2.1": 7})
    assert not schedule(session, "PO-1", 2).dispatched
    assert (
        rina.send("/shipments/D2/correction", form | {"ref": "A1", "version": str(made.version)}).status_code
        == 422
    )
    assert "Another notice has this number already." in rina.page.text


def test_who_sees_a_part_of_it_reads_it_and_changes_nothing(client, session):
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    session.query(Order).filter_by(ref="PO-2").one().partner_owner_id = cast.user_id("sari")
    session.commit()
    rina, sari = client("rina"), client("sari")
    rina.send(PATH, form_of(rina, quantity=["8", "4"]))
    assert sari.get("/shipments/A1").status_code == 200
    assert "Withdraw" not in sari.page.text
    assert "PO-1" not in sari.page.text
    assert sari.get(PATH).status_code == 403
    assert sari.send(PATH, fields(("PO-2 1.1", "1"), version="2")).status_code == 403
    assert sari.send("/shipments/A1/voiding", {"version": "2", "reason": "x"}).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("toni", 403), ("ayu", 403), ("budi", 404)])
def test_others_may_not(client, session, name, status):
    person = client(name)
    assert person.get(PATH).status_code == status
    assert person.send(PATH, fields(("PO-2 1.1", "1"), version="1")).status_code == status
    assert now(session, "A1").state == "announced"


def test_another_partners_line_cannot_be_put_on_it(client, session):
    rina = client("rina")
    form = form_of(rina) | {"schedule": ["PO-1 1.1", "BP-1 1.1"]}
    assert rina.send(PATH, form).status_code == 404


def test_what_is_withdrawn_is_corrected_no_more(client, session):
    rina = client("rina")
    form = form_of(rina, carrier="X")
    now(session, "A1").state = "voided"
    session.commit()
    assert rina.get(PATH).status_code == 403
    assert rina.send(PATH, form).status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get(PATH).status_code == visitor.send(PATH, {}).status_code == 303
