"""From the bytes of a carrier's answer to shipments, or a sentence why not."""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from portal.shipments.tracking.answer import joined, rows, text
from portal.shipments.tracking.carriers import ADAPTERS, Adapter
from portal.shipments.tracking.parcels import Shipment, settle
from portal.web.i18n import _

MOST_BYTES = 10 * 1024 * 1024


class Unreadable(ValueError):
    """An answer that cannot be read; its text is a sentence for the person who brought it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer of a carrier says. carrier: NAME of its adapter."""

    carrier: str
    shipments: tuple[Shipment, ...]

    def as_json(self) -> dict[str, Any]:
        """The plain form of `flask read-tracking`."""
        return {"carrier": self.carrier, "shipments": [one.as_json() for one in self.shipments]}


def read(content: bytes, carrier: str | None = None) -> Reading:
    """Read an answer of `carrier`, or of whichever has its shape. Raises Unreadable for an empty, too
    large, broken or unknown one, for a carrier nobody knows and for one with another shape."""
    answer = parse(content)
    adapter = _named(carrier) if carrier else _guess(answer)
    if not adapter.knows(answer):
        _refuse(answer, _("This is no tracking answer of %(carrier)s.", carrier=adapter.TITLE))
    return Reading(adapter.NAME, tuple(settle(adapter.read(answer))))


def parse(content: bytes) -> Any:
    """The JSON value of a file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(size)s MB.", size=MOST_BYTES // 1024 // 1024))
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    try:
        return json.loads(content, parse_constant=_no_number)
    except RecursionError:
        raise Unreadable(_("The file is nested too deeply to be a message.")) from None
    except UnicodeDecodeError:
        raise Unreadable(_("The file is not text in UTF-8, so it is no JSON.")) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            _(
                "The file is not JSON: line %(line)s, column %(column)s.",
                line=error.lineno,
                column=error.colno,
            )
        ) from None
    except ValueError:
        raise Unreadable(_("The file is not JSON: it holds a number that cannot be read.")) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _named(carrier: str) -> Adapter:
    plain = "".join(letter for letter in carrier.lower() if letter.isalnum())
    for adapter in ADAPTERS:
        if plain in (adapter.NAME, adapter.TITLE.lower().replace(" ", "")):
            return adapter
    raise Unreadable(
        _("No carrier %(name)s is known here. Known: %(known)s.", name=carrier[:40], known=_all_titles())
    )


def _guess(answer: Any) -> Adapter:
    found = [adapter for adapter in ADAPTERS if adapter.knows(answer)]
    if len(found) > 1:
        titles = ", ".join(adapter.TITLE for adapter in found)
        raise Unreadable(_("This may be an answer of %(carriers)s: name the carrier.", carriers=titles))
    if not found:
        _refuse(
            answer, _("No carrier known here answers in this shape. Known: %(known)s.", known=_all_titles())
        )
    return found[0]


def _all_titles() -> str:
    return ", ".join(adapter.TITLE for adapter in ADAPTERS)


def _refuse(answer: Any, sentence: str) -> NoReturn:
    """Refuse, with the error that the answer itself reports, if it reports one."""
    for one in (
        *rows(answer, "errors"), *rows(answer, "error"), *rows(answer, "response", "errors"),
        *(rows(answer) if isinstance(answer, dict) else ()),
    ):  # fmt: skip
        said = joined(text(one, "code") or text(one, "title"), text(one, "message") or text(one, "detail"))
        if said:
            raise Unreadable(
                _("%(sentence)s It reports an error: %(error)s", sentence=sentence, error=said[:300])
            )
    raise Unreadable(sentence)
