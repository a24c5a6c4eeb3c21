"""What is sent and not taken is not lost, and what is not one's own is never taken."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import SignIn
from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.talk.models import Message
from tests.issues.arrange import get, issue, orders
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
TOLD = {
    "key": "k1",
    "order": "PO-1",
    "line": "1",
    "about": "line",
    "kind": "damaged",
    "what_happened": "Bent.",
}


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def theirs(client: Client, session: Session, name: str) -> str:
    """The token of a file that somebody else has waiting."""
    partner = {"partner": "SUMBER"} if name == "dewi" else {}
    files = (io.BytesIO(b"a,b\n1,2\n"), "secret.csv")
    client(name).send("/files", {"key": "theirs", **partner, "files": files}, headers=HTMX)
    return session.scalars(select(Attachment.token)).one()


@pytest.mark.parametrize("name", ["budi", "dewi", "sari"])
@pytest.mark.parametrize("where", ["/feedback/new", "/issues/ISS-000001/messages"])
def test_a_good_form_with_a_foreign_file_answers_like_one_with_a_missing_file(
    client: Client, session: Session, name: str, where: str
) -> None:
    issue(session)
    token = theirs(client, session, name)
    rina = client("rina")
    answers = []
    for sent in (token, "x" * len(token)):
        fields = {**TOLD, "audience": "shared", "body": "See the file.", "kept": sent}
        answers.append(
            (
                rina.send(where, fields).status_code,
                "It is no longer here" in rina.page.text,
                "secret" in rina.page.html,
            )
        )
    assert answers == [(422, True, False)] * 2
    assert session.scalars(select(Attachment.subject_type)).all() == ["draft"]
    assert session.scalars(select(Message)).all() == []
    assert len(session.scalars(select(Issue.id)).all()) == 1


def waiting(client: CheckedClient) -> dict[str, str]:
    """The files that the composer lists, by token."""
    return {
        box.get("value") or "": " ".join("".join(label.itertext()).split())
        for label in client.page.root.iter("label")
        for box in label.iter("input")
        if box.get("name") == "kept" and box.get("checked") is not None
    }


@pytest.mark.parametrize("where", ["/issues/ISS-000001", "/orders/PO-1"])
@pytest.mark.parametrize("partial", [False, True])
def test_files_of_a_refused_message_wait_and_go_with_it_once(
    client: Client, session: Session, where: str, partial: bool
) -> None:
    issue(session)
    rina, headers = client("rina"), HTMX if partial else {}
    sent = {"key": "k7", "audience": "shared", "body": " ", "files": (io.BytesIO(b"a,b\n1,2\n"), "list.csv")}
    assert rina.send(f"{where}/messages", sent, headers=headers).status_code == 422
    (token,) = waiting(rina)
    assert waiting(rina)[token] == "list.csv"
    key = rina.page.field("key", form=f"{where}/messages")
    again = {"key": key, "audience": "shared", "body": "See the list.", "kept": token}
    again["files"] = (io.BytesIO(b"a,b\n1,2\n"), "list.csv")  # chosen again, to be safe
    assert rina.send(f"{where}/messages", again).status_code == 303
    rina.get(where)
    assert waiting(rina) == {}
    assert rina.page.html.count(f'href="/files/{token}"') == 1
    assert session.scalars(select(Attachment.subject_type)).all() == [where.split("/")[1][:-1]]


def test_a_file_whose_tick_is_taken_away_does_not_go(client: Client, session: Session) -> None:
    ref = issue(session)
    rina = client("rina")
    rina.send(
        f"/issues/{ref}/messages",
        {"key": "k7", "audience": "shared", "files": (io.BytesIO(b"a,b\n1,2\n"), "list.csv")},
    )
    rina.send(f"/issues/{ref}/messages", {"key": "k7", "audience": "shared", "body": "Without."})
    assert session.scalars(select(Attachment.id)).all() == []


def test_files_of_a_message_come_back_with_its_draft(client: Client, session: Session) -> None:
    ref = issue(session)
    rina = client("rina")
    rina.send(
        f"/issues/{ref}/messages",
        {"key": "k7", "audience": "shared", "files": (io.BytesIO(b"a,b\n1,2\n"), "list.csv")},
    )
    rina.send(f"/drafts/issues/{ref}/messages", {"key": "k7", "body": "Half", "audience": "shared"})
    rina.get(f"/issues/{ref}")
    assert (rina.page.field("key"), list(waiting(rina).values())) == ("k7", ["list.csv"])
    assert rina.selects <= 12
    rina.send(
        f"/issues/{ref}/messages",
        {"key": "k7", "body": "Whole", "audience": "shared", "kept": list(waiting(rina))},
    )
    rina.send(f"/drafts/issues/{ref}/messages", {"key": "k7", "body": "Half", "audience": "shared"})
    rina.get(f"/issues/{ref}")
    assert (rina.page.field("key") != "k7", waiting(rina)) == (True, {})


def test_files_come_back_with_the_draft_of_a_closed_tab(client: Client, session: Session) -> None:
    rina = client("rina")
    rina.send("/files", {"key": "k1", "files": (io.BytesIO(b"a,b\n1,2\n"), "list.csv")}, headers=HTMX)
    rina.send("/drafts/feedback/new", {**TOLD, "what_happened": "Half"})
    rina.get("/feedback/new?order=PO-1&line=1")
    assert (rina.page.field("key"), "list.csv" in rina.page.text) == ("k1", True)
    assert "What you typed earlier is still here." in rina.page.text


def test_a_late_save_of_a_sent_form_does_not_swallow_the_next_report(
    client: Client, session: Session
) -> None:
    rina = client("rina")
    rina.send("/feedback/new", TOLD)
    rina.send("/drafts/feedback/new", TOLD)
    rina.get("/feedback/new")
    assert rina.page.field("key") != "k1"


def test_a_message_survives_the_end_of_its_session(client: Client, session: Session) -> None:
    ref = issue(session)
    dewi = client("dewi")
    token = dewi.token()
    session.execute(update(SignIn).values(ended_at=clock.now()))
    session.commit()
    dewi.post(
        f"/issues/{ref}/messages",
        data={"csrf_token": token, "body": "Typed for an hour", "audience": "internal"},
    )
    again = client("dewi")
    again.get(f"/issues/{ref}")
    assert again.page.field("body").strip() == "Typed for an hour"
    assert again.page.one("input", name="audience", value="internal").get("checked") is not None


def test_words_of_a_step_that_is_no_longer_possible_move_to_the_composer(
    client: Client, session: Session
) -> None:
    ref = issue(session)
    seen = get(session, ref).version
    client("dewi").send(f"/issues/{ref}/resolution", {"version": seen, "text": "Done."})
    bagus = client("bagus")
    response = bagus.send(f"/issues/{ref}/acknowledgement", {"version": seen, "text": "I call the driver."})
    assert response.status_code == 409
    assert "Dewi Anggraini says that it is solved" in bagus.page.text
    assert bagus.page.field("body").strip() == "I call the driver."


def test_htmx_gets_the_refused_thread_alone_and_a_fresh_page_after_a_message(
    client: Client, session: Session
) -> None:
    ref = issue(session)
    rina = client("rina")
    response = rina.send(
        f"/issues/{ref}/messages", {"key": "a", "audience": "shared", "body": " "}, headers=HTMX
    )
    assert (response.status_code, rina.page.one("section", id="thread") is not None) == (422, True)
    assert not [e for e in rina.page.root.iter() if e.get("id") == "issue"]
    response = rina.send(
        f"/issues/{ref}/messages", {"key": "b", "audience": "shared", "body": "Hello"}, headers=HTMX
    )
    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")


def test_a_form_opened_in_place_answers_in_place(client: Client, session: Session) -> None:
    rina = client("rina")
    response = rina.send("/feedback/new", TOLD, headers=HTMX)
    assert response.status_code == 200
    assert "Sent as ISS-000001. Dewi Anggraini answers." in rina.page.text


def test_staff_who_name_nothing_choose_a_partner(client: Client) -> None:
    dewi = client("dewi")
    dewi.get("/feedback/new")
    assert [o.get("value") for o in dewi.page.root.iter("option")] == ["BAUT", "SUMBER"]
    assert dewi.get("/feedback/new?about=relationship&partner=BAUT").status_code == 200
    assert dewi.get("/feedback/new?partner=NOBODY").status_code == 404
