"""POST /files/<token>/removal"""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.files.models import Attachment
from tests.page import HTMX, CheckedClient

Clients = Callable[[str], CheckedClient]


def left(session: Session, token: str) -> int:
    count = session.query(Attachment).filter_by(token=token).count()
    session.rollback()  # lets the next request write
    return count


def test_a_waiting_file_is_taken_back(client: Clients, session: Session, filed: dict[str, str]) -> None:
    sari = client("sari")
    assert sari.send(f"/files/{filed['draft']}/removal", headers=HTMX).status_code == 200
    assert "draft.jpg" not in sari.page.text
    assert left(session, filed["draft"]) == 0
    assert sari.send(f"/files/{filed['draft']}/removal", headers=HTMX).status_code == 404


def test_without_script_it_goes_home(client: Clients, session: Session, filed: dict[str, str]) -> None:
    response = client("dewi").send(f"/files/{filed['staff_draft']}/removal")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert left(session, filed["staff_draft"]) == 0


@pytest.mark.parametrize("name", ["rina", "toni", "dewi", "budi"])
def test_nobody_finds_the_draft_of_another(
    client: Clients, session: Session, filed: dict[str, str], name: str
) -> None:
    assert client(name).send(f"/files/{filed['draft']}/removal").status_code == 404
    assert left(session, filed["draft"]) == 1


def test_a_file_that_was_sent_stays(client: Clients, session: Session, filed: dict[str, str]) -> None:
    assert client("rina").send(f"/files/{filed['photo']}/removal").status_code == 403
    assert client("toni").send(f"/files/{filed['photo']}/removal").status_code == 403
    assert client("budi").send(f"/files/{filed['photo']}/removal").status_code == 404
    assert left(session, filed["photo"]) == 1


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient, filed: dict[str, str]) -> None:
    assert visitor.send(f"/files/{filed['draft']}/removal").status_code == 303
