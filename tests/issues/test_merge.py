"""GET and POST /issues/<ref>/merger: two issues about the same.

endpoint: issues.new_merge
endpoint: issues.unmerge
"""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.activity.actions import keep_draft
from portal.issues import actions
from portal.issues.models import Issue, IssuePerson
from portal.orders.models import Order
from tests import cast
from tests.issues.arrange import actor, get, issue, orders, verbs
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
A, B = "ISS-000001", "ISS-000002"


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def merge(client: CheckedClient, session: Session, ref: str = A, into: str = B, **more: str) -> int:
    sent = {"into": into, "version": str(get(session, ref).version), **more}
    return client.send(f"/issues/{ref}/merger", sent).status_code


def own(session: Session, *names: str) -> None:
    ids = [cast.user_id(name) for name in names]
    session.execute(update(Membership).where(Membership.user_id.in_(ids)).values(reach="own"))
    session.commit()


def test_one_closes_and_leads_to_the_other_and_nobody_loses_sight(client: Client, session: Session) -> None:
    own(session, "sari", "toni")
    session.execute(update(Order).where(Order.ref == "PO-1").values(partner_owner_id=cast.user_id("toni")))
    issue(session, "sari")  # Toni sees it by his order, Sari opened it
    issue(session, "rina", None)  # Rina alone, by her reach
    actions.reply(session, actor("sari"), get(session, A), "shared", "Word of the first thread")
    session.commit()
    dewi = client("dewi")
    dewi.get(f"/issues/{A}/merger?into={B}")
    assert "These people will also read ISS-000002: Sari Utami, Toni Hidayat." in dewi.page.text
    assert dewi.selects <= 11
    assert merge(dewi, session) == 303
    was = get(session, A)
    assert (was.closed, was.merged, was.state, get(session, B).closed) == (True, True, "open", False)
    for name in ("sari", "toni", "rina"):
        person = client(name)
        assert person.get(f"/issues/{A}").status_code == 200
        assert "Merged into ISS-000002" in person.page.text
        assert "Word of the first thread" in person.page.text
        person.get(f"/issues/{B}")
        assert "Merged into this ISS-000001 The truck stands at the port. 1 message" in person.page.text
    assert (verbs(session, A)[-1], verbs(session, B)[-1]) == ("merged", "took-in")


def test_who_did_not_read_the_first_does_not_hear_of_it(client: Client, session: Session) -> None:
    own(session, "toni")
    issue(session, "rina", None, what_happened="Canary title")
    issue(session, "rina", None, named=[cast.user_id("toni")])
    assert merge(client("rina"), session) == 303
    toni = client("toni")
    for path in (f"/issues/{B}", "/", "/issues?tab=closed"):
        toni.get(path)
        assert "Canary" not in toni.page.html
        assert A not in toni.page.html


def test_the_older_clock_counts(client: Client, session: Session) -> None:
    issue(session)
    issue(session)
    older = get(session, A).answer_due_at - timedelta(hours=5)
    session.execute(update(Issue).where(Issue.ref == A).values(answer_due_at=older, solution_due_at=older))
    actions.reply(session, actor("dewi"), get(session, B), "shared", "Answered here.")
    session.commit()
    assert merge(client("dewi"), session) == 303
    into = get(session, B)
    assert (into.unanswered, into.answer_due_at, into.solution_due_at) == (True, older, older)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ({}, {"confidential": True}, "One of the two is confidential."),
        ({"confidential": True}, {}, "One of the two is confidential."),
        ({}, {"name": "dewi"}, "The two were opened by different sides"),
        ({"confidential": True}, {"confidential": True, "name": "sari"},
         "ISS-000002 is confidential and not read by Rina Wulandari."),
        ({}, {"name": "budi", "ref": "PO-2"}, "There is no issue ISS-000002 of this partner."),
    ],
)  # fmt: skip
def test_what_would_reveal_or_lose_something_is_refused_with_the_reason(
    client: Client, session: Session, first: dict[str, object], second: dict[str, object], sentence: str
) -> None:
    issue(session, **first)  # type: ignore[arg-type]
    issue(session, **second)  # type: ignore[arg-type]
    dewi = client("dewi")
    assert merge(dewi, session) == 422
    assert sentence in dewi.page.text
    dewi.get(f"/issues/{A}/merger?into={B}")
    assert (sentence in dewi.page.text, "Merge into" in dewi.page.text) == (True, False)
    assert [get(session, ref).closed for ref in (A, B)] == [False, False]


def test_two_confidential_ones_merge_for_those_who_read_both(client: Client, session: Session) -> None:
    issue(session, confidential=True)
    issue(session, "sari", confidential=True, named=[cast.user_id("rina")])
    assert merge(client("rina"), session) == 303
    assert [client(n).get(f"/issues/{A}").status_code for n in ("rina", "sari", "toni")] == [200, 404, 404]
    assert [client(n).get(f"/issues/{B}").status_code for n in ("rina", "sari", "toni")] == [200, 200, 404]


def test_a_closed_or_missing_one_takes_nothing_in(client: Client, session: Session) -> None:
    issue(session)
    issue(session)
    actions.take(session, actor("dewi"), get(session, B), "resolve", "Done.")
    session.commit()
    dewi = client("dewi")
    assert (merge(dewi, session), "Reopen it first" in dewi.page.text) == (422, True)
    assert [merge(dewi, session, into=into) for into in ("ISS-999999", A, " ")] == [422] * 3


