"""Parts of the issue page that other slices bring."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.orm import Session

from portal.issues import panels
from portal.issues.panels import IssueSeen
from tests.issues.arrange import issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture
def _brought(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shown = DictLoader(
        {
            "main.html": '<p class="brought">{{ panel.said }}</p>',
            "side.html": '<p class="beside">{{ panel.said }}</p>',
        }
    )
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([shown, app.jinja_env.loader]))  # type: ignore[list-item]
    monkeypatch.setattr(panels, "_builds", {})
    yield


@pytest.mark.usefixtures("_brought")
def test_a_panel_is_told_of_the_issue_and_stands_by_its_place(client: Client, session: Session) -> None:
    def word(name: str) -> panels.Build:
        def build(_session: Session, actor: object, seen: IssueSeen) -> dict[str, str]:
            return {
                "said": f"{name} {seen.row.ref} {seen.order_ref} {seen.line_number} {seen.asked.get('x')}"
            }

        return build

    orders(session)
    ref = issue(session)
    panels.register("late", word("late"), template="main.html", place=60)
    panels.register("soon", word("soon"), template="main.html", aside="side.html", place=40)
    rina = client("rina")
    rina.get(f"/issues/{ref}?x=7")
    assert [p.text for p in rina.page.all("p", class_="brought")] == [
        f"soon {ref} PO-1 1 7",
        f"late {ref} PO-1 1 7",
    ]
    assert [p.text for p in rina.page.all("p", class_="beside")] == [f"soon {ref} PO-1 1 7"]
