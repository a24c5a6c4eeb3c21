"""One module per carrier, each with NAME, TITLE, `knows(answer)` and `read(answer)`."""

from collections.abc import Iterable
from typing import Any, Protocol

from portal.shipments.tracking.carriers import dhl, fedex, gls, hermes, laposte, ups, usps
from portal.shipments.tracking.parcels import Parcel


class Adapter(Protocol):
    """What a carrier's module offers. NAME is its word on the command line and the source of its events."""

    NAME: str
    TITLE: str

    def knows(self, answer: Any) -> bool:
        """Whether the answer (any JSON value) has this carrier's shape. Never raises."""
        ...

    def read(self, answer: Any) -> Iterable[Parcel]:
        """The parcels of an answer of this shape. Never raises: what is odd becomes a problem."""
        ...


ADAPTERS: tuple[Adapter, ...] = (dhl, fedex, gls, hermes, laposte, ups, usps)
