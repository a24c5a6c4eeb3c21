"""GET /plans/<ref>: a plan for both sides, as board, list and calendar."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.plans import actions
from portal.plans.models import Action
from tests import cast
from tests.issues.arrange import actor
from tests.page import HTMX, CheckedClient
from tests.plans.arrange import action, get, plan

Client = Callable[[str], CheckedClient]


def test_both_sides_see_goal_measure_actions_and_how_far_it_is(client: Client, session: Session) -> None:
    made = plan(session)
    first, _second = action(session, made), action(session, made, "dewi", title="Check three deliveries")
    session.execute(
        update(Action)
        .where(Action.number == first)
        .values(state="verified", verified_at=made.created_at, verifier_name="D")
    )
    actions.measure(
        session, actor("rina"), get(session, made.ref), date(2026, 11, 9), Decimal(3), "new straps"
    )
    session.commit()
    for name in ("rina", "toni", "dewi", "ayu"):
        seen = client(name)
        assert seen.get(f"/plans/{made.ref}").status_code == 200
        for words in ("Every bundle arrives straight.", "Change the straps", "1 of 2", "from 12 pcs", "Now 3 pcs",
                      "75 % of the way".replace(" %", "\N{NARROW NO-BREAK SPACE}%"), "new straps"):  # fmt: skip
            assert " ".join(words.split()) in seen.page.text, (name, words)


@pytest.mark.parametrize("view", ["board", "list", "calendar"])
def test_each_view_names_every_action_and_takes_no_more_queries_for_more(
    client: Client, session: Session, view: str
) -> None:
    made = plan(session)
    action(session, made, due_on=date(2026, 12, 15))
    rina = client("rina")
    path = f"/plans/{made.ref}?view={view}&month=2026-12"
    rina.get(path)
    few = rina.selects
    for n in range(30):
        action(session, made, title=f"Step {n} of it", due_on=date(2026, 12, 1 + n % 28))
    rina.get(path)
    assert rina.selects == few
    assert few <= 17
    assert all(f"Step {n} of it" in rina.page.text for n in range(30))


def test_a_part_for_htmx_and_a_damaged_month_is_this_month(client: Client, session: Session) -> None:
    made, rina = plan(session), client("rina")
    rina.get(f"/plans/{made.ref}", headers=HTMX)
    assert rina.page.partial
    action(session, made)
    for month in ("2026-13", "x", "0000-00", "9999-12"):
        assert rina.get(f"/plans/{made.ref}?view=calendar&month={month}").status_code == 200


def test_who_sees_it(client: Client, session: Session) -> None:
    made = plan(session)
    assert client("budi").get(f"/plans/{made.ref}").status_code == 404
    assert client("rina").get("/plans/PLN-999999").status_code == 404
    session.execute(update(Membership).where(Membership.user_id == cast.user_id("sari")).values(reach="own"))
    session.commit()
    assert client("sari").get(f"/plans/{made.ref}").status_code == 404
    number = action(session, made, "sari")
    assert client("sari").get(f"/plans/{made.ref}").status_code == 200
    assert client("sari").get(f"/plans/{made.ref}/actions/{number}").status_code == 200


def test_a_confidential_one_is_for_the_people_named_on_it(client: Client, session: Session) -> None:
    made = plan(session, confidential=True)
    number = action(session, made)
    assert client("rina").get(f"/plans/{made.ref}").status_code == 200
    sari = client("sari")
    for path in (f"/plans/{made.ref}", f"/plans/{made.ref}/actions/{number}"):
        assert sari.get(path).status_code == 404
    for path in ("/plans", "/actions?whose=ours", "/"):
        sari.get(path)
        assert "bent bars" not in sari.page.text
        assert "Change the straps" not in sari.page.text
    dewi = client("dewi")
    dewi.get(f"/plans/{made.ref}")
    assert "1 person at PT Sumber Logam Abadi" in dewi.page.text


def test_who_only_reads_is_offered_nothing(client: Client, session: Session) -> None:
    made = plan(session)
    action(session, made)
    toni = client("toni")
    toni.get(f"/plans/{made.ref}")
    posts = [form.get("action") for form in toni.page.all("form", method="post")]
    assert not [path for path in posts if path and path.startswith("/plans")]


@pytest.mark.parametrize("number", ["9" * 30, "²", "0", "7"])
def test_a_number_that_no_action_has_is_not_there(client: Client, session: Session, number: str) -> None:
    made = plan(session)
    action(session, made)
    for path in ("", "/messages/1"):
        assert client("rina").get(f"/plans/{made.ref}/actions/{number}{path}").status_code == 404
