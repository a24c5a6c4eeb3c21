"""POST /issues/assignment: several issues to one person."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.activity.models import Activity
from tests import cast
from tests.issues.arrange import get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def test_all_chosen_go_to_the_person(client: Client, session: Session) -> None:
    refs = [issue(session, "budi", "PO-2") for _ in range(2)]
    chosen = [f"{ref}@{get(session, ref).version}" for ref in refs]
    response = client("dewi").send("/issues/assignment", {"owner": cast.user_id("bagus"), "issue": chosen})
    assert response.status_code == 303
    assert [get(session, ref).owner_id for ref in refs] == [cast.user_id("bagus")] * 2


def test_sending_it_twice_is_well(client: Client, session: Session) -> None:
    ref = issue(session, "budi", "PO-2")
    dewi, chosen = client("dewi"), [f"{ref}@{get(session, ref).version}"]
    for _ in range(2):
        answer = dewi.send("/issues/assignment", {"owner": cast.user_id("bagus"), "issue": chosen})
        assert answer.status_code == 303
        dewi.get(answer.location)
        assert "One issue now belongs to Bagus" in dewi.page.text
        assert "Left as they are" not in dewi.page.text
    assert session.query(Activity).filter_by(verb="assigned").count() == 1


def test_one_that_somebody_changed_is_left_and_named(client: Client, session: Session) -> None:
    ref = issue(session)
    dewi = client("dewi")
    dewi.get(
        dewi.send("/issues/assignment", {"owner": cast.user_id("bagus"), "issue": [f"{ref}@99"]}).location
    )
    assert f"Left as they are, since somebody changed them meanwhile: {ref}." in dewi.page.text
    assert get(session, ref).owner_id == cast.user_id("dewi")


@pytest.mark.parametrize(
    "data",
    [{"owner": "", "issue": ["ISS-000001@2"]}, {"owner": "3"}, {"owner": "6", "issue": ["ISS-000001@2"]}],
)
def test_nothing_chosen_is_said(client: Client, session: Session, data: dict[str, object]) -> None:
    issue(session)
    dewi = client("dewi")
    assert dewi.send("/issues/assignment", data).status_code == 422
    assert "Choose issues and the person" in dewi.page.text


@pytest.mark.parametrize("name", ["rina", "toni", "budi", "ayu"])
def test_only_staff_who_write_may(client: Client, session: Session, name: str) -> None:
    assert (
        client(name).send("/issues/assignment", {"owner": "3", "issue": ["ISS-000001@1"]}).status_code == 403
    )


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/issues/assignment", {}).location.startswith("/login")
