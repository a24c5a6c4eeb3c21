"""Who comes in as a program, and how a program is refused."""

import json
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import api_rate
from portal.accounts.api_tokens import SCOPES
from portal.exchange.routes import programs as shared
from portal.web.gate import token_scope
from tests.exchange.programs import PROBLEM, Program, token
from tests.orders import builders

REFUSED = [
    ("GET", "/api/v1/orders"), ("GET", "/api/v1/orders/PO-1"), ("GET", "/api/v1/shipments"),
    ("GET", "/api/v1/shipments/SN-1"), ("POST", "/api/v1/shipments/SN-1/events"), ("POST", "/api/v1/epcis/capture"),
    ("GET", "/api/v1/epcis/capture"), ("GET", "/api/v1/epcis/capture/x"), ("GET", "/api/v1/epcis/events"),
    ("GET", "/api/v1/partners/SUMBER/scorecard"), ("GET", "/api/v1/partners/SUMBER/scorecard/otif"),
]  # fmt: skip


def test_no_other_address_takes_a_token(app):
    """Each view that takes one is in the list above, and every address of the API but its description is one."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    closed = [rule for rule in rules if token_scope(app, rule.endpoint)]
    assert {rule.endpoint for rule in rules} - {rule.endpoint for rule in closed} == {"exchange.openapi"}
    assert len(closed) == len(REFUSED)
    assert not [r for r in app.url_map.iter_rules() if token_scope(app, r.endpoint) and r not in rules]


@pytest.mark.parametrize(("method", "path"), REFUSED)
@pytest.mark.parametrize(
    "header", [None, "Basic cmluYTp4", "Bearer", "Bearer ", "Bearer mitra_nobody", "Token x"]
)
def test_without_a_good_token_all_is_refused_whatever_cookie_comes(client, method, path, header):
    opened = client("adi")  # signed in, as administrator
    answer = opened.open(path, method=method, headers={"Authorization": header} if header else {}, data="{}")
    assert (answer.status_code, answer.content_type) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("method", "path"), REFUSED)
def test_a_token_without_the_scope_is_told_which_it_needs(app, session, method, path):
    needed = token_scope(app, app.url_map.bind("localhost").match(path, method=method)[0])
    others = [scope for scope in SCOPES if scope != needed]
    program = Program(app, token(session, "rina", *others))
    problem = program._ask(method, path, b"{}", {"Content-Type": "application/json"})
    assert program.status == 403 and needed in problem["detail"]
    assert f'scope="{needed}"' in program.answer.headers["WWW-Authenticate"]


def test_problems_are_in_the_language_asked_for(app, session, program):
    rina = program("rina")
    english, indonesian = (
        rina.get("/api/v1/orders/PO-9"),
        rina.get("/api/v1/orders/PO-9", Accept_Language="id"),
    )
    assert (english["title"], indonesian["title"]) == ("Not found", "Tidak ditemukan")
    nobody = Program(app, None)
    assert (
        nobody.get("/api/v1/orders", Accept_Language="id")["title"] != nobody.get("/api/v1/orders")["title"]
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nowhere", 404), ("DELETE", "/api/v1/orders", 405), ("PUT", "/api/v1/epcis/capture", 405),
        ("GET", "/api/v1/orders/a%00b", 404), ("GET", "/api/v1/orders/%F0%9F%98%80", 404), ("GET", "/api/v1/", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(program, method, path, status):
    rina = program("rina")
    rina._ask(method, path, None, {})
    assert rina.status == status


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(app, program, monkeypatch):
    def broken():
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(app.view_functions, "exchange.api_orders", broken)
    monkeypatch.setattr(broken, "token_scope", "orders:read", raising=False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    rina = program("rina")
    problem = rina.get("/api/v1/orders")
    assert rina.status == 500 and "broken" not in json.dumps(problem)
    assert problem["request_id"] == rina.answer.headers["X-Request-Id"]


def test_a_token_that_asks_too_often_waits_and_another_does_not(app, session, program, monkeypatch):
    monkeypatch.setattr(api_rate, "PER_MINUTE", 3)
    with time_machine.travel(clock.now().replace(second=20), tick=False):
        rina, other = program("rina"), program("rina")
        for _ in range(3):
            rina.get("/api/v1/orders")
            assert rina.status == 200
        rina.get("/api/v1/orders")
        assert (rina.status, rina.answer.headers["Retry-After"]) == (429, "40")
        other.get("/api/v1/orders")
        assert other.status == 200
    with time_machine.travel(clock.now().replace(second=20) + timedelta(minutes=1), tick=False):
        rina.get("/api/v1/orders")
        assert rina.status == 200


def test_guessing_is_slowed_by_address(app, monkeypatch):
    monkeypatch.setattr(api_rate, "BAD_PER_MINUTE", 2)
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        guesses = [Program(app, f"mitra_{n}") for n in range(3)]
        for one in guesses:
            one.get("/api/v1/orders")
    assert [one.status for one in guesses] == [401, 401, 429]


def test_a_body_that_is_too_large_is_refused(session, program, monkeypatch):
    builders.dispatch(session, builders.one(session, "PO-1"), "SN-1")
    session.commit()
    monkeypatch.setattr(shared, "MOST_BYTES", 1000)
    rina = program("rina")
    rina.post("/api/v1/shipments/SN-1/events", {"at": "x" * 1000})
    assert rina.status == 413
    rina.post("/api/v1/epcis/capture", {"at": "x" * 1000})
    assert rina.status == 413


def test_a_body_of_another_kind_is_refused(program):
    rina = program("rina")
    rina.post("/api/v1/epcis/capture", b"<EPCISDocument/>", Content_Type="application/xml")
    assert rina.status == 415
