"""Every screen of the portal: which page, seen by whom, under which name of its picture.

tests/test_screens.py holds this against the URL map; `make screenshots` opens them in the demo.
Words in braces are found by tests/screenshots.py.
"""

from dataclasses import dataclass

RINA, DEWI, ADI = "rina@sumberlogam.example", "dewi@cahayabaja.example", "adi@cahayabaja.example"
VISITOR = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of `endpoint`, by the persons who look at it. name: of its picture, if not the endpoint's."""

    endpoint: str
    path: str
    people: tuple[str | None, ...] = (RINA,)
    name: str = ""
    status: int = 200

    def picture(self, person: str | None) -> str:
        """Whose and which, for a file name."""
        who = person.partition("@")[0] if person else "visitor"
        return f"{who}-{self.name or self.endpoint.replace('.', '-')}"


SCREENS = (
    Screen("accounts.new_login", "/login", (VISITOR,)),
    Screen("accounts.new_reset", "/password-reset", (VISITOR,)),
    Screen("accounts.show_reset", "/password-reset/{password-reset}", (VISITOR,)),
    Screen("accounts.show_reset", "/password-reset/used", (VISITOR,), "spent", 404),
    Screen("accounts.show_invitation", "/invitations/{invitation}", (VISITOR,)),
    Screen("accounts.profile", "/profile"),
    Screen("accounts.devices", "/profile/devices"),
    Screen("accounts.memberships", "/profile/memberships"),
    Screen("accounts.people", "/settings/people", (ADI,)),
    Screen("accounts.person", "{colleague}", (ADI,)),
    Screen("accounts.tokens", "/settings/tokens"),
    Screen("desk.home", "/", (RINA, DEWI)),
    Screen("desk.search", "/search?q={order}", (DEWI,)),
    Screen("desk.patterns", "/issues/patterns", (RINA, DEWI)),
    Screen("desk.pattern_rows", "{pattern}", (DEWI,)),
    Screen("disputes.show", "/issues/{disputed}/dispute", (RINA, DEWI)),
    Screen("exchange.index", "/imports", (DEWI,)),
    Screen("exchange.show", "{import}", (DEWI,)),
    Screen("exchange.answers", "/answer-sheets"),
    Screen("exchange.show_answers", "{sheet}"),
    Screen("exchange.api_docs", "/api/docs"),
    Screen("exchange.figure_sheet", "/figure-sheets/targets", (DEWI,)),
    Screen("exchange.show_figures", "{figures}", (DEWI,)),
    Screen("issues.new", "/feedback/new"),
    Screen("issues.index", "/issues", (RINA, DEWI)),
    Screen("issues.show", "/issues/{issue}", (RINA, DEWI)),
    Screen("issues.new_merge", "/issues/{issue}/merger", (DEWI,)),
    Screen("issues.new_split", "/issues/{issue}/split", (DEWI,)),
    Screen("issues.partners", "/issues/partners", (DEWI,)),
    Screen("issues.show_message", "{message}", (DEWI,)),
    Screen("orders.index", "/orders", (RINA, DEWI)),
    Screen("orders.index", "/orders?q=nothing", name="orders-nothing"),
    Screen("orders.show", "/orders/{order}", (RINA, DEWI)),
    Screen("orders.show", "/orders/PO-0", name="orders-missing", status=404),
    Screen("orders.new", "/orders/new", (DEWI,)),
    Screen("orders.amendment_form", "/orders/{order}/amendment", (DEWI,)),
    Screen("orders.cancellation", "/orders/{order}/cancellation", (DEWI,)),
    Screen("orders.owner", "/orders/{order}/owner", (DEWI,)),
    Screen("orders.owners", "/orders/owners", (DEWI,)),
    Screen("orders.open_link", "/links/{link}", (VISITOR,)),
    Screen("partners.index", "/partners", (DEWI,)),
    Screen("partners.show", "/partners/SUMBER", (RINA, DEWI, ADI)),
    Screen("partners.person", "{contact}", (ADI,)),
    Screen("plans.index", "/plans", (RINA, DEWI)),
    Screen("plans.new", "/plans/new?partner=SUMBER", (DEWI,)),
    Screen("plans.show", "/plans/{plan}", (RINA, DEWI)),
    Screen("plans.show", "/plans/{plan}?view=list", (DEWI,), "plan-list"),
    Screen("plans.show", "/plans/{plan}?view=calendar", (DEWI,), "plan-calendar"),
    Screen("plans.show_action", "{action}", (RINA, DEWI)),
    Screen("plans.to_do", "/actions", (RINA, DEWI)),
    Screen("resolutions.show", "/issues/{resolved}/resolution", (RINA, DEWI)),
    Screen("resolutions.show", "/issues/{settled}/resolution", (RINA,), "resolution-closed"),
    Screen("resolutions.show_step", "/issues/{resolved}/resolution/causes", (RINA, DEWI)),
    Screen("reviews.index", "/reviews", (RINA, DEWI)),
    Screen("reviews.new", "/reviews/new", (DEWI,)),
    Screen("reviews.show", "/reviews/{review}", (RINA, DEWI)),
    Screen("scores.index", "/scorecard", (DEWI,)),
    Screen("scores.card", "/scorecard/SUMBER", (RINA, DEWI)),
    Screen("scores.metric", "/scorecard/SUMBER/otif", (RINA, DEWI)),
    Screen("scores.definitions", "/settings/definitions", (ADI,)),
    Screen("scores.kind_definition", "/settings/definitions/supplier", (ADI,)),
    Screen("scores.own_definition", "/settings/definitions/partners/SUMBER"),
    Screen("reviews.show", "/reviews/{agreed}", (RINA,), "review-agreed"),
    Screen("scores.months", "/scorecard/SUMBER/months", (RINA, ADI)),
    Screen("scores.new_contest", "{contest}"),
    Screen("scores.new_correction", "/issues/{row_contested}/score-correction", (ADI,)),
    Screen("scores.sales", "/sales", (DEWI,)),
    Screen("scores.show_sales", "/sales/NIAGA", (DEWI,)),
    Screen("scores.payments", "/payments", (DEWI,)),
    Screen("scores.show_payments", "/payments/SUMBER", (RINA, DEWI)),
    Screen("shipments.index", "/shipments", (RINA, DEWI)),
    Screen("shipments.show", "/shipments/{notice}", (RINA, DEWI)),
    Screen("shipments.new", "/shipments/new"),
    Screen("shipments.change", "/shipments/{underway}/correction"),
    Screen("shipments.new_milestone", "/shipments/{underway}/milestones/new"),
    Screen("shipments.new_withdrawal", "{withdrawal}", (DEWI,)),
    Screen("shipments.new_notice_receipt", "/shipments/{underway}/receipts/new", (DEWI,)),
    Screen("shipments.new_line_receipt", "{receive}", (DEWI,)),
    Screen("shipments.new_reversal", "{reversal}", (DEWI,)),
    Screen("shipments.timeline", "/orders/{order}/timeline"),
    Screen("shipments.cause", "{cause}"),
    Screen("shipments.delivery", "/delivery", (RINA, DEWI)),
    Screen("shipments.exceptions", "/exceptions", (RINA, DEWI)),
    Screen("shipments.exception", "{exception}", (RINA, DEWI)),
    Screen("talk.replies", "/settings/replies", (ADI,)),
    Screen("talk.reply", "{reply}", (ADI,)),
)
# What a browser does not show as a screen: files, answers to programs, probes, the mail of a development machine.
NO_SCREEN = frozenset({
    "static", "desk.healthz", "desk.readyz", "files.show", "files.thumbnail", "notify.mail", "notify.mails",
    "desk.patterns_export", "exchange.contradictions", "exchange.refusals", "exchange.open_lines", "exchange.openapi",
    "exchange.api_order", "exchange.api_orders", "exchange.api_score_rows", "exchange.api_scorecard", "exchange.api_shipment", "exchange.api_shipments",
    "exchange.list_captures", "exchange.query_events", "exchange.show_capture", "orders.export_csv",
    "orders.export_xlsx", "resolutions.export_pdf", "reviews.export_pdf", "scores.export_card", "scores.export_pdf",
    "scores.export_rows",
    *(f"talk.show_{kind}_message" for kind in ("order", "plan", "action", "review", "notice")),  # as issues.show_message
})  # fmt: skip
