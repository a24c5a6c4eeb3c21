"""What people did with an order, in a sentence for each verb."""

from collections.abc import Callable
from typing import Any

from portal.shipments.exception_labels import SIDES
from portal.web.i18n import _, _n

AMENDMENTS = ("amended", "added", "cancelled")  # told with what they changed


def _said(row: Any) -> tuple[str, str]:
    words = (row.data or {}).get("excerpt") or ""
    where = "" if row.subject_type == "order" else f"{row.subject_ref}, "
    return (
        f"{where}{row.actor_name}: \N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}",
        "disputed",
    )


def _of_cause(row: Any) -> dict[str, str]:
    data = row.data or {}
    return {
        "side": str(SIDES.get(data.get("side", ""), "")),
        "line": _("line %(line)s", line=data.get("line", "")),
    }


def _cause(row: Any) -> str:
    """Whose cause it is by somebody's word. What is contested gives the name and the reason."""
    words = _of_cause(row)
    said = _("Cause: %(side)s, %(line)s", **words)
    if row.verb == "cause-decided":
        said = _("Cause decided: %(side)s, %(line)s", **words)
    elif row.verb == "cause-stands":
        said = _("Not agreed to the decision about the cause, it stays: %(side)s, %(line)s", **words)
    reason = (row.data or {}).get("reason")
    told = ("cause-contested", "cause-decided", "cause-stands")
    return f"{said}. {row.actor_name}: {reason}" if reason and row.verb in told else said


def _files(row: Any) -> tuple[str, str]:
    return _("Files added: %(names)s", names=", ".join((row.data or {}).get("files", []))), "open"


def _issue(phrase: Callable[[str], str], glyph: str) -> Callable[[Any], tuple[str, str]]:
    return lambda row: (phrase(row.subject_ref), glyph)


# Verbs that tell something the ledger, the events and the receipts do not tell themselves.
VERBS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "ordered": lambda _row: (_("Ordered"), "open"),
    **dict.fromkeys(AMENDMENTS, lambda row: ("", "open")),
    "announced": lambda row: (_("Dispatch %(ref)s announced", ref=row.subject_ref), "on_the_way"),
    "corrected": lambda row: (_("Dispatch %(ref)s corrected", ref=row.subject_ref), "on_the_way"),
    "voided": lambda row: (
        _(
            "Dispatch %(ref)s withdrawn: %(reason)s",
            ref=row.subject_ref,
            reason=(row.data or {}).get("reason", ""),
        ),
        "cancelled",
    ),
    "asked-again": lambda row: (
        _("Asked whether the promise still holds, line %(line)s", line=(row.data or {}).get("line", "")),
        "open",
    ),
    "cause-said": lambda row: (_cause(row), "open"),
    "cause-contested": lambda row: (_cause(row), "disputed"),
    "cause-decided": lambda row: (_cause(row), "disputed"),
    "cause-stands": lambda row: (_cause(row), "disputed"),
    "cause-agreed": lambda row: (_("Cause agreed: %(side)s, %(line)s", **_of_cause(row)), "done"),
    "said": _said,
    "attached": _files,
    "opened": _issue(lambda ref: _("Problem %(ref)s reported", ref=ref), "open"),
    "contested": lambda row: (_("%(what)s contested", what=(row.data or {}).get("title", "")), "disputed"),
    "acknowledged": _issue(lambda ref: _("%(ref)s seen, an answer follows", ref=ref), "acknowledged"),
    "started": _issue(lambda ref: _("Work on %(ref)s began", ref=ref), "in_progress"),
    "resolved": _issue(lambda ref: _("%(ref)s is said to be solved", ref=ref), "resolved"),
    "confirmed": _issue(lambda ref: _("%(ref)s is solved, both agree", ref=ref), "done"),
    "reopened": _issue(lambda ref: _("%(ref)s was opened again", ref=ref), "reopened"),
    "disputed": _issue(lambda ref: _("%(ref)s is disputed", ref=ref), "disputed"),
    "dispute_escalated": _issue(lambda ref: _("Managers decide on %(ref)s", ref=ref), "disputed"),
    "dispute_accepted": _issue(lambda ref: _("%(ref)s: both sides agree on a decision", ref=ref), "done"),
    "dispute_left": _issue(lambda ref: _("%(ref)s: left as not agreed", ref=ref), "reopened"),
    "dispute_withdrawn": _issue(lambda ref: _("%(ref)s: dispute taken back", ref=ref), "open"),
}

# What was done at once to many lines, in one sentence: of a row, and how many there are.
MANY: dict[str, Callable[[Any, int], str]] = {
    "added": lambda row, n: _n("%(who)s added %(num)s line", "%(who)s added %(num)s lines", n, who=_who(row)),
    "amended": lambda row, n: _n("%(who)s made %(num)s change", "%(who)s made %(num)s changes", n, who=_who(row)),
    "cancelled": lambda _row, n: _n("%(num)s line cancelled", "%(num)s lines cancelled", n),
    "asked-again": lambda _row, n: _n(
        "Asked whether the promise of %(num)s line still holds", "Asked whether the promises of %(num)s lines still hold", n
    ),
}  # fmt: skip


def _who(row: Any) -> str:
    return str(_("An import")) if (row.data or {}).get("import") else str(row.actor_name)
