"""Kinds of partner, and what happened to a partner, as people read it."""

from typing import Any

from portal.accounts import labels
from portal.web.i18n import _, _l

KINDS = {
    "supplier": _l("Supplier"),
    "distributor": _l("Distributor"),
    "carrier": _l("Carrier"),
    "subcontractor": _l("Subcontractor"),
}


def told(row: Any) -> str:
    """An activity row about a partner as a sentence without its doer."""
    data = row.data
    person = data.get("person", "")
    if row.verb == "invited":
        return _("invited %(person)s as %(role)s", person=person, role=_role(data["role"]))
    if row.verb == "joined":
        return _("joined as %(role)s", role=_role(data["role"]))
    if row.verb == "changed-person":
        return _(
            "changed what %(person)s may do: %(before)s, now %(after)s", person=person,
            before=_rights(data["before"]), after=_rights(data["after"]),
        )  # fmt: skip
    sentences = {
        "revoked-invitation": _("took back the invitation of %(person)s", person=person),
        "disabled-person": _("ended the access of %(person)s", person=person),
        "enabled-person": _("gave %(person)s access again", person=person),
        "switched": _("began to act for this partner"),
        "set-target": _("set the sales target for %(title)s", title=data.get("title", "")),
        "reported-sales": _("reported what was sold in %(title)s", title=data.get("title", "")),
        "accepted-sales": _("accepted the sales for %(title)s", title=data.get("title", "")),
        "recorded-payment": _("recorded invoice %(title)s", title=data.get("title", "")),
        "changed-definition": _("changed how this partner is judged: %(note)s", note=data.get("note", "")),
        "imported-figures": _("brought in figures by a file"),
    }
    return sentences.get(row.verb, _("changed the record"))


def _role(role: str) -> str:
    return str(labels.PARTNER_ROLES.get(role, role))


def _rights(rights: dict[str, str | None]) -> str:
    parts = [
        _role(rights["role"] or ""),
        str(labels.REACHES.get(rights["reach"] or "", "")),
        rights["team"] or "",
    ]
    return ", ".join(part for part in parts if part)
