"""The outbox: nothing lost, nothing twice but in one window (research/security.md T8, 4.7)."""

import socket
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from portal import clock
from portal.accounts.models import Assignment, Membership, User
from portal.db import system_session
from portal.issues.models import Issue, IssuePerson
from portal.notify import actions, delivery, outbox
from portal.notify.models import Mail
from tests import cast
from tests.notify.arrange import issue, mails, name_on, plain, say_in, settings_with
from tests.notify.server import Mailbox, free_port, serving


@pytest.fixture
def post_office(app):
    """A mailbox on a port, the settings that lead there, and `send(at)`: what is due at a time later."""

    class Office:
        mailbox = Mailbox()
        port = free_port()
        settings = settings_with(app.config["SETTINGS"], port)

        def send(self, later=timedelta()):
            with time_machine.travel(clock.now() + later, tick=True), app.app_context():
                return outbox.send_due(self.settings)

    return Office()


class Died(BaseException):
    """The worker's process ends here."""


def states(session):
    return [mail.state for mail in mails(session)]


def write(session, count=3):
    for number in range(count):
        plain(session, f"Mail {number}")
    session.commit()


def test_mail_is_sent_once_and_to_its_reader(post_office, session):
    write(session)
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send() == 3
        assert post_office.send() == 0
    assert post_office.mailbox.subjects() == ["Mail 0", "Mail 1", "Mail 2"]
    assert states(session) == ["sent"] * 3
    message = post_office.mailbox.accepted[0]
    assert message["To"] == "Rina Wulandari <rina@sumberlogam.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().strip() == "Body of Mail 0"


def test_mail_is_written_with_the_change_or_not_at_all(app, session):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    session.commit()
    with app.app_context(), system_session() as other:
        say_in(other, row, "rina")
        assert other.query(Mail).count() == 1
        other.rollback()
    assert mails(session) == []
    with app.app_context(), system_session() as other:
        say_in(other, row, "rina")
        other.commit()
    assert len(mails(session)) == 1


