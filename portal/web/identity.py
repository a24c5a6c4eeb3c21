"""No request may inherit another's identity.

If a server forgets `close()` on a streamed answer, Flask's context stays on the thread and the next
request answers as the first user (research/security.md 0.6). This guard looks before each request.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from flask.globals import _cv_app

log = logging.getLogger(__name__)


def _place(environ: dict[str, Any]) -> str:
    """The first word of the path: what follows may be the secret of a link."""
    return "/" + str(environ.get("PATH_INFO", "")).lstrip("/").partition("/")[0]


class IdentityGuard:
    """WSGI middleware; `resets` counts how often a stale context was found."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.resets = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if _cv_app.get(None) is not None:
            self.resets += 1
            log.critical("a stale context was found and dropped before a request for %s", _place(environ))
            _cv_app.set(None)  # type: ignore[arg-type]
        return self.application(environ, start_response)
