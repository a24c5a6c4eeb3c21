"""Looking into an answer that may hold anything: nothing here raises, whatever the value is."""

import math
from typing import Any

MOST = 2000  # characters kept of one text
FEW = 5  # errors kept of one list


def rows(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects in the list at `path`; a single object stands for a list of one."""
    found = inside(value, *path)
    if isinstance(found, dict):
        return [found]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def first(value: Any, *path: str) -> list[dict[str, Any]]:
    """The first objects of the list at `path`: for errors told once for many parcels."""
    return rows(value, *path)[:FEW]


def inside(value: Any, *path: str) -> Any:
    """What lies at `path` through nested objects, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str) -> str:
    """The text at `path`, trimmed; a number becomes text, everything else is empty."""
    found = inside(value, *path)
    if isinstance(found, bool):
        return ""
    if isinstance(found, float):
        if not math.isfinite(found):
            return ""
        found = int(found) if found.is_integer() else found
    if isinstance(found, int | float):
        return str(found)[:MOST]
    if not isinstance(found, str):
        return ""
    # Half a surrogate pair can be written in JSON but not in UTF-8, and PostgreSQL stores no NUL.
    whole = found.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
    return whole.strip()[:MOST]


def joined(*parts: str) -> str:
    """A place from its parts, without empty and repeated ones."""
    return ", ".join(dict.fromkeys(part for part in parts if part))
