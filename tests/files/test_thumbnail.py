"""GET /files/<token>/thumbnail (who may: test_show.py, which asks both)"""

import io
from collections.abc import Callable

from PIL import Image

from tests.page import CheckedClient

Clients = Callable[[str], CheckedClient]


def test_a_picture_has_a_small_one(client: Clients, filed: dict[str, str]) -> None:
    response = client("rina").get(f"/files/{filed['photo']}/thumbnail")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(response.data)).size == (320, 240)


def test_other_files_have_none(client: Clients, filed: dict[str, str]) -> None:
    assert client("rina").get(f"/files/{filed['table']}/thumbnail").status_code == 404


def test_a_stranger_finds_nothing(client: Clients, filed: dict[str, str]) -> None:
    assert client("budi").get(f"/files/{filed['photo']}/thumbnail").status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: CheckedClient, filed: dict[str, str]) -> None:
    assert visitor.get(f"/files/{filed['photo']}/thumbnail").status_code == 303
