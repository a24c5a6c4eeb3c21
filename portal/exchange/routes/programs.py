"""What all answers to programs share: JSON, query parameters that must be known, bodies of a fair size."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request

from portal.exchange.api_documents import plain
from portal.exchange.models import Capture
from portal.shipments.tracking import reading
from portal.web.i18n import _
from portal.web.problems import Problem

JSON = "application/json"
MOST_BYTES = 5 * 1024 * 1024
LONGEST_KEY = 255


def base_url() -> str:
    """Where this portal is, as others reach it."""
    return str(current_app.config["SETTINGS"].base_url)


def document(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None, content_type: str = JSON
) -> Response:
    """An answer in JSON."""
    response = Response(json.dumps(body, default=plain), status, content_type=content_type)
    response.headers.update(headers or {})
    return response


def invalid(faults: Collection[dict[str, str]], status: int = 422, kind: str = "about:blank") -> Problem:
    """A refusal that names each part of the request that cannot be taken."""
    return Problem(
        status, _("The request cannot be taken"), " ".join(fault["detail"] for fault in list(faults)[:5]), kind=kind,
        errors=list(faults),
    )  # fmt: skip


def wrong(name: str, detail: str) -> dict[str, str]:
    """What is wrong with a query parameter."""
    return {"parameter": name, "detail": detail}


def unknown(known: Collection[str]) -> list[dict[str, str]]:
    """A fault for each query parameter that is none of `known`: a typing error must not widen an answer."""
    return [
        wrong(name[:60], _("There is no parameter %(name)s here.", name=name[:60]))
        for name in request.args
        if name not in known
    ]


def following(after: str | None) -> str | None:
    """The address of what comes after this page, None at the end."""
    if after is None:
        return None
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f"{base_url()}{request.path}?{urlencode([*kept, ('after', after)])}"


def body_of_json(*media_types: str) -> bytes:
    """The body of a request that is to be JSON. Raises Problem 415 for another type, and 413."""
    request.max_content_length = MOST_BYTES
    if request.mimetype not in ("", JSON, *media_types):
        raise Problem(415, _("Not this form"), _("Send JSON, and say so in Content-Type."))
    return request.get_data()


def value_of(content: bytes) -> Any:
    """The JSON value of a body. Raises Problem 422."""
    try:
        return reading.parse(content)
    except reading.Unreadable as error:
        raise invalid([{"pointer": "", "detail": str(error)}]) from None


def key_sent() -> str:
    """The Idempotency-Key of the request, '' for none. Raises Problem 422 for one that is too long."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY:
        raise invalid([{"header": "Idempotency-Key", "detail": _("A key has no more than %(num)s letters.", num=LONGEST_KEY)}])  # fmt: skip
    return key


def reused() -> Problem:
    """The key came before, with another request."""
    return Problem(
        422, _("This key was used"), _("The Idempotency-Key came before with another request. Choose a new one for each.")
    )  # fmt: skip


def again(kept: Capture) -> Response:
    """The answer that was given to the same request before."""
    return document(kept.answer["body"], kept.status, kept.answer.get("headers"))
