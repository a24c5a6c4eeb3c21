"""Headers of every answer, and the nonce of the page."""

import secrets

from flask import Flask, Response, current_app, g, request

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
# What portal.web.answers.is_partial looks at: a page and its part share an address.
ASKS_FOR_A_PART = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


def init_app(app: Flask) -> None:
    """Give each request an id and a nonce, and each answer its headers."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    g.request_id = secrets.token_hex(8)


def _finish(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=g.get("csp_nonce", "")))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Not no-referrer: Flask-WTF refuses https forms without one (research/security.md 0.19).
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    headers.setdefault("X-Request-Id", g.get("request_id", ""))
    headers.setdefault("Cache-Control", "private, no-store")
    response.vary.update(("Cookie", *ASKS_FOR_A_PART))
    if current_app.config["SETTINGS"].secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "accounts.logout" and response.status_code < 400:
        headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
