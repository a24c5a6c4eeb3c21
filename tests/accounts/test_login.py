"""Signing in. endpoint: accounts.new_login"""

import pytest

from portal.accounts.models import SignIn, User
from tests import cast


def test_the_right_password_lets_in_and_leads_on(visitor, session):
    answer = visitor.send("/login", {"email": " Rina@SumberLogam.example ", "password": cast.PASSWORD, "next": "/profile"})
    assert (answer.status_code, answer.location) == (303, "/profile")
    row = session.query(SignIn).one()
    assert row.user_id == cast.user_id("rina")
    assert row.ended_at is None
    assert len(row.token_hash) == 64


def test_a_wrong_password_gets_422_and_says_so(visitor, session):
    answer = visitor.send("/login", {"email": cast.email("rina"), "password": "not this one"})
    assert answer.status_code == 422
    assert "do not belong together" in visitor.page.text
    assert visitor.page.field("email") == cast.email("rina")
    assert session.query(SignIn).count() == 0
