"""POST /issues/<ref>/resolution/<step>/place: who does not fill the containment says what lies at its own place.

endpoint: resolutions.count
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.resolutions.models import StepVersion
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, begun, send, step, verbs

Client = Callable[[str], CheckedClient]
HERE = {"lot": "12", "checked": "10", "bad": "2", "done": "in hall 3"}
MINE = {
    "at_company_lot": "12",
    "at_company_checked": "10",
    "at_company_bad": "2",
    "at_company_done": "in hall 3",
}


def put(client: CheckedClient, session: Session, ref: str, **data: object) -> int:
    fields = {"version": step(session, ref, "containment").version, **HERE, **data}
    return client.send(f"/issues/{ref}/resolution/containment/place", fields).status_code


def contents(session: Session) -> list[dict[str, str]]:
    session.rollback()
    return list(session.scalars(select(StepVersion.content).order_by(StepVersion.id)))


@pytest.mark.parametrize(
    ("name", "status"),
    [("dewi", 303), ("mega", 303), ("ayu", 403), ("rina", 403), ("toni", 403), ("budi", 404)],
)
def test_the_other_side_counts_at_its_own_place(
    client: Client, session: Session, name: str, status: int
) -> None:
    ref, who = begun(session, "full"), client(name)
    assert put(who, session, ref) == status
    assert put(who, session, ref) == status  # sent twice
    assert len(contents(session)) == (status == 303)
    if status == 303:
        (kept,) = contents(session)
        assert {**kept, "at_company_by": ""} == {**MINE, "at_company_by": ""}
        assert step(session, ref, "containment").state == "open"  # it is still to be filled
        assert verbs(session)[-1] == "step_counted"


def test_who_fills_it_keeps_what_the_other_counted(client: Client, session: Session) -> None:
    ref, rina, dewi = begun(session, "full"), client("rina"), client("dewi")
    here = f"/issues/{ref}/resolution/containment"
    assert put(dewi, session, ref) == 303
    rina.get(here)
    assert "At the company, says Dewi Anggraini" in rina.page.text and "in hall 3" in rina.page.text
    assert rina.page.all("input", name="at_company_lot") == []
    sent = {"version": step(session, ref, "containment").version, "how": "All is checked.", "key": "k1"}
    # Nothing lies at the partner: the other side's count is enough; what is sent of its place counts for nothing.
    assert rina.send(here, {**sent, "at_company_lot": "0", "at_company_bad": "0"}).status_code == 303
    assert contents(session)[-1] == {"how": "All is checked.", **MINE, "at_company_by": "Dewi Anggraini"}
    assert step(session, ref, "containment").state == "sent"
    assert put(dewi, session, ref, lot="20") == 303  # also of what was sent, before it accepts it
    assert contents(session)[-1]["at_company_lot"] == "20"
    assert (contents(session)[-1]["how"], step(session, ref, "containment").state) == (
        "All is checked.",
        "sent",
    )
    accept(session, ref, "containment")
    assert put(dewi, session, ref, lot="30") == 409
    assert len(contents(session)) == 3


def test_where_the_company_is_at_cause_the_partner_counts(client: Client, session: Session) -> None:
    ref, rina = begun(session, "full", side="company"), client("rina")
    assert put(rina, session, ref) == 303
    (kept,) = contents(session)
    assert (kept["at_partner_lot"], kept["at_partner_by"]) == ("12", "Rina Wulandari")
    assert put(client("dewi"), session, ref) == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lot": ""}, "Say how much there is; 0 if nothing."), ({"lot": "many"}, "Write a number, like 12.5."),
        ({"bad": "11"}, "This is more than there is."), ({"done": "x" * 301}, "Shorten it to 300 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client: Client, session: Session, wrong: dict[str, str], said: str) -> None:
    ref, dewi = begun(session, "full"), client("dewi")
    assert put(dewi, session, ref, **wrong) == 422
    assert said in dewi.page.text
    place = f"/issues/{ref}/resolution/containment/place"
    assert dewi.page.field("checked", place) == "10"
    assert contents(session) == []


def test_who_was_slower_is_told_and_keeps_the_count(client: Client, session: Session) -> None:
    ref, dewi = begun(session, "full"), client("dewi")
    seen = step(session, ref, "containment").version
    send(session, ref, "containment")
    assert put(dewi, session, ref, version=seen) == 409
    assert dewi.page.field("lot", f"/issues/{ref}/resolution/containment/place") == "12"
    assert put(dewi, session, ref) == 303


def test_other_steps_have_no_places(client: Client, session: Session) -> None:
    ref = begun(session, "full")
    sent = {"version": step(session, ref, "causes").version, **HERE}
    assert client("dewi").send(f"/issues/{ref}/resolution/causes/place", sent).status_code == 404
