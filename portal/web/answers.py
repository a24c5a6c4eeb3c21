"""What a route gives back: a page, its partial, a redirect, or a refusal."""

from typing import Any, TypeVar

from flask import Response, abort, make_response, redirect, render_template
from flask_htmx import HTMX

T = TypeVar("T")

htmx = HTMX()


def or_404(found: T | None) -> T:
    """`found`, or the not-found page: the same for what is missing and what may not be seen."""
    if found is None:
        abort(404)
    return found


def or_403(allowed: bool) -> None:
    """Go on only if `allowed`; else the page that says this person may not do it."""
    if not allowed:
        abort(403)


def is_partial() -> bool:
    """True when htmx asks for a part of a page: not for a boosted link, not to restore history."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_partial(page: str, partial: str, status: int = 200, **context: Any) -> Response:
    """The whole page to a browser, its partial to htmx, from one context."""
    return make_response(render_template(partial if is_partial() else page, **context), status)


def see_other(location: str) -> Response:
    """The answer to a POST that worked: go and look at `location` (a path of ours). htmx is sent
    there as a whole page, since a redirect would otherwise be swapped into the element."""
    if is_partial():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = location
        return response
    return make_response(redirect(location, 303))
