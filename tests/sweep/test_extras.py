"""A form takes what it declares and nothing else: fields called like columns change nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal.db import db
from tests.sweep import people as p
from tests.sweep.caller import Answer, Caller, Rows
from tests.sweep.crawl import Case, Harvest, cases
from tests.sweep.policy import ALLOW, POLICY
from tests.sweep.world import World

pytestmark = pytest.mark.sqlite

# What somebody would try, by what the column is called; all else gets a number.
WISHES = {
    "side": "staff", "opened_side": "staff", "author_side": "staff", "uploaded_side": "staff", "role": "administrator",
    "staff_role": "administrator", "reach": "all", "audience": "internal", "state": "closed", "severity": "urgent",
    "created_at": "2001-02-03T04:05:06+00:00", "opened_at": "2001-02-03T04:05:06+00:00", "ref": "ISS-777777",
    "email": "intruder@example.test", "password_hash": "x", "token": "y" * 24, "limited": "", "team": "Everybody",
    "locale": "id", "zone": "UTC", "confidential": "y",
}  # fmt: skip
# Fields that a form takes though no page draws them: each transition may come with words.
_NOTICE = {
    "key",
    "carrier",
    "tracking_number",
    "note",
    "version",
}  # buttons send the form of a notice there too
UNDRAWN = {
    "exchange.confirm": {"agreed", "correct_receipts"},  # drawn where a file contradicts what stands
    "issues.acknowledge": {"text"}, "issues.start": {"text"}, "issues.confirm": {"text"},
    "disputes.accept": {"words"},  # drawn where both leave it as not agreed
    "resolutions.count": {"done", "version"}, "resolutions.redate": {"answer", "reason", "version"},
    "shipments.save_draft": _NOTICE, "shipments.find_lines": _NOTICE,
}  # fmt: skip
KEEPS_ANYTHING = ("activity.keep",)  # a draft: whatever a form held, for its writer alone
TRIED = ("rina", "sari", "budi", "dewi", "adi", "visitor")  # the first of them who may


def test_extra_fields_change_nothing(app: Flask, world: World, caller: Caller, offered: Harvest) -> None:
    """Every second form once: sent by the partner's people where they may, else by staff, else by a visitor."""
    _try(app, world, caller, offered, "anybody", 2)


@pytest.mark.sweep
@pytest.mark.parametrize("side", ["staff", "partner", "visitor"])
def test_extra_fields_of_any_side_change_nothing(
    app: Flask, world: World, caller: Caller, offered: Harvest, side: str
) -> None:
    """Each form by each side."""
    _try(app, world, caller, offered, side)


def _try(app: Flask, world: World, caller: Caller, offered: Harvest, side: str, every: int = 1) -> None:
    faults, tried, endpoints = [], 0, set()
    columns = sorted({c.name for table in db.metadata.tables.values() for c in table.columns})
    posts = [case for case in cases(app, world, ("POST",)) if case.endpoint not in KEEPS_ANYTHING]
    chosen = sorted({case.endpoint for case in posts})[::every]
    sent = [case for case in posts if case.endpoint in chosen]
    for who in _of_side(side):
        for case in sent:
            if case.endpoint in endpoints or POLICY[case.endpoint].decide(who, case.thing) != ALLOW:
                continue
            body = offered.body(case, who)
            extras = {
                name: WISHES.get(name, "2")
                for name in columns
                if name not in _declared(offered, case) | body.keys()
            }
            within = {f"{part}-{name}": value for part in _parts(body) for name, value in extras.items()}
            extras |= {n: v for n, v in within.items() if n not in _declared(offered, case) | body.keys()}
            plain = _send(caller, who, case, body)
            if plain[0].status >= 400:
                continue  # another of the same kind will do
            tried += len(extras)
            endpoints.add(case.endpoint)
            for added, answer, rows in _taken(caller, who, case, body, extras):
                if changed := _differing(plain[1], rows):  # not by what is another each time
                    changed -= _differing(plain[1], _send(caller, who, case, body)[1])
                if changed or answer.status != plain[0].status:
                    faults.append(f"{who}: {case}: {answer.status} with {list(added)[:9]}: {sorted(changed)}")
    caller.tell(f"{side}: extra fields, to {len(endpoints)} forms", tried, faults)
    assert len(endpoints) > 3
    assert not faults, "\n".join(faults)


def _of_side(side: str) -> list[str]:
    sides = {"staff": p.STAFF, "partner": p.SUMBER | p.BAUT, "visitor": frozenset({"visitor"})}
    return [who for who in TRIED if side == "anybody" or who in sides[side]]


def _declared(offered: Harvest, case: Case) -> set[str]:
    """What the endpoint's form has for anybody."""
    drawn = {f.name for endpoint, form in offered.every if endpoint == case.endpoint for f in form.fields}
    return drawn | UNDRAWN.get(case.endpoint, set())


def _parts(body: dict[str, Any]) -> set[str]:
    """Prefixes of the form's own names: `new` of `new-password`."""
    return {name.partition("-")[0] for name in body if "-" in name}


def _taken(
    caller: Caller, who: str, case: Case, body: dict[str, Any], extras: dict[str, str]
) -> Iterator[tuple[dict[str, str], Answer, dict[str, Rows]]]:
    """What became of them, all at once; if that is refused and nothing done, of each half, and so on, so
    that one that is refused does not hide the others."""
    answer, rows = _send(caller, who, case, {**body, **extras}, query=extras)
    if answer.status not in (403, 404, 409, 422) or rows:
        yield extras, answer, rows
    elif len(extras) > 1:
        every = list(extras.items())
        for half in (every[: len(every) // 2], every[len(every) // 2 :]):
            yield from _taken(caller, who, case, body, dict(half))


def _send(
    caller: Caller, who: str, case: Case, body: dict[str, Any], query: dict[str, str] | None = None
) -> tuple[Answer, dict[str, Rows]]:
    """The answer, and the rows that are new or different after it."""
    path = case.path
    if query:
        path += ("&" if "?" in path else "?") + "&".join(f"{n}={v}" for n, v in query.items() if v.isalnum())
    with caller.noticing() as changed:
        answer = caller.ask(who, "POST", path, body, sent=case.sent)
    return answer, changed


def _differing(one: dict[str, Rows], other: dict[str, Rows]) -> set[str]:
    """Tables and places in them where two outcomes differ."""
    found = {f"{table}: {len(one.get(table, ()))} rows, then {len(other.get(table, ()))}"
             for table in one.keys() | other.keys() if len(one.get(table, ())) != len(other.get(table, ()))}  # fmt: skip
    for table in one.keys() & other.keys():
        for before, after in zip(one[table], other[table], strict=False):
            found |= {f"{table}[{n}]" for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    return found
