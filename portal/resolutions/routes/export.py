"""The whole case as a file."""

from typing import Any

from flask import Response

from portal import clock
from portal.db import db
from portal.files import queries as files
from portal.files.storage import installed
from portal.resolutions import bp, judging, queries
from portal.resolutions.routes.page import find, names
from portal.web import current_actor
from portal.web.i18n import reader_locale
from portal.web.templating import today


@bp.get("/issues/<ref>/resolution.pdf")
def export_pdf(ref: str) -> Response:
    """The case as one PDF in the reader's language."""
    from portal.resolutions import case_pdf  # its PDF library is a quarter of what starting would take

    found, session, actor = find(ref), db.session(), current_actor()
    resolution = found.resolution
    versions = queries.versions_of(session, actor, resolution.id)
    case = case_pdf.Case(
        resolution=resolution, steps=found.steps, newest={step: rows[-1] for step, rows in versions.items()},
        decisions=queries.decisions_of(session, actor, resolution.id),
        due_words=queries.due_words(session, actor, resolution.id),
        files=files.of_subjects(session, actor, "step", [step.id for step in found.steps]),
        proposal=judging.proposal(session, actor, resolution) if resolution.state == "open" else None,
        names=names(found.facts), thumbnail=_thumbnail,
    )  # fmt: skip
    reader = case_pdf.Reader(reader_locale(), actor.zone, today(), clock.now())
    response = Response(case_pdf.render(case, reader), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{ref}-resolution.pdf")
    return response


def _thumbnail(file: Any) -> bytes | None:
    if not file.thumb_sha256:
        return None
    with installed().open(file.thumb_sha256) as small:
        return small.read()
