"""POST /drafts/<key> and its removal: what was typed is kept for its writer only.

endpoint: activity.remove
"""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import SignIn
from portal.activity.models import Draft
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_a_draft_is_kept_without_secrets(client: Client, session: Session) -> None:
    assert client("rina").send("/drafts/feedback/new", {"what_happened": "Half"}).status_code == 200
    draft = session.scalars(select(Draft)).one()
    assert (draft.key, draft.fields) == ("feedback/new", {"what_happened": ["Half"]})


def test_a_later_one_replaces_it(client: Client, session: Session) -> None:
    rina = client("rina")
    for words in ("Half", "Whole"):
        rina.send("/drafts/feedback/new", {"what_happened": words})
    assert session.scalars(select(Draft.fields)).all() == [{"what_happened": ["Whole"]}]


def test_a_colleague_does_not_see_it(client: Client) -> None:
    client("rina").send("/drafts/feedback/new", {"what_happened": "Half a story"})
    assert "Half a story" not in client("sari").get("/feedback/new").get_data(as_text=True)


def test_more_than_a_person_types_is_refused(client: Client, session: Session) -> None:
    assert client("rina").send("/drafts/feedback/new", {"what_happened": "x" * 160_001}).status_code == 422
    assert session.scalars(select(Draft)).all() == []


def test_a_draft_can_be_thrown_away(client: Client, session: Session) -> None:
    rina = client("rina")
    rina.send("/drafts/feedback/new", {"what_happened": "Half"})
    assert rina.send("/draft-removals/feedback/new").location == "/feedback/new"
    assert session.scalars(select(Draft)).all() == []
    for page, there in (
        ("issues/ISS-1", "/issues/ISS-1"),
        ("issues/ISS", "/issues/ISS-1/x"),
        ("/evil.example", "/issues/ISS-1/x"),
    ):
        assert rina.send("/draft-removals/issues/ISS-1/x", {"page": page}).location == there


def test_a_form_sent_after_the_session_ended_is_kept_for_its_writer(client: Client, session: Session) -> None:
    rina = client("rina")
    token = rina.token()
    session.execute(update(SignIn).values(ended_at=clock.now()))
    session.commit()
    response = rina.post("/feedback/new", data={"csrf_token": token, "what_happened": "Typed for an hour"})
    assert response.location.startswith("/login?next=")
    again = client("rina")
    again.get("/feedback/new")
    assert again.page.field("what_happened").strip() == "Typed for an hour"


def test_a_password_form_sent_too_late_leaves_no_password_behind(client: Client, session: Session) -> None:
    rina = client("rina")
    token = rina.token()
    session.execute(update(SignIn).values(ended_at=clock.now()))
    session.commit()
    sent = {"csrf_token": token, "new-old": "first secret", "new-password": "second secret", "note": "kept"}
    rina.post("/profile/password", data=sent)
    assert session.scalars(select(Draft.fields)).all() == [{"note": ["kept"]}]


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/drafts/feedback/new", {"a": "b"}).location.startswith("/login")
    assert visitor.send("/draft-removals/feedback/new", {}).location.startswith("/login")
