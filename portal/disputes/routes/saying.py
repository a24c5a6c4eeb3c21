"""Opening a dispute, and what is said in it: positions, facts, what shows them."""

from functools import partial
from typing import Any

from flask import Response, request, url_for

from portal.activity import queries as activity
from portal.db import db
from portal.disputes import actions, bp, proving, queries
from portal.disputes.forms import EvidenceForm, FactAnswerForm, FactForm, PositionForm
from portal.disputes.routes.page import Sent, answer, clocks, find, find_newest, take
from portal.files import actions as files
from portal.files import intake
from portal.talk import actions as talk
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _
from portal.web.templating import today


@bp.get("/issues/<ref>/dispute")
def show(ref: str) -> Response:
    """Both positions, what is agreed, what shows it, and the decision; or the form that opens a dispute."""
    return answer(ref)


@bp.post("/issues/<ref>/dispute")
def open_dispute(ref: str) -> Response:
    """Open a dispute with one's own position. Sent twice, it is opened once."""
    found, disputes = find(ref)
    actor, form = current_actor(), PositionForm()
    or_403(actor.writes)

    def act() -> None:
        says, wants = form.says.data or "", form.wants.data or ""
        newest = disputes[0] if disputes else None
        actions.open_dispute(db.session(), actor, found.Issue, says, wants, clocks(), newest)

    return take(ref, form.version.data, "open", form, act, "positions")


@bp.post("/issues/<ref>/dispute/position")
def say_position(ref: str) -> Response:
    """Give one's own side's position, or a new version of it; the earlier ones stay."""
    _found, dispute = find_newest(ref)
    form = PositionForm()

    def act() -> None:
        actions.say(db.session(), current_actor(), dispute, form.says.data or "", form.wants.data or "")

    return take(ref, dispute.version, "position", form, act, "positions")


@bp.post("/issues/<ref>/dispute/fact")
def propose_fact(ref: str) -> Response:
    """Propose a fact that the other side may agree to."""
    _found, dispute = find_newest(ref)
    form = FactForm()
    act = partial(_propose, dispute, form)
    return take(ref, dispute.version, "fact", form, act, "facts")


def _propose(dispute: Any, form: FactForm) -> None:
    actions.propose_fact(db.session(), current_actor(), dispute, form.words.data or "")


@bp.post("/issues/<ref>/dispute/fact/<int:number>")
def answer_fact(ref: str, number: int) -> Response:
    """Agree to a fact, or not, or take one's own back."""
    _found, disputes = find(ref)
    session, actor, form = db.session(), current_actor(), FactAnswerForm()
    dispute = or_404(disputes[0] if disputes else None)
    rows = queries.facts(session, actor, dispute)
    fact = or_404(next((row for row in rows if row.number == number), None))
    or_403(actor.writes)

    def act() -> None:
        actions.answer_fact(session, actor, dispute, fact, str(form.answer.data), form.words.data or None)

    return take(ref, dispute.version, f"{form.answer.data}-{number}"[:40], form, act, "facts")


@bp.post("/issues/<ref>/dispute/evidence")
def add_evidence(ref: str) -> Response:
    """Add files for both sides, and name records of both that show something."""
    uploads = intake.take_all(request.files.getlist("files")) if current_actor().writes else []
    _found, dispute = find_newest(ref)
    session, actor, key = db.session(), current_actor(), str(EvidenceForm({}).key.data)
    if activity.is_used(session, actor.user_id, "disputes.evidence", key):  # sent twice
        return see_other(url_for("disputes.show", ref=ref, _anchor="evidence"))
    kept = talk.keep_files(
        session, actor, uploads, request.form.getlist("kept"), partner_id=dispute.partner_id, form_key=key
    )
    session.commit()  # whatever becomes of the form, its good files wait for it
    found, dispute = find_newest(ref)
    chosen = queries.exhibits(session, actor, dispute)
    form = EvidenceForm(proving.around(session, actor, found.Issue, chosen, today()))
    if form.validate() and not kept.refusals and not (kept.tokens or form.chosen()):
        form.records.errors = [_("Choose a file or a record.")]
        return answer(ref, 422, Sent({"evidence": form}))

    def act() -> None:
        actions.show(session, actor, dispute, form.chosen(), files=len(kept.tokens))
        files.attach(
            session, actor, kept.tokens, key, ("dispute", dispute.id, ref), partner_id=dispute.partner_id,
            audience="shared", order_id=dispute.order_id,
        )  # fmt: skip

    return take(ref, dispute.version, "evidence", form, act, "evidence", kept.refusals)
