"""How programs talk to the portal: a document for them, a page for people."""

from flask import Response, make_response, render_template

from portal.accounts import policy as accounts
from portal.accounts.api_rate import PER_MINUTE
from portal.accounts.api_tokens import SCOPES
from portal.exchange import api_description, bp
from portal.exchange.routes.programs import base_url, document
from portal.web import current_actor, public


@bp.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """The description as OpenAPI; it tells nothing of this company."""
    return document(api_description.openapi(base_url()))


@bp.get("/api/docs")
def api_docs() -> Response:
    """The same for people."""
    return make_response(
        render_template(
            "exchange/api.html", operations=api_description.operations(), scopes=SCOPES, base_url=base_url(),
            per_minute=PER_MINUTE, can_make=accounts.can_have_tokens(current_actor()),
        )
    )  # fmt: skip
