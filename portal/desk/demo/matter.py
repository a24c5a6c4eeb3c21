"""What was raised and said, in plain values: told by the scenes, written by correspondence."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True)
class Paper:
    """A file that goes with a message: its name and what makes its bytes."""

    name: str
    make: Callable[[], bytes]


@dataclass
class Step:
    """One thing done in a matter: 'say' (to both sides), 'note' (internal), or a transition of
    portal.issues.policy.STEPS with what was said along with it."""

    kind: str
    by: str
    at: datetime
    text: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass
class Matter:
    """An issue: about the deal called `deal` (its line, its notice, or the whole of it) or, without
    one, about the relationship with `partner`. handling: how the opener found it was handled."""

    partner: str
    by: str
    at: datetime
    kind: str
    title: str
    what: str
    effect: str | None = None
    wish: str | None = None
    severity: str = "normal"
    deal: str = ""
    line: int = 0
    notice: bool = False
    quantity: Decimal | None = None
    confidential: bool = False
    named: tuple[str, ...] = ()
    owner: str = ""
    team: str | None = None
    papers: tuple[Paper, ...] = ()
    steps: list[Step] = field(default_factory=list)
    handling: str | None = None
    handling_note: str | None = None

    def __post_init__(self) -> None:
        """Where a Sunday or holiday brought two steps to one day, keep their order: the earlier one
        moves back, so that nothing comes to lie after now."""
        chain: list[Step | Matter] = [*self.steps[::-1], self]
        for later, earlier in pairwise(chain):
            earlier.at = min(earlier.at, later.at - timedelta(minutes=7))


@dataclass
class Remark:
    """A message under an order or its notice."""

    deal: str
    by: str
    at: datetime
    text: str
    audience: str = "shared"
    on_notice: bool = False
    papers: tuple[Paper, ...] = ()
