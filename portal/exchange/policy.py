"""Who may bring files in."""

from portal.actor import Actor


def can_import(actor: Actor) -> bool:
    """Staff who write, and see every partner: a file may hold any partner's orders."""
    return actor.is_staff and actor.writes and actor.limited_to is None


def can_see_imports(actor: Actor) -> bool:
    """Staff who see every partner."""
    return actor.is_staff and actor.limited_to is None


def can_answer_by_sheet(actor: Actor) -> bool:
    """Whoever writes may answer the lines they see; the lines are those of their own side."""
    return actor.writes


def can_bring_figures(actor: Actor, kind: str) -> bool:
    """Staff who write bring any figures of the partners they see; a partner's person what they sold."""
    if not actor.writes:
        return False
    return actor.is_staff or (kind == "actuals" and actor.reach == "all")
