"""Who may do what with a resolution and its steps, and what it still lacks before it may close."""

from collections.abc import Iterable
from typing import Any

from portal.actor import Actor
from portal.resolutions.kinds import kinds_of


def can_begin(actor: Actor, issue: Any) -> bool:
    """Either side may take an issue that is not closed into a resolution."""
    return actor.writes and not issue.closed


def fills(actor: Actor, resolution: Any) -> bool:
    """True for people of the side at cause: they say what happened and what they do."""
    return bool(actor.writes and actor.party == resolution.side)


def accepts(actor: Actor, resolution: Any) -> bool:
    """True for people of the other side: they accept, return, measure and give up."""
    return bool(actor.writes and actor.party != resolution.side)


def can_send(actor: Actor, resolution: Any, step: Any) -> bool:
    """What is accepted stands until it is returned; all else may be said again."""
    return fills(actor, resolution) and resolution.state == "open" and step.state != "accepted"


def can_accept(actor: Actor, resolution: Any, step: Any) -> bool:
    """The other side accepts what was sent."""
    return accepts(actor, resolution) and resolution.state == "open" and step.state == "sent"


def can_return(actor: Actor, resolution: Any, step: Any) -> bool:
    """The other side returns what was sent, also when it had accepted it before."""
    return accepts(actor, resolution) and resolution.state == "open" and step.state in ("sent", "accepted")


def can_redate(actor: Actor, resolution: Any, step: Any) -> bool:
    """While a step's clock runs, the side that accepts it may move its time."""
    return accepts(actor, resolution) and _clock_runs(resolution, step)


def can_ask_time(actor: Actor, resolution: Any, step: Any) -> bool:
    """While a step's clock runs, the side that fills it may ask for another time."""
    return fills(actor, resolution) and _clock_runs(resolution, step)


def _clock_runs(resolution: Any, step: Any) -> bool:
    return bool(resolution.state == "open" and step.due_at is not None and step.state in ("open", "returned"))


def can_count(actor: Actor, resolution: Any, step: Any) -> bool:
    """The side that does not fill the containment says what lies at its own place, until it accepts it."""
    return (
        accepts(actor, resolution) and resolution.state == "open" and step.kind == "containment"
        and step.state != "accepted"
    )  # fmt: skip


def can_judge(actor: Actor, resolution: Any) -> bool:
    """The accepting side says whether it works, once causes and what was done are accepted."""
    return (
        accepts(actor, resolution) and resolution.state == "open" and resolution.occurrence_code is not None
        and resolution.escape_code is not None and resolution.implemented_on is not None
    )  # fmt: skip


def can_aim(actor: Actor, resolution: Any) -> bool:
    """The accepting side says by what it is measured, until it is measured."""
    return accepts(actor, resolution) and resolution.state == "open" and resolution.effective_on is None


def can_extend(actor: Actor, resolution: Any) -> bool:
    """Either side may raise a light form to the full one."""
    return bool(actor.writes and resolution.state == "open" and resolution.form == "light")


def can_abandon(actor: Actor, resolution: Any) -> bool:
    """The accepting side may give it up, saying why."""
    return accepts(actor, resolution) and resolution.state == "open"


def can_reopen(actor: Actor, resolution: Any) -> bool:
    """Either side may say that it came back."""
    return bool(actor.writes and resolution.state == "closed")


def lacking(resolution: Any, steps: Iterable[Any]) -> tuple[str, ...]:
    """What stands between a resolution and its closing, as words of labels.LACKING or kinds of steps that
    are not accepted (all but the closing itself, whose acceptance closes). Empty when it may close."""
    states = {step.kind: step.state for step in steps}
    lack = [kind for kind in kinds_of(resolution.form)[:-1] if states.get(kind) != "accepted"]
    if resolution.occurrence_code is None or resolution.escape_code is None:
        lack.append("no_causes")
    if resolution.implemented_on is None:
        lack.append("no_implementation")
    if resolution.effective_on is None:
        lack.append("no_effect")
    elif resolution.implemented_on is not None and resolution.effective_on <= resolution.implemented_on:
        lack.append("early_effect")
    return tuple(lack)
