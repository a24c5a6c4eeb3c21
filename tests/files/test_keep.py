"""POST /files"""

import io
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.files import limits
from portal.files.models import Attachment
from tests import cast
from tests.files.arrange import picture
from tests.page import HTMX, CheckedClient

Clients = Callable[[str], CheckedClient]


def send(client: CheckedClient, *files: tuple[bytes, str], **fields: Any) -> int:
    data = {"key": "form-1", "files": [(io.BytesIO(data), name) for data, name in files], **fields}
    return client.send("/files", data, content_type="multipart/form-data", headers=HTMX).status_code


def rows(session: Session) -> list[Attachment]:
    found = session.query(Attachment).order_by(Attachment.id).all()
    session.expunge_all()
    session.rollback()  # lets the next request write
    return found


def test_a_file_waits_for_its_form(client: Clients, session: Session) -> None:
    rina = client("rina")
    assert send(rina, (picture(), "../IMG_1.HEIC")) == 200
    (row,) = rows(session)
    assert (row.name, row.mime, row.width, row.height) == ("IMG_1.jpg", "image/jpeg", 640, 480)
    assert (row.partner_id, row.audience, row.subject_type, row.subject_id) == (1, "shared", "draft", None)
    assert (row.uploaded_by, row.uploaded_side) == (cast.user_id("rina"), "partner")
    assert (row.form_key, row.scan_state, len(row.token)) == ("form-1", "not_scanned", 24)
    assert rina.page.field("kept") == row.token
    assert "IMG_1.jpg" in rina.page.text


def test_good_files_survive_a_bad_one(client: Clients, session: Session) -> None:
    rina = client("rina")
    sent = send(rina, (picture(), "a.jpg"), (b"<html>", "b.jpg"), (b"x,y\n", "c.csv"), (b"", "d.pdf"))
    assert sent == 422
    assert [row.name for row in rows(session)] == ["a.jpg", "c.csv"]
    assert "b.jpg was not taken. Web pages and drawings" in rina.page.text
    assert "d.pdf was not taken. This file is empty." in rina.page.text
    assert [e.get("value") for e in rina.page.all("input", name="kept")] == [r.token for r in rows(session)]


def test_the_same_file_twice_is_one(client: Clients, session: Session) -> None:
    rina = client("rina")
    assert [send(rina, (picture(), "a.jpg")), send(rina, (picture(), "a.jpg"))] == [200, 200]
    assert len(rows(session)) == 1


def test_a_form_takes_ten_files(client: Clients, session: Session) -> None:
    rina = client("rina")
    files = [(b"n,%d\n" % n, f"{n}.csv") for n in range(limits.FILES_PER_FORM + 2)]
    assert send(rina, *files) == 422
    assert len(rows(session)) == limits.FILES_PER_FORM
    assert "A form takes 10 files" in rina.page.text
    assert send(rina, (b"one more", "more.txt")) == 422
    assert send(rina, (b"one more", "more.txt"), key="form-2") == 200


def test_staff_say_which_partner_it_concerns(client: Clients, session: Session) -> None:
    dewi = client("dewi")
    assert send(dewi, (b"x", "a.txt"), partner="SUMBER") == 200
    assert [(row.partner_id, row.audience) for row in rows(session)] == [(1, "internal")]
    assert dewi.page.field("partner") == "SUMBER"
    assert send(dewi, (b"x", "a.txt"), partner="NOBODY") == 404
    assert send(dewi, (b"x", "a.txt")) == 404


def test_a_partner_uploads_for_itself_whatever_it_says(client: Clients, session: Session) -> None:
    assert send(client("budi"), (b"x", "a.txt"), partner="SUMBER") == 200
    assert [row.partner_id for row in rows(session)] == [2]


def test_another_persons_form_key_shows_nothing_of_theirs(client: Clients) -> None:
    assert send(client("sari"), (b"secret", "sari.txt")) == 200
    for name in ("rina", "dewi"):
        other = client(name)
        assert send(other, (b"mine", "mine.txt"), partner="SUMBER") == 200
        assert "sari.txt" not in other.page.text


def test_who_only_reads_may_not(client: Clients, session: Session) -> None:
    assert [send(client(name), (b"x", "a.txt"), partner="SUMBER") for name in ("toni", "ayu")] == [403, 403]
    assert rows(session) == []


def test_a_form_without_a_key_is_refused(client: Clients, session: Session) -> None:
    assert send(client("rina"), (b"x", "a.txt"), key="") == 422
    assert send(client("rina"), (b"x", "a.txt"), key="../x") == 422
    assert rows(session) == []


def test_a_token_is_needed(client: Clients) -> None:
    assert client("rina").post("/files", data={"key": "form-1"}, headers=HTMX).status_code == 403


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient) -> None:
    response = visitor.send("/files", {"key": "form-1"})
    assert response.status_code == 303
    assert "/login" in response.headers["Location"]
