"""The headers of every answer, whatever its status."""

import re
from collections import Counter

import pytest
from flask import Flask

from tests.sweep.caller import Answer, Caller
from tests.sweep.crawl import Harvest, cases
from tests.sweep.world import World

FIXED = {
    "X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "private, no-store",
}  # fmt: skip
REFERRERS = ("strict-origin-when-cross-origin", "same-origin")  # not no-referrer: https forms need one


def faults_of(answer: Answer) -> list[str]:
    """What is wrong with the headers of one answer."""
    faults = [f"{name} is {answer.header(name)!r}" for name, value in FIXED.items() if answer.header(name) != value]
    if answer.header("Referrer-Policy") not in REFERRERS:
        faults.append(f"Referrer-Policy is {answer.header('Referrer-Policy')!r}")
    vary = {v.strip() for k, value in answer.headers if k == "Vary" for v in value.split(",")}
    if not {"Cookie", "HX-Request"} <= vary:
        faults.append(f"Vary is {vary}")
    if any(name in ("Server", "X-Powered-By") for name, _ in answer.headers):
        faults.append("it says what serves it")
    return faults + policy_faults(answer.header("Content-Security-Policy"))


def policy_faults(policy: str) -> list[str]:
    """What is wrong with a content policy."""
    parts = {p.split()[0]: p.split()[1:] for p in policy.split(";") if p.strip()}
    faults = [f"default-src is {parts.get('default-src')}"] if parts.get("default-src") != ["'none'"] else []
    if "sandbox" in parts:
        return faults  # a file, which may do nothing at all
    faults += [f"{word} in the policy" for word in ("unsafe", "http:", "https:", "data:", "*") if word in policy]
    for name in ("frame-ancestors", "base-uri", "object-src"):
        if parts.get(name) != ["'none'"]:
            faults.append(f"{name} is {parts.get(name)}")
    if not re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", " ".join(parts.get("script-src", []))):
        faults.append(f"script-src is {parts.get('script-src')}")
    return faults


@pytest.mark.sqlite
def test_every_answer_carries_them(app: Flask, world: World, caller: Caller, offered: Harvest) -> None:
    faults, nonces, statuses = set(), Counter(), Counter()
    for who in ("adi", "rina", "toni", "budi", "visitor"):
        for case in cases(app, world):
            body = offered.body(case, who) if case.method == "POST" else None
            for htmx in (False, True):
                with caller.noticing():
                    answer = caller.ask(who, case.method, case.path, body, htmx=htmx)
                statuses[answer.status] += 1
                if nonce := re.search(r"nonce-([\w-]+)", answer.header("Content-Security-Policy")):
                    nonces[nonce[1]] += 1
                faults |= {f"{case.method} {case.endpoint} {answer.status}: {fault}" for fault in faults_of(answer)}
    print(f"\nsweep: headers of {caller.count} answers, by status {dict(statuses)}")  # noqa: T201
    assert not faults, "\n".join(sorted(faults))
    assert {200, 204, 303, 401, 403, 404, 422} <= set(statuses)
    assert max(nonces.values()) == 1


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nowhere", 404), ("DELETE", "/orders", 405), ("OPTIONS", "/orders", 200), ("POST", "/profile", 403),
])  # fmt: skip
def test_answers_outside_any_page_carry_them(caller: Caller, method: str, path: str, status: int) -> None:
    data = {"csrf_token": "wrong"} if status == 403 else None
    answer = caller.ask("rina", method, path, data)
    assert answer.status == status
    assert faults_of(answer) == []


def test_a_fault_of_ours_carries_them(app: Flask, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: str) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(app.view_functions, "orders.index", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for htmx in (False, True):
        answer = caller.ask("rina", "GET", "/orders", htmx=htmx)
        assert answer.status == 500
        assert faults_of(answer) == []
        assert b"broken on purpose" not in answer.body


def test_what_is_too_large_is_told_so_with_them(app: Flask, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    answer = caller.ask("rina", "POST", "/feedback/new", {"what_happened": "x" * 2000})
    assert answer.status == 413
    assert faults_of(answer) == []


def test_signing_out_clears_what_the_browser_kept(caller: Caller) -> None:
    answer = caller.ask("rina", "POST", "/logout")
    assert answer.header("Clear-Site-Data") == '"cache", "storage"'


def test_cookies_are_closed_to_scripts_and_other_sites(caller: Caller) -> None:
    for who, path in (("visitor", "/login"), ("rina", "/logout")):
        answer = caller.ask(who, "GET" if who == "visitor" else "POST", path)
        for name, value in answer.headers:
            if name == "Set-Cookie":
                assert "HttpOnly" in value and "SameSite=Lax" in value, value


