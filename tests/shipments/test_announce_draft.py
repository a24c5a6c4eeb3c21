"""endpoint: shipments.announce_draft. A draft becomes a notice that both sides see."""

import io

import pytest

from portal.files.models import Attachment
from tests.orders import builders
from tests.shipments.announcements import carries, draft, fields, now, schedule, told, two_orders

PATH = "/shipments/D1/announcement"


@pytest.fixture(autouse=True)
def notice(session):
    two_orders(session)
    return draft(session, "D1", schedule(session, "PO-1"), schedule(session, "PO-2"), carrier="Samudera")


def form_of(person, *lines, **more):
    person.get("/shipments/D1/correction")
    return fields(*lines or (("PO-1 1.1", "10"), ("PO-2 1.1", "10")), key=person.page.field("key"),
                  version=person.page.field("version"), ref="D1", carrier="Samudera") | more  # fmt: skip


def test_a_colleague_announces_it_as_it_stands_in_the_form(client, session):
    sari = client("sari")
    answer = sari.send(PATH, form_of(sari, ("PO-2 1.1", "6"), ref="SJ-7"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/shipments/SJ-7")
    made = now(session, "SJ-7")
    assert (made.state, carries(session, made)) == ("announced", {"PO-2 1.1": 6})
    (row,) = told(session, "announced")
    assert (row.data["order"], row.data["carrier"], row.actor_name) == ("PO-2", "Samudera", "Sari Utami")
    assert (schedule(session, "PO-2").dispatched, schedule(session, "PO-1").dispatched) == (True, False)
    dewi = client("dewi")
    assert dewi.get("/shipments/SJ-7").status_code == 200
    dewi.get("/orders/PO-2")
    assert "Dispatch SJ-7 announced" in dewi.page.text


def test_announced_twice_it_is_announced_once(client, session):
    rina = client("rina")
    form = form_of(rina)
    assert {rina.send(PATH, form).status_code for _ in range(3)} == {303}
    assert len(told(session, "announced")) == 2  # a row for each order


def test_more_than_is_to_be_sent_must_be_meant(client, session):
    builders.dispatch(session, schedule(session, "PO-2"), "A1")
    session.commit()
    rina = client("rina")
    form = form_of(rina)
    assert rina.send(PATH, form).status_code == 422
    assert "10 t more than is still to be sent: 10 ordered, 0 left, 10 on this notice." in rina.page.text
    assert now(session, "D1").state == "draft"
    assert rina.send(PATH, form | {"over": rina.page.field("over")}).status_code == 303


def test_a_colleague_who_changed_it_meanwhile_is_not_overwritten(client, session):
    rina, sari = client("rina"), client("sari")
    mine = form_of(rina, carrier="Mine")
    sari.send("/shipments/D1/correction", form_of(sari, carrier="Theirs"))
    assert rina.send(PATH, mine).status_code == 409
    assert rina.page.field("carrier") == "Mine"
    assert "It says now: Carrier: Theirs." in rina.page.text
    assert (now(session, "D1").state, now(session, "D1").carrier) == ("draft", "Theirs")


def test_files_of_a_draft_wait_unseen_and_go_with_it(client, session):
    rina, dewi = client("rina"), client("dewi")
    rina.send(
        "/shipments/drafts",
        fields(("PO-1 2.1", "3"), key="k9", ref="D2", files=(io.BytesIO(b"a;b\n1;2\n"), "packing.csv")),
    )
    (file,) = session.query(Attachment).all()
    assert file.subject_type == "draft"
    assert dewi.get(f"/files/{file.token}").status_code == 404
    rina.get("/shipments/D2/correction")
    assert "packing.csv" in rina.page.text
    form = fields(
        ("PO-1 2.1", "3"),
        key=rina.page.field("key"),
        version=rina.page.field("version"),
        ref="D2",
        kept=file.token,
    )
    assert rina.send("/shipments/D2/announcement", form).status_code == 303
    assert dewi.get(f"/files/{file.token}").status_code == 200


def test_what_cannot_be_comes_back(client, session):
    rina = client("rina")
    assert rina.send(PATH, form_of(rina, ("PO-2 1.1", ""), carrier="Typed")).status_code == 422
    assert rina.page.field("carrier") == "Typed"
    assert now(session, "D1").state == "draft"


@pytest.mark.parametrize(
    ("name", "status"), [("toni", 403), ("ayu", 404), ("dewi", 404), ("adi", 404), ("budi", 404)]
)
def test_others_may_not(client, session, name, status):
    assert client(name).send(PATH, fields(("PO-2 1.1", "1"), version="1")).status_code == status
    assert now(session, "D1").state == "draft"


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.send(PATH, {}).status_code == 303
