"""What the text of an event says, for codes nobody listed and for codes that contradict their text."""

import re
from collections.abc import Iterable

# Tried in this order: what did not happen, or will, is written with the words of what did.
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("delivered", (r"^(successfully )?delivered\b(?!.*\b(sender|shipper|access point|parcel ?shop|agent)\b)",)),
    ("return_to_sender", (
        r"return(ed|ing)?( back)? to (the )?(sender|shipper|client|merchant)", r"delivered to (the )?(sender|shipper)",
        "back to sender", r"returning (package|shipment)", r"retour(né)? (à|a) l.exp", "rücksendung", "rückversand",
        r"zurück an den (absender|versender)",
    )),
    ("cancelled", ("cancell?ed", "voided", "annulé", "storniert")),
    ("pending", (
        "not (yet )?(been )?(received|handed|arrived)", "label (created|printed)", "created a label", "awaiting item",
        "shipment information", "pre-?(shipment|transit|advice)", "order (created|processed|information)",
        "electronic(ally)?", "entered into the", "elektronisch", "angekündigt", "préparation chez", "va bientôt",
    )),
    ("delivery_failed", (
        "not (be |been )?delivered", "undeliver", "attempt", "could not be", "unable to deliver", "notice left", "refused",
        "no access", "not available or", "addressee (unknown|not)", "delivery (failed|exception)", "non distribu",
        "n.a pas pu", "pas pu être", "nicht zugestellt", "nicht angetroffen", "verweiger",
    )),
    ("delivery_delayed", ("delay", "rescheduled", "retard", "verzöger", "verspät")),
    ("ready_for_pickup", (
        "(ready|available|held) (for|to be) (pick|collect)", "awaiting (pick|collect)", "ready to collect",
        r"delivered to (an? |the )?(ups |gls |hermes )?(parcel ?shop|access point|agent)", "être retiré",
        "point de retrait", "zur abholung", "abholbereit",
    )),
    ("on_hold", ("on hold", r"\bheld\b", "customs (hold|inspection)", "retenu", "zurückgehalten", "aufbewahrt")),
    ("out_for_delivery", (
        "out for delivery", "out on (a )?delivery", "(delivery|distribution) (route|tour|vehicle)", "vehicle for delivery",
        "with (the )?(delivery )?courier", "en cours de livraison", "zustelltour", "zustellfahrzeug",
    )),
    ("delivered", (
        r"\b(has|have|was|were|been) (successfully )?delivered\b", "collected by (the )?(recipient|consignee)",
        "delivery (completed|confirmed|successful)", r"(est|été|bien) livrée?\b", r"(est|été) distribuée?\b",
        r"(wurde|ist)( \w+){0,4} zugestellt", "^zugestellt",
    )),
    ("picked_up", (
        "picked[ -]?up", "pick-?up scan", "handed (over )?to", "accept(ed|ance)", "in possession", "origin scan",
        "prise? en charge", "déposé", "abgeholt", "übergeben", r"\bcollected\b",
    )),
    ("in_transit", (
        "transit", "arriv", "depart", "processed", "processing", "on (its|the) way", "facility", "depot", r"\bhub\b",
        "customs", "clear", "forwarded", "acheminement", "plateforme", "sortier", "unterwegs",
    )),
)  # fmt: skip
_SAYS = tuple((state, re.compile("|".join(phrases))) for state, phrases in _PHRASES)

# What cannot be true of a delivered parcel. The words of transit are loose, so only that word itself counts.
_UNDELIVERED = {"pending", "out_for_delivery", "delivery_failed", "cancelled"}


def says(text: str) -> str | None:
    """The state that a carrier's words tell of (English, French, German), or None."""
    plain = " ".join(text.lower().split())
    return next((state for state, pattern in _SAYS if pattern.search(plain)), None)


def contradicts(state: str, told: str, text: str) -> bool:
    """True where a code and a text, which tells of `told`, cannot both be right about the delivery."""
    if told == "delivered":
        return state in _UNDELIVERED or state in ("picked_up", "in_transit", "delivery_delayed")
    return state == "delivered" and (
        told in _UNDELIVERED or (told == "in_transit" and "transit" in text.lower())
    )


# A code that says no more than one of these may be made finer by its text.
_FINER = {
    "in_transit": {"picked_up", "out_for_delivery", "ready_for_pickup", "on_hold", "delivery_delayed"},
    "delivery_failed": {"return_to_sender", "on_hold", "delivery_delayed"},
}


def finer(state: str, told: Iterable[str]) -> str:
    """The state of the first text that only says more than a coarse code does, else the code's."""
    return next((one for one in told if one in _FINER.get(state, ())), state)
