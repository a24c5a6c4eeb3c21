"""Minutes, actions and acceptances: what both accept is one and the same text, and stays.

endpoint: reviews.write, endpoint: reviews.add_action, endpoint: reviews.accept
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.plans.models import Action, Plan
from portal.reviews.models import Minutes, Review, ReviewAcceptance, View
from tests import cast
from tests.page import CheckedClient
from tests.plans.arrange import plan
from tests.reviews.arrange import agreed, get, held, newest, review, today, verbs

Client = Callable[[str], CheckedClient]


def send(client: CheckedClient, session: Session, ref: str, path: str, **other: Any) -> int:
    """Send a form of the page as it stands now."""
    at = get(session, ref)
    data = {
        "version": at.version, "key": f"{path}-{other.get('key', at.acts)}", "held_on": today().isoformat(),
        "notes": "We went through the late lines.", "decisions": "- Road in December\n\n* Forecast by the 20th\n",
        "number": at.said, "title": "Send the forecast", "done_means": "It is here", "due_on": "2026-12-20",
        "owner": f"company:{cast.user_id('dewi')}", "plan": "new", **other,
    }  # fmt: skip
    return client.send(f"/reviews/{ref}/{path}", data).status_code


def test_held_accepted_by_one_then_by_both(client: Client, session: Session) -> None:
    ref, rina, dewi = review(session, days=-1), client("rina"), client("dewi")
    assert send(dewi, session, ref, "acceptance") == 409  # nothing was written
    assert send(dewi, session, ref, "minutes") == 303
    minutes = newest(session, ref)
    assert minutes is not None
    assert minutes.decisions == ["Road in December", "Forecast by the 20th"]
    assert (get(session, ref).state, minutes.number, minutes.by_name) == ("held", 1, "Dewi Anggraini")
    assert send(rina, session, ref, "acceptance") == 303
    assert get(session, ref).state == "accepted"
    assert send(client("sari"), session, ref, "acceptance", key="x") == 409  # the partner's word is given
    assert send(dewi, session, ref, "acceptance") == 303
    at = get(session, ref)
    assert (at.state, at.ended_name) == ("agreed", "Dewi Anggraini")
    names = {a.side: a.by_name for a in session.query(ReviewAcceptance)}
    assert names == {"company": "Dewi Anggraini", "partner": "Rina Wulandari"}
    assert verbs(session)[-3:] == ["review_held", "review_accepted", "review_agreed"]
    for path in ("minutes", "actions", "acceptance"):
        assert send(rina, session, ref, path, key="late") == 409, path
    rina.get(f"/reviews/{ref}")
    assert "Nothing of this changes any more." in rina.page.text


def test_new_minutes_take_the_word_back(client: Client, session: Session) -> None:
    ref, rina, dewi = review(session, days=-1), client("rina"), client("dewi")
    send(dewi, session, ref, "minutes")
    shown = get(session, ref)
    version, number = shown.version, shown.said
    assert send(rina, session, ref, "acceptance") == 303
    assert send(rina, session, ref, "minutes", notes="It was ours, too.") == 303
    assert (get(session, ref).state, get(session, ref).said) == ("held", 2)
    # Dewi's page still shows the first text: she cannot accept what she did not read.
    assert send(dewi, session, ref, "acceptance", version=version, number=number) == 409
    assert send(dewi, session, ref, "acceptance", number=number, key="y") == 409
    assert "Somebody was faster." in dewi.page.text
    assert send(dewi, session, ref, "acceptance", key="z") == 303
    assert get(session, ref).state == "accepted"
    dewi.get(f"/reviews/{ref}")
    assert "Earlier minutes" in dewi.page.text


def test_who_was_slower_with_the_minutes_keeps_what_was_typed(client: Client, session: Session) -> None:
    ref, rina, dewi = review(session, days=-1), client("rina"), client("dewi")
    version = get(session, ref).version
    assert send(rina, session, ref, "minutes", version=version, notes="As Rina heard it.") == 303
    assert send(dewi, session, ref, "minutes", version=version, key="d", notes="As Dewi heard it.") == 409
    assert "As Rina heard it." in dewi.page.text
    assert "As Dewi heard it." in dewi.page.html
    assert get(session, ref).said == 1


def test_an_action_goes_straight_into_a_plan_born_from_the_review(client: Client, session: Session) -> None:
    ref, rina = review(session, days=-1), client("rina")
    held(session, ref)
    send(rina, session, ref, "acceptance")
    assert send(rina, session, ref, "actions") == 303
    made = session.query(Plan).one()
    assert (made.source_type, made.source_ref, made.kind, made.title) == (
        "review", ref, "improvement", "Review of October 2026",
    )  # fmt: skip
    assert (made.staff_owner_id, made.partner_owner_id) == (cast.user_id("dewi"), cast.user_id("rina"))
    action = session.query(Action).one()
    assert (action.title, action.side, action.owner_name) == (
        "Send the forecast",
        "company",
        "Dewi Anggraini",
    )
    minutes = newest(session, ref)
    assert minutes is not None
    assert [row["ref"] for row in minutes.pack["agreed"]] == [f"{made.ref}/1"]
    assert get(session, ref).state == "held"  # the partner's word was for other minutes
    assert send(rina, session, ref, "actions", plan=made.ref, title="Second", key="b") == 303
    assert send(rina, session, ref, "actions", plan=made.ref, title="Second", key="b") == 303  # sent twice
    assert session.query(Action).count() == 2
    rina.get(f"/plans/{made.ref}")
    assert f"It comes from {ref}" in rina.page.text
    other = plan(session, "dewi", partner=2).ref
    assert send(client("dewi"), session, ref, "actions", plan=other, key="c") == 422
    rina.get(f"/reviews/{ref}")
    assert "Second" in rina.page.text


@pytest.mark.parametrize(
    ("path", "field", "value", "words"),
    [
        ("minutes", "notes", " ", "Write down what was said."),
        ("minutes", "held_on", "2199-01-01", "Choose today or a day before."),
        ("minutes", "decisions", "x\n" * 41, "At most 40 decisions."),
        ("actions", "title", "", "Say what is to be done."),
        ("actions", "owner", "partner:9", "choice"),
    ],
)
def test_what_is_not_sound_comes_back(
    client: Client, session: Session, path: str, field: str, value: str, words: str
) -> None:
    ref, dewi = review(session, days=-1), client("dewi")
    if path == "actions":
        held(session, ref)
    assert send(dewi, session, ref, path, **{field: value}) == 422
    assert words in dewi.page.text
    assert session.query(Minutes).count() == (path == "actions")


def test_the_database_refuses_what_the_code_should_not_try(session: Session) -> None:
    ref = review(session, days=-1)
    held(session, ref)
    for statement in (
        update(Review).values(state="agreed"), update(Minutes).values(notes="x"), delete(Minutes), delete(Review),
    ):  # fmt: skip
        with pytest.raises(DBAPIError):
            session.execute(statement)
        session.rollback()
    agreed(session, ref)
    at = get(session, ref)
    for change in (
        update(Review).values(place="x"), update(ReviewAcceptance).values(by_name="x"), delete(ReviewAcceptance),
    ):  # fmt: skip
        with pytest.raises(DBAPIError):
            session.execute(change)
        session.rollback()
    view = View(
        partner_id=1, review_id=at.id, side="partner", number=1, by_id=6, by_name="x", at=at.created_at
    )
    session.add(view)
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


def test_writing_minutes_puts_the_next_review_into_the_calendar(client: Client, session: Session) -> None:
    ref = review(session, days=-1, every="monthly")
    assert send(client("dewi"), session, ref, "minutes") == 303
    first, second = session.query(Review).order_by(Review.id)
    assert (second.period_start.isoformat(), second.period_end.isoformat()) == ("2026-11-01", "2026-11-30")
    assert second.rhythm_id == first.rhythm_id
    assert second.meets_on > first.meets_on
