"""Messages under orders, plans, actions and reviews: whom they name is told, their author changes the words, what
they said is kept, and their addresses hold their number in the thread.

endpoint: talk.show_order_message
endpoint: talk.edit_order_message
endpoint: talk.show_plan_message
endpoint: talk.edit_plan_message
endpoint: talk.show_action_message
endpoint: talk.edit_action_message
endpoint: talk.show_review_message
endpoint: talk.edit_review_message
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notify.models import Mail
from portal.talk.models import Mention, Message
from tests.issues.arrange import orders
from tests.page import CheckedClient
from tests.plans import arrange as plans
from tests.reviews import arrange as reviews

Client = Callable[[str], CheckedClient]
SARI = "sari@sumberlogam.example"


@pytest.fixture(params=["order", "plan", "action", "review"])
def place(request: pytest.FixtureRequest, session: Session) -> str:
    """The address of a record of SUMBER under which nothing was said."""
    if request.param == "order":
        orders(session)
        here = "/orders/PO-1"
    elif request.param == "review":
        here = f"/reviews/{reviews.review(session)}"
    else:
        plan = plans.plan(session)
        here = f"/plans/{plan.ref}"
        if request.param == "action":
            here += f"/actions/{plans.action(session, plan)}"
    session.query(Mail).delete()
    session.commit()
    return here


def say(client: CheckedClient, place: str, body: str, audience: str = "shared") -> int:
    sent = {"key": f"{audience} {body}"[:40], "audience": audience, "body": body}
    return client.send(f"{place}/messages", sent).status_code


def mailed(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Mail.to_address)))


def test_who_is_named_is_told_and_who_could_not_read_it_is_not_named(
    client: Client, session: Session, place: str
) -> None:
    dewi = client("dewi")
    assert say(dewi, place, "Only ours, @Sari", "internal") == 422
    assert "Sari Utami is at PT Sumber Logam Abadi and would not read an internal note." in dewi.page.text
    assert session.scalars(select(Message.id)).all() == []
    assert say(dewi, place, "Ask @Sari Utami, please.") == 303
    assert say(dewi, place, "Ask @Sari Utami, please.") == 303  # sent twice
    assert len(session.scalars(select(Mention.user_id)).all()) == 1
    assert mailed(session).count(SARI) == 1
    dewi.get(place)
    assert "Bagus Pratama" in {o.text for o in dewi.page.one("select", id="tell").iter("option")}


def test_the_author_changes_the_words_and_both_read_what_they_were(
    client: Client, session: Session, place: str
) -> None:
    rina, dewi = client("rina"), client("dewi")
    assert say(dewi, place, "Canary for us", "internal") == 303
    assert say(rina, place, "The truck comes Friday.") == 303
    here = f"{place}/messages/1"
    rina.get(place)
    rina.page.one("li", id="message-1")
    rina.page.one("a", href=here)
    assert rina.get(here).status_code == 200
    changed = {"version": "1", "body": "The truck comes Monday, @Sari."}
    assert rina.send(here, {**changed, "body": " "}).status_code == 422
    answer = rina.send(here, changed)
    assert (answer.status_code, answer.location) == (303, f"{place}#message-1")
    assert rina.send(here, changed).status_code == 303  # sent twice
    assert mailed(session).count(SARI) == 1
    assert rina.send(here, {"version": "1", "body": "The truck comes Sunday."}).status_code == 409
    assert "The truck comes Sunday." in rina.page.text and "The truck comes Monday" in rina.page.text
    dewi.get(here)
    assert "The truck comes Friday." in dewi.page.text and dewi.page.all("textarea") == []
    assert [client(name).send(here, changed).status_code for name in ("dewi", "sari", "toni", "budi")] == [
        403, 403, 403, 404,
    ]  # fmt: skip


def test_a_note_has_an_address_that_no_partner_opens(client: Client, session: Session, place: str) -> None:
    dewi, rina = client("dewi"), client("rina")
    assert say(dewi, place, "Canary for us", "internal") == 303
    assert say(dewi, place, "For both") == 303
    assert [dewi.get(f"{place}/messages/{name}").status_code for name in ("note-1", "1")] == [200, 200]
    # The note leaves no gap in what the partner counts.
    assert [rina.get(f"{place}/messages/{name}").status_code for name in ("note-1", "1", "2", "0", "x")] == [
        404, 200, 404, 404, 404,
    ]  # fmt: skip
    assert rina.send(f"{place}/messages/note-1", {"version": "1", "body": "x"}).status_code == 404
    assert dewi.send(f"{place}/messages/note-1", {"version": "1", "body": "Other words"}).status_code == 303
    rina.get(place)
    assert "Canary" not in rina.page.html and "Other words" not in rina.page.html
