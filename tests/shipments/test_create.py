"""endpoint: shipments.create. Announcing a dispatch over schedules of several orders."""

import io
from decimal import Decimal

import pytest

from portal.files.models import Attachment
from portal.shipments import actions as shipments
from portal.shipments.models import Notice
from tests.orders import builders
from tests.shipments import announcements
from tests.shipments.announcements import carries, fields, now, schedule, told, two_orders

FULL = {
    "ref": "SJ/2026/0042", "mode": "road", "carrier": "PT Lintas Samudra", "tracking_number": "LS-778", "packages": "12",
    "weight": "1,250.5", "note": "Two pallets", "shipped_on": builders.today().isoformat(),
}  # fmt: skip


@pytest.fixture(autouse=True)
def orders(session):
    two_orders(session)


@pytest.mark.parametrize(("name", "place"), [("rina", "/shipments/SJ/2026/0042"), ("sari", "/shipments/SJ/2026/0042"),
                                             ("dewi", "/shipments/SJ/2026/0042?order=PO-1")])  # fmt: skip
def test_one_notice_over_several_orders_is_seen_everywhere_at_once(client, session, name, place):
    person = client(name)
    answer = person.send("/shipments", fields(("PO-1 2.1", "4.5"), ("PO-2 1.1", "10"), **FULL))
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    notice = now(session, "SJ/2026/0042")
    assert carries(session, notice) == {"PO-1 2.1": Decimal("4.5"), "PO-2 1.1": 10}
    assert (notice.state, notice.packages, notice.weight, notice.partner_id) == (
        "announced",
        12,
        Decimal("1250.5"),
        1,
    )
    assert [(r.data["order"], r.actor_name, r.audience) for r in told(session, "announced")] == [
        (order, {"rina": "Rina Wulandari", "sari": "Sari Utami", "dewi": "Dewi Anggraini"}[name], "shared")
        for order in ("PO-1", "PO-2")
    ]
    sent, not_sent = schedule(session, "PO-1", 2), schedule(session, "PO-1", 1)
    assert (sent.dispatched, sent.carrier, not_sent.dispatched) == (True, "PT Lintas Samudra", False)
    for who in ("rina", "toni", "dewi", "ayu"):
        reader = client(who)
        assert reader.get(place).status_code == 200
        for words in ("SJ/2026/0042", "LS-778", "1,250.5 kg", "Two pallets", "4.5 t", "PO-2"):
            assert words in reader.page.text
        reader.get("/shipments")
        assert "PO-1 and 1 other order" in reader.page.text
        reader.get("/orders/PO-1")
        assert "Dispatch SJ/2026/0042 announced" in reader.page.text
        for query in ("ls-778", "samudra", "SJ/2026/0042"):
            reader.get(f"/orders?q={query}")
            assert reader.page.text.count("On the way") >= 2


def test_an_empty_number_is_made_and_what_is_not_typed_stays_unknown(client, session):
    client("rina").send("/shipments", fields(("PO-2 1.1", "10")))
    (notice,) = session.query(Notice).all()
    assert notice.ref == f"DN-{notice.id:06d}"
    assert (notice.carrier, notice.packages, notice.weight, notice.shipped_on, notice.mode) == (None,) * 5
    reader = client("toni")
    assert reader.get(f"/shipments/{notice.ref}").status_code == 200


def test_only_ticked_lines_go(client, session):
    form = fields(("PO-1 1.1", "3"), ("PO-1 2.1", "nonsense")) | {"schedule": ["PO-1 1.1"], "ref": "A1"}
    assert client("rina").send("/shipments", form).status_code == 303
    assert carries(session, now(session, "A1")) == {"PO-1 1.1": 3}


def test_sent_twice_it_is_one_notice(client, session):
    rina = client("rina")
    answers = [rina.send("/shipments", fields(("PO-2 1.1", "10"), ref="A1")) for _ in range(3)]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, "/shipments/A1")}
    assert session.query(Notice).count() == len(told(session, "announced")) == 1


