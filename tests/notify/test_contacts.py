"""Somebody without an account gets a link with what waits for their partner."""

import re

import pytest

from portal import clock
from portal.orders import answering, links
from portal.orders.models import Order
from portal.partners.models import Contact
from tests.notify.arrange import actor_of, mails
from tests.notify.test_digests import forget, owned, tell
from tests.orders import builders
from tests.orders import links as linked

JOKO = linked.ADDRESS


@pytest.fixture
def joko(session):
    row = Contact(partner_id=1, name="Pak Joko", email=JOKO, locale="en", created_at=clock.now())
    session.add(row)
    session.commit()
    return row


def to_joko(session):
    return [mail for mail in mails(session) if mail.to_address == JOKO]


def test_a_new_order_brings_a_link_that_answers_it(app, session, visitor, joko):
    owned(session, "PO-1", 5, 9)
    session.commit()
    assert tell(app) == 3  # both owners, and the contact
    (mail,) = to_joko(session)
    assert mail.subject == "PT Cahaya Baja Nusantara asks you to answer order PO-1"
    visitor.get(linked.path_in(mail))
    assert "Line 2: Plate 2" in visitor.page.text
    assert tell(app) == 0


def test_many_orders_are_one_mail_with_at_most_twenty_links(app, session, joko):
    for number in range(23):
        owned(session, f"PO-{number:02d}", 5)
    session.commit()
    tell(app)
    (mail,) = to_joko(session)
    assert mail.subject == "PT Cahaya Baja Nusantara asks you to answer 20 orders"
    assert len(re.findall(r"^http://localhost/links/[\w-]{43}$", mail.text, re.MULTILINE)) == 20
    assert "3 more orders wait; ask PT Cahaya Baja Nusantara for their links." in mail.text


def test_a_proposal_of_ours_brings_a_new_link_in_place_of_the_old(app, session, visitor, joko):
    owned(session, "PO-1", 5)
    session.commit()
    tell(app)
    first = linked.path_in(to_joko(session)[0])
    schedule = builders.schedules(session, session.query(Order).one())[0]
    dated = [answering.Dated(schedule.quantity, builders.today().replace(year=2030))]
    answering.propose(session, actor_of(session, "dewi"), schedule, dated, "x", None)
    session.commit()
    tell(app)
    second = linked.path_in(to_joko(session)[1])
    assert visitor.get(first).status_code == 404
    visitor.get(second)
    assert "Dewi Anggraini proposes:" in visitor.page.text


def test_what_the_partner_does_brings_none(app, session, joko):
    owned(session, "PO-1", 5)
    forget(session)
    schedule = builders.schedules(session, session.query(Order).one())[0]
    answering.accept_request(session, actor_of(session, "rina"), schedule)
    session.commit()
    tell(app)
    assert to_joko(session) == []


@pytest.mark.parametrize("why", ["removed", "other partner"])
def test_nobody_else_gets_one(app, session, joko, why):
    if why == "removed":
        joko.removed_at = clock.now()
    else:
        joko.partner_id = 2
    owned(session, "PO-1", 5)
    session.commit()
    tell(app)
    assert to_joko(session) == []
    assert linked.rows(session) == []


def test_nothing_that_waits_brings_none(app, session, joko):
    made = owned(session, "PO-1", 5)
    builders.arrive(session, builders.schedules(session, made)[0], 0)
    session.commit()
    with app.app_context():
        assert links.send_to_contacts(session, 1, [made.id], days=14, base_url="x") == 0
