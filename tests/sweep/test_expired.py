"""An ended session and a page restored from history, as htmx asks for them (B06, B07)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.sweep.caller import Caller
from tests.sweep.crawl import Harvest, cases, is_page
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.world import World


@pytest.mark.parametrize("who", ["dewi", "rina"])
def test_every_htmx_control_of_an_ended_session_leads_to_sign_in_and_back(
    app: Flask, caller: Caller, offered: Harvest, who: str
) -> None:
    faults, tried = [], 0
    for (reader, page), found in offered.pages.items():
        for method, address in found.controls if reader == who else []:
            path = address if address.startswith("/") else page.partition("?")[0] + address
            answer = caller.ask("dodi", method, path, {"body": "typed"}, htmx=True, Referer=f"http://localhost{page}")
            tried += 1
            location = answer.header("HX-Redirect")
            back = parse_qs(urlsplit(location).query).get("next", [""])[0]
            if answer.status != 401 or not location.startswith("/login?next=") or answer.body:
                faults.append(f"{page}: {method} {path}: {answer.status} {location} {answer.body[:60]!r}")
            elif method == "POST" and back != page:
                faults.append(f"{page}: {method} {path} leads back to {back}")
            elif method == "GET" and not caller.ask(who, "GET", back).body.lstrip().startswith(b"<!"):
                faults.append(f"{page}: back at {back} stands a fragment, not a page")
    assert tried
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["dewi", "rina"])
def test_history_is_restored_as_a_whole_page(app: Flask, world: World, caller: Caller, who: str) -> None:
    faults = []
    for case in cases(app, world, ("GET",)):
        if POLICY[case.endpoint].decide(who, case.thing) != ALLOW:
            continue
        plain = caller.ask(who, "GET", case.path)
        if not is_page(plain):
            continue
        restored = caller.ask(who, "GET", case.path, htmx=True, HX_History_Restore_Request="true")
        if restored.told != plain.told:
            faults.append(f"{case}: history gets something else than the page")
        if not restored.body.lstrip().startswith(b"<!"):
            faults.append(f"{case}: history gets a fragment")
    assert not faults, "\n".join(faults)
