"""Orders over HTTP: the list, its views and exports, and one order."""

from portal.orders.routes import amend, answer, cancel, entry, export, index, links, owner, show, views  # noqa: F401
