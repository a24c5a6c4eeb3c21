"""Whether the portal can work: its database answers and is migrated as far as the code wants."""

from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import column, select, table
from sqlalchemy.exc import SQLAlchemyError

from portal.config import ROOT
from portal.db import system_session

_version = table("alembic_version", column("version_num"))


@cache
def heads() -> frozenset[str]:
    """The newest revisions among the migrations of this checkout."""
    return frozenset(ScriptDirectory(str(ROOT / "migrations")).get_heads())


def ready() -> bool:
    """True if the database answers and stands at `heads()`."""
    try:
        with system_session("read") as session:
            found = frozenset(session.scalars(select(_version.c.version_num)))
    except SQLAlchemyError:
        return False
    return found == heads()
