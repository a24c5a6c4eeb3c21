"""Calm pages for what goes wrong. Nothing is half-applied: each handler rolls back first."""

import logging

from flask import Flask, Response, g, make_response, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from portal.db import db
from portal.web import problems
from portal.web.answers import is_partial
from portal.web.i18n import _

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(problems.Problem, _problem)
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(Exception, _last_resort)


def _texts(status: int) -> tuple[str, str]:
    texts = {
        403: (_("You may not do this"), _("Your role does not allow it. Ask the administrator on your side.")),
        404: (_("Not found"), _("There is nothing here, or it is not open to you.")),
        405: (_("Not this way"), _("This address does not answer that kind of request.")),
        409: (
            _("Somebody was faster"),
            _("This was changed while you worked on it. Go back, reload and look at the change; nothing of yours was applied."),
        ),
        413: (_("Too large"), _("What you sent is larger than the portal takes. Send fewer or smaller files.")),
        429: (_("Too many tries"), _("Wait a few minutes and try again.")),
        503: (_("Busy for a moment"), _("The portal cannot reach its records. Try again in a minute.")),
        500: (
            _("Something went wrong on our side"),
            _("Nothing was changed. Try again; if it happens again, tell us the number below."),
        ),
    }  # fmt: skip
    fallback = (_("That did not work"), _("The request was not understood. Go back and try again."))
    return texts.get(status, fallback if status < 500 else texts[500])


def _page(status: int, title: str | None = None, text: str | None = None) -> Response:
    db.session.rollback()
    said, why = _texts(status)
    if problems.asked():
        return problems.answer(status, title or said, text or why)
    context = {
        "status": status,
        "title": title or said,
        "text": text or why,
        "request_id": g.get("request_id", ""),
    }
    template = "errors/_error.html" if is_partial() else "errors/error.html"
    return make_response(render_template(template, **context), status)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = _page(error.code)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _problem(error: problems.Problem) -> Response:
    """What a program is refused, in words of its own."""
    db.session.rollback()
    response = problems.answer(
        error.code or 400, error.title, error.description or "", error.kind, **error.members
    )
    response.headers.update(error.more)
    return response


def _strange_host(_error: SecurityError) -> Response:
    """A host name that is not ours: no page can be drawn, since its links would carry that name."""
    return make_response(
        "This portal does not answer to that host name.\n", 400, {"Content-Type": "text/plain"}
    )


def _csrf(_error: CSRFError) -> Response:
    return _page(
        403,
        _("This page is from an earlier session"),
        _("Go back, reload the page and send again. What you typed is still in the form."),
    )


def _conflict(_error: Exception) -> Response:
    return _page(409)


def _unfit(error: DataError) -> Response:
    """A value that the database cannot hold or look for, like a text with NUL: the sender's mistake."""
    log.warning("request %s held a value that cannot be: %s", g.get("request_id", ""), error.orig)
    return _page(400)


def _unavailable(error: OperationalError) -> Response:
    log.error("database unavailable: %s", error.orig)
    response = _page(503)
    response.headers["Retry-After"] = "30"
    return response


def _last_resort(error: Exception) -> Response:
    log.exception("request %s failed", g.get("request_id", ""), exc_info=error)
    return _page(500)
