"""Uploads: checked, stripped, stored, thumbnailed, served safely."""

from pathlib import Path

from flask import Blueprint, Flask, current_app

from portal.files import storage

bp = Blueprint("files", __name__, cli_group=None)


def _root() -> Path:
    return Path(current_app.config["SETTINGS"].data, "files")


def init_app(_app: Flask) -> None:
    """Keep files in the installation's data folder."""
    storage.rooted_at(_root)


from portal.files import cli, routes  # noqa: E402, F401 they speak through `bp`
