"""Deciding a dispute: a proposal, its acceptance, naming who decides, taking it back."""

from flask import Response

from portal.db import db
from portal.disputes import actions as said
from portal.disputes import bp, deciding, people, policy, queries
from portal.disputes.forms import AcceptForm, WithdrawForm
from portal.disputes.models import Dispute
from portal.disputes.routes import drawn
from portal.disputes.routes.page import Sent, answer, find_newest, take
from portal.web import current_actor, or_403
from portal.web.i18n import _
from portal.web.templating import today


@bp.post("/issues/<ref>/dispute/decision")
def propose(ref: str) -> Response:
    """Propose who bears what, also in answer to the other side's proposal."""
    found, dispute = find_newest(ref)
    actor = current_actor()
    or_403(policy.decides(actor, dispute))
    form = drawn.decision(found, dispute)

    def act() -> None:
        deciding.propose(db.session(), actor, dispute, form.proposal())

    return take(ref, dispute.version, "decision", form, act, "decision")


@bp.post("/issues/<ref>/dispute/acceptance")
def accept(ref: str) -> Response:
    """Accept what the other side proposed, by name. With both words the dispute has ended."""
    _found, dispute = find_newest(ref)
    session, actor, form = db.session(), current_actor(), AcceptForm()
    or_403(policy.decides(actor, dispute))

    def act() -> None:
        standing = queries.matter(session, actor, dispute).decision(dispute.standing_id)
        deciding.accept(session, actor, dispute, standing, form.words.data or None)

    return take(ref, dispute.version, "acceptance", form, act, "decision")


@bp.post("/issues/<ref>/dispute/escalation")
def escalate(ref: str) -> Response:
    """Hand it to a named manager on each side; afterwards, name another on one's own."""
    found, dispute = find_newest(ref)
    session, actor = db.session(), current_actor()
    form = drawn.escalation(found, dispute)
    if dispute.escalated_at is None and "partner_manager" not in form:
        form.reason.errors = [
            _(
                "Nobody at %(name)s who reads this could decide. Let those who read it name somebody first.",
                name=found.partner_name,
            )
        ]
        return answer(ref, 422, Sent({"escalation": form}))
    own = "staff_manager" if actor.is_staff else "partner_manager"

    def act() -> None:
        reason = form.reason.data or ""
        if dispute.escalated_at is not None:
            deciding.rename(session, actor, dispute, reason, form.manager(own))
            return
        staff = form.manager(own) if actor.is_staff else _of_company(dispute)
        matter = queries.matter(session, actor, dispute)
        partner = form.manager("partner_manager")
        deciding.escalate(session, actor, dispute, matter, reason, staff, partner, today())

    return take(ref, dispute.version, "escalation", form, act, "decision")


def _of_company(dispute: Dispute) -> deciding.Manager:
    """Who decides for the company, where a partner's person calls the managers."""
    for person in people.of_company(db.session(), current_actor(), dispute.partner_id):
        return deciding.Manager(person.id, person.name)
    raise said.NotNow


@bp.post("/issues/<ref>/dispute/withdrawal")
def withdraw(ref: str) -> Response:
    """Take the dispute back: for the side that opened it."""
    _found, dispute = find_newest(ref)
    actor, form = current_actor(), WithdrawForm()
    or_403(policy.decides(actor, dispute) and dispute.opened_side == actor.party)

    def act() -> None:
        said.withdraw(db.session(), actor, dispute, form.words.data or "")

    return take(ref, dispute.version, "withdrawal", form, act, "decision")
