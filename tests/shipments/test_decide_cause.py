"""endpoint: shipments.decide_cause, endpoint: shipments.object_to_cause. A contested cause is decided by the
company's managers; the partner agrees, or its own word stands beside that. All of it is told."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.activity.models import Activity
from portal.notify import digests
from portal.notify.models import Mail
from portal.shipments.models import Cause
from tests.orders import builders

HERE = "/orders/PO-1/lines/1/1/cause"


@pytest.fixture
def contested(client, session):
    """Promised for nine days ago and not here: the company says the partner, the partner the carrier."""
    builders.promise(session, builders.one(session, "PO-1", -9), -9)
    builders.promise(session, builders.one(session, "BP-1", partner=builders.BAUT), -2)
    session.commit()
    say(client("dewi"), session, "carrier", "The truck broke down")
    say(client("rina"), session, "company", "Your gate was closed")
    assert said(session) == [
        ("company", "carrier", "contested", None), ("partner", "company", "contested", None),
    ]  # fmt: skip


def last(session) -> str:
    session.rollback()
    found = session.query(Cause.id).order_by(Cause.id.desc()).first()
    return str(found[0]) if found else "0"


def say(client, session, side, reason, where=""):
    return client.send(f"{HERE}{where}", {"version": last(session), "cause_side": side, "reason": reason})


def decide(client, session, side="partner", reason="The gate log says open", **more):
    form = {"version": last(session), "decided_side": side, "decision": reason, **more}
    return client.send(f"{HERE}-decision", form)


def stand(client, session, objection="We have a photo", **more):
    return client.send(f"{HERE}-objection", {"version": last(session), "objection": objection, **more})


def said(session):
    session.rollback()
    session.expire_all()
    return [(c.party, c.side, c.state, c.step) for c in session.query(Cause).order_by(Cause.id)]


def test_a_manager_decides_once_and_both_read_why(client, session, contested):
    mega, rina = client("mega"), client("rina")
    mega.get(HERE)
    assert "Decide it for the company" in mega.page.text
    version = last(session)
    for _twice in range(2):
        assert decide(mega, session, version=version).status_code == 303
    assert said(session)[2:] == [("company", "partner", "contested", "decided")]
    for reader in (rina, client("dewi")):
        reader.get("/orders/PO-1")
        assert "Mega Lestari: The gate log says open" in reader.page.text
        reader.get("/exceptions")
        assert "decided:" in reader.page.text
    rina.get(HERE)
    assert rina.page.all("form", action=f"{HERE}-objection") and rina.page.all(
        "form", action=f"{HERE}-agreement"
    )
    assert not rina.page.all("form", action=HERE)


def test_the_partner_agrees_to_what_was_decided(client, session, contested):
    decide(client("mega"), session)
    rina = client("rina")
    answer = rina.send(f"{HERE}-agreement", {"version": last(session), "cause_side": "partner"})
    assert answer.status_code == 303
    assert said(session)[3:] == [("partner", "partner", "agreed", None)]


def test_or_its_own_word_stands_and_nothing_more_is_said(client, session, contested):
    mega, rina = client("mega"), client("rina")
    decide(mega, session)
    version = last(session)
    for _twice in range(2):
        assert stand(rina, session, version=version).status_code == 303
    assert said(session)[2:] == [
        ("company", "partner", "contested", "decided"), ("partner", "company", "claimed", "stands"),
    ]  # fmt: skip
    rina.get("/orders/PO-1")
    assert "We have a photo" in rina.page.text
    rina.get("/exceptions")
    assert "Contested" not in [e.text for e in rina.page.root.iter("td")]
    assert say(rina, session, "outside", "Rain").status_code == 409
    assert decide(mega, session).status_code == 409
    assert len(said(session)) == 4


@pytest.mark.parametrize(
    ("who", "status"), [("dewi", 403), ("ayu", 403), ("rina", 403), ("toni", 403), ("budi", 404)]
)
def test_only_managers_decide(client, session, contested, who, status):
    assert decide(client(who), session).status_code == status
    assert len(said(session)) == 2


@pytest.mark.parametrize(
    ("who", "status"), [("mega", 403), ("dewi", 403), ("toni", 403), ("budi", 404), ("sari", 303)]
)
def test_only_the_partner_objects(client, session, contested, who, status):
    decide(client("mega"), session)
    assert stand(client(who), session).status_code == status


def test_what_is_not_contested_is_not_decided_and_what_is_not_decided_not_objected_to(
    client, session, contested
):
    assert stand(client("rina"), session).status_code == 409
    say(client("dewi"), session, "company", "True, it was closed")
    assert said(session)[-1][2] == "agreed"
    assert decide(client("adi"), session).status_code == 409


def test_both_need_a_reason_and_no_stale_page(client, session, contested):
    mega, rina = client("mega"), client("rina")
    assert decide(mega, session, reason=" ").status_code == 422
    assert decide(mega, session, version="1").status_code == 409
    decide(mega, session)
    assert stand(rina, session, objection=" ").status_code == 422
    assert "Say why. Both sides read it." in rina.page.text
    assert stand(rina, session, version="1").status_code == 409
    assert rina.page.field("objection") == "We have a photo"


@pytest.mark.parametrize("end", ["decision", "objection"])
@pytest.mark.parametrize(
    "line", ["/orders/BP-1/lines/1/1", "/orders/PO-9/lines/1/1", "/orders/PO-1/lines/2/1"]
)
def test_what_is_not_there_or_not_theirs_is_missing(client, contested, line, end):
    assert (
        client("rina").send(f"{line}/cause-{end}", {"version": "0", "cause_side": "carrier"}).status_code
        == 404
    )


def test_the_other_side_is_mailed_of_each_word(app, client, session, contested):
    decide(client("mega"), session)
    stand(client("rina"), session)
    later = clock.now() + digests.PAUSE + timedelta(seconds=1)
    with time_machine.travel(later, tick=True), app.app_context():
        digests.write_due(app.config["SETTINGS"])
    session.rollback()
    mails = session.query(Mail).order_by(Mail.id).all()
    to = {
        (mail.to_address.split("@")[0], word)
        for mail in mails
        for word in ("is contested", "was decided", "is not agreed to")
        if word in mail.text
    }
    assert {("rina", "was decided"), ("dewi", "is not agreed to"), ("dewi", "is contested")} <= to
    assert not {("budi", word) for word in ("is contested", "was decided")} & to
    assert {a.verb for a in session.query(Activity).filter(Activity.verb.like("cause-%"))} == {
        "cause-contested", "cause-decided", "cause-stands",
    }  # fmt: skip
