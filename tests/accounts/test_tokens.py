"""The page of tokens. endpoint: accounts.tokens, endpoint: accounts.make_token, endpoint: accounts.revoke_token"""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal import clock
from portal.accounts.models import ApiToken, Membership, User
from portal.accounts.tokens import hashed, reference
from portal.activity.models import Activity
from tests import cast
from tests.exchange.programs import Program, token
from tests.orders import builders

PAGE = "/settings/tokens"
MADE = {"name": "ERP", "scopes": ["orders:read", "events:write"], "days": "30", "key": "k" * 20}


def rows(session, model=ApiToken):
    session.rollback()
    return list(session.scalars(select(model).order_by(model.id).execution_options(system=True)))


def secret_on(page):
    return page.one("input", id="token").get("value")


@pytest.mark.parametrize("name", cast.EVERYONE)
def test_administrators_of_each_side_open_it(client, name):
    opened = client(name)
    allowed = name in ("adi", "rina", "budi")
    assert opened.get(PAGE).status_code == (200 if allowed else 403)
    assert opened.send(PAGE, MADE).status_code == (201 if allowed else 403)
    assert opened.send(f"{PAGE}/{'0' * 12}/removal").status_code == (404 if allowed else 403)
    opened.get("/profile")
    assert (PAGE in opened.page.html) is allowed


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get(PAGE).status_code == 303
    assert visitor.send(PAGE, MADE).status_code == 303


def test_a_token_is_shown_once_and_kept_as_its_hash(client, session):
    rina = client("rina")
    assert rina.send(PAGE, MADE).status_code == 201
    secret = secret_on(rina.page)
    assert re.fullmatch(r"mitra_[\w-]{43}", secret)
    (row,) = rows(session)
    assert (row.token_hash, row.prefix) == (hashed(secret), secret[:12])
    assert (row.partner_id, row.user_id, row.scopes) == (1, cast.user_id("rina"), "orders:read events:write")
    assert secret not in str([vars(one) for one in rows(session)])
    rina.get(PAGE)
    assert secret not in rina.page.html and secret[:12] in rina.page.html
    (said,) = [one for one in rows(session, Activity) if one.verb == "made-token"]
    assert (said.audience, said.partner_id, said.data["prefix"]) == ("internal", 1, secret[:12])
    assert secret not in str(said.data)
    with rina.session_transaction() as cookie:
        assert secret not in str(dict(cookie))


def test_sending_the_form_twice_makes_one(client, session):
    rina = client("rina")
    assert [rina.send(PAGE, MADE).status_code for _ in range(2)] == [201, 303]
    assert len(rows(session)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"name": "x" * 61}, {"scopes": []}, {"scopes": ["orders:write"]}, {"days": "3650"}],
)
def test_what_cannot_be_taken_comes_back_with_what_was_typed(client, session, wrong):
    rina = client("rina")
    assert rina.send(PAGE, MADE | wrong).status_code == 422
    assert rina.page.field("name") == (MADE | wrong)["name"].strip()
    assert rows(session) == []


def test_each_side_sees_its_own_and_our_administrator_all(client, session):
    for name in ("rina", "budi", "adi"):
        token(session, name)
    seen = {name: client(name) for name in ("rina", "budi", "adi")}
    for name, opened in seen.items():
        opened.get(PAGE)
        makers = {
            one
            for one in ("rina", "budi", "adi")
            if f">{cast.NAMES[one]}" in opened.page.html.split("<h2>", 1)[1]
        }
        assert makers == ({"rina", "budi", "adi"} if name == "adi" else {name})
    assert seen["rina"].selects == 3  # who is asking, the tokens, the bar


def test_a_revoked_token_opens_nothing_and_anothers_is_not_found(app, client, session):
    secret = token(session, "rina")
    program = Program(app, secret)
    program.get("/api/v1/orders")
    assert program.status == 200
    ref = reference(hashed(secret))
    assert client("budi").send(f"{PAGE}/{ref}/removal").status_code == 404
    program.get("/api/v1/orders")
    assert program.status == 200
    rina = client("rina")
    assert [rina.send(f"{PAGE}/{ref}/removal").status_code for _ in range(2)] == [303, 303]
    assert "revoked" in program.get("/api/v1/orders")["detail"]
    assert program.status == 401
    said = [one for one in rows(session, Activity) if one.verb == "revoked-token"]
    assert len(said) == 1
    rina.get(PAGE)
    assert "Revoked" in rina.page.text


def test_our_administrator_may_revoke_a_partners(app, client, session):
    secret = token(session, "rina")
    assert client("adi").send(f"{PAGE}/{reference(hashed(secret))}/removal").status_code == 303
    program = Program(app, secret)
    program.get("/api/v1/orders")
    assert program.status == 401


def test_it_ends_with_its_day(app, session):
    program = Program(app, token(session, "rina", days=30))
    program.get("/api/v1/orders")
    assert program.status == 200
    with time_machine.travel(clock.now() + timedelta(days=30, seconds=1)):
        assert "ran out" in program.get("/api/v1/orders")["detail"]
    assert program.status == 401


def test_it_dies_with_its_maker(app, session):
    """A person who was disabled, who lost the membership, or who is another's now."""
    program = Program(app, token(session, "rina"))
    place = session.scalars(select(Membership).where(Membership.user_id == cast.user_id("rina"))).one()
    place.disabled_at = place.created_at
    session.commit()
    assert "no access" in program.get("/api/v1/orders")["detail"]
    assert program.status == 401
    place.disabled_at = None
    session.get(User, place.user_id).disabled_at = place.created_at
    session.commit()
    program.get("/api/v1/orders")
    assert program.status == 401


def test_it_does_no_more_than_its_maker_may_now(app, session):
    """Rina made a token that reports; as a reader she may not any more."""
    schedule = builders.one(session, "PO-1042")
    builders.dispatch(session, schedule, "SN-1")
    program = Program(app, token(session, "rina"))
    place = session.scalars(select(Membership).where(Membership.user_id == cast.user_id("rina"))).one()
    place.role = "reader"
    session.commit()
    program.get("/api/v1/shipments/SN-1")
    assert program.status == 200
    program.post("/api/v1/shipments/SN-1/events", {"at": "2026-03-01T10:00:00+07:00", "state": "in_transit"})
    assert program.status == 403


def test_its_last_use_is_noted_now_and_then(app, session):
    program = Program(app, token(session, "rina"))
    program.get("/api/v1/orders")
    (row,) = rows(session)
    assert row.used_at is not None
    first = row.used_at
    program.get("/api/v1/orders")
    assert rows(session)[0].used_at == first  # no nearer than ten minutes
