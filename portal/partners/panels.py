"""Parts of a partner's page that other slices bring: they stand below partners and cannot be called.

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
    """Add a panel to the page of a partner. `build(session, actor, partner)` looks up what it shows;
    `partner` has id, code, name. Panels stand by `place`, lowest first."""
    _builds[template] = (place, build)


def of_partner(session: Session, actor: Actor, partner: Any) -> list[Panel]:
    """The panels of one partner, as `actor` may see them."""
    builds = sorted((place, template, build) for template, (place, build) in _builds.items())
    return [Panel(template, build(session, actor, partner)) for _place, template, build in builds]
