"""Refusals to programs: problem documents (RFC 9457) where a person would get a page."""

import json
from typing import Any

from flask import Response, g, request
from werkzeug.exceptions import HTTPException

PREFIX = "/api/v1/"
MEDIA_TYPE = "application/problem+json"


class Problem(HTTPException):
    """A refusal of a program's request with words of its own.

    kind: a URI that names the kind of problem. members: what else the document holds."""

    def __init__(
        self, code: int, title: str, detail: str, *, kind: str = "about:blank",
        headers: dict[str, str] | None = None, **members: Any,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.code, self.title, self.kind = code, title, kind
        self.more, self.members = headers or {}, members


def asked() -> bool:
    """True where a program asks: it is answered with documents, never with pages."""
    return request.path.startswith(PREFIX)


def answer(status: int, title: str, detail: str, kind: str = "about:blank", **members: Any) -> Response:
    """A problem document. It names the request, so that a person can tell us which it was."""
    document = {
        "type": kind, "title": title, "status": status, "detail": detail, **members,
        "request_id": g.get("request_id", ""),
    }  # fmt: skip
    return Response(json.dumps(document), status, content_type=MEDIA_TYPE)
