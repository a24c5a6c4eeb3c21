"""A store of its own for each test."""

from pathlib import Path

import pytest

from portal.files.storage import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store in a temporary folder."""
    return Store(tmp_path / "files")
