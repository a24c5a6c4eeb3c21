"""Saying something under a plan or an action: the same steps for both."""

from collections.abc import Callable

from flask import Response, request

from portal.db import db
from portal.files import intake
from portal.talk import saying
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_403, see_other

Again = Callable[[MessageForm, saying.Refusals], Response]


def take(find: Callable[[], saying.Place], again: Again) -> Response:
    """Say what was sent. `find` answers with the place, or ends on the not-found page; `again` shows the
    page with the form and the files that were refused."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    place, form = find(), MessageForm(actor)
    or_403(saying.may(actor, place, form))
    refusals = saying.take(session, actor, place, form, uploads, request.form.getlist("kept"))
    session.commit()  # also where nothing was said: files that were good wait for the form
    return see_other(place.here) if refusals is None else again(form, refusals)
