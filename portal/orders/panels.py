"""Parts of the order page that other slices bring: they stand below orders and cannot be called.

A slice registers a function that looks up what its panel shows; the page includes the template.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor

Build = Callable[[Session, Actor, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and what it shows: the template finds it under the name `panel`."""

    template: str
    panel: Mapping[str, Any]


_builds: dict[str, tuple[int, Build]] = {}


def register(template: str, build: Build, place: int = 50) -> None:
    """Add a panel to the order page. `build(session, actor, order)` answers with at most one SELECT;
    `order` has id, ref, partner_id, partner_name. Panels stand by `place`, lowest first."""
    _builds[template] = (place, build)


def of_order(session: Session, actor: Actor, order: Any) -> list[Panel]:
    """The panels of one order, as `actor` may see them."""
    builds = sorted((place, template, build) for template, (place, build) in _builds.items())
    return [Panel(template, build(session, actor, order)) for _place, template, build in builds]
