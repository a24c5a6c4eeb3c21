"""What makes a test's database as good as new: empty, or with the cast in it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Refill = Callable[[bool], None]  # True: with the cast

# Rows of the template's own stay; what tests added goes, past every trigger and policy.
_EMPTY = """
DO $$
DECLARE item record; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR item IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s) LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%%I)', item.tablename) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM public.%%I', item.tablename); END IF;
  END LOOP;
  FOR item IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE public.%%I RESTART', item.sequencename);
  END LOOP;
END $$;
"""


def of_sqlite(empty: str, cast: str, path: Path) -> Refill:
    """Puts a copy of the file `empty` or `cast` at `path`, on which nobody has a connection."""

    def refill(with_cast: bool) -> None:
        shutil.copyfile(cast if with_cast else empty, f"{path}.new")
        os.replace(f"{path}.new", path)
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)

    return refill


def of_postgres(admin: Any, seed: Callable[[], None]) -> Refill:
    """Deletes what tests wrote, by a superuser's connection, and puts in the rows that `seed` wrote once."""
    from psycopg import ClientCursor

    kept = _filled(admin)
    seed()
    rows = "".join(_insert(admin, name) for name in _filled(admin) if name not in kept)
    rows += "".join(
        f"SELECT setval('public.\"{name}\"', {value});"
        for name, value in admin.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
    )
    cast = f"SET session_replication_role = replica; {rows} RESET session_replication_role;"
    empty = ClientCursor(admin).mogrify(_EMPTY, [kept])

    def refill(with_cast: bool) -> None:
        admin.execute(empty + cast if with_cast else empty)

    return refill


def _filled(admin: Any) -> list[str]:
    """The tables that hold rows."""
    names = [row[0] for row in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    return [n for n in names if admin.execute(f'SELECT EXISTS (SELECT 1 FROM "{n}")').fetchone()[0]]  # noqa: S608


def _insert(admin: Any, table: str) -> str:
    """The statement that writes this table's rows anew."""
    from psycopg import ClientCursor

    rows = admin.execute(f'SELECT json_agg(t)::text FROM public."{table}" t').fetchone()[0]  # noqa: S608
    return ClientCursor(admin).mogrify(
        f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE '  # noqa: S608
        f'SELECT * FROM json_populate_recordset(NULL::public."{table}", %s);',
        [rows],
    )
