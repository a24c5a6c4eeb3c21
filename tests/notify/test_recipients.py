"""Who is told: those concerned who may see it, never its doer (research/bugs_to_try.md B04)."""

from collections import Counter
from itertools import combinations

import pytest

from portal import clock
from portal.accounts.models import Assignment, Membership, User
from portal.activity.actions import record
from portal.issues import actions as issues
from portal.notify import letters
from portal.notify.models import Mail
from portal.talk.actions import say
from portal.web.i18n import reader_locale
from tests import cast
from tests.desk.arrange import order
from tests.notify.arrange import actor_of, issue, name_on, say_in, told

# Each rule by which somebody is told, as something arranged before the word whose mail is looked at.
RULES = {
    "partner's opener": ("rina", lambda s, row: None),
    "partner's speaker": ("sari", lambda s, row: say_in(s, row, "sari")),
    "partner's named person": ("toni", lambda s, row: name_on(s, row, "toni")),
    "owner": ("dewi", lambda s, row: setattr(row, "owner_id", cast.user_id("dewi"))),
    "staff's speaker": ("mega", lambda s, row: say_in(s, row, "mega")),
    "staff's noter": ("adi", lambda s, row: say_in(s, row, "adi", "internal")),
    "staff named": ("ayu", lambda s, row: name_on(s, row, "ayu")),
}
PARTNERS = {"rina", "sari", "toni", "budi"}


def arranged(session, names):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("bagus"))
    for name in names:
        RULES[name][1](session, row)
    session.flush()
    return row


def fresh(session, before):
    return Counter(told(session)) - before


@pytest.mark.parametrize("pair", list(combinations(RULES, 2)), ids=" + ".join)
def test_an_internal_note_reaches_staff_only_whatever_pair_of_rules_holds(session, pair):
    row = arranged(session, pair)
    before = Counter(told(session))
    say_in(session, row, "bagus", "internal", "CANARY")
    reached = set(fresh(session, before))
    assert reached & PARTNERS == set()
    assert reached == {RULES[name][0] for name in pair} - PARTNERS
    assert [m for m in mails_now(session) if "CANARY" in m.text + m.subject and cast_of(m) in PARTNERS] == []


def mails_now(session):
    return session.query(Mail).all()


def cast_of(mail):
    return mail.to_address.partition("@")[0]


@pytest.mark.parametrize("pair", list(combinations(RULES, 2)), ids=" + ".join)
def test_a_shared_word_reaches_both_sides_but_not_who_said_it(session, pair):
    row = arranged(session, pair)
    before = Counter(told(session))
    say_in(session, row, "bagus", "shared", "Shared words")
    expected = {RULES[name][0] for name in pair} | {"rina"}
    assert set(fresh(session, before)) == expected
    assert set(fresh(session, before).values()) == {1}


@pytest.mark.parametrize("doer", ["rina", "dewi"])
def test_nobody_is_told_what_they_did(session, doer):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    say_in(session, row, doer)
    assert told(session) == ["dewi" if doer == "rina" else "rina"]


def test_a_confidential_issue_is_told_to_its_opener_those_named_and_staff(session):
    row = issue(
        session, "ISS-000001", "A person", opened="sari", confidential=True, owner_id=cast.user_id("dewi")
    )
    name_on(session, row, "toni")
    say_in(session, row, "dewi")
    assert told(session) == ["sari", "toni"]


def test_a_confidential_issue_of_ours_is_not_told_to_their_administrator(session):
    row = issue(session, "ISS-000001", "A person", opened="dewi", confidential=True)
    name_on(session, row, "sari")
    issues._record(session, actor_of(session, "dewi"), row, "opened")
    assert told(session) == ["sari"]


def test_an_issue_of_nobody_is_told_to_agents_and_managers(session):
    row = issue(session, "ISS-000001", "Bent rods")
    issues._record(session, actor_of(session, "rina"), row, "opened")
    assert told(session) == ["bagus", "dewi", "mega"]


def test_staff_limited_to_other_partners_hear_nothing(session):
    for name in ("dewi", "bagus"):
        session.query(User).filter_by(id=cast.user_id(name)).one().limited = True
    session.add_all(
        [
            Assignment(user_id=cast.user_id("dewi"), partner_id=1),
            Assignment(user_id=cast.user_id("bagus"), partner_id=2),
        ]
    )
    session.flush()
    row = issue(session, "ISS-000001", "Bent rods")
    say_in(session, row, "rina")
    assert told(session) == ["dewi", "mega"]


