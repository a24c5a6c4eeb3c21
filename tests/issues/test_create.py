"""POST /feedback/new: an issue is opened, once."""

import io
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.notify.models import Mail
from tests.issues.arrange import orders, verbs
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
TOLD = {
    "key": "k1", "about": "line", "order": "PO-1", "line": "1", "kind": "late_or_missing",
    "what_happened": "The truck stands at the port.\nNobody answers the phone.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Issue)) or 0


def test_an_issue_is_opened_about_exactly_that_line(client: Client, session: Session) -> None:
    rina = client("rina")
    response = rina.send("/feedback/new", {**TOLD, "quantity_affected": "2,5", "urgent": "y"})
    assert (response.status_code, response.location) == (303, "/issues/ISS-000001?sent=1")
    issue = session.scalars(select(Issue)).one()
    assert (issue.ref, issue.title, issue.about_label) == (
        "ISS-000001", "The truck stands at the port.", "PO-1 1, Angle 75 x 75 x 6",
    )  # fmt: skip
    assert (issue.severity, str(issue.quantity_affected), issue.owner_id) == ("urgent", "2.500", 3)
    assert verbs(session, issue.ref) == ["opened"]


def test_the_answer_names_reference_person_and_time(client: Client) -> None:
    rina = client("rina")
    rina.get(rina.send("/feedback/new", TOLD).location)
    assert "Sent as ISS-000001. Dewi Anggraini answers. An answer is due by" in rina.page.text


def test_the_owner_gets_one_mail(client: Client, session: Session) -> None:
    client("rina").send("/feedback/new", TOLD)
    assert session.scalars(select(Mail.to_address)).all() == ["dewi@cahayabaja.example"]


def test_a_photo_goes_with_it(client: Client, session: Session) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    client("rina").send("/feedback/new", {**TOLD, "files": (picture, "port.jpg")})
    kept = session.scalars(select(Attachment)).one()
    assert (kept.subject_type, kept.audience, kept.mime) == ("issue", "shared", "image/jpeg")


def test_a_bad_file_is_named_and_a_good_one_waits(client: Client, session: Session) -> None:
    rina = client("rina")
    files = [(io.BytesIO(b"a,b\n1,2\n"), "list.csv"), (io.BytesIO(b"<html><script>"), "page.jpg")]
    assert rina.send("/feedback/new", {**TOLD, "files": files}).status_code == 422
    assert "page.jpg was not taken." in rina.page.text
    assert rina.page.field("what_happened").startswith("The truck stands")
    kept = session.scalars(select(Attachment)).one()
    assert (kept.subject_type, kept.name, count(session)) == ("draft", "list.csv", 0)
    rina.send("/feedback/new", {**TOLD, "kept": kept.token})
    assert count(session) == 1
    session.refresh(kept)
    assert kept.subject_type == "issue"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"what_happened": " "}, "Say what happened."),
        ({"kind": ""}, "Choose a kind."),
        ({"kind": "nonsense"}, "Not a valid choice"),
        ({"quantity_affected": "many"}, "Write a number above zero"),
        ({"quantity_affected": "-1"}, "Write a number above zero"),
        ({"what_happened": "x" * 4001}, "Shorten it to 4,000 characters."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, session: Session, change: dict[str, str], said: str
) -> None:
    rina = client("rina")
    assert rina.send("/feedback/new", {**TOLD, "effect": "Our line stops", **change}).status_code == 422
    assert said in rina.page.text
    assert rina.page.field("effect").strip() == "Our line stops"
    assert count(session) == 0


@pytest.mark.parametrize("order", ["PO-2", "PO-404"])
def test_a_foreign_order_and_a_missing_one_get_the_same_answer(
    client: Client, session: Session, order: str
) -> None:
    assert client("rina").send("/feedback/new", {**TOLD, "order": order}).status_code == 404
    assert count(session) == 0


def test_a_missing_line_is_not_found(client: Client) -> None:
    assert client("rina").send("/feedback/new", {**TOLD, "line": "9"}).status_code == 404


@pytest.mark.parametrize("name", ["toni", "ayu"])
def test_who_only_reads_may_not(client: Client, session: Session, name: str) -> None:
    assert client(name).send("/feedback/new", TOLD).status_code == 403
    assert count(session) == 0


def test_sending_twice_opens_one(client: Client, session: Session) -> None:
    rina = client("rina")
    locations = {rina.send("/feedback/new", TOLD).location for _ in range(3)}
    assert (locations, count(session)) == ({"/issues/ISS-000001?sent=1"}, 1)


def test_twenty_at_once_open_one(client: Client, session: Session) -> None:
    rinas = [client("rina") for _ in range(20)]
    data = [{**TOLD, "csrf_token": rina.token()} for rina in rinas]
    answers: list[str] = []
    start = threading.Barrier(20)

    def send(number: int) -> None:
        start.wait()
        answers.append(rinas[number].post("/feedback/new", data=data[number]).location)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (set(answers), count(session)) == ({"/issues/ISS-000001?sent=1"}, 1)
    assert session.scalar(select(func.count()).select_from(Mail)) == 1


@pytest.mark.parametrize("whose", ["budi", "dewi", "sari"])
def test_a_file_of_somebody_else_is_never_attached(client: Client, session: Session, whose: str) -> None:
    """B02: a foreign, internal or colleague's draft answers like one that does not exist."""
    other = client(whose)
    partner = {"partner": "SUMBER"} if whose == "dewi" else {}
    other.send(
        "/files",
        {"key": "theirs", **partner, "files": (io.BytesIO(b"a,b\n1,2\n"), "secret.csv")},
        headers=HTMX,
    )
    token = session.scalars(select(Attachment.token)).one()
    rina = client("rina")
    answers = []
    for sent in (token, "x" * len(token)):
        response = rina.send("/feedback/new", {**TOLD, "kind": "", "kept": sent})
        answers.append(
            (response.status_code, "secret" in rina.page.html, rina.page.all("a", href=f"/files/{sent}"))
        )
    assert answers == [(422, False, []), (422, False, [])]
    assert session.scalars(select(Attachment.subject_type)).all() == ["draft"]


def test_a_confidential_issue_is_for_its_opener_and_the_named(client: Client) -> None:
    client("sari").send("/feedback/new", {**TOLD, "confidential": "y"})
    assert client("sari").get("/issues/ISS-000001").status_code == 200
    assert client("rina").get("/issues/ISS-000001").status_code == 404
    assert client("dewi").get("/issues/ISS-000001").status_code == 200


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    assert visitor.send("/feedback/new", TOLD).location.startswith("/login")
