"""GET /files/<token>"""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from portal.files import storage
from portal.files.models import Attachment
from tests.page import CheckedClient

Clients = Callable[[str], CheckedClient]

# Who may open which file. Nobody else gets more than "not found".
READERS = {
    "photo": {"rina", "sari", "toni", "adi", "mega", "dewi", "bagus", "ayu"},
    "table": {"rina", "sari", "toni", "adi", "mega", "dewi", "bagus", "ayu"},
    "internal": {"adi", "mega", "dewi", "bagus", "ayu"},
    "confidential": {"sari", "adi", "mega", "dewi", "bagus", "ayu"},
    "draft": {"sari"},
    "staff_draft": {"dewi"},
}
EVERYONE = ("adi", "mega", "dewi", "bagus", "ayu", "rina", "sari", "toni", "budi")


def test_a_picture_is_shown(client: Clients, filed: dict[str, str]) -> None:
    response = client("rina").get(f"/files/{filed['photo']}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("inline;")
    assert "filename*=UTF-8''b%C3%BCndle%201.jpg" in disposition
    assert Image.open(io.BytesIO(response.data)).size == (640, 480)


def test_anything_else_is_downloaded_as_it_was_sent(client: Clients, filed: dict[str, str]) -> None:
    response = client("rina").get(f"/files/{filed['table']}")
    assert response.headers["Content-Type"] == "text/csv"
    assert response.headers["Content-Disposition"] == "attachment; filename=list.csv"
    assert response.data == "a;ü\n".encode("cp1252")


@pytest.mark.parametrize("path", ["", "/thumbnail"])
def test_a_file_can_do_nothing_in_the_browser(client: Clients, filed: dict[str, str], path: str) -> None:
    headers = client("rina").get(f"/files/{filed['photo']}{path}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in headers and "Last-Modified" not in headers


@pytest.mark.parametrize("what", READERS)
def test_only_who_may_open_the_record_gets_its_file(
    client: Clients, filed: dict[str, str], what: str
) -> None:
    missing = client("budi").get("/files/nothing-has-this-token").data
    seen = set()
    for name in EVERYONE:
        opened = client(name)
        for path in ("", "/thumbnail") if what not in ("table", "staff_draft") else ("",):
            response = opened.get(f"/files/{filed[what]}{path}")
            assert response.status_code in (200, 404)
            if response.status_code == 200:
                seen.add(name)
            else:
                assert b"draft.jpg" not in response.data and b"note" not in response.data
                assert len(response.data) > 200 and len(missing) > 200
    assert seen == READERS[what]


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient, filed: dict[str, str]) -> None:
    response = visitor.get(f"/files/{filed['photo']}")
    assert response.status_code == 303
    assert "/login" in response.headers["Location"]


def test_it_takes_two_selects(client: Clients, filed: dict[str, str]) -> None:
    opened = client("rina")
    opened.get(f"/files/{filed['photo']}")
    assert opened.selects <= 2


def test_a_row_without_its_bytes_is_not_found(
    app: Flask, client: Clients, session: Session, filed: dict[str, str]
) -> None:
    with app.app_context():
        root = storage.installed().root
    digest = session.query(Attachment.sha256).filter_by(token=filed["photo"]).scalar()
    session.rollback()
    (root / digest[:2] / digest).unlink()
    assert client("rina").get(f"/files/{filed['photo']}").status_code == 404
