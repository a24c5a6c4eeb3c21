"""Plans of the world: one of SUMBER, one confidential there, one of BAUT; each with an action, a reading, a
day that moved and an internal note."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.plans import actions, moving
from portal.talk.actions import say
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World

TODAY = date(2026, 11, 10)


def write(
    world: "World", name: str, partner_id: int, circle: str, owner: str, *, confidential: bool = False
) -> None:
    """A plan whose words `circle` may read, owned by Dewi and `owner`."""

    def mark(place: str) -> str:
        return world.mark(circle, place)

    session, theirs, dewi = world.session, people.actor(owner), people.actor("dewi")
    plan = actions.begin(
        session, theirs, partner_id, "corrective",
        actions.Terms(
            title=mark("plans.title"), goal=mark("plans.goal"), starts_on=TODAY - timedelta(days=30),
            ends_on=TODAY + timedelta(days=60), staff_owner_id=dewi.user_id, partner_owner_id=theirs.user_id,
            measure=mark("plans.measure"), unit="pcs", baseline=Decimal(9), target=Decimal(0), confidential=confidential,
        ),
        programme=mark("plans.programme") if circle == "Baut" else None,
    )  # fmt: skip
    action = actions.add_action(
        session, theirs, plan,
        actions.NewAction(
            mark("actions.title"), mark("actions.done_means"), "partner", theirs.user_id, theirs.name,
            TODAY - timedelta(days=3), [mark("actions.checklist")],
        ),
    )  # fmt: skip
    actions.measure(session, theirs, plan, TODAY - timedelta(days=2), Decimal(4), mark("plan_readings.note"))
    moving.redate(session, theirs, plan, action, TODAY + timedelta(days=9), mark("due_changes.reason"))
    moving.move(session, theirs, plan, action, "waiting", mark("actions.waiting_for"))
    inner = {"Baut": "InnerBaut"}.get(circle, "Inner")
    for kind, row_id, ref in (
        ("plan", plan.id, plan.ref),
        ("action", action.id, f"{plan.ref}/{action.number}"),
    ):
        for audience, word in (
            ("shared", mark("messages.body")),
            ("internal", world.mark(inner, "messages.body")),
        ):
            say(session, dewi, (kind, row_id, ref), partner_id=partner_id, audience=audience, body=word)
    if name == "ending":
        actions.propose_end(session, theirs, plan, "dropped", mark("plans.closing_note"))
    world.refs[f"plan:{name}"] = plan.ref
