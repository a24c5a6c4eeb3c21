"""One review until it is held: its page, when it is, how each side sees it, calling it off, and the talk."""

from flask import Response, request, url_for

from portal.db import db
from portal.files import intake
from portal.reviews import actions, bp, policy, queries
from portal.reviews.forms import ActForm, CancelForm, ViewForm
from portal.reviews.routes import drawn
from portal.reviews.routes.page import Sent, answer, circle, find, take
from portal.talk import saying, spots
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _
from portal.web.templating import today


@bp.get("/reviews/<ref>")
def show(ref: str) -> Response:
    """A review for both sides: the pack as it is now, or as both accepted it."""
    return answer(ref)


@bp.post("/reviews/<ref>/meeting")
def move(ref: str) -> Response:
    """Change when and where it is and who comes."""
    found, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.takes_part(actor))
    form = drawn.meeting(found, queries.people_of(session, actor, found.Review.id))

    def act() -> None:
        actions.move(session, actor, found.Review, form.meeting())

    return take(ref, found.Review.version, "meeting", form, act, "meeting")


@bp.post("/reviews/<ref>/preparation")
def ask(ref: str) -> Response:
    """Ask both sides for their view now, before the reminder does."""
    found, actor, form = find(ref), current_actor(), ActForm()
    or_403(policy.takes_part(actor))

    def act() -> None:
        actions.ask(db.session(), actor, found.Review, today())

    return take(ref, found.Review.version, "asking", form, act, "views")


@bp.post("/reviews/<ref>/view")
def see(ref: str) -> Response:
    """Say how the reader's side sees the work together; what was said before stays."""
    found, actor, form = find(ref), current_actor(), ViewForm()
    or_403(policy.takes_part(actor))

    def act() -> None:
        actions.see(db.session(), actor, found.Review, form.words())

    return take(ref, found.Review.version, "view", form, act, "views")


@bp.post("/reviews/<ref>/cancellation")
def cancel(ref: str) -> Response:
    """Call it off, saying why."""
    found, actor, form = find(ref), current_actor(), CancelForm()
    or_403(policy.takes_part(actor))

    def act() -> None:
        actions.cancel(db.session(), actor, found.Review, form.reason.data or "")

    return take(ref, found.Review.version, "cancellation", form, act, "top")


@bp.post("/reviews/<ref>/rhythm-end")
def stop(ref: str) -> Response:
    """End the rhythm that the review belongs to: what is in the calendar stays, nothing is added."""
    found, actor, form = find(ref), current_actor(), ActForm()
    or_403(policy.takes_part(actor))
    rhythm = or_404(queries.rhythm(db.session(), actor, found.Review.rhythm_id))

    def act() -> None:
        actions.stop(db.session(), actor, found.Review, rhythm)

    return take(ref, rhythm.version, "stop", form, act, "meeting")


def _spot(ref: str) -> spots.Spot:
    """The review, as where people talk."""
    found = find(ref)
    readers = circle(found, queries.people_of(db.session(), current_actor(), found.Review.id))
    page = url_for("reviews.show", ref=ref)
    crumbs = ((_("Reviews"), url_for("reviews.index")), (ref, page))
    return spots.Spot(("review", found.Review.id, ref), readers, page, crumbs)


spots.register("review", _spot)


@bp.post("/reviews/<ref>/messages")
def say(ref: str) -> Response:
    """Say something under a review, to both sides or as a note of preparation that only staff read."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    found, form = find(ref), MessageForm(actor)
    readers = circle(found, queries.people_of(session, actor, found.Review.id))
    thread = url_for("reviews.show", ref=ref, _anchor="thread")
    place = saying.Place(
        ("review", found.Review.id, ref), readers, "reviews.say", f"reviews/{ref}/messages", thread
    )
    or_403(saying.may(actor, place, form))
    refusals = saying.take(session, actor, place, form, uploads, request.form.getlist("kept"))
    session.commit()  # also where nothing was said: files that were good wait for the form
    return see_other(thread) if refusals is None else answer(ref, 422, Sent(said=form, refusals=refusals))
