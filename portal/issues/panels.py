"""Parts of the issue page that other slices bring: they stand below issues and cannot be called.

A slice registers a function that looks up what its panel shows; the page includes the templates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor


@dataclass(frozen=True, slots=True)
class IssueSeen:
    """The issue that a panel is about. `row` is the portal.issues.models.Issue; `order_ref` and `line_number` are
    of the order it is about, as far as the reader may open it; `readers` (portal.talk.queries.Readers) are those who
    read what both sides share here; `today` is that of the company; `asked` are the values of the page's address."""

    row: Any
    partner_name: str
    partner_code: str
    order_ref: str | None
    line_number: int | None
    readers: Any
    today: date
    asked: Mapping[str, str]


Build = Callable[[Session, Actor, IssueSeen], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Templates and what they show, which they find under the name `panel`: `template` stands between what
    happened and the talk, `aside` beside the page, after the clocks; either may be None."""

    template: str | None
    aside: str | None
    panel: Mapping[str, Any]


_builds: dict[str, tuple[int, Build, str | None, str | None]] = {}


def register(
    name: str, build: Build, *, template: str | None = None, aside: str | None = None, place: int = 50
) -> None:
    """Add a panel to the issue page. `build(session, actor, issue)` answers with few SELECTs, the same
    number however much there is. Panels stand by `place`, lowest first."""
    _builds[name] = (place, build, template, aside)


def of_issue(session: Session, actor: Actor, issue: IssueSeen) -> list[Panel]:
    """The panels of one issue, as `actor` may see them."""
    builds = sorted(_builds.items(), key=lambda item: (item[1][0], item[0]))
    return [
        Panel(template, aside, build(session, actor, issue)) for _name, (_, build, template, aside) in builds
    ]