def test_more_than_is_to_be_sent_is_told_with_figures_and_goes_only_when_it_is_meant(client, session):
    rina = client("rina")
    rina.send("/shipments", fields(("PO-2 1.1", "7"), ref="A1"))
    again = fields(("PO-2 1.1", "4.25"), key="k2", ref="A2", tracking_number="T2")
    assert rina.send("/shipments", again).status_code == 422
    assert "1.25 t more than is still to be sent: 10 ordered, 3 left, 4.25 on this notice." in rina.page.text
    assert (rina.page.field("tracking_number"), rina.page.field("quantity")) == ("T2", "4.25")
    assert session.query(Notice).count() == 1
    over = rina.page.field("over")
    assert rina.send("/shipments", again | {"over": "y"}).status_code == 422  # not a yes to these figures
    assert rina.send("/shipments", again | {"over": over, "quantity": ["5"]}).status_code == 422  # to others
    assert rina.send("/shipments", again | {"over": over}).status_code == 303
    assert carries(session, now(session, "A2")) == {"PO-2 1.1": Decimal("4.25")}


def test_two_who_announce_the_same_goods_do_not_both_go_unwarned(client, session):
    first, second = client("rina"), client("sari")
    for person in (first, second):
        person.get("/shipments/new?order=PO-2")
        assert person.page.field("quantity") == "10"
    assert first.send("/shipments", fields(("PO-2 1.1", "10"), ref="A1")).status_code == 303
    assert second.send("/shipments", fields(("PO-2 1.1", "10"), ref="A2")).status_code == 422
    assert "10 t more than is still to be sent" in second.page.text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"schedule": []}, "Tick at least one line"),
        ({"quantity": [""]}, "Write the quantity as a number above zero"),
        ({"quantity": ["0"]}, "Write the quantity as a number above zero"),
        ({"quantity": ["-1"]}, "Write the quantity as a number above zero"),
        ({"quantity": ["NaN"]}, "Write the quantity as a number above zero"),
        ({"quantity": ["0.0001"]}, "Write the quantity as a number above zero"),
        ({"weight": "heavy"}, "Write the weight in kilograms"),
        ({"weight": "0"}, "Write the weight in kilograms"),
        ({"packages": "1.5"}, "Write how many packages as a whole number"),
        ({"packages": "0"}, "Write how many packages as a whole number"),
        ({"packages": "99999999"}, "Write how many packages as a whole number"),
        ({"shipped_on": "9 May"}, "Choose a day, like 2026-05-09."),
        ({"shipped_on": "2062-11-29"}, "Look at the year"),
        ({"mode": "rocket"}, "Not a valid choice"),
        ({"carrier": "x" * 81}, "Shorten it to 80 characters"),
        ({"tracking_number": "x" * 61}, "Shorten it to 60 characters"),
        ({"note": "x" * 2001}, "Shorten it to 2000 characters"),
        ({"ref": "x" * 41}, "Shorten it to 40 characters"),
        ({"ref": "/A"}, "Begin and end it with a letter or a number."),
        ({"ref": "A/../B"}, "Begin and end it with a letter or a number."),
        ({"ref": "New"}, "Choose another number"),
        ({"ref": "dn-000001"}, "Choose another number"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(client, session, change, why):
    rina = client("rina")
    form = fields(("PO-2 1.1", "3"), **{**FULL, "ref": "A1"}) | change
    assert rina.send("/shipments", form).status_code == 422
    assert why in rina.page.text
    for name in ("carrier", "tracking_number", "weight", "packages"):
        assert rina.page.field(name) == form[name]
    assert rina.page.field("quantity") == form["quantity"][0]
    assert session.query(Notice).count() == 0


def test_a_number_is_used_once_by_a_partner_and_may_be_anothers(client, session):
    builders.dispatch(session, schedule(session, "BP-1"), "A1")
    session.commit()
    rina = client("rina")
    assert rina.send("/shipments", fields(("PO-2 1.1", "3"), ref="A1")).status_code == 303
    assert rina.send("/shipments", fields(("PO-2 1.1", "3"), ref="A1", key="k2")).status_code == 422
    assert "Another notice has this number already." in rina.page.text
    assert rina.page.field("ref") == "A1"
    dewi = client("dewi")
    for order, other in (("PO-2", "BP-1"), ("BP-1", "PO-2")):
        dewi.get(f"/shipments/A1?order={order}")
        assert order in dewi.page.text and other not in dewi.page.text
    assert dewi.send("/shipments/A1/voiding", {"version": "1", "reason": "x"}).status_code == 404  # which?


def test_a_line_that_closed_meanwhile_is_told(client, session):
    builders.arrive(session, schedule(session, "PO-2"), -1)
    session.commit()
    rina = client("rina")
    assert rina.send("/shipments", fields(("PO-2 1.1", "3"), tracking_number="T9")).status_code == 409
    assert "PO-2 line 1: Nothing of it is to come any more." in rina.page.text
    assert rina.page.field("tracking_number") == "T9"


def test_files_go_along_and_a_bad_one_keeps_the_others_waiting(client, session):
    rina = client("rina")
    bad = fields(("PO-2 1.1", "3"), ref="A1") | {
        "files": [(io.BytesIO(b"a;b\n1;2\n"), "packing.csv"), (io.BytesIO(b"MZ\x90"), "x.exe")]
    }
    assert rina.send("/shipments", bad).status_code == 422
    assert "packing.csv" in rina.page.text and "x.exe was not taken" in rina.page.text
    token = rina.page.field("kept")
    assert rina.send("/shipments", fields(("PO-2 1.1", "3"), ref="A1", kept=token)).status_code == 303
    (file,) = session.query(Attachment).all()
    assert (file.subject_type, file.audience, file.name) == ("notice", "shared", "packing.csv")
    dewi = client("dewi")
    dewi.get("/shipments/A1?order=PO-2")
    assert "packing.csv" in dewi.page.text


def test_lines_of_two_partners_are_no_notice(client, session):
    dewi = client("dewi")
    assert dewi.send("/shipments", fields(("PO-2 1.1", "3"), ("BP-1 1.1", "3"))).status_code == 422
    assert "All lines of a notice are of one partner." in dewi.page.text


@pytest.mark.parametrize("mark", ["BP-1 1.1", "PO-77 1.1", "nonsense"])
def test_another_partners_line_is_as_if_it_were_not(client, session, mark):
    assert client("rina").send("/shipments", fields((mark, "3"))).status_code == 404
    assert session.query(Notice).count() == 0


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_readers_announce_nothing(client, session, name):
    assert client(name).send("/shipments", fields(("PO-2 1.1", "3"))).status_code == 403
    assert session.query(Notice).count() == 0


def test_a_visitor_is_sent_to_sign_in(visitor, session):
    assert visitor.send("/shipments", fields(("PO-2 1.1", "3"))).status_code == 303
    assert session.query(Notice).count() == 0


def test_what_travels_in_two_notices_accumulates(client, session):
    rina = client("rina")
    for number, quantity in enumerate(("4", "3.5"), start=1):
        rina.send("/shipments", fields(("PO-2 1.1", quantity), key=f"k{number}", ref=f"A{number}"))
    rina.get("/shipments/new?order=PO-2")
    assert rina.page.field("quantity") == "2.5"
    shipments.receive(
        session, None, schedule(session, "PO-2"), ref="GR-1", notice_id=now(session, "A1").id, accepted=Decimal(3),
        rejected=Decimal(1), arrived_on=builders.today(), condition="damaged", recorded_at=builders.EARLIER,
    )  # fmt: skip
    session.commit()
    rina.get("/shipments/new?order=PO-2")
    assert rina.page.field("quantity") == "3.5"  # what was rejected is sent again
    assert announcements.schedule(session, "PO-2").dispatched
