"""The headers of answers that no route gives: refusals, faults, what is too large. Every answer of
every route is tried in test_access."""

import pytest
from flask import Flask

from tests.sweep.caller import Caller
from tests.sweep.heads import faults_of, nonce_of

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nowhere", 404), ("DELETE", "/orders", 405), ("OPTIONS", "/orders", 200), ("POST", "/profile", 403),
    ("GET", "/orders/a%00b", 404), ("PUT", "/", 405),
])  # fmt: skip
def test_answers_outside_any_page_carry_them(caller: Caller, method: str, path: str, status: int) -> None:
    data = {"csrf_token": "wrong"} if status == 403 else None
    for htmx in (False, True):
        answer = caller.ask("rina", method, path, data, htmx=htmx)
        assert answer.status == status
        assert faults_of(answer) == []
        assert nonce_of(answer)


def test_a_fault_of_ours_carries_them_and_tells_nothing(
    app: Flask, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_values: str) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(app.view_functions, "orders.index", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for htmx in (False, True):
        answer = caller.ask("rina", "GET", "/orders", htmx=htmx)
        assert answer.status == 500
        assert faults_of(answer) == []
        assert b"broken on purpose" not in answer.body
        assert b"RuntimeError" not in answer.body


def test_what_is_too_large_is_told_so_with_them(
    app: Flask, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    answer = caller.ask("rina", "POST", "/feedback/new", {"what_happened": "x" * 2000})
    assert answer.status == 413
    assert faults_of(answer) == []


def test_signing_out_clears_what_the_browser_kept(caller: Caller) -> None:
    with caller.noticing() as changed:
        answer = caller.ask("rina", "POST", "/logout")
    assert answer.header("Clear-Site-Data") == '"cache", "storage"'
    assert "sign_ins" in changed
