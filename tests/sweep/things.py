"""What stands behind each parameter of an address: SUMBER's own, the other partner's, internal,
confidential, somebody's draft, missing. Found by the rule up to its last parameter."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from portal.accounts import hashed
from portal.accounts.tokens import person_reference, reference
from tests.sweep import people as p
from tests.sweep import trade
from tests.sweep.canaries import CIRCLES
from tests.sweep.reviews import LINK as REVIEW_LINK
from tests.sweep.sheets import SHEET
from tests.sweep.world import CONTACT, LINK, World

ANYONE = frozenset(p.EVERYONE)


@dataclass(frozen=True)
class Thing:
    """One record in an address: what it is to SUMBER, the address's values, who may see it, and who
    may see what it lies within (a person lies within a partner)."""

    kind: str
    values: tuple[tuple[str, str], ...]
    seen_by: frozenset[str]
    within: frozenset[str] = ANYONE
    tells: tuple[str, ...] = ()  # what it tells whoever holds it (a link in a mail)

    def path(self, rule: str) -> str:
        """The rule with this thing's values in it; those it has no place for become its query."""
        asked = []
        for name, value in self.values:
            rule, places = re.subn(rf"<(\w+:)?{name}>", value, rule)
            asked += [] if places else [(name, value)]
        return f"{rule}?{urlencode(asked)}" if asked else rule


def _named(what: str, parameter: str, world: World, circles: dict[str, str], missing: str) -> list[Thing]:
    known = [
        Thing(name, ((parameter, world.refs[f"{what}:{name}"]),), CIRCLES[circle])
        for name, circle in circles.items()
        if f"{what}:{name}" in world.refs
    ]
    return [*known, Thing("missing", ((parameter, missing),), p.NOBODY)]


_SIDES = {"own": "Sumber", "rest": "Rest", "other": "Baut"}


def _partners(world: World) -> list[Thing]:
    return [
        Thing("own", (("code", "SUMBER"),), CIRCLES["Sumber"], CIRCLES["Sumber"]),
        Thing("other", (("code", "BAUT"),), CIRCLES["Baut"], CIRCLES["Baut"]),
        Thing("missing", (("code", "NOBODY"),), p.NOBODY, p.NOBODY),
    ]  # fmt: skip


def _measures(parameter: str, world: World) -> list[Thing]:
    """A measure of each partner's scorecard, and one that is not there."""
    partners = _partners(world)
    known = [Thing(t.kind, (*t.values, (parameter, "on_time")), t.seen_by, t.within) for t in partners]
    own = partners[0]
    return [*known, Thing("gone", (*own.values, (parameter, "nonsense")), p.NOBODY, own.within)]


def _inside_partners(refs: dict[str, str], missing: str, _world: World) -> list[Thing]:
    """`refs`: of something of each partner; also the other partner's within our own partner."""
    sumber, baut = CIRCLES["Sumber"], CIRCLES["Baut"]
    return [
        Thing("own", (("code", "SUMBER"), ("ref", refs["own"])), sumber, sumber),
        Thing("mixed", (("code", "SUMBER"), ("ref", refs["other"])), p.NOBODY, sumber),
        Thing("gone", (("code", "SUMBER"), ("ref", missing)), p.NOBODY, sumber),
        Thing("other", (("code", "BAUT"), ("ref", refs["other"])), baut, baut),
        Thing("missing", (("code", "NOBODY"), ("ref", missing)), p.NOBODY, p.NOBODY),
    ]


def _lines(world: World) -> list[Thing]:
    """Line 1, which is late, line 2, for which a proposal waits, and line 4, which is promised; and one
    that is not there."""
    orders = _named("order", "ref", world, _SIDES, "PO-9999")
    known = [
        Thing(f"line {line} of {t.kind}", (*t.values, ("line", line), ("part", "1")), t.seen_by)
        for t in orders
        for line in ("1", "2", "4")
    ]
    gone = [
        Thing("gone", (*t.values, ("line", "9"), ("part", "1")), p.NOBODY) for t in orders if t.kind == "own"
    ]
    return [*known, *gone]


