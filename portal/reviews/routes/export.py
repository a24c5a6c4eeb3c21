"""The review as a file."""

from flask import Response

from portal import clock
from portal.db import db
from portal.reviews import bp, queries
from portal.reviews.routes.page import find, pack_of, since_of
from portal.web import current_actor, or_404
from portal.web.i18n import reader_locale
from portal.web.templating import company, today


@bp.get("/reviews/<ref>.pdf")
def export_pdf(ref: str) -> Response:
    """The review as a PDF in the reader's language: as both accepted it, or as it is now."""
    from portal.reviews import review_pdf  # its PDF library is a quarter of what starting would take

    found, session, actor = find(ref), db.session(), current_actor()
    review = found.Review
    minutes = queries.minutes_of(session, actor, review)
    pack = or_404(pack_of(review, minutes[0] if minutes else None))
    told = review_pdf.Told(
        review=review, pack=pack, minutes=minutes[0] if minutes else None,
        accepted=queries.acceptances(session, actor, review),
        names={"company": company().name, "partner": found.partner_name},
        since=since_of(review, pack) if minutes else None,
    )  # fmt: skip
    reader = review_pdf.Reader(reader_locale(), actor.zone, company().zone, today(), clock.now())
    response = Response(review_pdf.render(told, reader), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{ref}.pdf")
    return response
