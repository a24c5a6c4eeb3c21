"""Who may do what, endpoint by endpoint, as data. The sweep compares every answer with this table,
never with the code. A new route must be added here: who may use it, and what are others told?"""

from dataclasses import dataclass
from typing import Any

from portal.scores.metrics import METRICS
from tests.cast import PASSWORD
from tests.sweep import people as p
from tests.sweep.sheets import sheet
from tests.sweep.things import ANYONE, ISSUES, Thing
from tests.sweep.trade import ROWS

ALLOW, HIDE, FORBID, SIGN_IN, TOKEN = "allow", "hide", "forbid", "sign in", "token needed"


@dataclass(frozen=True)
class Rule:
    """may: who does it, to what they see, or per kind of thing. known: who is told that there is such
    a page at all; `unknown` is what others get. passes: who gets as far as a look at the thing.
    audited: false for what leaves no row in the audit trail. by_token: no cookie opens it; who may with a
    token is said in test_tokens."""

    may: frozenset[str] | dict[str, frozenset[str]] = p.SIGNED_IN
    known: frozenset[str] = p.SIGNED_IN
    unknown: str = HIDE
    passes: frozenset[str] = ANYONE
    public: bool = False
    audited: bool = True
    by_token: bool = False

    def decide(self, who: str, thing: Thing) -> str:
        """What `who` gets for `thing`."""
        if self.by_token:
            return TOKEN
        if not self.public:
            if who in p.OUTSIDE:
                return SIGN_IN
            if who not in self.known:
                return self.unknown
        if who not in thing.within:
            return HIDE
        if who not in self.passes:
            return FORBID
        if who not in thing.seen_by:
            return HIDE
        may = self.may.get(thing.kind, p.NOBODY) if isinstance(self.may, dict) else self.may
        return ALLOW if self.public or who in may else FORBID


def people(*names: str) -> frozenset[str]:
    """A set of people by name."""
    return frozenset(names)


WRITERS = p.SIGNED_IN - {"ayu", "toni", "nina"}
PARTNERS = p.SUMBER | p.NINA | p.BAUT
INVITERS = people("adi", "mega", "rina", "budi")
IMPORTERS = p.STAFF - {"ayu"}

EVERYBODY = Rule()
PUBLIC = Rule(public=True)
QUIET = Rule(audited=False)
OWN_STAFF = Rule(may=people("adi"), known=p.ALL_STAFF, passes=people("adi"))
DEFINING = Rule(may=people("adi", "mega"), known=p.ALL_STAFF, passes=people("adi", "mega"))
PREPARING = Rule(may=people("adi", "mega"), known=p.ALL_STAFF, passes=people("adi", "mega"))
OF_PARTNER = Rule(may=INVITERS, passes=INVITERS)
IMPORTING = Rule(may=IMPORTERS, known=p.STAFF, unknown=FORBID, passes=IMPORTERS)
BY_STAFF = Rule(may=p.ALL_STAFF - {"ayu"})
BOOKING = Rule(may=p.ALL_STAFF - {"ayu"})
BY_OPENER = Rule(may=PARTNERS & WRITERS)  # every issue of the world was opened by its partner
ANSWERING = Rule(may=WRITERS, passes=WRITERS)
ENTERING = Rule(may=p.ALL_STAFF & WRITERS, passes=p.ALL_STAFF & WRITERS)
HANDING = Rule(
    may=(p.ALL_STAFF & WRITERS) | people("rina", "budi"),
    passes=(p.ALL_STAFF & WRITERS) | people("rina", "budi"),
)
REPORTING = Rule(may=WRITERS, passes=WRITERS)
TOKENS = Rule(may=people("adi", "rina", "budi"), passes=people("adi", "rina", "budi"))
BY_TOKEN = Rule(by_token=True)
ANNOUNCING = Rule(may=WRITERS, passes=WRITERS)
AUTHORS = {  # who wrote the message
    "own": people("sari"), "rest": people("rina"), "judging": people("rina"), "confidential": people("sari"), "other": people("budi"),
    "internal": people("dewi"),
}  # fmt: skip
CHANGING = {"own": WRITERS, "rest": WRITERS, "other": WRITERS}
# Of the dispute that was escalated only the named managers decide.
DECIDING = Rule(may={**dict.fromkeys(ISSUES, WRITERS), "rest": people("mega", "rina")})
# Sales and payments are about the partner as a whole; of files of figures a partner brings what it sold.
WHOLE = Rule(may=p.SIGNED_IN - p.NINA, passes=p.SIGNED_IN - p.NINA)
BRINGING = {"targets": p.ALL_STAFF & WRITERS, "actuals": WRITERS, "payments": p.ALL_STAFF & WRITERS}
SEEING_IMPORTS = Rule(may=p.STAFF, known=p.STAFF, unknown=FORBID)