def test_what_was_typed_meanwhile_goes_on_in_the_other(client: Client, session: Session) -> None:
    issue(session)
    issue(session)
    merge(client("dewi"), session)
    rina = client("rina")
    sent = {"key": "k", "audience": "shared", "body": "Typed meanwhile"}
    assert rina.send(f"/issues/{A}/messages", sent).location == f"/issues/{B}"
    rina.get(f"/issues/{B}")
    assert rina.page.field("body").strip() == "Typed meanwhile"
    answer = rina.send(f"/issues/{A}/messages", sent, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/issues/{B}")
    rina.get(f"/issues/{A}")
    assert rina.page.all("textarea") == []


def test_it_can_be_undone_and_each_has_what_it_had(client: Client, session: Session) -> None:
    own(session, "sari")
    issue(session, "sari")
    issue(session, "rina", None, named=[cast.user_id("toni")])
    due = get(session, B).answer_due_at
    older = get(session, A).answer_due_at - timedelta(hours=5)
    session.execute(update(Issue).where(Issue.ref == A).values(answer_due_at=older))
    session.commit()
    dewi = client("dewi")
    merge(dewi, session)
    assert [dewi.send(f"/issues/{A}/merger/removal", {}).status_code for _ in range(2)] == [303, 303]
    first, second = get(session, A), get(session, B)
    assert (first.closed, first.merged, second.answer_due_at) == (False, False, due)
    named = session.scalars(select(IssuePerson.user_id).where(IssuePerson.issue_id == second.id))
    assert set(named) == {cast.user_id("toni")}
    assert client("sari").get(f"/issues/{B}").status_code == 404


def test_sent_twice_it_is_merged_once_and_an_old_form_is_told(client: Client, session: Session) -> None:
    issue(session)
    issue(session)
    issue(session)
    dewi = client("dewi")
    assert merge(dewi, session, version="99") == 409
    assert [merge(dewi, session) for _ in range(2)] == [303, 303]
    assert merge(dewi, session, into="ISS-000003") == 409
    assert verbs(session, A).count("merged") == 1


def test_a_partner_merges_only_what_its_side_opened(client: Client, session: Session) -> None:
    issue(session, "dewi")
    issue(session, "dewi")
    assert merge(client("rina"), session) == 403


@pytest.mark.parametrize(("name", "status"), [("budi", 404), ("toni", 403), ("ayu", 403)])
def test_others_may_not(client: Client, session: Session, name: str, status: int) -> None:
    issue(session)
    issue(session)
    person = client(name)
    assert person.get(f"/issues/{A}/merger").status_code == status
    assert merge(person, session) == status
    assert person.send(f"/issues/{A}/merger/removal", {}).status_code == status


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.get(f"/issues/{A}/merger").location.startswith("/login")
    assert visitor.send(f"/issues/{A}/merger/removal", {}).location.startswith("/login")


def test_what_waits_to_be_sent_waits_where_it_goes_on(client: Client, session: Session) -> None:
    for _number in range(3):
        issue(session)
    for name, ref, body in (("rina", A, "Half a word"), ("sari", A, "Canary note"), ("sari", B, "And more")):
        keep_draft(
            session, cast.user_id(name), f"issues/{ref}/messages", {"audience": ["shared"], "body": [body]}
        )
    session.commit()
    dewi = client("dewi")
    assert [merge(dewi, session), merge(dewi, session, B, "ISS-000003")] == [303, 303]
    rina, sari = client("rina"), client("sari")
    rina.get("/issues/ISS-000003")
    sari.get("/issues/ISS-000003")
    assert rina.page.field("body").strip() == "Half a word"
    assert sari.page.field("body").strip() == "And more\n\nCanary note"
    sent = {"key": "k", "audience": "shared", "body": "Late", "files": (io.BytesIO(b"a;b\n"), "late.csv")}
    answer = sari.send(f"/issues/{A}/messages", sent, content_type="multipart/form-data")
    assert answer.location == "/issues/ISS-000003"  # by both mergers
    sari.get("/issues/ISS-000003")
    assert sari.page.field("body").strip().endswith("Late")
    assert "late.csv" in sari.page.text


def test_who_was_released_finds_their_words_where_they_typed_them(client: Client, session: Session) -> None:
    own(session, "sari")
    issue(session, "sari", None)
    issue(session)
    merge(client("dewi"), session)
    client("rina").send(f"/issues/{B}/people/removal", {"person": str(cast.user_id("sari"))})
    sari = client("sari")
    sent = {"key": "k", "audience": "shared", "body": "Typed for long"}
    assert sari.send(f"/issues/{A}/messages", sent).location == f"/issues/{A}"
    sari.get(f"/issues/{A}")
    assert "Typed for long" in sari.page.text
    assert B not in sari.page.text


def test_to_undo_one_merger_takes_nobody_out_of_another(client: Client, session: Session) -> None:
    own(session, "sari")
    issue(session, "sari", None)
    issue(session, "sari", None)
    issue(session)
    dewi = client("dewi")
    assert [merge(dewi, session, ref, "ISS-000003") for ref in (A, B)] == [303, 303]
    sari = client("sari")
    for ref, seen in ((A, 200), (B, 404)):
        dewi.send(f"/issues/{ref}/merger/removal", {})
        assert sari.get("/issues/ISS-000003").status_code == seen