def _receipts(world: World) -> list[Thing]:
    """What came in of line 1, and a number that is not there."""
    orders = _named("order", "ref", world, _SIDES, "PO-9999")
    refs = {t.kind: world.refs.get(f"receipt:{t.kind}", "GR-NONE") for t in orders}
    known = [
        Thing(t.kind, (*t.values, ("line", "1"), ("part", "1"), ("receipt", refs[t.kind])), t.seen_by)
        for t in orders
    ]
    own = next(t for t in orders if t.kind == "own")
    gone = (*own.values, ("line", "1"), ("part", "1"), ("receipt", "GR-NONE"))
    return [*known, Thing("gone", gone, p.NOBODY)]


def _exceptions(world: World) -> list[Thing]:
    """The first line of each order, of which a part came; one that is not there."""
    orders = _named("order", "ref", world, _SIDES, "PO-9999")
    known = [Thing(f"short of {t.kind}", (*t.values, ("kind", "short")), t.seen_by) for t in orders]
    gone = [Thing("gone", (*t.values, ("kind", "nonsense")), p.NOBODY) for t in orders if t.kind == "own"]
    return [*known, *gone]


def _milestones(world: World) -> list[Thing]:
    """What the partner of a notice reported of it, and a report that is not there."""
    notices = _named("notice", "ref", world, _SIDES, "ASN-9999")
    keys = {t.kind: world.refs.get(f"milestone:{t.kind}", "hand-none") for t in notices}
    known = [Thing(t.kind, (*t.values, ("milestone", keys[t.kind])), t.seen_by) for t in notices]
    own = next(t for t in notices if t.kind == "own")
    return [*known, Thing("gone", (*own.values, ("milestone", "hand-none")), p.NOBODY)]


def _house(ref: str, missing: str, _world: World) -> list[Thing]:
    return [Thing("own", (("ref", ref),), p.ALL_STAFF), Thing("missing", (("ref", missing),), p.NOBODY)]


_PARTNERS = {
    "own": ("PT Sumber Logam Abadi", "sumberlogam.example"),
    "other": ("CV Baut Prima",),
    "staff": (),
}


def _links(purpose: str, names: tuple[str, ...], world: World) -> list[Thing]:
    known = [
        Thing(
            name, (("token", LINK.format(purpose, name)),), ANYONE,
            tells=(*_PARTNERS[name], world.refs.get(f"{purpose}:{name}", "")),
        )
        for name in names
    ]  # fmt: skip
    return [*known, Thing("missing", (("token", LINK.format(purpose, "none")),), p.NOBODY)]


def _one_time_links(world: World) -> list[Thing]:
    """Whoever holds one reads the order: its lines, its proposals, and the name it was sent to."""
    shown = ("orders.ref", "lines.item", "lines.detail", "commitments.reason")
    known = []
    for name, circle in (("own", "Sumber"), ("other", "Baut")):
        words = [w for w, place in world.canaries.words.items() if place in shown and w[2:-4] == circle]
        tells = (*_PARTNERS[name], "Budi Santoso", world.refs.get(f"link:{name}", ""), *words)
        known.append(Thing(name, (("token", LINK.format("link", name)),), ANYONE, tells=tells))
    return [*known, Thing("missing", (("token", LINK.format("link", "none")),), p.NOBODY)]


def _order_links(world: World) -> list[Thing]:
    """The link to each side's order, as our people see it; also one of another order."""
    orders = {t.kind: t for t in _named("order", "ref", world, _SIDES, "PO-9999")}
    ref = {name: reference(hashed(LINK.format("link", name))) for name in ("own", "other")}
    known = [
        Thing(name, (*orders[name].values, ("link", ref[name])), orders[name].seen_by, orders[name].seen_by)
        for name in ref
        if name in orders  # a world in stages holds the other side's later
    ]
    own = orders["own"]
    mixed = Thing("mixed", (*own.values, ("link", ref["other"])), p.NOBODY, own.seen_by)
    missing = Thing("missing", (("ref", "PO-9999"), ("link", MISSING)), p.NOBODY, p.NOBODY)
    return [*known, mixed, missing]


def _review_links(world: World) -> list[Thing]:
    """The link to a review of each side, as our people see it; also one of another review."""
    found = {t.kind: t for t in _named("review", "ref", world, REVIEWS, "REV-999999")}
    ref = {name: reference(hashed(REVIEW_LINK.format(name))) for name in ("planned", "other")}
    known = [
        Thing(name, (*found[name].values, ("link", ref[name])), found[name].seen_by, found[name].seen_by)
        for name in ref
        if name in found
    ]
    missing = Thing("missing", (("ref", "REV-999999"), ("link", MISSING)), p.NOBODY, p.NOBODY)
    if "planned" not in found:  # a world in stages holds it later
        return [*known, missing]
    own = found["planned"]
    mixed = Thing("mixed", (*own.values, ("link", ref["other"])), p.NOBODY, own.seen_by)
    return [*known, mixed, missing]