POLICY: dict[str, Rule] = {
    "accounts.accept_invitation": PUBLIC,
    "accounts.change_password": EVERYBODY,
    "accounts.change_person": OWN_STAFF,
    "accounts.change_profile": EVERYBODY,
    "accounts.devices": EVERYBODY,
    "accounts.disable_person": OWN_STAFF,
    "accounts.enable_person": OWN_STAFF,
    "accounts.invite_staff": OWN_STAFF,
    "accounts.language": Rule(public=True, audited=False),
    "accounts.login": Rule(public=True, audited=False),
    "accounts.logout": QUIET,
    "accounts.make_token": TOKENS,
    "accounts.memberships": EVERYBODY,
    "accounts.new_login": PUBLIC,
    "accounts.new_reset": PUBLIC,
    "accounts.people": Rule(may=people("adi", "mega", "ayu"), known=p.ALL_STAFF),
    "accounts.person": OWN_STAFF,
    "accounts.profile": EVERYBODY,
    "accounts.remove_device": QUIET,
    "accounts.remove_other_devices": QUIET,
    "accounts.renew_staff_invitation": OWN_STAFF,
    "accounts.request_reset": Rule(public=True, audited=False),
    "accounts.reset": PUBLIC,
    "accounts.revoke_staff_invitation": OWN_STAFF,
    "accounts.revoke_token": TOKENS,
    "accounts.show_invitation": PUBLIC,
    "accounts.show_reset": PUBLIC,
    "accounts.switch": Rule(may=PARTNERS - {"budi"}, known=PARTNERS - {"budi"}, audited=False),  # asked for: SUMBER
    "accounts.theme": QUIET,
    "accounts.tokens": TOKENS,
    "activity.keep": QUIET,
    "activity.remove": QUIET,
    "desk.healthz": PUBLIC,
    "desk.home": EVERYBODY,
    "desk.pattern_rows": EVERYBODY,
    "desk.patterns": EVERYBODY,
    "desk.patterns_export": EVERYBODY,
    "desk.readyz": PUBLIC,
    "desk.search": EVERYBODY,
    "disputes.accept": DECIDING,
    "disputes.add_evidence": Rule(may=WRITERS),
    "disputes.answer_fact": Rule(may=WRITERS),
    "disputes.escalate": Rule(may=WRITERS),
    "disputes.open_dispute": Rule(may=WRITERS),
    "disputes.propose": DECIDING,
    "disputes.propose_fact": Rule(may=WRITERS),
    "disputes.say_position": Rule(may=WRITERS),
    "disputes.show": Rule(may={**dict.fromkeys(ISSUES, p.SIGNED_IN), "calm": WRITERS}),  # a form, where there is none yet
    "disputes.withdraw": Rule(may={**dict.fromkeys(ISSUES, PARTNERS & WRITERS), "rest": people("rina")}),
    "exchange.answers": ANSWERING,
    "exchange.api_docs": EVERYBODY,
    "exchange.api_order": BY_TOKEN,
    "exchange.api_orders": BY_TOKEN,
    "exchange.api_score_rows": BY_TOKEN,
    "exchange.api_scorecard": BY_TOKEN,
    "exchange.api_shipment": BY_TOKEN,
    "exchange.api_shipments": BY_TOKEN,
    "exchange.capture_epcis": BY_TOKEN,
    "exchange.check": Rule(may=IMPORTERS, known=p.STAFF, unknown=FORBID, passes=IMPORTERS, audited=False),
    "exchange.confirm": Rule(may=IMPORTERS, known=p.STAFF, unknown=FORBID, passes=IMPORTERS, audited=False),
    "exchange.contradictions": SEEING_IMPORTS,
    "exchange.create": IMPORTING,
    "exchange.index": SEEING_IMPORTS,
    "exchange.list_captures": BY_TOKEN,
    "exchange.open_lines": ANSWERING,
    "exchange.openapi": PUBLIC,
    "exchange.query_events": BY_TOKEN,
    "exchange.refusals": SEEING_IMPORTS,
    "exchange.report_events": BY_TOKEN,
    "exchange.save_profile": IMPORTING,
    "exchange.send_answers": ANSWERING,
    "exchange.show": SEEING_IMPORTS,
    "exchange.show_answers": ANSWERING,
    "exchange.show_capture": BY_TOKEN,
    "exchange.upload_answers": Rule(may=WRITERS, passes=WRITERS, audited=False),
    "exchange.figure_sheet": Rule(may=BRINGING),
    "exchange.show_figures": ANSWERING,
    "exchange.take_figures": ANSWERING,
    "exchange.upload_figures": Rule(may=BRINGING, audited=False),
    "scores.accept_sales": ENTERING,
    "scores.define_kind": DEFINING,
    "scores.define_partner": Rule(may=people("adi", "mega"), passes=people("adi", "mega")),
    "scores.definitions": Rule(may=p.SIGNED_IN - p.NINA),
    "scores.follow_kind": Rule(may=people("adi", "mega"), passes=people("adi", "mega")),
    "scores.kind_definition": Rule(may=p.ALL_STAFF, known=p.ALL_STAFF),
    "scores.own_definition": WHOLE,
    "scores.payments": Rule(may=p.SIGNED_IN - p.NINA),
    "scores.record_payment": ENTERING,
    "scores.report_sales": REPORTING,
    "scores.sales": Rule(may=p.SIGNED_IN - p.NINA),
    "scores.set_target": ENTERING,
    "scores.show_payments": WHOLE,
    "scores.show_sales": WHOLE,
    "files.keep": Rule(may=WRITERS, audited=False),
    "files.remove": Rule(may={"draft": people("sari"), "dewis-draft": people("dewi")}, audited=False),
    "files.show": EVERYBODY,
    "files.thumbnail": EVERYBODY,
    "issues.acknowledge": BY_STAFF,
    "issues.add_person": Rule(may=WRITERS),
    "issues.edit_message": Rule(may=AUTHORS),
    "issues.merge": Rule(may=WRITERS),
    "issues.new_merge": Rule(may=WRITERS),
    "issues.new_split": Rule(may=WRITERS),
    "issues.put_in_reply": Rule(may=p.ALL_STAFF - {"ayu"}, audited=False),
    "issues.show_message": EVERYBODY,
    "issues.split": Rule(may=WRITERS),
    "issues.unmerge": Rule(may=WRITERS),
    "issues.assign": BY_STAFF,
    "issues.assign_many": BY_STAFF,
    "issues.confirm": BY_OPENER,
    "issues.create": REPORTING,
    "issues.grade": BY_STAFF,
    "issues.index": EVERYBODY,
    "issues.new": REPORTING,
    "issues.partners": EVERYBODY,
    "issues.remove_person": Rule(may=WRITERS),
    "issues.reopen": BY_OPENER,
    "issues.reply": Rule(may=WRITERS),
    "issues.resolve": BY_STAFF,
    "issues.show": EVERYBODY,
    "issues.start": BY_STAFF,
    "notify.mail": PUBLIC,  # found by nobody but a developer at the machine itself
    "notify.mails": PUBLIC,
    "orders.agree": Rule(may=WRITERS),
    "orders.owner": Rule(may=(p.ALL_STAFF & WRITERS) | people("rina", "budi")),
    "orders.hand_over": Rule(may=(p.ALL_STAFF & WRITERS) | people("rina", "budi")),
    "orders.owners": HANDING,
    "orders.hand_over_many": HANDING,
    "orders.amend": Rule(may=p.ALL_STAFF & WRITERS),
    "orders.amendment_form": Rule(may=p.ALL_STAFF & WRITERS),
    "orders.cancel": Rule(may=p.ALL_STAFF & WRITERS),
    "orders.cancellation": Rule(may=p.ALL_STAFF & WRITERS),
    "orders.confirm": Rule(may=WRITERS),
    "orders.confirm_many": Rule(may=WRITERS & PARTNERS),
    "orders.create": ENTERING,
    "orders.create_view": QUIET,
    "orders.export_csv": EVERYBODY,
    "orders.export_xlsx": EVERYBODY,
    "orders.index": EVERYBODY,
    "orders.new": ENTERING,
    "orders.open_link": PUBLIC,
    "orders.propose": Rule(may=WRITERS),
    "orders.reconfirm": Rule(may=WRITERS),
    "orders.refuse": Rule(may=WRITERS),
    "orders.remove_view": QUIET,
    "orders.revoke_link": Rule(may=p.ALL_STAFF - {"ayu"}, passes=p.ALL_STAFF - {"ayu"}),
    "orders.say": Rule(may=WRITERS),
    "orders.send_link": BY_STAFF,
    "orders.show": EVERYBODY,
    "orders.use_link": PUBLIC,
    "orders.withdraw": Rule(may=WRITERS),
    "partners.add_contact": OF_PARTNER,
    "partners.change_person": Rule(may=people("rina", "budi"), passes=INVITERS),
    # Nobody disables themselves, and budi is all there is at his.
    "partners.disable_person": Rule(may={"own": people("adi", "mega", "rina"), "other": people("adi", "mega")}, passes=INVITERS),
    "partners.enable_person": OF_PARTNER,
    "partners.index": EVERYBODY,
    "partners.invite": OF_PARTNER,
    "partners.person": OF_PARTNER,
    "partners.remove_contact": OF_PARTNER,
    "partners.renew_invitation": OF_PARTNER,
    "partners.revoke_invitation": OF_PARTNER,
    "partners.show": EVERYBODY,
    **{f"talk.show_{kind}_message": EVERYBODY for kind in ("order", "plan", "action", "review", "notice")},
    **{f"talk.edit_{kind}_message": Rule(may=people("dewi")) for kind in ("plan", "action", "review")},
    **{f"talk.edit_{kind}_message": Rule(may={**AUTHORS, "own": people("rina")}) for kind in ("order", "notice")},
    "talk.add_reply": PREPARING,
    "talk.change_reply": PREPARING,
    "talk.remove_reply": PREPARING,
    "talk.replies": PREPARING,
    "talk.reply": PREPARING,
    "plans.add": Rule(may=WRITERS),
    "plans.agree_to_end": Rule(may=WRITERS),
    "plans.change": Rule(may=WRITERS),
    "plans.change_action": Rule(may=WRITERS),
    "plans.create": REPORTING,
    "plans.end": Rule(may=WRITERS),
    "plans.go_on": Rule(may=WRITERS),
    "plans.index": EVERYBODY,
    "plans.measure": Rule(may=WRITERS),
    "plans.move": Rule(may=WRITERS),
    "plans.new": REPORTING,
    "plans.redate": Rule(may=WRITERS),
    "plans.say": Rule(may=WRITERS),
    "plans.say_action": Rule(may=WRITERS),
    "plans.show": EVERYBODY,
    "plans.show_action": EVERYBODY,
    "plans.tick": Rule(may=WRITERS),
    "plans.to_do": EVERYBODY,
    # SUMBER and BAUT fill the steps of every resolution of the world, our people accept them.
    "resolutions.abandon": BY_STAFF,
    "resolutions.accept": BY_STAFF,
    "resolutions.aim": BY_STAFF,
    "resolutions.begin": Rule(may=WRITERS),
    "resolutions.count": BY_STAFF,
    "resolutions.redate": Rule(may=WRITERS),
    "resolutions.export_pdf": EVERYBODY,
    "resolutions.extend": Rule(may=WRITERS),
    "resolutions.give": Rule(may=PARTNERS & WRITERS),
    "resolutions.give_back": BY_STAFF,
    "resolutions.judge": BY_STAFF,
    "resolutions.reopen": Rule(may=WRITERS),
    "resolutions.repeat": Rule(may=WRITERS),
    "resolutions.send": Rule(may=PARTNERS & WRITERS),
    "resolutions.show": EVERYBODY,
    "resolutions.show_step": EVERYBODY,
    "reviews.accept": Rule(may=WRITERS),
    "reviews.add_action": Rule(may=WRITERS),
    "reviews.ask": Rule(may=WRITERS),
    "reviews.cancel": Rule(may=WRITERS),
    "reviews.create": REPORTING,
    "reviews.export_pdf": EVERYBODY,
    "reviews.index": EVERYBODY,
    "reviews.move": Rule(may=WRITERS),
    "reviews.new": REPORTING,
    "reviews.revoke_link": Rule(may=p.ALL_STAFF - {"ayu"}, passes=p.ALL_STAFF - {"ayu"}),
    "reviews.say": Rule(may=WRITERS),
    "reviews.see": Rule(may=WRITERS),
    "reviews.send_link": BY_STAFF,
    "reviews.show": EVERYBODY,
    "reviews.stop": Rule(may=WRITERS),
    "reviews.write": Rule(may=WRITERS),
    "scores.card": WHOLE,
    "scores.export_card": WHOLE,
    "scores.export_pdf": WHOLE,
    "scores.export_rows": WHOLE,
    "scores.index": Rule(may=p.SIGNED_IN - p.NINA),
    "scores.agree_row": Rule(may={"claim": people("adi", "mega"), "ruled": people("adi", "mega"), "other": people("mega")}),  # mega agreed to the other
    "scores.close_month": Rule(may=people("adi", "mega")),
    "scores.contest_row": Rule(may=WRITERS),
    "scores.correct_row": Rule(may={"claim": people("adi", "mega"), "ruled": people("adi", "mega"), "other": people("mega")}),
    "scores.end_claim": Rule(may={"claim": people("rina"), "ruled": people("rina"), "other": people("budi")}),
    "scores.months": WHOLE,
    "scores.new_contest": Rule(may=WRITERS),
    "scores.new_correction": EVERYBODY,
    "scores.restate_month": Rule(may=people("adi", "mega")),
    "scores.metric": WHOLE,
    # Of what is announced already a second click is sent to it.
    "shipments.announce_draft": Rule(may={**CHANGING, "draft": p.SUMBER & WRITERS}),
    "shipments.change": Rule(may={**CHANGING, "draft": p.SUMBER & WRITERS}),
    "shipments.correct": Rule(may={**CHANGING, "draft": p.SUMBER & WRITERS}),
    "shipments.create": ANNOUNCING,
    "shipments.delivery": EVERYBODY,
    "shipments.find_lines": Rule(may=WRITERS, passes=WRITERS, audited=False),
    "shipments.new": ANNOUNCING,
    "shipments.save_draft": Rule(may=WRITERS & PARTNERS, passes=WRITERS & PARTNERS, audited=False),
    "shipments.void": Rule(may={**CHANGING, "draft": p.SUMBER & WRITERS}),
    "shipments.agree_cause": Rule(may=WRITERS),
    "shipments.cause": EVERYBODY,
    "shipments.decide_cause": Rule(may=people("adi", "mega")),
    "shipments.object_to_cause": Rule(may=PARTNERS & WRITERS),
    "shipments.contest": Rule(may=WRITERS),
    "shipments.exception": EVERYBODY,
    "shipments.exceptions": EVERYBODY,
    "shipments.hand_over": Rule(may=WRITERS),
    "shipments.index": EVERYBODY,
    "shipments.new_line_receipt": BOOKING,
    "shipments.new_milestone": Rule(may=CHANGING),
    "shipments.new_notice_receipt": BOOKING,
    "shipments.new_reversal": BOOKING,
    "shipments.receive_line": BOOKING,
    "shipments.receive_notice": BOOKING,
    "shipments.report": Rule(may=CHANGING),
    "shipments.reverse": BOOKING,
    "shipments.put_off": Rule(may=WRITERS),
    "shipments.set_due_day": Rule(may=WRITERS),
    # What the partner reported by hand in the world, its own people take back.
    "shipments.new_withdrawal": Rule(may=PARTNERS & WRITERS),
    "shipments.withdraw_report": Rule(may=PARTNERS & WRITERS),
    "shipments.say": Rule(may=CHANGING),  # a draft is not talked about
    "shipments.show": EVERYBODY,
    "shipments.timeline": EVERYBODY,
}  # fmt: skip

