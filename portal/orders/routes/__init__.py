"""Orders over HTTP: the list, its views and exports, and one order."""

from portal.orders.routes import (  # noqa: F401
    amend,
    answer,
    cancel,
    entry,
    export,
    index,
    links,
    owner,
    owners,
    show,
    views,
)
