"""A review before it is held: moved, asked about, seen, called off, and what is said under it.

endpoint: reviews.move, endpoint: reviews.ask, endpoint: reviews.see, endpoint: reviews.cancel,
endpoint: reviews.stop, endpoint: reviews.say
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.reviews.models import Review, ReviewPerson, Rhythm, View
from portal.talk import actions as talk
from portal.talk.models import Message
from tests import cast
from tests.page import CheckedClient
from tests.reviews.arrange import agreed, get, held, review, today, verbs
from tests.sweep.people import actor

Client = Callable[[str], CheckedClient]
PATHS = ("meeting", "preparation", "view", "cancellation", "rhythm-end", "minutes", "actions", "acceptance")


def send(client: CheckedClient, session: Session, ref: str, path: str, **other: Any) -> int:
    """Send a form of the page as it stands now."""
    data = {
        "version": get(session, ref).version, "key": f"{path}-{other.get('key', 1)}", "difficulties": "Late forecasts",
        "reason": "The plant is closed.", "meets_on": (today() + timedelta(days=30)).isoformat(), "meets_at": "14:00",
        "place": "A call", "remind_days": "14", "staff_people": [str(cast.user_id("dewi"))],
        "partner_people": [str(cast.user_id("sari"))], **other,
    }  # fmt: skip
    return client.send(f"/reviews/{ref}/{path}", data).status_code


def test_it_moves_and_others_come(client: Client, session: Session) -> None:
    ref, rina = review(session), client("rina")
    assert send(rina, session, ref, "meeting") == 303
    at = get(session, ref)
    assert (at.meets_on, at.meets_at, at.place, at.remind_days) == (
        today() + timedelta(days=30),
        "14:00",
        "A call",
        14,
    )
    assert {p.name for p in session.query(ReviewPerson)} == {"Dewi Anggraini", "Sari Utami"}
    assert verbs(session)[-1] == "review_moved"


def test_asked_by_hand_and_asked_anew_when_it_moves_away(client: Client, session: Session) -> None:
    ref, dewi = review(session), client("dewi")
    assert send(dewi, session, ref, "preparation") == 303
    assert (get(session, ref).state, get(session, ref).asked_on) == ("preparing", today())
    assert send(dewi, session, ref, "preparation", key=2) == 409
    assert send(dewi, session, ref, "meeting") == 303
    assert (get(session, ref).state, get(session, ref).asked_on) == ("planned", None)


def test_each_side_signs_its_view_and_versions_stay(client: Client, session: Session) -> None:
    ref, rina, dewi = review(session), client("rina"), client("dewi")
    assert send(rina, session, ref, "view") == 303
    assert send(rina, session, ref, "view", difficulties="Late forecasts, and no time") == 303  # the same key
    assert session.query(View).count() == 1
    assert send(client("sari"), session, ref, "view", key=2, difficulties="None at all") == 303
    assert send(dewi, session, ref, "view", feedback="Good answers") == 303
    rows = session.query(View.side, View.number, View.by_name, View.difficulties).order_by(View.id).all()
    assert [tuple(r) for r in rows] == [
        ("partner", 1, "Rina Wulandari", "Late forecasts"), ("partner", 2, "Sari Utami", "None at all"),
        ("company", 1, "Dewi Anggraini", "Late forecasts"),
    ]  # fmt: skip
    dewi.get(f"/reviews/{ref}")
    assert "None at all" in dewi.page.text
    assert "1 earlier version" in dewi.page.text
    empty = dict.fromkeys(("difficulties", "wishes", "feedback", "risks", "outlook"), " ")
    assert send(dewi, session, ref, "view", key=3, **empty) == 422
    assert "Write something in at least one of the fields." in dewi.page.text


def test_who_was_slower_keeps_what_was_typed(client: Client, session: Session) -> None:
    ref, rina, dewi = review(session), client("rina"), client("dewi")
    old = get(session, ref).version
    assert send(rina, session, ref, "view") == 303
    assert send(dewi, session, ref, "view", version=old, difficulties="Our own words") == 409
    assert "Somebody was faster." in dewi.page.text
    assert "Rina Wulandari said for the review" in dewi.page.text
    assert dewi.page.field("difficulties") == "Our own words"
    again = dewi.page.field("version", f"/reviews/{ref}/view")
    assert send(dewi, session, ref, "view", version=again, difficulties="Our own words") == 303


def test_called_off_with_a_reason_and_then_nothing_changes(client: Client, session: Session) -> None:
    ref, rina = review(session), client("rina")
    assert send(rina, session, ref, "cancellation", reason=" ") == 422
    assert send(rina, session, ref, "cancellation") == 303
    at = get(session, ref)
    assert (at.state, at.ended_name, at.ended_words) == (
        "cancelled",
        "Rina Wulandari",
        "The plant is closed.",
    )
    for path in ("meeting", "preparation", "view"):
        assert send(rina, session, ref, path, key=9) == 409, path
    rina.get(f"/reviews/{ref}")
    assert "Rina Wulandari called it off." in rina.page.text
    assert "Say how we see it" not in rina.page.text


def test_the_rhythm_ends_even_under_what_is_agreed(client: Client, session: Session) -> None:
    ref, dewi = review(session, every="monthly", days=-1), client("dewi")
    held(session, ref)
    agreed(session, ref)
    assert send(dewi, session, ref, "rhythm-end", version=2) == 409
    assert session.query(Rhythm).one().running is True
    session.expire_all()
    assert send(dewi, session, ref, "rhythm-end", version=1, key=2) == 303
    session.expire_all()
    assert session.query(Rhythm).one().running is False
    assert send(dewi, session, review(session), "rhythm-end", version=1, key=3) == 404  # held once


@pytest.mark.parametrize("path", PATHS)
def test_who_may_not(client: Client, session: Session, path: str) -> None:
    ref = review(session, every="monthly")
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert send(client(name), session, ref, path) == status, name
    assert send(client("dewi"), session, ref, path, version="") == 422
    assert get(session, ref).acts == 0
    assert session.query(Review).count() == 1


def test_what_is_said_under_it(client: Client, session: Session) -> None:
    ref, rina, dewi = review(session), client("rina"), client("dewi")
    for _twice in range(2):
        sent = {"key": "m1", "audience": "shared", "body": "Shall we meet at ours?"}
        assert rina.send(f"/reviews/{ref}/messages", sent).status_code == 303
    note = {"key": "m2", "audience": "internal", "body": "Better at ours."}
    assert rina.send(f"/reviews/{ref}/messages", note).status_code in (403, 422)
    assert dewi.send(f"/reviews/{ref}/messages", note).status_code == 303
    assert dewi.send(f"/reviews/{ref}/messages", note | {"key": "m3", "body": " "}).status_code == 422
    assert [(m.audience, m.body) for m in session.query(Message).order_by(Message.id)] == [
        ("shared", "Shall we meet at ours?"), ("internal", "Better at ours."),
    ]  # fmt: skip
    for name, status in (("toni", 403), ("budi", 404)):
        sent = {"key": "m4", "audience": "shared", "body": "x"}
        assert client(name).send(f"/reviews/{ref}/messages", sent).status_code == status


def test_a_long_talk_is_read_from_its_beginning(client: Client, session: Session) -> None:
    ref, rina = review(session), client("rina")
    rina.send(f"/reviews/{ref}/messages", {"audience": "shared", "body": "First word."})
    first = session.query(Message).one()
    subject = first.subject_type, first.subject_id, f"/reviews/{ref}"
    for _more in range(50):
        talk.say(session, actor("dewi"), subject, partner_id=1, audience="shared", body="And on.")
    session.commit()
    rina.get(f"/reviews/{ref}")
    (earlier,) = [link for link in rina.page.root.iter("a") if link.text == "Earlier messages"]
    assert "First word." not in rina.page.text
    rina.get(str(earlier.get("href")))
    assert "First word." in rina.page.text
