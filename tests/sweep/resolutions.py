"""Resolutions of the world: one whose causes are to be decided on, one that closed, and one of the same cause that is to
be judged; one confidential, one of BAUT."""

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.issues.models import Issue
from portal.resolutions import actions, judging, queries, stepping, timing
from portal.resolutions.kinds import Clocks
from portal.resolutions.models import Resolution, Step
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World

DONE_ON = "2026-11-09"


def write(
    world: "World", issue: Issue, circle: str, name: str, *, form: str = "full", upto: str = "sent"
) -> None:
    """Take an issue into a resolution whose words `circle` may read, filled by this person of the partner: its
    causes are `sent`, or all but the closing is `accepted`, or it is `closed`."""
    case = _Case(world, issue, circle, name, form)
    if upto == "sent":
        case.send("causes")
        case.return_("causes")
        case.send("causes")
        case.time("correction")
        return
    for kind in ("causes", "implementation"):
        case.send(kind)
        stepping.accept(world.session, case.dewi, case.made, case.step(kind))
    if upto == "closed":
        judging.judge(
            world.session,
            case.dewi,
            case.made,
            "effective",
            case.mark("resolution_decisions.reason"),
            Clocks(),
        )
        case.send("closing")
        stepping.accept(world.session, case.dewi, case.made, case.step("closing"))


class _Case:
    def __init__(self, world: "World", issue: Issue, circle: str, name: str, form: str) -> None:
        self.world, self.circle = world, circle
        self.dewi, self.theirs = people.actor("dewi"), people.actor(name)
        item = queries.item_of(world.session, self.dewi, issue)
        self.made: Resolution = actions.begin(
            world.session, self.dewi, issue, form, "partner", item, Clocks()
        )

    def mark(self, place: str) -> str:
        return self.world.mark(self.circle, place)

    def step(self, kind: str) -> Step:
        steps = queries.steps_of(self.world.session, self.dewi, self.made)
        return next(step for step in steps if step.kind == kind)

    def send(self, kind: str) -> None:
        word = self.mark("resolution_step_versions.content")
        said: dict[str, dict[str, Any]] = {
            "causes": {
                "occurrence_code": "method",
                "occurrence": word,
                "escape_code": "people",
                "escape": word,
            },
            "implementation": {"done": word, "done_on": DONE_ON},
            "closing": {"learned": word},
        }
        stepping.send(self.world.session, self.theirs, self.made, self.step(kind), said[kind])

    def time(self, kind: str) -> None:
        """Another time is asked for, twice, and moved in between."""
        say = (self.world.session, self.theirs, self.made, self.step(kind))
        soon = timing.end_of(self.world.session, date(2030, 1, 14))
        for _turn in range(2):
            timing.ask(*say, soon, self.mark("resolution_due_words.reason"))
            if _turn == 0:
                timing.move(
                    self.world.session, self.dewi, self.made, self.step(kind), soon, self.mark("resolution_due_words.reason")
                )  # fmt: skip

    def return_(self, kind: str) -> None:
        why = self.mark("resolution_decisions.reason")
        stepping.return_(self.world.session, self.dewi, self.made, self.step(kind), why)
