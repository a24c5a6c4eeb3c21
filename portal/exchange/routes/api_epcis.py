"""EPCIS 2.0 for programs: capture, its jobs, and the query of events, as the standard binds them to REST."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, url_for

from portal import clock
from portal.db import db
from portal.exchange import api_asking, bp, captures, capturing
from portal.exchange.api_documents import plain
from portal.exchange.models import Capture
from portal.exchange.routes.programs import (
    MOST_BYTES,
    again,
    base_url,
    body_of_json,
    document,
    invalid,
    key_sent,
    reused,
    unknown,
)
from portal.shipments import epcis_answer, epcis_query
from portal.shipments.tracking.reading import Unreadable
from portal.web import current_actor, or_403, or_404, paging
from portal.web.gate import current_token, token_only
from portal.web.i18n import _
from portal.web.problems import Problem

PREFIX = "/api/v1/epcis/"
JSON_LD = "application/ld+json"
VERSION = "2.0.0"
SPOKEN = re.compile(r"2(\.0(\.\d{1,3})?)?")
BEHAVIOURS = ("rollback", "proceed")
HEADERS = {
    "GS1-EPCIS-Version": VERSION, "GS1-EPCIS-Min": VERSION, "GS1-EPCIS-Max": VERSION, "GS1-CBV-Version": VERSION,
    "GS1-CBV-Min": VERSION, "GS1-CBV-Max": VERSION, "GS1-EPC-Format": "Never_Translates",
    "GS1-EPCIS-Capture-Limit": str(capturing.MOST_EVENTS), "GS1-EPCIS-Capture-File-Size-Limit": str(MOST_BYTES),
}  # fmt: skip


@bp.after_app_request
def tell_versions(response: Response) -> Response:
    """Say on each answer about EPCIS, also a refusal, what is spoken here."""
    if request.path.startswith(PREFIX):
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


@bp.post("/api/v1/epcis/capture")
@token_only("events:write")
def capture_epcis() -> Response:
    """Take a document in; the job that says what became of it is done when this answers."""
    actor, session, token = current_actor(), db.session(), current_token()
    _speaks_ours()
    or_403(actor.writes)
    behaviour = request.headers.get("GS1-Capture-Error-Behaviour", "rollback").strip().lower()
    if behaviour not in BEHAVIOURS:
        raise _refused(400, _("GS1-Capture-Error-Behaviour is to be rollback or proceed."))
    content, key = body_of_json(JSON_LD), key_sent()
    said = captures.digest(behaviour.encode(), content)
    begun = clock.now()
    try:
        if earlier := captures.earlier(session, actor, token, key, said):
            return again(earlier)
        outcome = capturing.capture(session, actor, content, base_url(), proceed=behaviour == "proceed")
    except captures.Reused:
        raise reused() from None
    except Unreadable as error:
        raise _refused(400, str(error)) from None
    except capturing.TooMany:
        raise _refused(413, _("No more than %(num)s events are taken at once.", num=capturing.MOST_EVENTS), "CaptureLimitExceeded") from None  # fmt: skip
    kept = captures.keep(session, actor, token, "epcis", key, said, 202, {})
    job = _job(kept.ref, begun, behaviour, outcome)
    location = url_for("exchange.show_capture", ref=kept.ref)
    kept.answer = {"body": job, "headers": {"Location": location}}
    session.flush()
    session.commit()
    return document(job, 202, {"Location": location})


def _job(ref: str, begun: datetime, behaviour: str, outcome: capturing.Outcome) -> dict[str, Any]:
    return {
        "captureID": ref,
        "createdAt": plain(begun),
        "finishedAt": plain(clock.now()),
        "running": False,
        "success": not outcome.errors,
        "captureErrorBehaviour": behaviour,
        "captured": outcome.taken,
        "errors": [
            {"type": "epcisException:ValidationException", "title": _("This event was not taken"), "status": 400, "detail": detail}
            for detail in outcome.errors
        ],
    }  # fmt: skip


@bp.get("/api/v1/epcis/capture")
@token_only("events:write")
def list_captures() -> Response:
    """Earlier jobs, the newest first."""
    faults = unknown(("perPage", "nextPageToken"))
    size = api_asking.size_of(request.args, faults)
    after = request.args.get("nextPageToken")
    if after is not None and paging.decode(after, int) is None:
        faults.append({"parameter": "nextPageToken", "detail": _("This is no place in the list: take the address in Link as it is.")})  # fmt: skip
    if faults:
        raise invalid(faults, 400, api_asking.PARAMETER)
    rows, following = captures.page(db.session(), current_actor(), "epcis", size, after)
    return document([row.answer["body"] for row in rows], headers=_link(following))


@bp.get("/api/v1/epcis/capture/<ref>")
@token_only("events:write")
def show_capture(ref: str) -> Response:
    """What became of a document."""
    found: Capture = or_404(captures.by_ref(db.session(), current_actor(), ref, "epcis"))
    return document(found.answer["body"])


@bp.get("/api/v1/epcis/events")
@token_only("shipments:read")
def query_events() -> Response:
    """Events as an EPCISQueryDocument, oldest first."""
    _speaks_ours()
    faults = unknown(api_asking.PARAMETERS)
    asked, size, after = api_asking.read(request.args, faults)
    if faults:
        raise invalid(faults, 400, api_asking.PARAMETER)
    found = epcis_query.page(db.session(), current_actor(), asked, base_url(), size, after)
    best = request.accept_mimetypes.best_match(["application/json", JSON_LD], "application/json")
    return document(
        epcis_answer.document(found.events, clock.now()), headers=_link(found.after), content_type=best
    )


def _link(after: str | None) -> dict[str, str]:
    """The header that names what comes after this page."""
    if after is None:
        return {}
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "nextPageToken"]
    address = f"{base_url()}{request.path}?{urlencode([*kept, ('nextPageToken', after)])}"
    return {"Link": f'<{address}>; rel="next"'}


def _speaks_ours() -> None:
    asked = request.headers.get("GS1-EPCIS-Version", VERSION).strip()
    if not SPOKEN.fullmatch(asked):
        raise _refused(406, _("EPCIS %(version)s is spoken here.", version=VERSION), "NotAcceptable")


def _refused(status: int, detail: str, kind: str = "Validation") -> Problem:
    return Problem(status, _("The request cannot be taken"), detail, kind=f"epcisException:{kind}Exception")
