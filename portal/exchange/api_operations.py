"""How one thing that a program can ask is described: its address, parameters, answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.web.i18n import _

Schema = Mapping[str, Any]
DAY: Schema = {"type": "string", "format": "date"}
TIME: Schema = {"type": "string", "format": "date-time"}
TEXT: Schema = {"type": "string", "maxLength": 200}
CURSOR: Schema = {"type": "string", "maxLength": 400}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the query or the address, or a header. `several`: may be given more than once."""

    name: str
    says: str
    schema: Schema
    where: str = "query"
    several: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can ask. answers: by status, the schema and what it means. body: what is sent."""

    method: str
    path: str
    scope: str
    says: str
    more: str = ""
    parameters: tuple[Parameter, ...] = ()
    answers: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    body: Schema | None = None
    example: str = ""
    problems: tuple[int, ...] = ()


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def whole(most: int) -> Schema:
    """A whole number from 1 on."""
    return {"type": "integer", "minimum": 1, "maximum": most}


def after() -> Parameter:
    """Where a list goes on."""
    return Parameter("after", _("Where to go on: part of the address in next."), CURSOR)


def ref(says: str) -> Parameter:
    """A number in the address."""
    return Parameter("ref", says, {"type": "string", "minLength": 1, "maxLength": 40}, "path")


def key() -> Parameter:
    """The key by which a request that comes again is known."""
    says = _(
        "A word of your own for this request: sent again with it, nothing is done twice and the answer is the same."
    )
    return Parameter("Idempotency-Key", says, {"type": "string", "maxLength": 255}, "header")
