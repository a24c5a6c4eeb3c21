"""A store of its own for each test, and records that files can be filed under."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.files.storage import Store
from tests.files import arrange


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store in a temporary folder."""
    return Store(tmp_path / "files")


@pytest.fixture
def filed(app: Flask, session: Session) -> dict[str, str]:
    """Tokens of files by what they are."""
    with app.app_context():
        arrange.records(session)
        tokens = {
            "photo": arrange.attached(session, "rina", arrange.picture(), "bündle 1.jpg"),
            "table": arrange.attached(session, "rina", "a;ü\n".encode("cp1252"), "list.csv"),
            "internal": arrange.attached(
                session, "dewi", arrange.picture("red"), "note.jpg", audience="internal"
            ),
            "confidential": arrange.attached(
                session, "sari", arrange.picture("navy"), "secret.jpg", subject=arrange.ISSUE
            ),
            "draft": arrange.draft(session, "sari", arrange.picture("gold"), "draft.jpg").token,
            "staff_draft": arrange.draft(session, "dewi", b"words", "draft.txt").token,
        }  # fmt: skip
        session.commit()
    return tokens