def _devices(_world: World) -> list[Thing]:
    """Everybody's own is the second of these two to somebody."""
    owners = ("rina", "budi", "adi")
    known = [Thing(o, (("ref", reference(hashed(p.secret_of(o)))),), frozenset({o})) for o in owners]
    return [*known, Thing("missing", (("ref", "0" * 12),), p.NOBODY)]


def _invitation(name: str) -> str:
    return reference(hashed(LINK.format("invitation", name)))


MISSING = "0" * 12
FILES = {
    "own": "Sumber",
    "of-order": "Sumber",
    "rest": "Rest",
    "other": "Baut",
    "internal": "Inner",
    "internal-of-order": "Inner",
    "confidential": "Secret",
    "draft": "Sari",
    "dewis-draft": "Dewi",
}
CASES = {"case": "Rest", "closed": "Rest", "judging": "Rest", "other": "Baut", "confidential": "Secret"}
LIGHT = ("closed", "judging")
ISSUES = {**_SIDES, "confidential": "Secret", "judging": "Rest"}
PLANS = {"rest": "Rest", "ending": "Rest", "other": "Baut", "confidential": "Secret"}


def _issues_and(name: str, world: World) -> list[Thing]:
    """The issues, and one more of theirs."""
    return _named("issue", "ref", world, {**ISSUES, name: "Rest"}, "ISS-999999")


def _facts(world: World) -> list[Thing]:
    """The third fact of the dispute of each issue, which waits for an answer, and one that is not there."""
    issues = _named("issue", "ref", world, ISSUES, "ISS-999999")
    known = [Thing(t.kind, (*t.values, ("number", "3")), t.seen_by) for t in issues]
    gone = [Thing("gone", (*t.values, ("number", "9")), p.NOBODY) for t in issues if t.kind == "own"]
    return [*known, *gone]


def _actions(world: World) -> list[Thing]:
    """The first action of each plan, and one that is not there."""
    plans = _named("plan", "ref", world, PLANS, "PLN-999999")
    known = [Thing(t.kind, (*t.values, ("number", "1")), t.seen_by) for t in plans]
    return [
        *known,
        *(Thing("gone", (*t.values, ("number", "9")), p.NOBODY) for t in plans if t.kind == "rest"),
    ]


def _messages(world: World) -> list[Thing]:
    """The first message of each issue, an internal note in one, and one that is not there."""
    issues = _named("issue", "ref", world, ISSUES, "ISS-999999")
    known = [
        Thing(t.kind, (*t.values, ("message", world.refs.get(f"message:{t.kind}", "987654"))), t.seen_by)
        for t in issues
    ]
    own = next(t for t in issues if t.kind == "own")
    note = (*own.values, ("message", world.refs.get("message:note-own", "987654")))
    return [
        *known, Thing("internal", note, p.ALL_STAFF if "message:note-own" in world.refs else p.NOBODY),
        Thing("gone", (*own.values, ("message", "987654")), p.NOBODY),
    ]  # fmt: skip


def _said(found: list[Thing], noted: str) -> list[Thing]:
    """The first message under each of these, the first note under the one of the kind `noted`, and messages that
    are not there."""
    known = [Thing(t.kind, (*t.values, ("message", "1")), t.seen_by) for t in found]
    own = next((t for t in found if t.kind == noted), None)
    if own is None:  # a world in stages holds it later
        return known
    return [
        *known, Thing("internal", (*own.values, ("message", "note-1")), p.ALL_STAFF),
        Thing("gone", (*own.values, ("message", "987654")), p.NOBODY),
    ]  # fmt: skip


def _replies(_world: World) -> list[Thing]:
    """A prepared reply and one that is not there."""
    return [
        Thing(kind, (("language", "en"), ("name", name)), p.ALL_STAFF if kind == "own" else p.NOBODY)
        for kind, name in (("own", "Thanks"), ("missing", "Nemo"))
    ]


def _cases(world: World) -> list[Thing]:
    """Issues with a resolution, and one without."""
    known = _named("issue", "ref", world, CASES, "ISS-999999")
    without = [Thing("none", (("ref", world.refs["issue:own"]),), p.NOBODY)]
    return [*known, *without]


