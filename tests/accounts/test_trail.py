"""What signing in and its neighbours leave in the audit trail, endpoint by endpoint."""

import pytest
from sqlalchemy.exc import DBAPIError

from portal.accounts import throttle
from portal.accounts.invitations import Place
from portal.accounts.models import Assignment, Membership, SignIn, User
from portal.accounts.queries import actors_of
from portal.accounts.tokens import reference
from portal.activity import queries
from portal.activity.models import Activity
from portal.db import bind_actor, db, system_session
from tests import cast
from tests.accounts import arrange

WRONG = "surely not this one"
NEW = "tujuh ekor bebek"


def trail(app, *names):
    """The rows of these verbs, or all, oldest first."""
    return [row for row in arrange.look(app, Activity) if not names or row.verb in names]


def login(visitor, email, password=cast.PASSWORD):
    return visitor.send("/login", {"email": email, "password": password})


@pytest.mark.parametrize(("name", "side", "partner"), [("rina", "partner", 1), ("dewi", "staff", None)])
def test_signing_in(app, visitor, name, side, partner):
    login(visitor, cast.email(name))
    (row,) = trail(app)
    assert (row.verb, row.actor_user_id, row.actor_side, row.partner_id, row.audience) == (
        "signed-in", cast.user_id(name), side, partner, "internal",
    )  # fmt: skip
    assert (row.subject_type, row.subject_id) == ("person", cast.user_id(name))
    assert row.data["address"] == "127.0.0.1"
    assert row.request_id


def test_a_refused_sign_in_says_known_or_not_and_repeats_nothing_that_was_typed(app, visitor):
    login(visitor, cast.email("rina"), WRONG)
    login(visitor, "kata.sandi.saya@else.example", WRONG)
    known, unknown = trail(app)
    assert {row.verb for row in (known, unknown)} == {"password-refused"}
    assert (known.subject_id, known.partner_id, known.data["known"]) == (cast.user_id("rina"), 1, True)
    assert (unknown.subject_id, unknown.partner_id, unknown.data["known"]) == (None, None, False)
    assert all((row.actor_user_id, row.actor_side) == (None, "system") for row in (known, unknown))
    assert all(typed not in str(vars(unknown)) for typed in (WRONG, "kata.sandi.saya"))
    assert WRONG not in str(vars(known))


def test_guesses_do_not_fill_the_trail(app, visitor):
    for _ in range(9):
        login(visitor, cast.email("rina"), WRONG)
    assert len(trail(app)) == throttle.PER_ACCOUNT


def test_signing_out_and_repeating_it(app, client):
    browser = client("rina")
    for _ in range(2):
        browser.send("/logout")
    (row,) = trail(app)
    assert (row.verb, row.actor_user_id, row.partner_id) == ("signed-out", cast.user_id("rina"), 1)


def test_signing_in_over_somebody_else_signs_them_out(app, client):
    login(client("rina"), cast.email("budi"))
    assert [(row.verb, row.actor_user_id, row.partner_id) for row in trail(app)] == [
        ("signed-out", cast.user_id("rina"), 1),
        ("signed-in", cast.user_id("budi"), 2),
    ]


def test_removing_devices(app, client):
    client("rina"), client("rina"), client("rina")
    browser = client("rina")
    first = arrange.look(app, SignIn)[0]
    path = f"/profile/devices/{reference(first.token_hash)}/removal"
    for _ in range(2):
        browser.send(path)
        browser.send("/profile/other-devices/removal")
    rows = trail(app)
    assert [row.verb for row in rows] == ["removed-device", "removed-other-devices"]
    assert rows[0].data == {"agent": "pytest", "address": "127.0.0.1"}
    assert rows[1].data == {"count": 2}


def test_removing_this_device_is_signing_out(app, client):
    browser = client("rina")
    browser.send(f"/profile/devices/{reference(arrange.look(app, SignIn)[0].token_hash)}/removal")
    assert arrange.verbs(app) == ["signed-out"]


def test_changing_the_password_and_failing_to(app, client):
    browser = client("rina")
    browser.send("/profile/password", {"new-old": WRONG, "new-password": NEW})
    browser.send("/profile/password", {"new-old": cast.PASSWORD, "new-password": NEW})
    assert [(row.verb, row.actor_user_id, row.data) for row in trail(app)] == [
        ("password-refused", cast.user_id("rina"), {"at": "profile"}),
        ("changed-password", cast.user_id("rina"), {"signed_out": 0}),
    ]


