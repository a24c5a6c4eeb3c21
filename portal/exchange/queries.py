"""Reading imports. They are the company's own work: only staff who see every partner get here."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.models import Import, ImportContradiction, ImportProfile, ImportRefusal

LIST_LENGTH = 50
REFUSALS_SHOWN = 50


def recent(session: Session, before_id: int | None = None) -> list[Any]:
    """The newest imports, or those before one id; one more than a page, to tell if there is a next."""
    statement = (
        select(
            Import.id, Import.ref, Import.state, Import.file_name, Import.counts, Import.created_at,
            Import.finished_at, Import.profile_name,
        )
        .order_by(Import.id.desc())
        .limit(LIST_LENGTH + 1)
    )  # fmt: skip
    if before_id is not None:
        statement = statement.where(Import.id < before_id)
    return list(session.execute(statement))


def by_ref(session: Session, ref: str, *, to_change: bool = False) -> Import | None:
    """The import with this reference; `to_change` keeps others from changing it meanwhile."""
    statement = select(Import).where(Import.ref == ref)
    return session.scalars(statement.with_for_update() if to_change else statement).first()


def refusals(session: Session, import_id: int, limit: int | None = REFUSALS_SHOWN) -> list[Any]:
    """The refused rows of an import in file order, at most `limit`."""
    statement = (
        select(ImportRefusal.row, ImportRefusal.column_name, ImportRefusal.value, ImportRefusal.reason)
        .where(ImportRefusal.import_id == import_id)
        .order_by(ImportRefusal.id)
    )
    return list(session.execute(statement.limit(limit) if limit else statement))


def contradictions(session: Session, import_id: int, limit: int | None = REFUSALS_SHOWN) -> list[Any]:
    """What the file of an import contradicts, in file order, at most `limit`."""
    statement = (
        select(ImportContradiction)
        .where(ImportContradiction.import_id == import_id)
        .order_by(ImportContradiction.row, ImportContradiction.id)
    )
    return list(session.scalars(statement.limit(limit) if limit else statement))


def only_files_promised(session: Session, import_id: int) -> bool:
    """Whether some of these are about promises that only files made so far."""
    statement = select(ImportContradiction.id).where(
        ImportContradiction.import_id == import_id, ImportContradiction.by_file
    )
    return session.execute(statement.limit(1)).first() is not None


def refusal_rows(rows: list[Any], sentences: list[str], heads: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of the downloadable list: row, column, value, reason."""
    yield heads
    for row, sentence in zip(rows, sentences, strict=True):
        yield (str(row.row), row.column_name or "", row.value, sentence)


def profile_names(session: Session) -> list[str]:
    """Names of the saved profiles, sorted."""
    return list(session.scalars(select(ImportProfile.name).order_by(ImportProfile.name)))


def saved_profile(session: Session, name: str) -> dict[str, Any] | None:
    """The settings saved under this name."""
    return session.scalars(select(ImportProfile.settings).where(ImportProfile.name == name)).first()
