"""The words of the Core Business Vocabulary 2.0, and what is a valid EPCIS 2.0 event.

Nothing here touches the database. What a sender wrote is kept as it came; what is given back is its valid
part, with CBV's own words bare, as JSON has them.
"""

import re
from collections.abc import Callable
from typing import Any

STEPS = frozenset(
    [
        "accepting",
        "arriving",
        "assembling",
        "collecting",
        "commissioning",
        "consigning",
        "creating_class_instance",
        "cycle_counting",
        "decommissioning",
        "departing",
        "destroying",
        "disassembling",
        "dispensing",
        "encoding",
        "entering_exiting",
        "holding",
        "inspecting",
        "installing",
        "killing",
        "loading",
        "other",
        "packing",
        "picking",
        "receiving",
        "removing",
        "repackaging",
        "repairing",
        "replacing",
        "reserving",
        "retail_selling",
        "sampling",
        "sensor_reporting",
        "shipping",
        "staging_outbound",
        "stock_taking",
        "stocking",
        "storing",
        "transporting",
        "unloading",
        "unpacking",
        "void_shipping",
    ]
)
DISPOSITIONS = frozenset(
    [
        "active",
        "available",
        "completeness_inferred",
        "completeness_verified",
        "conformant",
        "container_closed",
        "container_open",
        "damaged",
        "destroyed",
        "dispensed",
        "disposed",
        "encoded",
        "expired",
        "in_progress",
        "in_transit",
        "inactive",
        "mismatch_class",
        "mismatch_instance",
        "mismatch_quantity",
        "needs_replacement",
        "no_pedigree_match",
        "non_conformant",
        "non_sellable_other",
        "partially_dispensed",
        "recalled",
        "reserved",
        "retail_sold",
        "returned",
        "sellable_accessible",
        "sellable_not_accessible",
        "stolen",
        "unavailable",
        "unknown",
    ]
)
REASONS = frozenset(("did_not_occur", "incorrect_data"))
DOCUMENTS = frozenset(
    [
        "bol",
        "cert",
        "desadv",
        "inv",
        "pedigree",
        "po",
        "poc",
        "prodorder",
        "recadv",
        "rma",
        "testprd",
        "testres",
        "upevt",
    ]
)
PARTIES = frozenset(("owning_party", "possessing_party", "location"))

_OWN = (
    "urn:epcglobal:cbv:",
    "https://ref.gs1.org/cbv/",
    "https://gs1.org/cbv/",
    "https://ns.gs1.org/cbv/",
    "cbv:",
)
_NAMESPACES = re.compile(r"^(BizStep|Disp|BTT|ER|SDT)-")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_UNIT = re.compile(r"[A-Z0-9]{2,3}")


def is_uri(value: Any) -> bool:
    """Whether a value is an address: a scheme, and no character that one cannot hold."""
    return isinstance(value, str) and value.isascii() and _URI.fullmatch(value) is not None


def short(word: str) -> str:
    """A CBV word by itself, whether it came bare, as a URN or as a web address; another address stays."""
    if ":" in word and not word.startswith(_OWN):
        return word
    return _NAMESPACES.sub("", re.split(r"[:/]", word)[-1]).replace("-", "_").strip()


def valid(raw: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The valid part of an event, and the names of its fields that are not valid and were left out. A word
    that is neither EPCIS's own nor an address is left out silently: it says nothing."""
    kept: dict[str, Any] = {}
    faults = []
    for name, value in raw.items():
        if name in _AS_IT_IS or ":" in name:
            kept[name] = value
        elif name in _FIELDS:
            good = _FIELDS[name](value)
            if good is not None:
                kept[name] = good
            elif value not in (None, "", []):
                faults.append(name)
    return kept, faults


def _word(words: frozenset[str]) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        if not isinstance(value, str):
            return None
        if (bare := short(value)) in words:
            return bare
        return value if is_uri(value) and not value.startswith(_OWN) else None

    return read


def _uri(value: Any) -> str | None:
    return value if is_uri(value) else None


def _each(read: Callable[[Any], Any]) -> Callable[[Any], list[Any] | None]:
    """A list of which each is valid; each once."""

    def read_all(value: Any) -> list[Any] | None:
        found = [read(one) for one in value] if isinstance(value, list) else [None]
        return None if None in found else [one for n, one in enumerate(found) if one not in found[:n]]

    return read_all


def _row(needed: str, **readers: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any] | None]:
    """An object of these fields, of which `needed` (names) must be there; others are left out."""

    def read(value: Any) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            return None
        found = {name: good(value[name]) for name, good in readers.items() if name in value}
        if None in found.values() or any(name not in found for name in needed.split()):
            return None
        return found | {name: one for name, one in value.items() if ":" in name and name not in found}

    return read


def _place(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) and is_uri(value.get("id")) else None


def _plain(row: Callable[[Any], dict[str, Any] | None]) -> Callable[[Any], dict[str, Any] | None]:
    """A row that can hold nothing but its own fields."""

    def read(value: Any) -> dict[str, Any] | None:
        found = row(value)
        return found and {name: one for name, one in found.items() if ":" not in name}

    return read


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _unit(value: Any) -> str | None:
    return value if isinstance(value, str) and _UNIT.fullmatch(value) else None


def _object(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _sensors(value: Any) -> list[Any] | None:
    good = isinstance(value, list) and all(isinstance(one, dict) and "sensorReport" in one for one in value)
    return value if good else None


def _any(value: Any) -> Any:
    return value


_uris = _each(_uri)
_amounts = _each(_plain(_row("epcClass", epcClass=_uri, quantity=_number, uom=_unit)))
_lasting = _each(_word(DISPOSITIONS))
_AS_IT_IS = frozenset(("type", "action", "eventTime", "eventTimeZoneOffset", "recordTime", "@context"))
_FIELDS: dict[str, Callable[[Any], Any]] = {
    "eventID": _uri, "certificationInfo": _any, "bizStep": _word(STEPS), "disposition": _word(DISPOSITIONS),
    "persistentDisposition": _plain(_row("", set=_lasting, unset=_lasting)), "readPoint": _place, "bizLocation": _place,
    "bizTransactionList": _each(_plain(_row("bizTransaction", type=_word(DOCUMENTS), bizTransaction=_uri))),
    "sourceList": _each(_plain(_row("type source", type=_word(PARTIES), source=_uri))),
    "destinationList": _each(_plain(_row("type destination", type=_word(PARTIES), destination=_uri))),
    "sensorElementList": _sensors, "ilmd": _object, "epcList": _uris, "quantityList": _amounts, "parentID": _uri,
    "childEPCs": _uris, "childQuantityList": _amounts, "inputEPCList": _uris, "inputQuantityList": _amounts,
    "outputEPCList": _uris, "outputQuantityList": _amounts, "transformationID": _uri,
    "errorDeclaration": _row("declarationTime", declarationTime=_any, reason=_word(REASONS), correctiveEventIDs=_uris),
}  # fmt: skip