def _steps(world: World, kind: str = "causes") -> list[Thing]:
    """This step of each resolution, and one that a light one has not. Only the full ones have other steps."""
    cases = _named("issue", "ref", world, CASES, "ISS-999999")
    known = [
        Thing(
            t.kind,
            (*t.values, ("step", kind)),
            t.seen_by if kind == "causes" or t.kind not in LIGHT else p.NOBODY,
        )
        for t in cases
    ]
    return [
        *known,
        *(Thing("gone", (*t.values, ("step", "team")), p.NOBODY) for t in cases if t.kind == "closed"),
    ]


REVIEWS = {"planned": "Rest", "held": "Rest", "cancelled": "Rest", "other": "Baut"}
NOTICES = {**_SIDES, "draft": "Drafting"}
BUILDERS: dict[str, Callable[[World], list[Thing]]] = {
    "/orders/<path:ref>": lambda w: _named("order", "ref", w, _SIDES, "PO-9999"),
    "/orders/<path:ref>/lines/<int:line>/<int:part>": _lines,
    "/orders/<path:ref>/lines/<int:line>/<int:part>/receipts/<path:receipt>": _receipts,
    "/exceptions/<path:ref>/<kind>": _exceptions,
    "/issues/<ref>": lambda w: _named("issue", "ref", w, ISSUES, "ISS-999999"),
    "/issues/<ref>/messages/<message>": _messages,
    "/orders/<path:ref>/messages/<message>": lambda w: _said(_named("order", "ref", w, _SIDES, "PO-9999"), "own"),
    "/shipments/<path:ref>/messages/<message>": lambda w: _said(_named("notice", "ref", w, _SIDES, "ASN-9999"), "own"),
    "/plans/<ref>/messages/<message>": lambda w: _said(_named("plan", "ref", w, PLANS, "PLN-999999"), "rest"),
    "/plans/<ref>/actions/<int:number>/messages/<message>": lambda w: _said(
        [t for t in _actions(w) if t.kind != "gone"], "rest"
    ),
    "/reviews/<ref>/messages/<message>": lambda w: _said(_named("review", "ref", w, REVIEWS, "REV-999999"), "planned"),
    "/settings/replies/<language>/<name>": _replies,
    "/issues/<ref>/resolution/<step>": _steps,
    "/issues/<ref>/dispute/fact/<int:number>": _facts,
    "/plans/<ref>": lambda w: _named("plan", "ref", w, PLANS, "PLN-999999"),
    "/plans/<ref>/actions/<int:number>": _actions,
    "/reviews/<ref>": lambda w: _named("review", "ref", w, REVIEWS, "REV-999999"),
    "/shipments/<path:ref>": lambda w: _named("notice", "ref", w, NOTICES, "ASN-9999"),
    "/shipments/<path:ref>/milestones/<milestone>": _milestones,
    "/files/<token>": lambda w: _named("file", "token", w, FILES, "file-none".ljust(22, "x")),
    "/imports/<ref>": partial(_house, "IMP-000001", "IMP-999999"),
    "/partners/<code>": _partners,
    "/partners/<code>/people/<ref>": partial(
        _inside_partners, {"own": person_reference(p.email("sari")), "other": person_reference(p.email("budi"))}, MISSING
    ),
    "/partners/<code>/invitations/<ref>": partial(
        _inside_partners, {"own": _invitation("own"), "other": _invitation("other")}, MISSING
    ),
    "/partners/<code>/contacts/<ref>": partial(
        _inside_partners, {"own": person_reference(CONTACT.format("own")), "other": person_reference(CONTACT.format("other"))}, MISSING
    ),
    "/scorecard/<code>": _partners,
    "/scorecard/<code>/<key>": partial(_measures, "key"),
    "/api/v1/partners/<code>": _partners,
    "/api/v1/partners/<code>/scorecard/<metric>": partial(_measures, "metric"),
    "/settings/people/<ref>": partial(_house, person_reference(p.email("bagus")), MISSING),
    "/settings/people/invitations/<ref>": partial(_house, _invitation("staff"), MISSING),
    "/profile/devices/<ref>": _devices,
    "/invitations/<token>": partial(_links, "invitation", ("own", "other", "staff")),
    "/links/<token>": _one_time_links,
    "/orders/<path:ref>/links/<link>": _order_links,
    "/reviews/<ref>/links/<link>": _review_links,
    "/password-reset/<token>": partial(_links, "password-reset", ("own",)),
}  # fmt: skip


