"""endpoint: reviews.send_link, endpoint: reviews.revoke_link. Somebody of a partner without an account says by a
one-time link how their side sees it: once, in the name it was sent to, and nothing else is open to them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.tokens import hashed, reference
from portal.activity.models import Activity
from portal.reviews import actions, links, queries
from portal.reviews.link_model import ReviewLink
from portal.reviews.models import Review, View
from tests import cast
from tests.issues.arrange import actor
from tests.orders.links import mail_to, path_in
from tests.page import CheckedClient
from tests.reviews.arrange import get, held, meeting, review, today

Client = Callable[[str], CheckedClient]
JOKO = {"name": "Pak Joko", "email": "joko@sumber-abadi.example", "locale": "en"}
WORDS = {
    "difficulties": "Our rolls stood for a week.",
    "wishes": "",
    "feedback": "",
    "risks": "",
    "outlook": "",
}
SIGNED = "Pak Joko (PT Sumber Logam Abadi, link)"


def send(client: CheckedClient, ref: str, **other: str) -> int:
    client.get(f"/reviews/{ref}")
    path = f"/reviews/{ref}/links"
    sent = {"version": client.page.field("version", path), "key": "k1", **JOKO, **other}
    return client.send(path, sent).status_code


def made(client: Client, session: Session, ref: str, **columns: object) -> str:
    """The path of a link to Pak Joko."""
    assert send(client("dewi"), ref) == 303
    if columns:
        session.execute(update(ReviewLink).values(**columns))
        session.commit()
    return path_in(mail_to(session)[-1])


def views(session: Session) -> list[tuple[str, int | None, str]]:
    session.rollback()
    rows = session.execute(select(View.by_name, View.by_id, View.difficulties).order_by(View.number))
    return [tuple(row) for row in rows]  # type: ignore[misc]


def verbs(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.execute(select(Activity.verb, Activity.audience).where(Activity.verb.like("review_%")).order_by(Activity.id))  # fmt: skip
    return [tuple(row) for row in rows][1:]  # type: ignore[misc]


def test_it_is_said_once_in_the_name_it_was_sent_to(
    client: Client, visitor: CheckedClient, session: Session
) -> None:
    ref = review(session)
    path = made(client, session, ref)
    for _scan in range(2):  # mail scanners open links
        assert visitor.get(path).status_code == 200
        visitor.head(path)
    for words in (
        "Review of October 2026",
        "PT Sumber Logam Abadi",
        "Pak Joko",
        "Both sides read it under your name.",
    ):
        assert words in visitor.page.text
    hrefs = {a.get("href") for a in visitor.page.all("a")} - {"#main"}
    assert hrefs == {f"{path}?language=en", f"{path}?language=id"}
    assert visitor.send(path, WORDS | {"difficulties": " "}).status_code == 422
    assert views(session) == []
    answer = visitor.send(path, WORDS)
    assert answer.status_code == 303
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.send(path, WORDS | {"difficulties": "Something else."}).status_code == 303
    assert views(session) == [(SIGNED, None, "Our rolls stood for a week.")]
    visitor.get(path)
    assert "Our rolls stood for a week." in visitor.page.text
    assert "The link is used up" in visitor.page.text
    assert visitor.page.all("form") == []
    row = session.scalars(select(ReviewLink)).one()
    assert row.token_hash == hashed(path.rpartition("/")[2])
    assert row.used_at is not None
    assert verbs(session) == [
        ("review_link_sent", "internal"),
        ("review_seen", "shared"),
        ("review_link_used", "internal"),
    ]
    for name in ("dewi", "rina"):
        reader = client(name)
        reader.get(f"/reviews/{ref}")
        assert SIGNED in reader.page.text
        assert ("joko@sumber-abadi.example" in reader.page.html) == (name == "dewi")


def test_it_begins_with_what_was_said_and_stays_a_version(
    client: Client, visitor: CheckedClient, session: Session
) -> None:
    ref = review(session)
    path = made(client, session, ref)
    actions.see(
        session,
        actor("rina"),
        get(session, ref),
        {"difficulties": "The forecast came late.", "wishes": "A forecast."},
    )
    session.commit()
    visitor.get(path)
    assert "Rina Wulandari has said the words below already." in visitor.page.text
    assert visitor.page.field("wishes") == "A forecast."
    assert visitor.send(path, WORDS).status_code == 303
    assert [row[0] for row in views(session)] == ["Rina Wulandari", SIGNED]
    assert queries.views_of(session, actor("rina"), get(session, ref).id)["partner"]["by"] == SIGNED


@pytest.mark.parametrize(
    "columns", [{"expires_at": clock.now() - timedelta(minutes=1)}, {"revoked_at": clock.now()}]
)
def test_too_old_taken_back_or_made_up_opens_nothing(
    client: Client, visitor: CheckedClient, session: Session, columns: dict[str, object]
) -> None:
    path = made(client, session, review(session), **columns)
    for each in (path, "/links/" + "x" * 43):
        assert visitor.get(each).status_code == 404
        assert visitor.send(each, WORDS).status_code == 404
        assert "This link does not work" in visitor.page.text
    assert views(session) == []


def test_what_was_held_meanwhile_asks_nothing(
    client: Client, visitor: CheckedClient, session: Session
) -> None:
    ref = review(session, days=-1)
    path = made(client, session, ref)
    held(session, ref)
    visitor.get(path)
    assert "Nothing is asked any more." in visitor.page.text
    assert visitor.send(path, WORDS).status_code == 409
    assert views(session) == []
    assert session.scalars(select(ReviewLink.used_at)).one() is None


def test_a_review_that_moved_is_still_answered(
    client: Client, visitor: CheckedClient, session: Session
) -> None:
    ref = review(session)
    path = made(client, session, ref)
    actions.move(session, actor("dewi"), get(session, ref), meeting(today() + timedelta(days=40)))
    session.commit()
    assert visitor.send(path, WORDS).status_code == 303
    assert len(views(session)) == 1


def test_its_holder_sees_this_review_alone(client: Client, session: Session) -> None:
    ref, other = review(session), review(session, period=(today(), today()))
    made(client, session, ref)
    row = session.execute(select(ReviewLink, Review.ref).join(Review)).first()
    assert row is not None
    with_secret = links.by_secret(session, path_in(mail_to(session)[-1]).rpartition("/")[2])
    holder = links.actor_of(with_secret, "en")
    from portal.issues.models import Issue
    from portal.orders.models import Order

    assert list(session.scalars(Review.visible_to(holder).with_only_columns(Review.ref))) == [ref]
    assert other != ref
    for model in (Order, Issue, Activity):
        assert session.scalars(model.visible_to(holder)).all() == []


def test_who_sends_and_takes_back(client: Client, visitor: CheckedClient, session: Session) -> None:
    ref = review(session)
    path = made(client, session, ref)
    link = reference(session.scalars(select(ReviewLink.token_hash)).one())
    for name, status in (("rina", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        sender = client(name)
        assert (
            sender.send(f"/reviews/{ref}/links", JOKO | {"version": "1", "key": "k2"}).status_code == status
        ), name
        assert sender.send(f"/reviews/{ref}/links/{link}/revocation", {}).status_code == status, name
    dewi = client("dewi")
    assert dewi.send(f"/reviews/{ref}/links/{'0' * 16}/revocation", {}).status_code == 404
    assert send(dewi, ref) == 303  # the same form sent twice
    assert send(dewi, ref, key="k3", email="nobody") == 422
    assert send(dewi, ref, key="k3", name="") == 422
    assert dewi.send(f"/reviews/{ref}/links", JOKO | {"version": "0", "key": "k4"}).status_code == 409
    assert len(mail_to(session)) == 1
    for _twice in range(2):
        assert dewi.send(f"/reviews/{ref}/links/{link}/revocation", {}).status_code == 303
    assert visitor.get(path).status_code == 404
    assert [verb for verb, _audience in verbs(session)] == ["review_link_sent", "review_link_revoked"]
    held(session, ref)
    dewi.get(f"/reviews/{ref}")
    assert f"/reviews/{ref}/links" not in [f.get("action") for f in dewi.page.all("form")]
    assert cast.NAMES["dewi"] in dewi.page.text
