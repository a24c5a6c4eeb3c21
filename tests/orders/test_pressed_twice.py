"""A button of a decision that was pressed twice ends where one press ends; whoever else decides is told."""

import pytest

from portal.activity.models import Activity
from tests.orders import builders
from tests.orders.answers import now, path

# Who decides, a colleague, the side that proposed (None: nobody), and what is told.
VERBS = {
    "agreement": ("dewi", "bagus", builders.RINA, "agreed"),
    "refusal": ("dewi", "bagus", builders.RINA, "declined"),
    "withdrawal": ("rina", "sari", builders.RINA, "withdrew"),
    "reconfirmation": ("rina", "sari", None, "reconfirmed"),
}


@pytest.mark.parametrize("noun", VERBS)
def test_a_decision_pressed_twice_is_one(client, session, noun):
    who, colleague, proposed, verb = VERBS[noun]
    schedule = builders.promise(session, builders.one(session, "PO-1", 5), 5)
    if proposed:
        builders.propose(session, schedule, 9, proposed)
    session.commit()
    form = {"version": str(schedule.version), "reason": "no room that day"}
    first = client(who).send(path(noun), form)
    second = client(who).send(path(noun), form)
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    other = client(colleague)
    assert other.send(path(noun), form).status_code == 409
    assert "meanwhile" in other.page.text
    stands = now(session)[0].stage
    assert stands == "promised"
    assert session.query(Activity).filter_by(verb=verb).count() == 1


def test_a_decision_of_the_same_kind_later_counts(client, session):
    """Withdrawn, proposed again and withdrawn again: twice meant, twice done."""
    builders.promise(session, builders.one(session, "PO-1", 5), 5)
    session.commit()
    rina = client("rina")
    for day in (9, 12):
        builders.propose(session, now(session)[0], day)
        session.commit()
        version = str(now(session)[0].version)
        assert rina.send(path("withdrawal"), {"version": version}).status_code == 303
    assert session.query(Activity).filter_by(verb="withdrew").count() == 2
