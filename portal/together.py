"""Several questions to the database in one statement.

A page that asks ten small things makes ten trips; asked together they are one. Each part stays the select
that it is, with its own columns, limit and scope, and gets back its own rows.
"""

from collections import defaultdict, namedtuple
from functools import lru_cache
from typing import Any

from sqlalchemy import String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from portal.scope import AnySelect, carrying


class Together:
    """Selects of columns by name, put together; None for one that is not asked. Building it takes longer
    than the database needs to answer: where it can be, it is kept, with what differs as bind parameters."""

    def __init__(self, **asked: AnySelect | None) -> None:
        parts = {name: part for name, part in asked.items() if part is not None}
        slots: dict[str, Any] = {}
        placed = {name: _placed(part, slots) for name, part in parts.items()}
        places = {slot: number for number, slot in enumerate(slots, start=1)}
        each = [_row(name, part, placed[name], slots) for name, part in parts.items()]
        self._names = tuple(asked)
        self._shapes = {
            name: (_shape(tuple(names)), [places[slot] for slot in names.values()])
            for name, names in placed.items()
        }
        self._statement = carrying(union_all(*each), *parts.values())  # type: ignore[arg-type]

    def read(self, session: Session, **values: Any) -> dict[str, list[Any]]:
        """The rows of each select by its name, in no order; none of those that were not asked. One SELECT."""
        found: dict[str, list[Any]] = {name: [] for name in self._names}
        for row in session.execute(self._statement, values):
            shape, places = self._shapes[row[0]]
            found[row[0]].append(shape(*[row[place] for place in places]))
        return found


def _placed(part: AnySelect, slots: dict[str, Any]) -> dict[str, str]:
    """Which slot each column of a part takes: columns of one type share slots over all parts."""
    taken: dict[str, int] = defaultdict(int)
    names = {}
    for column in part.selected_columns:
        kind = String() if isinstance(column.type, String) else column.type
        slot = f"{kind!r} {taken[repr(kind)]}"
        taken[repr(kind)] += 1
        slots.setdefault(slot, kind)
        names[str(column.key)] = slot
    return names


def _row(name: str, part: AnySelect, names: dict[str, str], slots: dict[str, Any]) -> AnySelect:
    """The part as a part of the union: its columns in their slots, and nothing in the others."""
    rows = part.subquery()
    filled = {slot: rows.c[key] for key, slot in names.items()}
    return select(
        literal(name).label("part"),
        *(
            filled.get(slot, cast(null(), kind)).label(f"c{number}")
            for number, (slot, kind) in enumerate(slots.items())
        ),
    )


@lru_cache(maxsize=256)
def _shape(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)
