"""endpoint: shipments.cause, endpoint: shipments.contest, endpoint: shipments.agree_cause. The cause of a
delay beside its line and on a page of its own, and what both sides say about it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from portal.activity.models import Activity
from portal.shipments import actions as shipments
from portal.shipments.models import Cause
from tests.orders import builders

HERE = "/orders/PO-1/lines/1/1/cause"
SELECTS = 5  # sign-in, navigation, schedules, ledger, shipments with what was said


@pytest.fixture
def late(session):
    """Promised for nine days ago, held by customs for 3 of the 5 days by which it came late."""
    schedule = builders.promise(session, builders.one(session, "PO-1", -9), -9)
    notice = builders.dispatch(session, schedule, "SN-1", shipped_on=builders.today() - timedelta(days=11))
    for ago, state in ((10, "in_transit"), (8, "customs_hold"), (5, "customs_cleared")):
        at = datetime.combine(builders.today() - timedelta(days=ago), time(4), UTC)
        shipments.report_event(session, notice, str(ago), at, state, "manual", recorded_at=at)
    builders.arrive(session, schedule, -4)
    builders.promise(session, builders.one(session, "PO-2"), 9)
    builders.promise(session, builders.one(session, "BP-1", partner=builders.BAUT), -2)
    session.commit()
    return schedule


def said(session) -> list[tuple[str, str, str]]:
    session.expire_all()
    return [(c.party, c.side, c.state) for c in session.query(Cause).order_by(Cause.id)]


def last(session) -> str:
    found = session.query(Cause.id).order_by(Cause.id.desc()).first()
    return str(found[0]) if found else "0"


def contest(client, session, side: str, reason: str = "The papers were missing", **more):
    return client.send(HERE, {"version": last(session), "cause_side": side, "reason": reason, **more})


def agree(client, session, side: str, **more):
    return client.send(f"{HERE}-agreement", {"version": last(session), "cause_side": side, **more})


@pytest.mark.parametrize("name", ["rina", "toni", "dewi", "ayu"])
def test_both_sides_see_what_the_rule_says(client, late, name):
    person = client(name)
    person.get("/orders/PO-1")
    for words in ("Cause: something outside, proposed by rule.", "Customs held it 3 days."):
        assert words in person.page.text
    assert person.get(HERE).status_code == 200
    assert person.selects == SELECTS
    assert "5 days" in person.page.text
    assert bool(person.page.all("form", action=HERE)) == (name in ("rina", "dewi"))


def test_what_is_not_late_has_no_cause(client, session, late):
    rina = client("rina")
    rina.get("/orders/PO-2")
    assert "proposed by rule" not in rina.page.text
    rina.get("/orders/PO-2/lines/1/1/cause")
    assert "It is not late" in rina.page.text
    answer = rina.send(
        "/orders/PO-2/lines/1/1/cause", {"version": "0", "cause_side": "carrier", "reason": "x"}
    )
    assert (answer.status_code, said(session)) == (409, [])


@pytest.mark.parametrize(
    "path",
    ["/orders/BP-1/lines/1/1", "/orders/PO-9/lines/1/1", "/orders/PO-1/lines/2/1", "/orders/PO-1/lines/1/2"],
)
def test_what_is_not_there_or_not_theirs_is_missing(client, session, late, path):
    rina = client("rina")
    assert rina.get(f"{path}/cause").status_code == 404
    for verb in ("cause", "cause-agreement"):
        assert (
            rina.send(f"{path}/{verb}", {"version": "0", "cause_side": "carrier", "reason": "x"}).status_code
            == 404
        )
    assert said(session) == []


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_readers_say_nothing(client, session, late, name):
    assert contest(client(name), session, "carrier").status_code == 403
    assert agree(client(name), session, "outside").status_code == 403
    assert said(session) == []


def test_a_visitor_and_a_stranger(client, visitor, session, late):
    assert visitor.get(HERE).status_code == 303
    assert visitor.send(HERE, {}).status_code == 303
    assert client("budi").get(HERE).status_code == 404
    assert contest(client("budi"), session, "carrier").status_code == 404


def test_the_rule_is_agreed_once_both_say_so(client, session, late):
    rina, dewi = client("rina"), client("dewi")
    assert agree(rina, session, "outside").status_code == 303
    dewi.get("/orders/PO-1")
    assert "Cause: something outside, says the partner. The other side has not said yet." in dewi.page.text
    assert agree(rina, session, "outside").status_code == 303  # sent twice
    assert said(session) == [("partner", "outside", "claimed")]
    assert agree(dewi, session, "outside").status_code == 303
    assert said(session) == [("partner", "outside", "claimed"), ("company", "outside", "agreed")]
    for person in (rina, dewi):
        person.get(HERE)
        assert "Cause: something outside, agreed." in person.page.text
        assert not person.page.all("form", action=HERE)
        assert contest(person, session, "partner").status_code == 409
        assert agree(person, session, "partner").status_code == 409
    assert len(said(session)) == 2


def test_the_other_side_contests_and_it_stands_in_the_list_until_they_agree(client, session, late):
    rina, dewi = client("rina"), client("dewi")
    assert contest(dewi, session, "partner").status_code == 303
    for person in (rina, dewi):
        person.get("/orders/PO-1")
        assert "Cause contested: the partner, says the company." in person.page.text
        assert "The papers were missing" in person.page.text
        person.get("/exceptions?kind=contested")
        assert "PO-1" in person.page.text
    assert contest(rina, session, "company", "You sent them late").status_code == 303
    assert agree(dewi, session, "company").status_code == 303
    assert said(session) == [
        ("company", "partner", "contested"), ("partner", "company", "contested"), ("company", "company", "agreed")
    ]  # fmt: skip
    dewi.get("/exceptions?kind=contested")
    assert "PO-1" not in dewi.page.text
    verbs = [
        v for (v,) in session.query(Activity.verb).filter(Activity.verb.like("cause-%")).order_by(Activity.id)
    ]
    assert verbs == ["cause-contested", "cause-contested", "cause-agreed"]
    rina.get("/")
    assert (
        "Dewi Anggraini says that the delay of PO-1 line 1 is due to the partner: The papers were missing"
        in rina.page.text
    )


def test_who_takes_it_upon_the_own_side_needs_nobody(client, session, late):
    assert contest(client("rina"), session, "partner", "We packed it wrongly").status_code == 303
    assert said(session) == [("partner", "partner", "agreed")]


def test_what_is_wrong_is_said_and_kept(client, session, late):
    dewi = client("dewi")
    for wrong in (
        {"side": ""},
        {"side": "nobody"},
        {"side": "carrier", "reason": " "},
        {"side": "carrier", "reason": "x" * 501},
    ):
        assert contest(dewi, session, **wrong).status_code == 422
    assert contest(dewi, session, "", "The crane broke").status_code == 422
    assert any(field.get("value") == "The crane broke" for field in dewi.page.all("input"))
    assert agree(dewi, session, "nobody").status_code == 422
    assert said(session) == []


def test_an_older_page_is_refused(client, session, late):
    rina, dewi = client("rina"), client("dewi")
    assert contest(dewi, session, "partner").status_code == 303
    assert contest(rina, session, "carrier", version="0").status_code == 409
    assert "Something was said or happened meanwhile." in rina.page.text
    assert agree(rina, session, "outside", version="0").status_code == 409
    assert len(said(session)) == 1


def test_words_are_only_added(client, session, late):
    contest(client("dewi"), session, "partner")
    word = session.query(Cause).one()
    word.side = "carrier"
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()
    session.delete(session.query(Cause).one())
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()