FAILURES = {
    "down": None,
    "refuses the recipient for now": lambda box: setattr(box, "refuse_recipient", "451 Try later"),
    "refuses the recipient for good": lambda box: setattr(box, "refuse_recipient", "550 Nobody here"),
    "4xx": lambda box: setattr(box, "answer", lambda _m: "452 Full"),
    "5xx": lambda box: setattr(box, "answer", lambda _m: "554 No"),
    "drops after DATA": lambda box: setattr(box, "drop", "lost"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_was_refused_is_sent_once_when_the_server_takes_it(post_office, session, failure):
    write(session)
    broken = FAILURES[failure]
    if broken is None:
        assert post_office.send() == 0
    else:
        broken(post_office.mailbox)
        with serving(post_office.mailbox, post_office.port):
            assert post_office.send() == 0
    assert states(session) == ["pending"] * 3
    assert all(mail.attempts == 1 and mail.error for mail in mails(session))
    assert post_office.send() == 0  # not due yet, so nothing is tried
    assert mails(session)[0].attempts == 1
    post_office.mailbox.__init__()
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send(timedelta(minutes=2)) == 3
    assert post_office.mailbox.subjects() == ["Mail 0", "Mail 1", "Mail 2"]
    assert states(session) == ["sent"] * 3


def test_a_slow_server_is_given_up_and_asked_again(post_office, session, monkeypatch):
    monkeypatch.setattr(delivery, "TIMEOUT_SECONDS", 0.3)
    write(session, 1)
    with socket.create_server(("127.0.0.1", post_office.port)):  # takes the call and says nothing
        assert post_office.send() == 0
    assert "timed out" in mails(session)[0].error
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send(timedelta(minutes=2)) == 1
    assert post_office.mailbox.subjects() == ["Mail 0"]


def test_taken_but_hung_up_before_saying_so_is_repeated_at_most_once_under_the_same_id(post_office, session):
    write(session, 1)
    post_office.mailbox.drop = "kept"
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send() == 0
        post_office.mailbox.drop = None
        assert post_office.send(timedelta(minutes=2)) == 1
        assert post_office.send(timedelta(minutes=4)) == 0
    assert len({m["Message-ID"] for m in post_office.mailbox.accepted}) == 1
    assert len(post_office.mailbox.accepted) == 2


def test_a_worker_that_dies_between_claiming_and_sending_holds_mail_until_its_lease_ends(
    app, post_office, session
):
    write(session)
    with app.app_context(), system_session() as dying:
        assert len(actions.claim(dying, "dead:1")) == 3
        dying.commit()
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send() == 0
        assert post_office.send(actions.LEASE + timedelta(seconds=5)) == 3
    assert Counter(post_office.mailbox.subjects()) == {"Mail 0": 1, "Mail 1": 1, "Mail 2": 1}
    assert states(session) == ["sent"] * 3


@pytest.mark.parametrize("where", ["renew", "sent", "message_of"])
def test_a_worker_that_dies_anywhere_loses_nothing(app, post_office, session, monkeypatch, where):
    write(session)

    def die(*_arguments):
        raise Died

    module = outbox if where == "message_of" else actions
    with serving(post_office.mailbox, post_office.port):
        with monkeypatch.context() as patched:
            patched.setattr(module, where, die)
            with pytest.raises(Died):
                post_office.send()
        taken = len(post_office.mailbox.accepted)
        assert taken == (1 if where == "sent" else 0)  # accepted, and not recorded
        post_office.send(actions.LEASE + timedelta(seconds=5))
    repeats = Counter(post_office.mailbox.subjects())
    assert set(repeats) == {"Mail 0", "Mail 1", "Mail 2"}
    assert sum(repeats.values()) == 3 + taken
    assert states(session) == ["sent"] * 3


def test_a_lease_that_ran_out_before_sending_is_not_sent_by_both(app, post_office, session):
    """The first worker was so slow that another took the rest of its mails."""
    write(session, 1)
    with app.app_context(), system_session() as slow:
        (claimed,) = actions.claim(slow, "slow:1")
        slow.commit()
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send(actions.LEASE + timedelta(seconds=5)) == 1
        with app.app_context():
            assert (
                outbox._send_one(
                    claimed.id, delivery.Server(post_office.settings.smtp_url), post_office.settings, "slow:1"
                )
                == 0
            )
    assert post_office.mailbox.subjects() == ["Mail 0"]


def test_two_workers_take_different_mails(app, session):
    write(session, 25)
    with app.app_context(), system_session() as one:
        first = {mail.id for mail in actions.claim(one, "a:1")}
        one.commit()
    with app.app_context(), system_session() as two:
        second = {mail.id for mail in actions.claim(two, "b:2")}
        two.commit()
    assert (len(first), len(second), first & second) == (20, 5, set())


def test_it_gives_up_after_many_hours_and_says_why(post_office, session):
    write(session, 1)
    later = timedelta()
    for _attempt in range(actions.MOST_ATTEMPTS):
        post_office.send(later)
        later += timedelta(hours=6, minutes=1)
    (mail,) = mails(session)
    assert (mail.state, mail.attempts) == ("failed", actions.MOST_ATTEMPTS)
    assert "Refused" in mail.error
    waits = [actions.next_try(clock.now(), n) - clock.now() for n in (1, 2, 3, 12)]
    assert [round(w.total_seconds() / 60) for w in waits] == [1, 2, 4, 360]


LOSSES = {
    "disabled": lambda s, row: s.execute(update(User).where(User.id == cast.user_id("rina")).values(disabled_at=clock.now())),
    "membership ended": lambda s, row: s.execute(update(Membership).where(Membership.user_id == cast.user_id("rina")).values(disabled_at=clock.now())),
    "made confidential": lambda s, row: s.execute(update(Issue.__table__).where(Issue.id == row.id).values(confidential=True, opened_by=cast.user_id("sari"))),
    "reach narrowed": lambda s, row: (
        s.execute(update(Membership).where(Membership.user_id == cast.user_id("rina")).values(reach="own")),
        s.execute(update(Issue.__table__).where(Issue.id == row.id).values(opened_by=cast.user_id("sari"))),
    ),
    "moved to another partner": lambda s, row: s.execute(update(Membership).where(Membership.user_id == cast.user_id("rina")).values(partner_id=2)),
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
def test_rights_are_looked_at_again_before_sending(app, post_office, session, loss):
    row = issue(session, "ISS-000001", "Bent rods")
    say_in(session, row, "dewi")
    session.commit()
    assert [m.to_address for m in mails(session)] == [cast.email("rina")]
    LOSSES[loss](session, row)
    session.commit()
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send() == 0
    assert (states(session), post_office.mailbox.accepted) == (["dropped"], [])


def test_who_changes_sides_does_not_get_the_internal_note_that_waited(post_office, session):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    say_in(session, row, "mega", "internal", "CANARY")
    session.execute(update(User).where(User.id == cast.user_id("dewi")).values(staff_role=None))
    session.add(
        Membership(
            partner_id=1,
            user_id=cast.user_id("dewi"),
            role="administrator",
            reach="all",
            created_at=clock.now(),
        )
    )
    session.commit()
    with serving(post_office.mailbox, post_office.port):
        post_office.send()
    assert (states(session), post_office.mailbox.accepted) == (["dropped"], [])


def test_staff_who_are_limited_meanwhile_do_not_get_what_waited(post_office, session):
    row = issue(session, "ISS-000001", "Bent rods", owner_id=cast.user_id("dewi"))
    say_in(session, row, "rina")
    session.execute(update(User).where(User.id == cast.user_id("dewi")).values(limited=True))
    session.add(Assignment(user_id=cast.user_id("dewi"), partner_id=2))
    session.commit()
    with serving(post_office.mailbox, post_office.port):
        post_office.send()
    assert states(session) == ["dropped"]


def test_who_is_still_named_gets_it(post_office, session):
    row = issue(session, "ISS-000001", "A person", opened="sari", confidential=True)
    name_on(session, row, "toni")
    say_in(session, row, "dewi")
    session.commit()
    session.query(IssuePerson).delete()
    session.commit()
    with serving(post_office.mailbox, post_office.port):
        assert post_office.send() == 1
    assert post_office.mailbox.accepted[0]["To"].addresses[0].addr_spec == cast.email("sari")


def test_without_a_server_mail_goes_into_the_folder_and_never_half(app, session):
    write(session, 2)
    settings = app.config["SETTINGS"]
    with app.app_context():
        assert outbox.send_due(settings) == 2
    files = sorted((settings.data / "mail").iterdir())
    assert [f.suffix for f in files] == [".eml", ".eml"]


def test_the_command_sends_what_is_due(app, session):
    write(session, 2)
    result = app.test_cli_runner().invoke(args=["work", "--once"])
    assert result.exit_code == 0
    assert "mail: 2" in result.output
    assert states(session) == ["sent", "sent"]
