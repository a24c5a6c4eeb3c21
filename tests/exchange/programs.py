"""A program of a member of the cast: its token, and what it is answered."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.api_tokens import SCOPES
from portal.accounts.models import ApiToken
from portal.accounts.tokens import hashed, new_secret
from tests import cast
from tests.page import CheckedClient

PROBLEM = "application/problem+json"
EPCIS = "/api/v1/epcis/"


def token(session: Session, name: str, *scopes: str, days: int = 30, **columns: Any) -> str:
    """The secret of a new token of this person, with all scopes unless some are named; commits."""
    secret = f"mitra_{new_secret()}"
    code = cast.PEOPLE[name][0] if name in cast.PEOPLE else None
    session.add(
        ApiToken(
            partner_id={"SUMBER": 1, "BAUT": 2, None: None}[code], user_id=cast.user_id(name), name="ERP",
            token_hash=hashed(secret), prefix=secret[:12], scopes=" ".join(scopes or SCOPES),
            created_at=clock.now(), expires_at=clock.now() + timedelta(days=days), **columns,
        )
    )  # fmt: skip
    session.commit()
    return secret


class Program:
    """Asks with a token; `answer` is the last answer, `selects` how many SELECTs it took."""

    def __init__(self, app: Flask, secret: str | None) -> None:
        self.client: CheckedClient = app.test_client()  # type: ignore[assignment]
        self.head = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of an answer."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """The JSON of the answer to a body that is sent as JSON; bytes are sent as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask("POST", path, content, {"Content-Type": "application/json", **headers})

    def _ask(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> Any:
        head = {**self.head, **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.answer = self.client.open(path, method=method, data=content, headers=head)
        self.status, self.selects = self.answer.status_code, self.client.selects
        if self.status >= 400:
            assert self.answer.content_type == PROBLEM, self.answer.data
            problem = json.loads(self.answer.data)
            assert problem["status"] == self.status and problem["title"] and problem["detail"]
            return problem
        return json.loads(self.answer.data)


def programs(app: Flask, session: Session) -> Callable[..., Program]:
    """`program("rina", "orders:read")` is a program with a new token of hers."""
    return lambda name, *scopes: Program(app, token(session, name, *scopes))