# What a form's own fields do not tell: passwords that must be right, files, refs of another record.
PICTURE = (b"note;qty\nbars;3\n", "list.csv")
# A line's quantity is what is still to be sent, where none is typed.
NOTICE = {
    "row": "",
    "quantity": "",
    "weight": "",
    "packages": "",
    "shipped_on": "",
    "ref": "",
    "mode": "road",
}
# A definition that weighs nothing: words are neither weights nor targets nor days.
JUDGED = {
    "holidays": "", **{f"{word}_{metric.key}": "" for word in ("weight", "target") for metric in METRICS},
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    "scores.define_kind": JUDGED,
    "scores.define_partner": JUDGED,
    "disputes.add_evidence": {"files": PICTURE},
    "issues.edit_message": {"body": "Other words"},
    "issues.grade": {"severity": "urgent"},
    "plans.change_action": {"title": "Other words"},
    **{f"talk.edit_{kind}_message": {"body": "Other words"} for kind in ("order", "plan", "action", "review", "notice")},
    "issues.merge": {"into": "ISS-000003", "version": "1"},
    "issues.put_in_reply": {"template": "1", "body": "Some words"},
    "talk.add_reply": {"body": "Dear {name}"},
    "talk.change_reply": {"body": "Dear {name}, thank you"},
    "accounts.login": {"email": "rina@sumberlogam.example", "password": PASSWORD},
    "accounts.change_password": {"new-old": PASSWORD},
    "accounts.language": {"language": "id"},
    "accounts.theme": {"theme": "dark"},
    "accounts.request_reset": {"email": "sari@sumberlogam.example"},
    "accounts.make_token": {"scopes": "orders:read"},
    "accounts.switch": {"partner": "SUMBER"},
    "activity.keep": {"what_happened": "Some words"},
    "exchange.confirm": {"good_rows_only": "y"},
    "exchange.create": {"file": (b"PO;Supplier;Item;Qty;Due\nPO-1;PT Sumber Logam Abadi;Angle;3;2026-12-01\n", "orders.csv")},
    "exchange.upload_answers": {"file": (sheet(), "lines.xlsx")},
    "exchange.upload_figures": {"file": (ROWS, "figures.csv")},
    "scores.record_payment": {"ref": "INV-71", "amount": "5", "currency": "IDR", "paid_on": "", "held_why": ""},
    "scores.contest_row": {"what": "quantity", "quantity": "3", "words": "We counted"},
    "issues.confirm": {"version": "1", "handling": "good"},  # nothing was begun of these two
    "issues.resolve": {"version": "1", "text": "Some words"},
    "scores.correct_row": {"version": "1", "what": "day", "day": "2026-05-05", "words": "We looked"},
    "scores.end_claim": {"reason": "It was another truck"},
    "scores.restate_month": {"reason": "A receipt was late"},
    "scores.report_sales": {"month": "2026-08", "amount": "5", "unit": "t"},
    "scores.set_target": {"month": "2026-08", "amount": "5", "unit": "t"},
    "files.keep": {"key": "form-new", "partner": "SUMBER", "files": PICTURE},
    "files.remove": {"partner": "SUMBER"},
    "accounts.enable_person": {"version": "1"},
    "partners.enable_person": {"version": "1"},
    "orders.amend": {
        "note": "Gate 3", "reason": "Some words", "site": "", "owner": "",
        **{f"row1-{name}": "" for name in ("code", "item", "detail", "quantity", "unit", "wanted", "price")},
    },
    "orders.create": {
        "partner": "SUMBER", "reference": "PO-7001", "ordered_on": "2026-11-02", "site": "", "owner": "", "currency": "IDR",
        "incoterm": "DAP", "pasted": "", "row1-item": "Bolt", "row1-quantity": "5", "row1-unit": "pcs",
        "row1-wanted": "2030-01-07", "row1-price": "",
        **{f"row{n}-{name}": "" for n in (2, 3) for name in ("code", "item", "detail", "quantity", "unit", "wanted", "price")},
    },
    "orders.hand_over_many": {"which": "all"},
    "plans.change": {"title": "Other words"},
    "plans.create": {"baseline": "9", "target": "0"},
    "plans.end": {"state": "dropped"},
    "plans.measure": {"value": "3"},
    "plans.redate": {"due_on": "2026-12-01"},
    "plans.tick": {"point": "0"},
    "resolutions.aim": {"limit": "3", "receipts": "4", "within": "60"},
    "resolutions.begin": {"form": "light", "side": "partner"},
    "resolutions.count": {"lot": "3", "checked": "2", "bad": "1", "version": "1"},
    "resolutions.redate": {"due_on": "2030-01-07", "reason": "Some words", "version": "4"},
    "resolutions.give": {"person": "7"},
    "resolutions.judge": {"verdict": "effective", "reason": "We looked"},
    "resolutions.repeat": {"answer": "another", "reason": "Some words"},
    "resolutions.send": {"occurrence_code": "method", "escape_code": "people"},
    "reviews.create": {
        "partner": "SUMBER", "staff_people": "3", "partner_people": "6", "every": "once", "meets_at": "09:30",
        "period_start": "", "period_end": "",
    },
    "reviews.move": {"meets_at": "10:00"},
    "reviews.write": {"held_on": "2026-11-02"},
    "shipments.correct": {"weight": "12", "packages": "3", "shipped_on": ""},
    "shipments.create": NOTICE, "shipments.save_draft": NOTICE, "shipments.find_lines": NOTICE,
    "shipments.announce_draft": {"weight": "", "packages": "", "shipped_on": "", "ref": ""},
    "orders.create_view": {"name": "Mine", "query": "q=plate"},
    "orders.use_link": {
        "line-1-1-choice": "nothing", "line-1-1-reason": "Rain", **{f"line-{n}-1-reason": "" for n in (2, 3, 4)},
    },
    "orders.propose": {
        "what": "days", "day_1": "2030-01-07", "quantity_1": "1", "reason": "Rain", "cause_side": "outside",
        **{f"{kind}_{n}": "" for kind in ("day", "quantity") for n in (2, 3, 4)},
    },
}  # fmt: skip
UNWRITTEN = (
    "issues.unmerge",
    "exchange.upload_answers",  # a file on disk
    "exchange.upload_figures",  # as well
    "accounts.enable_person",
    "partners.enable_person",
    "accounts.remove_other_devices",
    "activity.remove",
)  # nobody is disabled or has a second device, nothing is kept
