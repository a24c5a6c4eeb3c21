"""The gate: who is asking, and nothing for visitors but what is marked public."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, url_for
from flask_login import current_user

from portal.actor import Actor
from portal.db import bind_actor, checkpoint, db, transactions
from portal.web.answers import htmx, is_partial

F = TypeVar("F", bound=Callable[..., Any])

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

# Called with the user id and the request's path when a form arrives after its sign-in ended.
_on_late_form: list[Callable[[int, str, dict[str, list[str]]], None]] = []

# Finds who asks by a token.
_by_token: list[Callable[[str], tuple[Actor, int]]] = []


def public(view: F) -> F:
    """Mark a view that visitors may open. A test lists these exactly."""
    view.open_to_visitors = True  # type: ignore[attr-defined]
    return view


def is_public(app: Flask, endpoint: str) -> bool:
    """True if visitors may open the endpoint."""
    return getattr(app.view_functions.get(endpoint), "open_to_visitors", False)


def without_form_token(view: F) -> F:
    """Mark a view whose address itself is the secret that lets it act: it takes forms without a token,
    which would need a cookie and a referrer that such a page must not give."""
    view.needs_no_form_token = True  # type: ignore[attr-defined]
    return view


def act_as(actor: Actor) -> None:
    """Let the rest of this request work for `actor`, whoever is signed in at this browser: the address
    that was opened says who is asking."""
    g.actor = actor
    bind_actor(db.session(), actor)


def token_only(scope: str) -> Callable[[F], F]:
    """Mark a view that only programs may open, with a token that has this scope. No cookie opens it."""

    def mark(view: F) -> F:
        view.token_scope = scope  # type: ignore[attr-defined]
        return without_form_token(view)  # no cookie opens it, so none can be abused

    return mark


def token_scope(app: Flask, endpoint: str | None) -> str | None:
    """The scope that a token needs to open the endpoint; None for a page."""
    return getattr(app.view_functions.get(endpoint or ""), "token_scope", None)


def tokens_from(find: Callable[[str], tuple[Actor, int]]) -> None:
    """Register what finds the actor, and the id of the token, of a request that needs a scope; it
    raises where there is none."""
    _by_token[:] = [find]


def current_token() -> int:
    """The id of the token that this request came with. Raises AttributeError for a page."""
    return int(g.token_id)


def on_late_form(keep: Callable[[int, str, dict[str, list[str]]], None]) -> None:
    """Register what keeps a form that was sent after the session had ended."""
    _on_late_form.append(keep)


def current_actor() -> Actor:
    """The actor of this request. Raises AttributeError outside the gate."""
    return cast(Actor, g.actor)


def init_app(app: Flask) -> None:
    """Put the gate in front of every request; it must be the first before_request."""
    app.before_request(_enter)
    app.after_request(_checkpoint)
    app.teardown_request(_leave)


def _enter() -> Response | None:
    transactions("read")
    g.actor = None
    if scope := token_scope(current_app, request.endpoint):
        bind_actor(db.session(), None)
        g.actor, g.token_id = _by_token[0](scope)
    elif current_user.is_authenticated:
        g.actor = current_user.actor
    bind_actor(db.session(), g.actor)
    if request.method not in SAFE_METHODS:
        transactions("write")
    if g.actor is None and request.endpoint and not is_public(current_app, request.endpoint):
        return _to_sign_in()
    if "\0" in request.path:  # no address of ours holds one, and PostgreSQL cannot even look for it
        abort(404)
    return None


def _to_sign_in() -> Response:
    """A full navigation to sign-in and back; what a late form held is kept for its writer."""
    back = _page() if request.method in SAFE_METHODS else _ours(request.referrer) or "/"
    if request.method not in SAFE_METHODS and (user_id := g.get("ended_user_id")):
        for keep in _on_late_form:
            keep(user_id, request.path, request.form.to_dict(flat=False))
    location = url_for("accounts.login", next=back)
    if is_partial():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = location
        return response
    return make_response(redirect(location, 303))


def _page() -> str:
    """The page that was asked for; of a part that htmx asked for, the page it was to stand in."""
    asked = request.full_path.rstrip("?")
    around = _ours(htmx.current_url) if is_partial() else ""
    return asked if urlsplit(around or asked).path == request.path else around


def _ours(address: str | None) -> str:
    """The path and query of an address the browser named, empty if it is not ours."""
    root = request.host_url
    return address[len(root) - 1 :] if address and address.startswith(root) else ""


def _checkpoint(response: Response) -> Response:
    """Once the answer is out and its session gone: before, it would wait for this request's own lock."""
    if request.method not in SAFE_METHODS:
        response.call_on_close(partial(checkpoint, db.engine))
    return response


def _leave(_error: BaseException | None) -> None:
    transactions("write")
