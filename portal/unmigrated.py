"""A sentence instead of a traceback where a command finds a database without the tables of this version."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

SAID = (
    "The database does not have the tables of this version. Run `flask db upgrade` first, with the same MITRA_DATA "
    "and MITRA_DATABASE_URL."
)  # fmt: skip
_MISSING = ("no such table", "no such column", "has no column", "UndefinedTable", "UndefinedColumn")
_known: set[Callable[..., Any]] = set()


def explain(app: Flask) -> None:
    """Let our own commands say so; those of Flask and of migrations stay as they are. Commands are shared by
    all applications of a process."""
    for command in app.cli.commands.values():
        if command.callback is not None and command.callback not in _known:
            command.callback = _explained(command.callback)


def _explained(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return callback(*arguments, **options)
        except (OperationalError, ProgrammingError) as error:
            if is_unmigrated(error):
                raise click.ClickException(SAID) from None
            raise

    _known.add(run)
    return run


def is_unmigrated(error: OperationalError | ProgrammingError) -> bool:
    """True if a table or column is not there."""
    told = f"{type(error.orig).__name__} {error.orig}"
    return any(word in told for word in _MISSING)
