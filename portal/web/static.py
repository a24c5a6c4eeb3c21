"""Static files: served by WhiteNoise, for ever where the address carries the file's hash."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from portal.config import ROOT

FOLDER = ROOT / "static"
PREFIX = "/static/"


@lru_cache(maxsize=512)
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a file under static/, with a hash of its content. Raises FileNotFoundError for
    a file that is not there, so that a template cannot name one in vain."""
    path = FOLDER / name
    return f"{PREFIX}{name}?v={_version(path, path.stat().st_mtime_ns)}"


def mount_static(app: Flask) -> None:
    """Serve static/ before the application sees the request."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(FOLDER), prefix=PREFIX, max_age=300, autorefresh=app.testing
    )
