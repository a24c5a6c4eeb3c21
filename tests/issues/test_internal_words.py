"""Whatever is said, changed, named, split off, merged, disputed, resolved and undone in whatever order, by
whomever: no word of an internal note comes to a partner's eyes, on whatever way. Sequences are generated; the
number of cases is printed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.activity import jobs
from portal.activity.models import Activity
from portal.disputes.models import Fact, Position
from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.notify.models import Mail
from portal.plans.models import Plan
from portal.resolutions.models import Decision, StepVersion
from portal.talk.models import Message
from tests.exchange.programs import token
from tests.issues.arrange import issue, orders
from tests.issues.hostile import DOERS, DOINGS, OUTER, Run
from tests.issues.looking import Eyes
from tests.orders import links
from tests.page import HTMX, CheckedClient
from tests.plans.arrange import action, plan

Client = Callable[[str], CheckedClient]
HOUSE = "@cahayabaja.example"
HTML, PDF, JSON = "text/html", "application/pdf", "application/json"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

numbers = st.integers(0, 7)
steps = st.lists(
    st.tuples(st.sampled_from((*DOINGS, "edit", "split", "merge", "case")), numbers, numbers, numbers),
    min_size=5, max_size=12,
)  # fmt: skip
# Whatever was generated, these are done: a case and a dispute in each sequence, a file in the first.
FILE = ("file", 0, 0, 0)
FIRST = (
    ("note", 0, 0, 1),
    ("say", 0, 0, 2),
    ("case", 0, 0, 0),
    ("case", 0, 0, 0),
    ("case", 0, 0, 0),
    ("dispute", 0, 0, 1),
)
LAST = tuple((what, number, 0, 0) for number in (0, 1) for what in ("split", "edit"))


@pytest.fixture
def places(session: Session) -> None:
    """Orders and a plan with an action, under which people talk as well."""
    orders(session)
    action(session, plan(session))


def test_no_internal_word_comes_to_a_partners_eyes(
    app: Flask, client: Client, session: Session, places: None
) -> None:
    _try(app, client, session, sequences=3, lookers={"rina": 3, "budi": 1})


@pytest.mark.sweep
def test_none_comes_in_many_sequences_and_to_everybody(
    app: Flask, client: Client, session: Session, places: None
) -> None:
    _try(app, client, session, sequences=60, lookers=dict.fromkeys(("rina", "sari", "toni", "budi"), 25))


def _called(place: str, most: int) -> list[str]:
    """The addresses that messages and notes under a record may have."""
    return [f"{place}/messages/{kind}{n}" for kind in ("", "note-") for n in range(1, most + 1)]


def _try(app: Flask, client: Client, session: Session, sequences: int, lookers: dict[str, int]) -> None:
    """Do so many sequences, then look as each of `lookers`, at so many addresses that are alike."""
    people = {name: client(name) for name in DOERS}
    done: list[Run] = []

    @settings(max_examples=sequences, suppress_health_check=list(HealthCheck))
    @given(steps)
    def run(sequence: list[tuple[str, int, int, int]]) -> None:
        before = set(session.scalars(select(Issue.ref)))
        opened = [
            issue(session, "rina"),
            issue(session, "sari", None),
            issue(session, "rina", None, confidential=True),
        ]
        this = Run(people, session, before, opened)
        done.append(this)
        for step in (*FIRST, *([FILE] if len(done) == 1 else []), *sequence, *LAST):
            this.do(*step)
        rina = Eyes(app, people["rina"])
        for address in (*(f"/issues/{ref}" for ref in this.refs), "/search?q=Inner", "/issues?q=inner"):
            assert _internal(rina.look(address)) == [], address

    run()
    eyes = {name: _looked(app, people[name], session, done[-1], alike) for name, alike in lookers.items()}
    for name, seen in eyes.items():
        # Who finds nothing of the words that both sides read has looked nowhere; the stranger finds none.
        ours = name != "budi"
        assert [OUTER in seen.text(kind) for kind in (HTML, PDF)] == [ours, ours]
        assert ["Angle 75" in seen.text(kind) for kind in (SHEET, JSON)] == [True, True]
    others = {
        "a one-time link": _through_a_link(app, session),
        "mails": _mails(app, session),
        "shared rows": _rows(session),
    }
    assert "Angle 75" in others["a one-time link"]
    assert OUTER in others["mails"] and OUTER in others["shared rows"]
    for text in (*others.values(), *(seen.text() for seen in eyes.values())):
        assert _internal(text) == []
    assert {303, 403, 404, 422} <= set().union(*(each.statuses for each in done))  # done, and refused
    looked = sum(len(texts) for seen in eyes.values() for texts in seen.texts.values())
    where = set().union(*(seen.endpoints for seen in eyes.values()))
    print(f"{len(done)} sequences, {sum(r.cases for r in done)} hostile requests, "  # noqa: T201 what it must show
          f"{sum(len(r.words) for r in done)} internal words looked for in {looked} answers of {len(where)} pages, "
          f"PDFs, sheets and the API, in {session.query(Mail).count()} mails and a one-time link")  # fmt: skip


def _internal(text: str) -> list[str]:
    """The internal words that a text holds."""
    return re.findall(r"inner\d{7}", text, re.IGNORECASE)


def _looked(app: Flask, person: CheckedClient, session: Session, run: Run, alike: int) -> Eyes:
    """All that somebody may ask for: every page that needs no name, what is around the issues of this
    sequence by whatever address, wherever these lead, and what a program of theirs is answered."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "static" not in rule.endpoint
    ]
    addresses = [rule.rule for rule in rules if not rule.arguments]
    addresses += [
        "/search?q=Inner",
        "/issues?q=inner&tab=closed",
        "/orders/export.xlsx?view=all",
        "/orders/export.csv?view=all",
    ]
    addresses += [f"/issues/patterns/export.xlsx?{query}" for query in ("", "by=item")]
    for ref in run.refs:
        addresses += [
            f"/issues/{ref}{more}"
            for more in ("", "/resolution", "/resolution.pdf", "/resolution/causes", "/dispute", "/split")
        ]
        addresses += [f"/issues/{ref}/merger?into={run.refs[0]}", f"/orders/PO-1?from={ref}"]
        addresses += _called(f"/issues/{ref}", len(run.said(ref)))
    plan_ref = session.scalars(select(Plan.ref)).first()
    for place in ("/orders/PO-1", f"/plans/{plan_ref}", f"/plans/{plan_ref}/actions/1"):
        addresses += _called(place, 2)
    addresses += [
        f"/files/{token}{more}"
        for token in session.scalars(select(Attachment.token))
        for more in ("", "/thumbnail")
    ]
    seen = Eyes(app, person)
    seen.follow(addresses, alike)
    for ref in run.refs:
        seen.look(f"/issues/{ref}", **HTMX)
    name = next(name for name, known in run.people.items() if known is person)
    program = Eyes(app, app.test_client(), Authorization=f"Bearer {token(session, name)}")
    refs = ("PO-1", "PO-2", *run.refs, *session.scalars(select(Plan.ref)))
    for rule in rules:
        if rule.rule.startswith("/api/v1/"):
            for ref in refs if rule.arguments else ("",):
                program.look(re.sub("<[^>]+>", ref, rule.rule))
                program.endpoints[rule.endpoint] += 1
    return seen.adding(program)


