"""Saying something under a ship notice."""

from typing import Any

from flask import Response, request, url_for

from portal.db import db
from portal.files import intake
from portal.shipments import bp, notice_page, notice_talk, policy
from portal.shipments.models import Notice
from portal.shipments.routes.show import page, which
from portal.talk import saying, spots
from portal.talk.composer import Circle, MessageForm
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _


@bp.post("/shipments/<path:ref>/messages")
def say(ref: str) -> Response:
    """Say something to both sides, or among ourselves. Sent twice, it is said once."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    notice, readers = _found(ref)
    asked, form = which(actor, notice), MessageForm(actor)
    here = url_for("shipments.show", ref=ref, order=asked, _anchor="thread")
    place = saying.Place(
        ("notice", notice.id, notice.ref), readers, "shipments.say", notice_talk.draft_key(actor, notice, asked), here
    )  # fmt: skip
    or_403(policy.can_talk(notice) and saying.may(actor, place, form))
    refusals = saying.take(session, actor, place, form, uploads, request.form.getlist("kept"))
    session.commit()  # also where nothing was said: files that were good wait for the form
    if refusals is None:
        return see_other(here)
    return page(ref, 422, said=form, refusals=refusals)


def _found(ref: str) -> tuple[Notice, Circle]:
    """The notice that is meant, and who reads it; or the not-found page."""
    session, actor = db.session(), current_actor()
    notice = or_404(notice_page.find_one(session, actor, ref, request.args.get("order")))
    row: Any = or_404(notice_page.find(session, actor, ref, request.args.get("order")))
    return notice, notice_talk.circle(session, actor, notice, row.partner_name)


def _spot(ref: str) -> spots.Spot:
    """The notice, as where people talk."""
    notice, readers = _found(ref)
    here = url_for("shipments.show", ref=ref, order=which(current_actor(), notice))
    crumbs = ((_("Shipments"), url_for("shipments.index")), (notice.ref, here))
    return spots.Spot(("notice", notice.id, notice.ref), readers, here, crumbs)


spots.register("notice", _spot)
