"""Uploads: checked, stripped, stored, thumbnailed, served safely."""

from flask import Blueprint

bp = Blueprint("files", __name__, cli_group=None)
