"""A file that names the number of a partner's draft: the draft is not touched, and nobody learns of it."""

import pytest

from portal.orders.models import Schedule
from portal.shipments import noticing
from portal.shipments.models import Notice, NoticeLine
from tests.exchange.test_import_orders import run
from tests.orders import builders
from tests.shipments.announcements import carries, draft
from tests.sweep.people import actor

HEAD = "PO number,Vendor,Line ID,Item,Quantity,Unit,Promised date,ASN"


def file(path, *rows):
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return str(path)


def row(order, key, notice="ZZ-55"):
    return f"{order},PT Sumber Logam Abadi,{key},Angle,5,t,2026-12-20,{notice}"


@pytest.fixture
def zz(session):
    """Rina's draft ZZ-55 over PO-1."""
    made = draft(session, "ZZ-55", builders.promise(session, builders.one(session, "PO-1"), 5), note="ZZNOTE")
    return made.id


def others(session, draft_id):
    session.rollback()
    session.expire_all()
    return session.query(Notice).filter(Notice.id != draft_id).order_by(Notice.id).all()


def test_its_number_is_new_to_the_company_and_the_file_gets_a_notice_of_its_own(
    app, client, session, tmp_path, zz
):
    path = file(tmp_path / "a.csv", row("PO-71", "1"), row("PO-72", "2"))
    _code, found = run(app, path, "--dry-run", "--json")
    assert found["notices"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    _code, found = run(app, path, "--json")
    assert (found["result"], found["refusals"]) == ("done", [])
    (own,) = others(session, zz)
    assert (own.ref, own.note, own.state) == (f"DN-{own.id:06d}", "ZZ-55", "announced")
    assert carries(session, own) == {"PO-71 1.1": 5, "PO-72 1.1": 5}
    kept = session.get(Notice, zz)
    assert (kept.ref, kept.state, kept.note, carries(session, kept)) == (
        "ZZ-55", "draft", "ZZNOTE", {"PO-1 1.1": 10},
    )  # fmt: skip
    dewi = client("dewi")
    assert dewi.get("/shipments/ZZ-55").status_code == 404
    dewi.get("/shipments")
    assert "ZZNOTE" not in dewi.page.text
    assert client("rina").get("/shipments/ZZ-55").status_code == 200


def test_a_later_file_finds_the_same_notice_again(app, session, tmp_path, zz):
    run(app, file(tmp_path / "a.csv", row("PO-71", "1")))
    _code, found = run(app, file(tmp_path / "b.csv", row("PO-71", "1"), row("PO-73", "3")), "--json")
    assert found["notices"]["unchanged"] == 1
    (own,) = others(session, zz)
    assert carries(session, own) == {"PO-71 1.1": 5, "PO-73 1.1": 5}


def test_what_was_withdrawn_stays_withdrawn(app, session, tmp_path):
    rina = actor("rina")
    schedule = builders.promise(session, builders.one(session, "PO-1"), 5)
    notice = builders.dispatch(session, schedule, "ZZ-55")
    noticing.void(session, rina, notice, "typing error")
    session.commit()
    run(app, file(tmp_path / "a.csv", row("PO-71", "1")))
    (own,) = others(session, notice.id)
    assert (own.note, carries(session, own)) == ("ZZ-55", {"PO-71 1.1": 5})
    assert session.query(NoticeLine).filter_by(notice_id=notice.id).count() == 1


def test_a_notice_in_force_is_the_one_that_is_meant(app, session, tmp_path):
    notice = builders.dispatch(session, builders.promise(session, builders.one(session, "PO-1"), 5), "ZZ-55")
    session.commit()
    run(app, file(tmp_path / "a.csv", row("PO-71", "1")))
    assert others(session, notice.id) == []
    assert carries(session, notice) == {"PO-1 1.1": 10, "PO-71 1.1": 5}


def test_nor_are_staff_told_of_it_who_announce_by_hand(client, session, zz):
    from tests.shipments.announcements import fields

    dewi = client("dewi")
    answer = dewi.send("/shipments", fields(("PO-1 1.1", "4"), ref="ZZ-55"))
    assert answer.status_code == 422
    assert "Another notice" not in dewi.page.text
    assert "Choose another number, or leave it empty and one is made." in dewi.page.text


def test_a_notice_that_a_later_file_names_for_a_line_is_written_once(app, session, tmp_path):
    run(app, file(tmp_path / "a.csv", row("PO-71", "1", notice="")))
    _code, found = run(app, file(tmp_path / "b.csv", row("PO-71", "1")), "--json")
    assert (found["lines"]["changed"], found["notices"]["new"]) == (1, 1)
    (made,) = others(session, 0)
    assert (made.ref, carries(session, made)) == ("ZZ-55", {"PO-71 1.1": 5})
    assert now_of(session).dispatched
    noticing.void(session, actor("rina"), made, "another lorry")
    session.commit()
    run(app, file(tmp_path / "c.csv", row("PO-71", "1").replace("Angle", "Angles")))
    assert [n.state for n in others(session, 0)] == ["voided"]  # that it goes with it is no news
    assert not now_of(session).dispatched


def now_of(session):
    return session.query(Schedule).filter_by(order_ref="PO-71").one()
