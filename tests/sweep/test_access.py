"""Every route x every person x own, other's, internal, missing x page and partial, against the table;
reading never writes, and every answer carries its headers."""

from collections import Counter, defaultdict

import pytest
from flask import Flask

from tests.cast import PASSWORD
from tests.sweep import canaries, people
from tests.sweep.caller import Caller
from tests.sweep.crawl import Harvest, cases, outcome, routes, undeclared
from tests.sweep.forms import NEW_PASSWORD
from tests.sweep.heads import faults_of, nonce_of
from tests.sweep.policy import ALLOW, HIDE, POLICY, SIGN_IN, UNWRITTEN
from tests.sweep.share import Knock, everything, row, share, side_of
from tests.sweep.world import World

pytestmark = pytest.mark.sqlite  # it takes back what requests change, page by page of the file


def test_every_route_is_declared_and_every_parameter_can_be_filled(app: Flask) -> None:
    assert undeclared(app) == []


@pytest.mark.parametrize("who", people.EVERYONE)
def test_nobody_gets_more_than_the_table_says(
    app: Flask, world: World, caller: Caller, offered: Harvest, who: str
) -> None:
    """The share: each row of the table once."""
    _knock(app, world, caller, offered, who, share(app, world)[who])


def test_the_share_tries_all_that_the_table_says(app: Flask, world: World) -> None:
    """What it tells apart at each door (share.row), by each side that it says it for; and everybody knocks."""
    whole, part = everything(app, world), share(app, world)
    assert _tried(part) == _tried(whole)
    assert all(len({knock.case.endpoint for knock in knocks}) > 20 for knocks in part.values())
    asked = {(k.case.endpoint, k.htmx) for knocks in part.values() for k in knocks if k.case.method == "GET"}
    assert {e for e, htmx in asked if htmx} == {e for e, htmx in asked if not htmx}


def _tried(knocks: dict[str, list[Knock]]) -> set[tuple[object, ...]]:
    return {
        (side_of(who), *row(k.case, who))
        for who, mine in knocks.items() for k in mine if k.case.method != "HEAD"
    }  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize("who", people.EVERYONE)
def test_nobody_gets_more_in_any_way(
    app: Flask, world: World, caller: Caller, offered: Harvest, who: str
) -> None:
    """The whole product."""
    _knock(app, world, caller, offered, who, everything(app, world)[who])


def _knock(app: Flask, world: World, caller: Caller, offered: Harvest, who: str, knocks: list[Knock]) -> None:
    forbidden = world.canaries.forbidden(who)
    faults, told, nonces = [], defaultdict(set), Counter()
    for case, htmx in knocks:
        want = POLICY[case.endpoint].decide(who, case.thing)
        body = offered.body(case, who) if case.method == "POST" else None
        with caller.noticing() as changed:
            if case.method == "GET":
                answer = caller.read(who, case.path, htmx=htmx, sent=case.sent)
            else:
                answer = caller.ask(who, case.method, case.path, body, htmx=htmx, sent=case.sent)
        nonces[nonce_of(answer)] += 1
        faults += [f"{case} htmx={htmx} {answer.status}: {fault}" for fault in faults_of(answer)]
        if case.method != "POST" and answer.writes:
            faults.append(f"{who}: {case} is read, and writes: {answer.writes}")
        got = outcome(answer)
        if got != want:
            faults.append(f"{who}: {case} htmx={htmx}: {got} ({answer.status}), the table says {want}")
        if leaks := canaries.found(answer.own_words, forbidden.keys() - set(case.thing.tells)):
            faults.append(f"{who}: {case} htmx={htmx} shows {[(w, forbidden[w]) for w in leaks]}")
        late = want == SIGN_IN and list(changed) == ["drafts"]  # kept for its writer to sign in again
        late |= case.endpoint == "orders.use_link" and list(changed) == ["attempts"]  # tries are counted
        if changed and not late and (want != ALLOW or case.method != "POST"):
            faults.append(f"{who}: {case} was refused and yet changed {list(changed)}")
        if want == HIDE:
            told[(case.endpoint, case.method, htmx)].add(answer.told)
    faults += [
        f"{who}: {key} answers differently for missing and for unseen"
        for key, forms in told.items()
        if len(forms) > 1
    ]
    faults += [
        f"nonce {nonce} is used {times} times" for nonce, times in nonces.items() if nonce and times > 1
    ]
    caller.tell(
        f"{who}: {len(routes(app))} routes, {caller.bytes:,} bytes searched for {len(forbidden)} words",
        caller.count,
        faults,
    )
    assert not faults, "\n".join(faults)


def test_every_form_has_somebody_who_can_send_it(
    app: Flask, world: World, caller: Caller, offered: Harvest
) -> None:
    """Else the refusals above would prove nothing: the bodies are good ones."""
    posts, done, said = list(cases(app, world, ("POST",))), set(), {}
    unaudited = []
    for case in posts:
        for who in people.EVERYONE:
            if case.endpoint in done or POLICY[case.endpoint].decide(who, case.thing) != ALLOW:
                continue
            with caller.noticing() as changed:
                answer = caller.ask(who, "POST", case.path, offered.body(case, who), sent=case.sent)
                after = caller.dump(tables=("activity",))["activity"]
            said[case.endpoint] = f"{who}: {case}: {answer.status}, sent {offered.body(case, who)}"
            if answer.status < 400 and (changed or case.endpoint in UNWRITTEN):
                done.add(case.endpoint)
                if changed and POLICY[case.endpoint].audited and len(after) == len(caller.rows["activity"]):
                    unaudited.append(
                        f"{case.endpoint}: changed {list(changed)} and left no row in the audit trail"
                    )
                if PASSWORD in str(after) or NEW_PASSWORD in str(after):
                    unaudited.append(f"{case.endpoint}: a password in the audit trail")
    faults = [
        f"nobody could send {line}; say in policy.BODIES what it needs"
        for e, line in said.items()
        if e not in done
    ]
    assert not faults + unaudited, "\n".join(faults + unaudited)
