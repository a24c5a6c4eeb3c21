"""The mail of an installation without a mail server, to read while developing or trying it."""

from ipaddress import ip_address
from pathlib import Path

from flask import Response, abort, current_app, make_response, render_template, request

from portal.notify import bp, reading
from portal.web import or_404, public


def _folder() -> Path:
    """Where mail is written; not found unless this is a trial and the reader sits at its machine:
    these mails hold links that let in whoever follows them."""
    settings = current_app.config["SETTINGS"]
    try:
        here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        here = False
    # A proxy's clients all seem to sit at this machine; one that forwards says so.
    forwarded = request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded")
    if not settings.development or settings.smtp_url or not here or forwarded:
        abort(404)
    return Path(settings.data) / "mail"


@bp.get("/mail")
@public
def mails() -> Response:
    """Every mail, newest first."""
    return make_response(render_template("notify/mails.html", letters=reading.newest(_folder())))


@bp.get("/mail/<name>")
@public
def mail(name: str) -> Response:
    """One mail; only addresses of this portal are links in it."""
    letter = or_404(reading.named(_folder(), name))
    body = reading.paragraphs(letter.text, current_app.config["SETTINGS"].base_url)
    return make_response(render_template("notify/mail.html", letter=letter, body=body))
