"""Making, finding, using and taking back links to say how a partner sees it before a review.

Whoever holds one is a narrow actor: the one review and what was said of it before, in the name the link was sent to.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import letters
from portal.accounts.tokens import hashed, new_secret
from portal.activity.actions import record
from portal.actor import Actor
from portal.orders.links import Recipient, holder, is_live
from portal.partners.models import Partner
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
    secret, now = new_secret(), clock.now()
    link = ReviewLink(
        partner_id=review.partner_id, review_id=review.id, token_hash=hashed(secret), to_name=to.name,
        to_address=to.address, locale=to.locale, created_by=actor.user_id, creator_name=actor.name, created_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(link)
    session.flush()
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
    if not is_live(link):
        return
    link.revoked_at = clock.now()
    session.flush()
    _tell(session, actor, "review_link_revoked", link, ref, to=link.to_name)


def by_secret(session: Session, secret: str) -> Any:
    """The link with this secret until it expires, unless it was revoked: its columns, the review's `ref`, the
    partner's `partner_name` and `zone`; None else. For a system session. One SELECT."""
    return session.execute(
        select(*ReviewLink.__table__.c, Review.ref, Partner.name.label("partner_name"), Partner.zone)
        .join(Review, (Review.partner_id == ReviewLink.partner_id) & (Review.id == ReviewLink.review_id))
        .join(Partner, Partner.id == ReviewLink.partner_id)
        .where(
            ReviewLink.token_hash == hashed(secret), ReviewLink.revoked_at.is_(None),
            ReviewLink.expires_at > clock.now(),
        )
    ).first()  # fmt: skip


def actor_of(link: Any, locale: str) -> Actor:
    """Whoever holds the link (a row of `by_secret`): they see this one review."""
    return holder(link, locale, only_review=link.review_id)


def review_of(session: Session, actor: Actor) -> Review | None:
    """The review that the holder of a link may see. One SELECT."""
    return session.scalars(Review.visible_to(actor).where(Review.id == actor.only_review)).first()


def use(session: Session, actor: Actor, link: Any, view: View, address: str, agent: str) -> bool:
    """Note that the link was used, for what and from where; False if another request was quicker, or it was revoked
    meanwhile. Records `review_link_used`, for the company's people alone."""
    mine = update(ReviewLink).where(
        ReviewLink.id == link.id, ReviewLink.used_at.is_(None), ReviewLink.revoked_at.is_(None)
    )
    done = session.execute(
        mine.values(used_at=clock.now(), used_address=address, used_agent=agent[:200], view=view.number)
        .execution_options(system=True, synchronize_session=False)
    )  # fmt: skip
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    _tell(session, actor, "review_link_used", link, link.ref, address=address, agent=agent[:200])
    return True


def _tell(session: Session, actor: Actor, verb: str, link: Any, ref: str, **data: Any) -> None:
    record(
        session, actor, verb, ("review", link.review_id, ref), partner_id=link.partner_id, audience="internal",
        data=data,
    )  # fmt: skip
