"""Spreadsheets in: reading, checking and applying order files."""

from flask import Blueprint

bp = Blueprint("exchange", __name__, cli_group=None)