def _reports(world: World) -> list[Thing]:
    """What a report may be about; alone it is about the relationship, and staff choose with whom."""
    notice = _named("notice", "notice", world, _SIDES, "ASN-9999")
    order = _named("order", "order", world, _SIDES, "PO-9999")
    lines = [Thing(f"line of {t.kind}", (*t.values, ("line", "1")), t.seen_by) for t in order]
    alone = Thing("page", (), ANYONE)
    nowhere = Thing("gone", (("order", "PO-9999"), ("line", "9")), p.NOBODY)
    return [alone, *order, *lines, *notice, nowhere]


def _lines_to_send(world: World) -> list[Thing]:
    """Line 4 of each order, promised and not sent yet. Whoever is to sign in first is brought back to it: the
    address that they asked for stands in the form."""
    named = {word.upper(): word for word in world.canaries.words}
    return [
        Thing(t.kind, (("schedule", f"{ref} 4.1"),), t.seen_by, tells=(named.get(ref, ""),))
        for t in _named("order", "schedule", world, _SIDES, "PO-9999")
        for _name, ref in t.values
    ]


def _new_notices(world: World) -> list[Thing]:
    """A new notice begins with nothing, with an order, or with a line of one."""
    order = _named("order", "order", world, _SIDES, "PO-9999")
    return [Thing("page", (), ANYONE), *order, *_lines_to_send(world)]


def _drafts(_world: World) -> list[Thing]:
    """A key names a form; whose draft it is, the session says."""
    return [Thing("own", (("key", "feedback/new"),), ANYONE)]


def _mail(_world: World) -> list[Thing]:
    return [Thing("missing", (("name", "1.txt"),), p.NOBODY)]


def _views(world: World) -> list[Thing]:
    """A slug names one of the reader's own views, and to be rid of one that is not there is no fault."""
    slugs = {name: world.refs.get(f"view:{name}", "nothing-here") for name in ("own", "other", "missing")}
    return [Thing(name, (("slug", slug),), ANYONE) for name, slug in slugs.items()]


def _tokens(_world: World) -> list[Thing]:
    """An administrator's own, another side's, none."""
    known = [
        Thing(name, (("ref", reference(hashed(p.token_of(name)))),), frozenset({name, "adi"}))
        for name in ("rina", "budi", "adi")
    ]
    return [*known, Thing("missing", (("ref", MISSING),), p.NOBODY)]


def _captures(_world: World) -> list[Thing]:
    return [Thing("missing", (("ref", "none"),), p.NOBODY)]


def _answers(_world: World) -> list[Thing]:
    return [
        Thing("rinas", (("token", SHEET),), frozenset({"rina"})),
        Thing("missing", (("token", "0" * 32),), p.NOBODY),
    ]


def _months(world: World) -> list[Thing]:
    """The month for which a figure waits, and a word that is no month."""
    partners = _partners(world)
    known = [Thing(t.kind, (*t.values, ("when", trade.MONTH)), t.seen_by, t.within) for t in partners]
    own = CIRCLES["Sumber"]
    return [*known, Thing("gone", (("code", "SUMBER"), ("when", "2026-99")), p.NOBODY, own)]


def _figure_kinds(_world: World) -> list[Thing]:
    """The kinds of files of figures; who brings which, the policy says."""
    known = [Thing(kind, (("kind", kind),), ANYONE) for kind in ("targets", "actuals", "payments")]
    return [*known, Thing("missing", (("kind", "nonsense"),), p.NOBODY, p.NOBODY)]


def _kinds_of_partner(_world: World) -> list[Thing]:
    known = Thing("supplier", (("kind", "supplier"),), p.ALL_STAFF)
    return [known, Thing("missing", (("kind", "nonsense"),), p.NOBODY, p.NOBODY)]


def _figure_files(_world: World) -> list[Thing]:
    return [
        Thing(
            kind,
            (("kind", "actuals"), ("token", token)),
            frozenset({"rina"}) if kind == "rinas" else p.NOBODY,
        )
        for kind, token in (("rinas", trade.FILE), ("missing", "0" * 32))
    ]


def _score_months(month: str, world: World) -> list[Thing]:
    """A month that is over, and a word that is no month."""
    partners = _partners(world)
    known = [Thing(t.kind, (*t.values, ("month", month)), t.seen_by, t.within) for t in partners]
    own = CIRCLES["Sumber"]
    return [*known, Thing("gone", (("code", "SUMBER"), ("month", "2026-99")), p.NOBODY, own)]


