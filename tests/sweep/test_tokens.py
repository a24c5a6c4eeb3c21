"""Every address of the API with everybody's token, and with tokens that are no good: who gets what, that
nothing is told that they may not see, and that reading and refusals change nothing."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.accounts.models import ApiToken
from portal.db import system_session
from portal.web.gate import token_scope
from tests.shipments.test_epcis import SHIPPED, document
from tests.sweep import canaries
from tests.sweep import people as p
from tests.sweep.caller import Answer, Caller
from tests.sweep.crawl import Case, cases
from tests.sweep.world import NOW, World

pytestmark = pytest.mark.sqlite

WHOLE = ("exchange.api_scorecard", "exchange.api_score_rows")
READERS = frozenset({"ayu", "toni", "nina"})
QUERIES = {
    "exchange.api_orders": "?view=all",
    "exchange.api_shipments": "?tab=all",
    "exchange.query_events": "",
}


@dataclass(frozen=True)
class Want:
    """What a status is to be, and whether something may change."""

    status: tuple[int, ...]
    changes: bool = False


def _want(case: Case, who: str) -> Want:
    if who in p.OUTSIDE:  # dodi is disabled; a visitor has no token
        return Want((401,))
    if case.endpoint == "exchange.capture_epcis":
        return Want((403,)) if who in READERS else Want((202,), changes=True)
    if who not in case.thing.seen_by:
        return Want((404,))
    if case.endpoint == "exchange.report_events":
        if who in READERS:
            return Want((403,))
        return Want((409,)) if case.thing.kind == "draft" else Want((201,), changes=True)
    if case.endpoint in WHOLE and who in p.NINA:  # a score is told to who sees all that it counts
        return Want((403,))
    return Want((200,))


def _api(app: Flask, world: World) -> list[Case]:
    return [case for case in cases(app, world) if token_scope(app, case.endpoint)]


def _body(case: Case, world: World) -> bytes | None:
    if case.endpoint == "exchange.report_events":
        return json.dumps({"at": "2026-11-01T10:00:00+07:00", "state": "in_transit"}).encode()
    if case.endpoint == "exchange.capture_epcis":
        named = [
            {"type": "desadv", "bizTransaction": f"urn:x:{world.refs[f'notice:{name}']}"}
            for name in ("own", "rest", "other")
        ]
        events = [
            {
                **SHIPPED,
                "eventID": f"urn:uuid:0000000{n}-0000-4000-8000-00000000000a",
                "bizTransactionList": [one],
            }
            for n, one in enumerate(named)
        ]
        return json.dumps(document(*events)).encode()
    return None


def _ask(app: Flask, case: Case, secret: str, body: bytes | None, sent: tuple[str, ...]) -> Answer:
    client = FlaskClient(app, app.response_class, use_cookies=False)
    head = {"Authorization": f"Bearer {secret}", "GS1-Capture-Error-Behaviour": "proceed"}
    kind: dict[str, Any] = {"content_type": "application/json"} if body else {}
    response = client.open(
        case.path + QUERIES.get(case.endpoint, ""),
        method=case.method,
        headers=head,
        data=body,
        buffered=True,
        **kind,
    )
    answer = Answer(response.status_code, list(response.headers.items()), response.data, sent)
    response.close()
    return answer


@pytest.mark.parametrize("who", p.EVERYONE)
def test_a_token_gives_what_its_maker_may_and_no_more(
    app: Flask, world: World, caller: Caller, who: str
) -> None:
    forbidden, faults, tried, told = world.canaries.forbidden(who), [], 0, {}
    for case in _api(app, world):
        want, body = _want(case, who), _body(case, world)
        sent = (*case.sent, *(ref for name, ref in world.refs.items() if body and name.startswith("notice:")))
        with caller.noticing() as changed:
            answer = _ask(app, case, p.token_of(who), body, sent)
        tried += 1
        if answer.status not in want.status:
            faults.append(f"{case}: {answer.status}, wanted {want.status}: {answer.body[:300]!r}")
        if changed and not want.changes:
            faults.append(f"{case}: {answer.status} and yet changed {list(changed)}")
        if leaks := canaries.found(answer.own_words, forbidden):
            faults.append(f"{case} shows {[(word, forbidden[word]) for word in leaks]}")
        if want.status == (404,):
            told.setdefault((case.endpoint, case.method), set()).add(answer.told)
    faults += [f"{key} tells the unseen from the missing" for key, forms in told.items() if len(forms) > 1]
    caller.tell(f"{who}: API with a token", tried, faults)
    assert faults == []
    assert tried > 20


@pytest.mark.parametrize("who", ["rina", "budi", "lina", "dewi"])
def test_a_capture_reaches_the_notices_of_its_own_side_alone(
    app: Flask, world: World, caller: Caller, who: str
) -> None:
    """One document names notices of both partners; with `proceed` each side's own are taken."""
    (case,) = [case for case in _api(app, world) if case.endpoint == "exchange.capture_epcis"]
    with caller.noticing() as changed:
        answer = _ask(app, case, p.token_of(who), _body(case, world), ())
    taken = {"rina": 2, "budi": 1, "lina": 2, "dewi": 3}[who]
    job = json.loads(answer.body)
    assert (job["captured"], len(job["errors"])) == (taken, 3 - taken)
    assert len(changed["events"]) == taken


@pytest.mark.parametrize("what", ["revoked_at", "expires_at"])
def test_a_token_that_was_ended_opens_nothing(app: Flask, world: World, caller: Caller, what: str) -> None:
    with caller.noticing():
        with app.app_context(), system_session() as session:
            session.execute(update(ApiToken).values({what: NOW}))
            session.commit()
        answers = [
            (str(case), _ask(app, case, p.token_of("adi"), _body(case, world), case.sent).status)
            for case in _api(app, world)
        ]
    assert [one for one in answers if one[1] != 401] == []