@pytest.mark.parametrize("what", ["person", "membership"])
def test_who_is_disabled_hears_nothing(session, what):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    if what == "person":
        session.query(User).filter_by(id=cast.user_id("rina")).one().disabled_at = clock.now()
    else:
        session.query(Membership).filter_by(user_id=cast.user_id("rina")).one().disabled_at = clock.now()
    session.flush()
    say_in(session, row, "dewi")
    assert told(session) == []


def test_who_sees_only_their_own_orders_hears_of_no_other(session):
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    (line,) = order(
        session,
        "PO-1042",
        ("Beam", 4),
        partner_owner_id=cast.user_id("sari"),
        staff_owner_id=cast.user_id("dewi"),
    )
    (other,) = order(
        session,
        "PO-1043",
        ("Beam", 4),
        partner_owner_id=cast.user_id("rina"),
        staff_owner_id=cast.user_id("dewi"),
    )
    for one in (line, other):
        subject = ("order", one.order_id, one.order_ref)
        say(
            session,
            actor_of(session, "dewi"),
            subject,
            partner_id=1,
            audience="shared",
            body="When?",
            order_id=one.order_id,
        )
    assert told(session) == ["rina", "sari"]


def test_giving_an_issue_tells_its_new_owner_alone(session):
    row = issue(session, "ISS-000001", "Bent rods")
    issues.assign(session, actor_of(session, "mega"), row, cast.user_id("dewi"), "Dewi Anggraini", None)
    assert told(session) == ["dewi"]


@pytest.mark.parametrize(("verb", "state"), [("resolve", "in_progress"), ("reopen", "resolved")])
def test_a_step_with_words_is_told_once_to_each_with_its_words(session, verb, state):
    """It was two mails: that something was written, and that the step was taken."""
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"), state=state)
    say_in(session, row, "sari")
    before = Counter(told(session))
    issues.take(
        session, actor_of(session, "dewi" if verb == "resolve" else "rina"), row, verb, "New rods came."
    )
    expected = {"rina": 1, "sari": 1} if verb == "resolve" else {"dewi": 1, "sari": 1}
    assert fresh(session, before) == expected
    assert "> New rods came." in mails_now(session)[-1].text


def test_nobody_of_another_partner_is_ever_told(session):
    row = issue(session, "ISS-000001", "Bent rods")
    name_on(session, row, "budi")
    say_in(session, row, "mega")
    assert "budi" not in told(session)


def test_what_tells_nobody_anything_writes_no_mail(session):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    actor = actor_of(session, "rina")
    for verb, subject in (("graded", ("issue", row.id, row.ref)), ("switched", ("partner", 1, "SUMBER"))):
        record(session, actor, verb, subject, partner_id=1, audience="shared")
    record(session, actor, "said", ("order", None, "PO-1"), partner_id=None, audience="internal")
    assert told(session) == []


def test_each_reads_in_their_own_language(app, session, monkeypatch):
    monkeypatch.setattr(
        letters, "_", lambda text, **fill: f"[{reader_locale()}] {text % fill if fill else text}"
    )
    session.query(User).filter_by(id=cast.user_id("rina")).one().locale = "id"
    session.flush()
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    with app.app_context():
        say_in(session, row, "sari")
    texts = {cast_of(m): m.text for m in mails_now(session)}
    assert texts["rina"].startswith("[id] ")
    assert texts["dewi"].startswith("[en] ")


def test_the_letter_says_who_what_and_where(app, session):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    say_in(session, row, "dewi", body="We look at it today.")
    (mail,) = mails_now(session)
    assert "Dewi Anggraini at Cahaya Baja wrote in ISS-000001." in mail.text
    assert "> We look at it today." in mail.text
    assert "http://localhost/issues/ISS-000001" in mail.text


def test_an_internal_note_says_that_it_is_one(app, session):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    say_in(session, row, "mega", "internal", "Do not tell them")
    (mail,) = mails_now(session)
    assert cast_of(mail) == "dewi"
    assert "internal note in ISS-000001. Only our side sees it." in mail.text
