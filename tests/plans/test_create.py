"""GET /plans/new and POST /plans: a plan begins.

endpoint: plans.new
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.partners.models import Partner
from portal.plans.models import Action, Plan, PlanPerson
from tests import cast
from tests.issues.arrange import get as get_issue
from tests.issues.arrange import issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def fields(**other: Any) -> dict[str, Any]:
    """A form filled as staff fill it for SUMBER."""
    return {
        "partner": "SUMBER", "kind": "promotion", "title": "Ramadan promotion", "goal": "Sell 40 % more.",
        "measure": "Sales", "unit": "t", "baseline": "10", "target": "14", "starts_on": "2026-12-01",
        "ends_on": "2027-02-28", "staff_owner": cast.user_id("dewi"), "partner_owner": cast.user_id("sari"), **other,
    }  # fmt: skip


def plans(session: Session) -> list[Plan]:
    return list(session.scalars(select(Plan).order_by(Plan.id).execution_options(populate_existing=True)))


def test_staff_begin_one_with_a_partner(client: Client, session: Session) -> None:
    dewi = client("dewi")
    dewi.get("/plans/new?partner=SUMBER")
    answer = dewi.send("/plans", fields(key=dewi.page.field("key")))
    (made,) = plans(session)
    assert (answer.status_code, answer.location) == (303, f"/plans/{made.ref}")
    assert (made.partner_id, made.kind, made.state, made.title) == (
        1,
        "promotion",
        "running",
        "Ramadan promotion",
    )
    assert (made.baseline, made.target, made.unit, made.programme) == (10, 14, "t", None)
    named = set(session.scalars(select(PlanPerson.user_id)))
    assert named == {cast.user_id("dewi"), cast.user_id("sari")}


def test_a_partner_begins_one_and_does_not_choose_among_our_people(client: Client, session: Session) -> None:
    orders(session)  # PO-1 is Dewi's
    rina = client("rina")
    rina.get("/plans/new")
    assert "Dewi Anggraini" in rina.page.text
    for name in ("Mega Lestari", "Bagus Pratama", "Adi Nugroho", "CV Baut"):
        assert name not in rina.page.text
    assert rina.send("/plans", {**fields(), "partner": "BAUT"}).status_code == 303
    (made,) = plans(session)
    assert (made.partner_id, made.staff_owner_id) == (1, cast.user_id("dewi"))


def test_the_usual_actions_come_with_it_by_day_and_side(client: Client, session: Session) -> None:
    client("dewi").send("/plans", fields(usual="y"))
    found = session.execute(select(Action.title, Action.side, Action.due_on).order_by(Action.number)).all()
    assert [(side, str(due)) for _title, side, due in found] == [
        ("company", "2026-12-06"), ("company", "2026-12-15"), ("partner", "2026-12-15"),
        ("partner", "2027-01-12"), ("company", "2027-01-30"),
    ]  # fmt: skip
    assert found[0].title == "Agree the offer and its period"


def test_several_partners_get_a_plan_each_that_only_staff_see_together(
    client: Client, session: Session
) -> None:
    dewi = client("dewi")
    data = fields(partners=["SUMBER", "BAUT"], programme="Ramadan 2027")
    del data["partner"], data["partner_owner"]
    assert dewi.send("/plans", data).location == "/plans"
    mine, theirs = sorted(plans(session), key=lambda made: made.partner_id)
    assert (mine.partner_id, theirs.partner_id) == (1, 2)
    assert {p.programme for p in (mine, theirs)} == {"Ramadan 2027"}
    dewi.get(f"/plans/{mine.ref}")
    assert "CV Baut Prima" in dewi.page.text
    rina = client("rina")
    rina.get(f"/plans/{mine.ref}")
    assert "Baut" not in rina.page.text
    assert "Ramadan 2027" not in rina.page.text
    assert rina.get(f"/plans/{theirs.ref}").status_code == 404


def test_pressed_twice_it_begins_once(client: Client, session: Session) -> None:
    dewi = client("dewi")
    sent = [dewi.send("/plans", fields(key="k" * 20)).location for _press in range(3)]
    assert len(plans(session)) == 1
    assert set(sent) == {f"/plans/{plans(session)[0].ref}"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Give it a title."),
        ({"goal": ""}, "Say what should be reached."),
        ({"kind": "war"}, "Not a valid choice."),
        ({"ends_on": "2026-11-30"}, "It cannot end before it starts."),
        ({"starts_on": "0001-01-01"}, "Choose a day between 2000 and 2199."),
        ({"ends_on": "2199-01-01"}, "Choose a period of at most five years."),
        ({"target": "many"}, "Write it as a number, like 12.5."),
        ({"measure": ""}, "Say above what this number measures."),
        ({"partner_owner": "999"}, "Choose who owns it at the partner."),
        ({"partner_owner": "9"}, "Choose who owns it at the partner."),  # Budi, of the other partner
        ({"title": "x" * 161}, "Shorten it to 160 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, session: Session, wrong: dict[str, Any], said: str
) -> None:
    dewi = client("dewi")
    assert dewi.send("/plans", fields(**wrong)).status_code == 422
    assert said in dewi.page.text
    assert "Sell 40 % more." in dewi.page.text or "goal" in wrong
    assert plans(session) == []


def test_staff_choose_at_least_one_partner(client: Client, session: Session) -> None:
    dewi = client("dewi")
    data = fields()
    del data["partner"]
    assert dewi.send("/plans", data).status_code == 422
    assert "Choose at least one partner." in dewi.page.text


def test_it_can_be_made_of_an_issue(client: Client, session: Session) -> None:
    orders(session)
    ref = issue(session)
    rina = client("rina")
    rina.get(f"/issues/{ref}")
    assert f"/plans/new?issue={ref}" in rina.page.html
    rina.get(f"/plans/new?issue={ref}")
    assert rina.page.field("title") == "The truck stands at the port."
    data = fields(issue=ref, staff_owner=cast.user_id("dewi"), partner_owner=cast.user_id("rina"))
    rina.send("/plans", data)
    (made,) = plans(session)
    assert (made.source_type, made.source_ref, made.confidential) == ("issue", ref, False)
    rina.get(f"/issues/{ref}")
    assert "Ramadan promotion" in rina.page.text


def test_of_a_confidential_issue_a_confidential_plan(client: Client, session: Session) -> None:
    orders(session)
    ref = issue(session, confidential=True)
    rina = client("rina")
    rina.get(f"/plans/new?issue={ref}")
    assert rina.page.one("input", name="confidential").get("checked") is not None
    assert client("sari").get(f"/plans/new?issue={ref}").status_code == 404
    assert get_issue(session, ref).confidential


def test_a_stranger_s_issue_or_partner_is_not_there(client: Client, session: Session) -> None:
    orders(session)
    ref = issue(session)
    budi = client("budi")
    assert budi.get(f"/plans/new?issue={ref}").status_code == 404
    assert budi.send("/plans", fields(issue=ref)).status_code == 404
    assert client("dewi").get("/plans/new?partner=NOBODY").status_code == 404
    assert plans(session) == []


@pytest.mark.parametrize("name", ["ayu", "toni"])
def test_who_only_reads_begins_nothing(client: Client, session: Session, name: str) -> None:
    reader = client(name)
    reader.get("/plans")
    assert "Begin a plan" not in reader.page.text
    assert reader.get("/plans/new").status_code == 403
    assert reader.send("/plans", fields()).status_code == 403
    assert plans(session) == []


@pytest.mark.parametrize(
    ("kind", "count", "last", "first"),
    [
        ("corrective", 4, "Check that it works", "3. Correct it"),
        ("improvement", 4, "Make it the rule", "3. Try it"),
        ("business", 5, "Prepare the review of the quarter", "4. Look at the figures half way"),
        ("promotion", 5, "Settle the promotion", "4. Report sales each week"),
        ("onboarding", 5, "Talk about the first month", "4. Deliver a first sample order"),
    ],
)
def test_each_kind_begins_for_a_distributor_as_for_a_supplier(
    client: Client, session: Session, kind: str, count: int, last: str, first: str
) -> None:
    """Staff or the distributor itself begin it; what must come first is noted from the start."""
    orders(session)  # so that the partner knows Dewi
    session.execute(update(Partner).where(Partner.id == 1).values(kind="distributor"))
    session.commit()
    for name in ("dewi", "rina"):
        who = client(name)
        who.get("/plans/new?partner=SUMBER")
        ticked = [i.get("value") for i in who.page.all("input", name="kind") if "checked" in i.attrib]
        assert ticked == ["promotion"]  # what it is most likely about
        location = who.send("/plans", fields(kind=kind, usual="y", key=f"{kind}-{name}")).location
        assert who.get(location).status_code == 200
        assert len(who.page.all("li", class_="board-item")) == count
        who.get(f"{location}/actions/{count}")
        assert last in who.page.text and f"First: {first} (To do)" in who.page.text


def test_our_people_let_nobody_into_what_is_confidential(client: Client, session: Session) -> None:
    """Rina's issue is read by Rina: a plan that Dewi makes of it is owned by her, and stays so."""
    orders(session)
    ref = issue(session, confidential=True)
    dewi = client("dewi")
    dewi.get(f"/plans/new?issue={ref}")
    assert "Sari Utami" not in dewi.page.text
    data = fields(
        issue=ref, staff_owner=cast.user_id("dewi"), partner_owner=cast.user_id("sari"), confidential=""
    )
    assert dewi.send("/plans", data).status_code == 422
    assert dewi.send("/plans", {**data, "partner_owner": cast.user_id("rina")}).status_code == 303
    (made,) = plans(session)
    here = f"/plans/{made.ref}"
    assert (made.confidential, client("sari").get(here).status_code) == (True, 404)
    dewi.get(here)
    assert "Sari Utami" not in dewi.page.text
    act = {
        "title": "Look", "done_means": "Looked", "owner": f"partner:{cast.user_id('sari')}", "due_on": "2026-12-15", "key": "a",
    }  # fmt: skip
    assert dewi.send(f"{here}/actions", act).status_code == 422
    change = {
        **data, "partner_owner": cast.user_id("rina"), "version": made.version, "kind": made.kind, "confidential": "",
    }  # fmt: skip
    del change["confidential"]
    assert dewi.send(here, change).status_code == 422
    assert "those at the partner who read it decide" in dewi.page.text
    rina = client("rina")
    assert rina.send(f"{here}/actions", act).status_code == 303
    assert client("sari").get(here).status_code == 200
