"""Programs of the cast."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.exchange import programs


@pytest.fixture
def program(app: Flask, session: Session) -> Callable[..., programs.Program]:
    """`program("rina", "orders:read")` is a program with a new token of hers."""
    return programs.programs(app, session)