def test_a_reset_is_asked_for_and_used(app, visitor, letters):
    visitor.send("/password-reset", {"email": "nobody@else.example"})
    visitor.send("/password-reset", {"email": cast.email("rina")})
    visitor.send(arrange.path(letters[-1]), {"password": NEW})
    rows = trail(app)
    assert [(row.verb, row.partner_id) for row in rows] == [
        ("asked-password-reset", None), ("asked-password-reset", 1), ("password_reset", 1),
    ]  # fmt: skip
    assert [row.data.get("known") for row in rows[:2]] == [False, True]
    assert "nobody@else" not in str([vars(row) for row in rows])


def test_joining_with_and_without_the_right_password(app, visitor):
    secret = arrange.invitation(app, cast.email("budi"), Place("reader", 1, "SUMBER", "all"))
    visitor.send(f"/invitations/{secret}", {"password": WRONG})
    visitor.send(f"/invitations/{secret}", {"password": cast.PASSWORD})
    rows = trail(app)
    assert [row.verb for row in rows] == ["invited", "password-refused", "joined", "signed-in"]
    assert (rows[1].data["at"], rows[1].subject_id) == ("invitation", cast.user_id("budi"))


def test_acting_for_another_organisation(app, client):
    arrange.second_place(app)
    client("rina").send("/membership", {"partner": "BAUT"})
    (row,) = trail(app)
    assert (row.verb, row.actor_user_id, row.partner_id) == ("switched", cast.user_id("rina"), 2)


def test_role_and_reach_of_a_colleague_before_and_after(app, client):
    (place,) = arrange.look(app, Membership, user_id=cast.user_id("sari"))
    sent = {"version": place.version, "role": "reader", "reach": "team", "team": "Gresik"}
    client("rina").send(f"/partners/SUMBER/people/{arrange.ref('sari')}", sent)
    (row,) = trail(app)
    assert (row.verb, row.actor_user_id) == ("changed-person", cast.user_id("rina"))
    assert row.data["before"] == {"role": "member", "reach": "all", "team": None}
    assert row.data["after"] == {"role": "reader", "reach": "team", "team": "Gresik"}


def test_role_and_limit_of_our_own_before_and_after_once(app, client):
    adi = client("adi")
    for limit in ("SUMBER", "SUMBER", "BAUT"):
        (dewi,) = arrange.look(app, User, id=cast.user_id("dewi"))
        sent = {"version": dewi.version, "role": "agent", "limited": "y", "partners": limit}
        assert adi.send(f"/settings/people/{arrange.ref('dewi')}", sent).status_code == 303
    first, second = trail(app)
    assert (first.data["before"]["limited"], first.data["after"]["partners"]) == (False, ["SUMBER"])
    assert (second.data["before"]["partners"], second.data["after"]["partners"]) == (["SUMBER"], ["BAUT"])


def seen(app, name):
    """The verbs a member of the cast may read."""
    with app.app_context():
        with system_session("read") as session:
            (actor,) = actors_of(session, cast.user_id(name))
        bind_actor(db.session(), actor)
        found = [row.verb for row in db.session().execute(queries.visible(actor))]
        db.session.remove()
    return found


def test_no_partner_reads_who_signed_in_or_was_refused(app, visitor):
    login(visitor, cast.email("rina"), WRONG)
    login(visitor, cast.email("rina"))
    visitor.send("/logout")
    visitor.send("/password-reset", {"email": cast.email("rina")})
    for name in cast.PEOPLE:
        assert seen(app, name) == []
    assert len(seen(app, "adi")) == 4


def test_staff_with_a_limit_read_only_of_their_partners(app, visitor):
    for name in ("rina", "budi", "adi"):
        login(visitor, cast.email(name), WRONG)
    arrange.set_user(app, "dewi", limited=True)
    arrange.change(app, lambda s: s.add(Assignment(user_id=cast.user_id("dewi"), partner_id=2)))
    assert len(seen(app, "dewi")) == 1
    assert len(seen(app, "ayu")) == 3


@pytest.mark.parametrize("column", ["verb", "actor_name", "actor_side", "subject_ref", "data", "request_id"])
def test_no_part_of_a_row_can_be_changed(app, visitor, column):
    login(visitor, cast.email("rina"))
    changed = {column: {} if column == "data" else "another"}
    with pytest.raises(DBAPIError, match="rows are only added"):
        arrange.change(app, lambda s: s.query(Activity).update(changed))
    assert arrange.verbs(app) == ["signed-in"]


def test_no_row_can_be_taken_away(app, visitor):
    login(visitor, cast.email("rina"))
    with pytest.raises(DBAPIError, match="rows are only added"):
        arrange.change(app, lambda s: s.query(Activity).delete())
    assert arrange.verbs(app) == ["signed-in"]
