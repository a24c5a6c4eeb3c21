"""Who may do what with an issue, and from which state to which."""

from dataclasses import dataclass
from typing import Any

from portal.actor import Actor
from portal.shipments import policy as shipments

OPEN = ("open", "acknowledged", "in_progress", "reopened")


@dataclass(frozen=True, slots=True)
class Step:
    """A transition: from which states, to which, and by which side it is done."""

    before: tuple[str, ...]
    after: str
    side: str


# The state machine. 'opener' is the side that opened the issue: it agrees or reopens; the other
# side works on it.
STEPS = {
    "acknowledge": Step(("open", "reopened"), "acknowledged", "answerer"),
    "start": Step(("open", "acknowledged", "reopened"), "in_progress", "answerer"),
    "resolve": Step(OPEN, "resolved", "answerer"),
    "confirm": Step(("resolved",), "confirmed", "opener"),
    "reopen": Step(("resolved", "confirmed"), "reopened", "opener"),
}


def can_open(actor: Actor) -> bool:
    """Whoever writes may report something."""
    return actor.writes


def can_contest(actor: Actor, matter: Any) -> bool:
    """The partner contests what was booked of its goods; the company takes its own bookings back."""
    return shipments.can_contest(actor, matter)


def may_ever_take(actor: Actor, issue: Any, verb: str) -> bool:
    """True if `verb` (a key of STEPS) is for the actor's side to do, whatever the issue's state."""
    opener = actor.side == issue.opened_side
    return actor.writes and bool(opener == (STEPS[verb].side == "opener"))


def can_take(actor: Actor, issue: Any, verb: str) -> bool:
    """True if `actor` may do `verb` with the issue as it stands now."""
    return may_ever_take(actor, issue, verb) and issue.state in STEPS[verb].before and not issue.merged


def verbs(actor: Actor, issue: Any) -> tuple[str, ...]:
    """The transitions the actor may do now."""
    return tuple(verb for verb in STEPS if can_take(actor, issue, verb))


def can_assign(actor: Actor) -> bool:
    """Staff who write give issues to each other."""
    return actor.is_staff and actor.writes


def can_grade(actor: Actor, issue: Any) -> bool:
    """Staff who write set how severe an open issue is."""
    return actor.is_staff and actor.writes and not bool(issue.closed)


def can_say(issue: Any) -> bool:
    """What was merged into another issue is talked about there."""
    return not bool(issue.merged)


def can_split(actor: Actor, issue: Any) -> bool:
    """Whoever writes makes an issue of its own of what was asked in another."""
    return actor.writes and not bool(issue.merged)


def may_merge(actor: Actor, issue: Any) -> bool:
    """Our people merge issues; a partner's those that its own side opened, so that no answer is lost."""
    return actor.writes and bool(actor.is_staff or issue.opened_side == actor.side)


def can_merge(actor: Actor, issue: Any) -> bool:
    """True if `actor` may merge the issue as it stands now."""
    return may_merge(actor, issue) and issue.state in OPEN and not issue.merged


def can_add_people(actor: Actor, issue: Any) -> bool:
    """Whoever writes names people who take part, as long as the issue was not merged into another."""
    return actor.writes and not bool(issue.merged)


def answers_shared(actor: Actor, issue: Any) -> bool:
    """True if a shared message by `actor` is the answer that its clock waits for."""
    return bool(actor.side != issue.opened_side)
