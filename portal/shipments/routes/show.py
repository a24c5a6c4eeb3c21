"""One notice: what it carries, what happened on the way, what came in."""

from typing import Any

from flask import Response, request

from portal.actor import Actor
from portal.db import db
from portal.files import queries as files
from portal.shipments import bp, labels, notice_page, policy
from portal.web import current_actor, or_404, page_or_partial
from portal.web.i18n import reader_locale
from portal.web.templating import today


@bp.get("/shipments/<ref>")
def show(ref: str) -> Response:
    """A notice for both sides."""
    return page_or_partial("shipments/show.html", "shipments/_notice.html", **context(current_actor(), ref))


def context(actor: Actor, ref: str) -> dict[str, Any]:
    """What the page of a notice shows; the page of what is missing, if the actor may not see it."""
    session = db.session()
    row = or_404(notice_page.find(session, actor, ref, request.args.get("order")))
    notice = row[0]
    seen = notice_page.seen(session, actor, notice, reader_locale(), today())
    return {
        "notice": notice,
        "partner_name": row.partner_name,
        "seen": seen,
        "shape": notice_page.shape(notice.state, seen.standing),
        "labels": labels,
        "files": files.of_subject(session, actor, "notice", notice.id),
        "can_report": policy.can_write(actor, notice),
    }
