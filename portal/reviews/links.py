"""Making, finding, using and taking back links to say how a partner sees it before a review.

Whoever holds one is a narrow actor: the one review and what was said of it before, in the name the link was sent to.
"""

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts import letters
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders import sent_links
from portal.orders.links import Recipient
from portal.reviews import policy
from portal.reviews.actions import or_not_now
from portal.reviews.link_model import ReviewLink
from portal.reviews.models import Review, View


def send(
    session: Session, actor: Actor, review: Review, to: Recipient, *, days: int, base_url: str
) -> ReviewLink:
    """Make a link to say how the partner sees it and mail it. The secret goes into the mail and nowhere else.
    Raises NotNow. Records `review_link_sent`; never commits."""
    or_not_now(policy.can_send_link(actor, review))
    link: ReviewLink
    link, secret = sent_links.made(
        session, ReviewLink, actor, to, days, partner_id=review.partner_id, review_id=review.id
    )
    letters.send(
        session,
        letters.Letter(
            "review-link", to.address, to.name, to.locale,
            context={
                "link": f"{base_url}/links/{secret}", "inviter": actor.name, "days": days,
                "day": review.meets_on,
            },
        ),
    )  # fmt: skip
    _tell(session, actor, "review_link_sent", link, review.ref, to=to.name)
    return link


def of_review(session: Session, actor: Actor, review_id: int) -> list[ReviewLink]:
    """The links to a review, newest first. One SELECT."""
    mine = ReviewLink.visible_to(actor).where(ReviewLink.review_id == review_id)
    return list(session.scalars(mine.order_by(ReviewLink.id.desc())))


def revoke(session: Session, actor: Actor, link: ReviewLink, ref: str) -> None:
    """Take a link back, at once. One that was used or revoked already stays as it is. Records
    `review_link_revoked`; never commits."""
    if sent_links.revoked(session, link):
        _tell(session, actor, "review_link_revoked", link, ref, to=link.to_name)


def by_secret(session: Session, secret: str) -> Any:
    """The link with this secret, with the review's `ref` (portal.orders.sent_links). One SELECT."""
    return sent_links.by_secret(session, ReviewLink, Review, ReviewLink.review_id, secret)


def actor_of(link: Any, locale: str) -> Actor:
    """Whoever holds the link (a row of `by_secret`): they see this one review."""
    return sent_links.holder(link, locale, only_review=link.review_id)


def review_of(session: Session, actor: Actor) -> Review | None:
    """The review that the holder of a link may see. One SELECT."""
    return session.scalars(Review.visible_to(actor).where(Review.id == actor.only_review)).first()


def use(session: Session, actor: Actor, link: Any, view: View, address: str, agent: str) -> bool:
    """Note that the link was used, for what and from where; False if another request was quicker, or it was revoked
    meanwhile. Records `review_link_used`, for the company's people alone."""
    if not sent_links.used(session, ReviewLink, link, address, agent, view=view.number):
        return False
    _tell(session, actor, "review_link_used", link, link.ref, address=address, agent=agent[:200])
    return True


def _tell(session: Session, actor: Actor, verb: str, link: Any, ref: str, **data: Any) -> None:
    record(
        session, actor, verb, ("review", link.review_id, ref), partner_id=link.partner_id, audience="internal",
        data=data,
    )  # fmt: skip
