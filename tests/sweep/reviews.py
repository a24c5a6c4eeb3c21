"""Reviews of the world: of SUMBER one before it is held and one with minutes, and one of BAUT; each with how both
sides see it, a shared message and a note of preparation."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from portal.accounts.tokens import hashed
from portal.reviews import actions, holding
from portal.reviews.link_model import ReviewLink
from portal.reviews.models import Review
from portal.talk.actions import say
from tests import cast
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World

TODAY = date(2026, 11, 10)
NOW, LATER = datetime(2026, 11, 10, 3, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
LINK = "link-to-review-{}"
PERIOD = date(2026, 10, 1), date(2026, 10, 31)


def write(
    world: "World", name: str, partner_id: int, circle: str, theirs: str, *, upto: str = "view"
) -> None:
    """A review whose words `circle` may read, up to 'view', 'minutes' or 'cancelled'."""

    def mark(place: str) -> str:
        return world.mark(circle, place)

    session, partner, dewi = world.session, people.actor(theirs), people.actor("dewi")
    attending = [
        actions.Person("company", dewi.user_id, dewi.name), actions.Person("partner", partner.user_id, partner.name),
    ]  # fmt: skip
    meeting = actions.Meeting(date(2027, 3, 9), "09:30", mark("reviews.place"), 7, attending)
    every = "monthly" if name in ("planned", "other") else None
    review = actions.plan(session, dewi, partner_id, PERIOD, meeting, every)
    fields = ("difficulties", "wishes", "feedback", "risks", "outlook")
    for actor in (partner, dewi):
        actions.see(session, actor, review, {field: mark(f"review_views.{field}") for field in fields})
    if upto == "minutes":
        said = holding.Said(TODAY, mark("review_minutes.notes"), [mark("review_minutes.decisions")], {})
        holding.write(session, partner, review, said, None, TODAY, cast.ZONE)
    if upto == "cancelled":
        actions.cancel(session, partner, review, mark("reviews.ended_words"))
    inner = {"Baut": "InnerBaut"}.get(circle, "Inner")
    for audience, word in (
        ("shared", mark("messages.body")),
        ("internal", world.mark(inner, "messages.body")),
    ):
        say(
            session,
            dewi,
            ("review", review.id, review.ref),
            partner_id=partner_id,
            audience=audience,
            body=word,
        )
    _link(world, review, name, inner)
    world.refs[f"review:{name}"] = review.ref


def _link(world: "World", review: Review, name: str, circle: str) -> None:
    """A link sent to somebody without an account: only staff read to whom."""
    address = f"{world.mark(circle, 'review_links.to_address')}@example.test".lower()
    world.session.add(
        ReviewLink(
            partner_id=review.partner_id, review_id=review.id, token_hash=hashed(LINK.format(name)),
            to_name=world.mark(circle, "review_links.to_name"), to_address=address, locale="en",
            created_by=people.IDS["dewi"], creator_name="Dewi Anggraini", created_at=NOW, expires_at=LATER,
        )
    )  # fmt: skip
