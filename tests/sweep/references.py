"""Fields that name a record, and the records that somebody may not see: found by what the addresses of
those records say (things.py), so that a new kind of record comes in by itself."""

import ast
from pathlib import Path

from wtforms.fields.core import UnboundField

from portal.web.forms import Form
from tests.sweep import people as p
from tests.sweep.things import things
from tests.sweep.world import World

ROOT = Path(__file__).resolve().parents[2]
# Name of a field or of a part of the query -> whose records it names.
FIELDS = {
    "order": "/orders/<path:ref>", "notice": "/shipments/<path:ref>", "issue": "/issues/<ref>", "kept": "/files/<token>",
    "receipt": "/orders/<path:ref>/lines/<int:line>/<int:part>/receipts/<path:receipt>",
    "partner": "partner", "partners": "partner", "named": "person", "person": "person", "tell": "staff", "into": "/issues/<ref>",
    "quoted": "/issues/<ref>/messages/<message>", "owner": "person", "key": "form",
    "case": "/issues/<ref>", "leader": "person", "has": "person", "champion": "person", "members": "person",
    "profile": "profile", "staff_owner": "staff", "partner_owner": "person",
    "staff_people": "staff", "partner_people": "person", "plan": "/plans/<ref>", "review": "/reviews/<ref>",
    "staff_manager": "staff", "partner_manager": "person", "score": "score",
}  # fmt: skip
# What names no record: texts, fixed words, numbers within a record that is named beside, cursors.
PLAIN = frozenset({
    "all", "about", "page", "lot", "checked", "bad", "accepted", "after", "agreed", "correct_receipts", "objection", "decision", "decided_side", "at", "offset", "place", "arrived_on", "condition", "mark", "received_on", "ref", "rejected", "rows", "carrier", "cause_side", "choice", "purpose", "quantity", "shipped_on", "tracking_number", "day_1", "day_2", "day_3", "day_4", "audience", "back", "before", "body", "day", "column", "confidential", "csrf_token", "decimal", "digest",
    "effect", "email", "encoding", "file", "files", "fill_down", "from", "good_rows_only", "handling",
    "handling_note", "header_row", "item", "kind", "language", "limited", "line", "locale", "messages-before",
    "mode", "name", "new-old", "new-password", "next", "old", "part", "password", "period", "q", "quantity_affected",
    "quantity_1", "quantity_2", "quantity_3", "quantity_4", "query", "reach", "reason", "schedule", "role", "sent", "separator", "severity", "show", "sheet", "sort", "state", "tab", "team", "text",
    "theme", "to", "days", "nextPageToken", "scopes", "size", "until", "urgent", "username", "version", "view", "what", "what_happened", "which", "whose", "wished_outcome",
    "question", "template",
    "over", "packages", "row", "weight",
    "zone",
    "decisions", "difficulties", "every", "feedback", "held_on", "meets_at", "meets_on", "notes", "outlook", "period_end",
    "period_start", "remind_days", "risks", "wishes",
    "early_days", "excluded_causes", "excluded_items", "excluded_modes", "few", "holidays", "late_days", "over_tolerance",
    "under_tolerance", "week",
    "currency", "do", "incoterm", "note", "ordered_on", "pasted", "reference", "site",
    "baseline", "done_means", "due_on", "ends_on", "goal", "measure", "month", "needs", "point", "points",
    "programme", "read_on",
    "correction", "credit", "number", "outcome", "records", "says", "wants", "affected", "alternatives", "answer", "at_once", "chosen", "documents", "done", "done_on", "elsewhere", "escape",
    "escape_code", "form", "found", "how", "learned", "limit", "new", "occurrence", "occurrence_code", "others", "proof",
    "amount", "figure", "held_why", "invoice", "paid_on", "product", "seen", "year",
    "receipts", "removed", "side", "symptom", "thanks", "verdict", "where", "within", "starts_on", "target", "title", "unit", "usual", "value", "words",
})  # fmt: skip
PREFIXES = (
    "target_",
    "weight_",
    "column_",
    "order_",
    "line-",
    "row",
    "line",
    "rows-",
    "is_",
    "at_partner_",
    "in_transit_",
    "at_company_",
    "occurrence_why_",
    "escape_why_",
)  # of imports: a column's number, the order of a date's parts; of links; rows of lines, of receipts
HOUSE = frozenset({"profile"})  # the company's own: a partner has no form with it


def unclassified(drawn: set[str]) -> list[str]:
    """Names of fields and of parts of the query that nothing here says anything about."""
    names = drawn | _declared(Form) | read_by_hand()
    return sorted(n for n in names if n and n not in FIELDS and n not in PLAIN and not n.startswith(PREFIXES))


def _declared(form: type[Form]) -> set[str]:
    if not form.__module__.startswith("portal."):
        return set()  # another test's
    own = {name for name, value in vars(form).items() if isinstance(value, UnboundField)}
    return own.union(*(_declared(sub) for sub in form.__subclasses__()))


def read_by_hand() -> set[str]:
    """Names that the code takes from a request by hand."""
    found = set()
    for path in (ROOT / "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("get", "getlist") and isinstance(node.func.value, ast.Attribute)
                and node.func.value.attr in ("args", "form", "values") and node.args
                and isinstance(node.args[0], ast.Constant)
            ):  # fmt: skip
                found.add(node.args[0].value)
    return found


def foreign(field: str, who: str, world: World) -> list[str]:
    """Values of this field that name nothing to `who`: the last one is of a record that is not there."""
    kind = FIELDS[field]
    if kind.startswith("/"):
        return [dict(t.values).popitem()[1] for t in things(kind, world) if who not in t.seen_by]
    others = {
        **_OTHERS,
        "person": _strangers(who),
        "staff": _unknown_staff(who),
        "form": [f for f in _FORMS if _FORMS[f] != who],
    }
    return others[kind]


_OTHERS = {
    "partner": ["BAUT", "NONESUCH"], "profile": ["1", "999"], "score": ["BAUT otif 2026-10", "NONESUCH otif 2026-10"],
}  # fmt: skip
_FORMS = {"form-draft": "sari", "form-dewis-draft": "dewi", "form-other": "budi", "form-nobodys": ""}


def _strangers(who: str) -> list[str]:
    """People whom a partner's person may not name: the other partner's and our own; staff name staff."""
    names = ("budi",) if who in p.ALL_STAFF else ("budi", "dewi", "adi")
    return [str(p.IDS[name]) for name in names if name != who] + ["987654"]


def _unknown_staff(who: str) -> list[str]:
    """Staff whom a partner's person does not know from the record: all but Dewi, who answers for it."""
    names = () if who in p.ALL_STAFF else ("adi", "mega")
    return [str(p.IDS[name]) for name in (*names, "budi")] + ["987654"]
