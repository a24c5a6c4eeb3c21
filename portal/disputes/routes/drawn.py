"""The forms of a dispute's page: those that its reader may fill now."""

from collections.abc import Mapping
from typing import Any

from portal.db import db
from portal.disputes import forms, people, policy
from portal.disputes.models import Dispute
from portal.disputes.queries import Matter
from portal.disputes.routes import typed
from portal.issues import queries as issues
from portal.web import current_actor, formats
from portal.web.forms import apart
from portal.web.i18n import reader_locale
from portal.web.templating import today


def drawn(
    found: Any, dispute: Dispute | None, said: Matter | None, proofs: Mapping[str, Any],
    kept: Mapping[str, dict[str, Any]], *, can_open: bool,
) -> tuple[dict[str, Any], set[str]]:  # fmt: skip
    """The forms by their name: open, position, fact, evidence, decision, acceptance, escalation, withdrawal,
    and for each fact that waits the answer and its number, as 'agreed-2'; and the names of those that hold
    again what was typed before (`kept`, by the same names)."""
    actor, made = current_actor(), {}
    if can_open:
        made["open"] = forms.PositionForm(formdata=None)
    if dispute is not None and said is not None:
        made |= _saying(dispute, said, proofs)
        standing = said.decision(dispute.standing_id)
        if policy.can_propose(actor, dispute):
            made["decision"] = decision(found, dispute, formdata=None, data=_as_typed(standing))
        if policy.can_accept(actor, dispute, standing):
            made["acceptance"] = forms.AcceptForm(formdata=None)
        calls = policy.can_escalate(actor, dispute, standing, said.spoken, today())
        if calls or policy.can_rename(actor, dispute):
            made["escalation"] = escalation(found, dispute, formdata=None)
        if policy.can_withdraw(actor, dispute):
            made["withdrawal"] = forms.WithdrawForm(formdata=None)
    again = typed.laid(made, kept)
    for name, form in made.items():
        apart(form, name)
        form.version.data = dispute.version if dispute is not None and name != "open" else None
    return made, again


def _saying(dispute: Dispute, said: Matter, proofs: Mapping[str, Any]) -> dict[str, Any]:
    actor, made = current_actor(), {}
    if policy.can_speak(actor, dispute):
        mine = next(iter(said.positions[actor.party]), None)
        made["position"] = forms.PositionForm(
            formdata=None, data={"says": mine.says, "wants": mine.wants} if mine else None
        )
        made["fact"] = forms.FactForm(formdata=None)
        made["evidence"] = forms.EvidenceForm(proofs, formdata=None)
    for fact in said.facts:
        for choice in policy.answers(actor, dispute, fact):
            made[f"{choice}-{fact.number}"] = forms.FactAnswerForm(formdata=None, data={"answer": choice})
    return made


def _as_typed(standing: Any) -> dict[str, Any] | None:
    """What an answer to a decision begins with: its terms, without its words."""
    if standing is None or standing.outcome != "agreed":
        return None
    amount = formats.quantity(standing.quantity, reader_locale()) if standing.quantity is not None else ""
    return {
        "cause_side": standing.cause_side, "quantity": amount, "credit": standing.credit,
        "correction": standing.correction,
    }  # fmt: skip


def decision(found: Any, dispute: Dispute, **kwargs: Any) -> forms.DecisionForm:
    """The form that proposes a decision."""
    leaves = policy.can_leave(current_actor(), dispute)
    return forms.DecisionForm(reader_locale(), found.unit, leaves=leaves, **kwargs)


def escalation(found: Any, dispute: Dispute, **kwargs: Any) -> forms.EscalateForm:
    """The form that names who decides: on both sides, as far as the actor chooses; once escalated, on the
    actor's own. Of a confidential issue our people name only who reads it."""
    session, actor = db.session(), current_actor()
    staff = people.of_company(session, actor, dispute.partner_id) if actor.is_staff else []
    alone = actor.is_staff and dispute.escalated_at is not None
    if alone:
        return forms.EscalateForm(staff, [], **kwargs)
    readers = issues.read_by(session, actor, found.Issue)
    return forms.EscalateForm(staff, people.of_partner(session, actor, dispute.partner_id, readers), **kwargs)
