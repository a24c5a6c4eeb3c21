"""Threads on any record: who may say what to whom, and who will read it."""

import pytest

from portal.accounts.models import Assignment, Membership, User
from portal.activity.models import Activity
from portal.actor import Actor
from portal.talk import actions, policy, queries
from tests import cast
from tests.orders import builders

DEWI = Actor(cast.user_id("dewi"), "Dewi", "staff", "agent", "en", cast.ZONE)
AYU = Actor(cast.user_id("ayu"), "Ayu", "staff", "auditor", "en", cast.ZONE)
RINA = Actor(cast.user_id("rina"), "Rina", "partner", "administrator", "en", cast.ZONE, partner_id=1)
TONI = Actor(cast.user_id("toni"), "Toni", "partner", "reader", "en", cast.ZONE, partner_id=1)


@pytest.mark.parametrize(
    ("actor", "allowed"), [(DEWI, ("shared", "internal")), (AYU, ()), (RINA, ("shared",)), (TONI, ())]
)
def test_who_may_say_what_to_whom(actor, allowed):
    assert policy.audiences(actor) == allowed
    assert [a for a in ("shared", "internal") if policy.can_say(actor, a)] == list(allowed)


@pytest.mark.parametrize("audience", ["shared", "internal"])
def test_word_of_a_message_goes_no_further_than_it(session, audience):
    made = builders.order(session, "PO-1", 3)
    message = actions.say(
        session,
        DEWI,
        ("order", made.id, "PO-1"),
        partner_id=1,
        audience=audience,
        body="a " * 100,
        order_id=made.id,
    )
    row = session.query(Activity).filter_by(verb="said").one()
    assert row.audience == message.audience == audience
    assert len(row.data["excerpt"]) <= actions.EXCERPT


def test_a_partner_never_writes_an_internal_note(session):
    made = builders.order(session, "PO-1", 3)
    with pytest.raises(ValueError, match="internal"):
        actions.say(session, RINA, ("order", made.id, "PO-1"), partner_id=1, audience="internal", body="x")


def test_a_thread_reads_in_pages_oldest_first(session):
    made = builders.order(session, "PO-1", 3)
    for number in range(7):
        audience = "internal" if number == 6 else "shared"
        actions.say(
            session, DEWI, ("order", made.id, "PO-1"), partner_id=1, audience=audience, body=str(number)
        )
    thread = queries.thread(session, RINA, "order", made.id, limit=4)
    assert [m.body for m in thread.messages] == ["2", "3", "4", "5"]
    earlier = queries.thread(session, RINA, "order", made.id, before=thread.earlier, limit=4)
    assert ([m.body for m in earlier.messages], earlier.earlier) == (["0", "1"], None)
    assert [m.body for m in queries.thread(session, DEWI, "order", made.id).messages][-1] == "6"


def test_readers_are_those_who_can_read(session):
    def count(**narrow):
        found = queries.readers(session, DEWI, 1, "shared", **narrow)
        return found.partner, found.staff

    assert count() == (3, 5)
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).update({"reach": "own"})
    session.query(Membership).filter_by(user_id=cast.user_id("toni")).update(
        {"reach": "team", "team": "Gresik"}
    )
    session.flush()
    assert count() == (1, 5)
    assert count(owner_id=cast.user_id("sari")) == (2, 5)
    assert count(team="Gresik") == (2, 5)
    assert count(named=[cast.user_id("toni")], confidential=True) == (1, 5)
    session.query(User).filter(User.id.in_([cast.user_id("bagus"), cast.user_id("mega")])).update(
        {"limited": True}
    )
    session.add(Assignment(user_id=cast.user_id("mega"), partner_id=1))
    session.query(User).filter_by(id=cast.user_id("rina")).update({"disabled_at": builders.EARLIER})
    session.flush()
    assert count() == (0, 4)
    assert queries.readers(session, DEWI, 1, "internal") == queries.Readers(0, 4)


def test_messages_are_numbered_in_their_thread_and_pages_go_by_their_names(session):
    made, other = builders.order(session, "PO-1", 3), builders.order(session, "PO-9", 3)
    for order, said in ((other, "ss"), (made, "sississ")):
        for place, letter in enumerate(said):
            audience = "internal" if letter == "i" else "shared"
            subject = ("order", order.id, order.ref)
            actions.say(session, DEWI, subject, partner_id=1, audience=audience, body=str(place))

    def page(actor, before=None):
        thread = queries.thread(session, actor, "order", made.id, before, limit=3)
        return [f"{m.body}={queries.name(m.audience, m.number)}" for m in thread.messages], thread.earlier

    assert page(DEWI) == (["4=note-2", "5=4", "6=5"], "note-2")
    assert page(DEWI, "note-2") == (["1=note-1", "2=2", "3=3"], "note-1")
    assert page(DEWI, "note-1") == (["0=1"], None)
    assert page(RINA) == (["3=3", "5=4", "6=5"], "3")
    assert page(RINA, "3") == (["0=1", "2=2"], None)
    # A note cannot be told from nothing: whatever is no message of theirs leads to the newest.
    for guess in ("note-1", "note-2", "note-3", "6", "987654321", "0", "-1", "1.5", "x"):
        assert page(RINA, guess) == page(RINA)
        assert queries.message_under(session, RINA, "order", made.id, guess) is None
    assert queries.message_under(session, DEWI, "order", made.id, "note-2").body == "4"
    assert queries.message_under(session, RINA, "order", made.id, "4").body == "5"
    foreign = Actor(cast.user_id("budi"), "Budi", "partner", "administrator", "en", cast.ZONE, partner_id=2)
    assert [page(foreign, before) for before in (None, "3", "note-1")] == [([], None)] * 3
    assert queries.message_under(session, foreign, "order", made.id, "4") is None