def _through_a_link(app: Flask, session: Session) -> str:
    """What somebody without an account reads behind a one-time link."""
    return Eyes(app, app.test_client()).look(links.made(session))


def _mails(app: Flask, session: Session) -> str:
    """Every mail to somebody outside, also those of the work that is done later."""
    for later in (timedelta(hours=1), timedelta(days=45)):
        with time_machine.travel(clock.now() + later, tick=True), app.app_context():
            for job in jobs.jobs():
                if job.name != "mail":
                    job.run(app.config["SETTINGS"])
    session.rollback()
    mails = session.scalars(select(Mail).where(Mail.to_address.not_like(f"%{HOUSE}")))
    return "\n".join(f"{mail.subject}\n{mail.text}" for mail in mails)


def _rows(session: Session) -> str:
    """What both sides read by the rows themselves, whatever a page makes of it."""
    found: list[Any] = [
        (i.title, i.what_happened, i.effect, i.wished_outcome) for i in session.scalars(select(Issue))
    ]
    for model in (Message, Activity, Attachment):
        shared = session.scalars(select(model).where(model.audience == "shared"))
        found += [
            {name: getattr(row, name) for name in ("body", "data", "name") if hasattr(row, name)}
            for row in shared
        ]
    for model in (StepVersion, Position, Fact, Decision):
        found += [
            {key: value for key, value in vars(row).items() if key[0] != "_"}
            for row in session.scalars(select(model))
        ]
    return "\n".join(map(str, found))