def _contested_rows(world: World) -> list[Thing]:
    """Issues about a row of a score, and one that is not."""
    known = _named("issue", "ref", world, {"claim": "Rest", "ruled": "Rest", "other": "Baut"}, "ISS-999999")
    return [*known, Thing("none", (("ref", world.refs["issue:own"]),), p.NOBODY)]


BUILDERS |= {
    "/scorecard/<code>/months/<month>": partial(_score_months, "2026-05"),
    "/answer-sheets/<token>": _answers,
    "/sales/<code>": _partners, "/payments/<code>": _partners, "/sales/<code>/<when>": _months,
    "/settings/definitions/<kind>": _kinds_of_partner, "/settings/definitions/partners/<code>": _partners,
    "/figure-sheets/<kind>": _figure_kinds, "/figure-sheets/<kind>/<token>": _figure_files,
    "/api/v1/orders/<path:ref>": BUILDERS["/orders/<path:ref>"], "/api/v1/shipments/<path:ref>": BUILDERS["/shipments/<path:ref>"],
    "/api/v1/epcis/capture/<ref>": _captures, "/settings/tokens/<ref>": _tokens,
    "/orders/views/<slug>": _views, "/drafts/<path:key>": _drafts, "/draft-removals/<path:key>": _drafts,
    "/mail/<name>": _mail,
}  # fmt: skip
# Addresses with a record in the query, or that not everybody finds.
QUERIES: dict[str, Callable[[World], list[Thing]]] = {
    "/shipments": lambda w: [Thing("page", (), ANYONE)], "/shipments/new": _new_notices,
    "/shipments/drafts": _lines_to_send, "/shipments/lines": _lines_to_send,
    "/feedback/new": _reports, "/mail": lambda _world: [Thing("missing", (), p.NOBODY)],
}  # fmt: skip
QUERIES |= {
    "/issues/<ref>/resolution/<step>/time": partial(_steps, kind="correction"),
    "/issues/<ref>/resolution/<step>/place": partial(_steps, kind="containment"),
}
QUERIES |= {
    f"/issues/<ref>/resolution/{noun}": _cases
    for noun in ("extension", "target", "abandonment", "reopening", "effectiveness", "repeat")
}
# What is held open by a dispute or a resolution cannot end: these addresses are tried with what is not, too.
QUERIES["/scorecard/<code>/months/<month>/closure"] = partial(_score_months, "2026-04")  # not closed yet
QUERIES |= {
    f"/issues/<ref>/score-{noun}": _contested_rows for noun in ("correction", "agreement", "claim-end")
}
QUERIES |= {
    f"/issues/<ref>/{noun}": partial(_issues_and, name)
    for noun, name in (("confirmation", "solved"), ("merger", "calm"), ("dispute", "calm"))
}
QUERIES["/issues/<ref>/resolution"] = lambda w: _named(
    "issue",
    "ref",
    w,
    {**ISSUES, "case": "Rest", "closed": "Rest", "calm": "Rest", "ready": "Rest"},
    "ISS-999999",
)
QUERIES["/issues/<ref>/resolution.pdf"] = _cases
# Nothing was laid before anybody for what was called off; only a review of a rhythm can end it.
for _rule, _names in (
    ("/reviews/<ref>.pdf", ("planned", "held", "other")),
    ("/reviews/<ref>/rhythm-end", ("planned", "other")),
):
    QUERIES[_rule] = partial(
        lambda names, w: _named("review", "ref", w, {n: REVIEWS[n] for n in names}, "REV-999999"), _names
    )
PAGE = Thing("page", (), ANYONE)


def prefix(rule: str) -> str:
    """The rule up to and with its last parameter; '' for a rule without any."""
    return rule[: rule.rfind(">") + 1]


def things(rule: str, world: World) -> list[Thing]:
    """What this rule is tried with."""
    return (QUERIES.get(rule) or BUILDERS[prefix(rule)])(world) if "<" in rule or rule in QUERIES else [PAGE]


def unknown(rule: str) -> str | None:
    """What to add for a rule whose parameters nobody can fill; None if all is well."""
    if "<" not in rule or prefix(rule) in BUILDERS:
        return None
    return (
        f"{rule}: add '{prefix(rule)}' to BUILDERS in tests/sweep/things.py: what is it, and who may see it?"
    )
