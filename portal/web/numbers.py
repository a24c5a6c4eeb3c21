"""Numbers in addresses: what no row can have leads to the not-found page, like what no row has."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class Number(IntegerConverter):
    """A whole number as people count: no database is asked for one that it cannot hold."""

    regex = "[0-9]{1,9}"


def init_app(app: Flask) -> None:
    """Let `<int:...>` in an address be such a number."""
    app.url_map.converters["int"] = Number
