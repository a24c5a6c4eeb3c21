"""Which kinds of record can be talked about, filed under and reported on, and who may open each.

A slice registers its own kind here, so that slices above it can ask "may this actor see issue 7?"
without importing it.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, or_

from portal.actor import Actor

VisibleIds = Callable[[Actor], Select[int]]

_kinds: dict[str, VisibleIds] = {}


def register(kind: str, visible_ids: VisibleIds) -> None:
    """Name a kind of record ('order', 'issue') and the scoped select of the ids an actor may open."""
    _kinds[kind] = visible_ids


def kinds() -> tuple[str, ...]:
    """All registered kinds, sorted."""
    return tuple(sorted(_kinds))


def visible_ids(actor: Actor, kind: str) -> Select[int]:
    """The ids of `kind` that `actor` may open. Raises KeyError for a kind nobody registered."""
    return _kinds[kind](actor)


def visible_subject(model: Any, actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions that hold for rows of `model` (with subject_type and subject_id) whose subject
    `actor` may open. Staff without a limit may open every subject, so nothing is added for them.

    Each row's subject is looked up by its id: a list of all that the actor may open would grow. Who sees
    only a part of what their partner has gets that list, so that the rest is not walked through.
    """
    if actor.side == "staff":
        return []
    if actor.reach != "all":
        return [
            or_(
                *(
                    (model.subject_type == kind) & model.subject_id.in_(visible_ids(actor, kind))
                    for kind in kinds()
                )
            )
        ]
    return [or_(*((model.subject_type == kind) & _may_open(model, kind, actor) for kind in kinds()))]


def _may_open(model: Any, kind: str, actor: Actor) -> ColumnElement[bool]:
    ids = visible_ids(actor, kind)
    return ids.where(ids.selected_columns[0] == model.subject_id).correlate(model).exists()
