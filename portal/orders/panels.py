"""Parts of the order page that other slices bring: they stand below orders and cannot be called.

A slice registers a function that looks up what its panel shows; the page includes the templates.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from portal.actor import Actor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """The order that a panel is about. `places` says for each schedule's id which line and part it
    is and in which unit; `commitments` are its ledger (portal.orders.queries.order_ledger), `schedules` its
    schedules (portal.orders.queries.order); `before` is where an earlier page of what happened begins,
    `show` what of it is asked for; `today` is that of the company. `shown` are the ids of the schedules on
    this page of its lines, None for all of them, and `kept` what an address says to stay on this page. `read` is what `once` has found."""

    id: int
    ref: str
    partner_id: int
    partner_name: str
    places: Mapping[int, tuple[int, int, str]]
    commitments: Sequence[Any]
    today: date
    before: str | None = None
    show: tuple[str, ...] = ()
    schedules: Sequence[Any] = ()
    shown: Collection[int] | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict, compare=False)

    def shows(self, schedule_id: int) -> bool:
        """The schedule is on this page of lines."""
        return self.shown is None or schedule_id in self.shown

    def once(self, name: str, look: Callable[[], T]) -> T:
        """What `look` finds, looked for once for all panels that ask under this name."""
        if name not in self.read:
            self.read[name] = look()
        return cast(T, self.read[name])


Build = Callable[[Session, Actor, OrderSeen], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Templates and what they show, which they find under the name `panel`. `aside` is the part that
    stands beside the page, `line` the one under each schedule (it finds `line` and `part`), if there is one."""

    template: str
    aside: str | None
    line: str | None
    panel: Mapping[str, Any]


_builds: dict[str, tuple[int, Build, str | None, str | None]] = {}


def register(
    template: str, build: Build, place: int = 50, aside: str | None = None, line: str | None = None
) -> None:
    """Add a panel to the order page. `build(session, actor, order)` answers with few SELECTs, the
    same number however much there is. Panels stand by `place`, lowest first."""
    _builds[template] = (place, build, aside, line)


def of_order(session: Session, actor: Actor, order: OrderSeen) -> list[Panel]:
    """The panels of one order, as `actor` may see them."""
    builds = sorted(_builds.items(), key=lambda item: (item[1][0], item[0]))
    return [
        Panel(template, aside, line, build(session, actor, order))
        for template, (_, build, aside, line) in builds
    ]
