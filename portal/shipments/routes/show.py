"""One notice: what it carries, what happened on the way, what came in."""

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from portal.actor import Actor
from portal.db import db
from portal.files import queries as files
from portal.shipments import bp, labels, notice_history, notice_page, notice_talk, noticing, policy, receiving
from portal.shipments.forms import ReceiptForm, all_of_it
from portal.shipments.models import Notice
from portal.shipments.notice_forms import VoidForm
from portal.talk.composer import MessageForm
from portal.web import current_actor, or_404, page_or_partial
from portal.web.answers import is_partial
from portal.web.i18n import reader_locale
from portal.web.templating import today


@bp.get("/shipments/<path:ref>")
def show(ref: str) -> Response:
    """A notice for both sides."""
    return page(ref)


def page(
    ref: str, status: int = 200, problem: str = "", void_form: VoidForm | None = None,
    said: MessageForm | None = None, refusals: Sequence[tuple[str, str]] = (),
) -> Response:  # fmt: skip
    """The page of a notice; with a form that came back, or a sentence about why nothing was done."""
    shown = context(current_actor(), ref, said, refusals)
    if said is not None and is_partial():  # only the thread was sent, only the thread comes back
        return make_response(render_template("talk/_thread.html", talk=shown["talk"]), status)
    shown |= {
        "problem": problem,
        "void_form": void_form or VoidForm(formdata=None),
        "opened": void_form is not None,
    }
    shown["void_form"].version.data, shown["void_form"].version.raw_data = shown["notice"].version, None
    return page_or_partial("shipments/show.html", "shipments/_notice.html", status, **shown)


def context(
    actor: Actor, ref: str, said: MessageForm | None = None, refusals: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """What the page of a notice shows; the page of what is missing, if the actor may not see it."""
    session = db.session()
    row = or_404(notice_page.find(session, actor, ref, request.args.get("order")))
    notice = row[0]
    seen = notice_page.seen(session, actor, notice, reader_locale(), today())
    attached = files.of_subject(session, actor, "notice", notice.id)
    # Partners number their notices themselves: for staff an order on it says which is meant.
    asked = seen.carries[0].order_ref if actor.is_staff and seen.carries else None
    may_change = policy.can_correct(actor, notice) and notice_page.sees_all(session, actor, notice)
    return {
        "notice": notice,
        "partner_name": row.partner_name,
        "seen": seen,
        "shape": notice_page.shape(notice.state, seen.standing, seen.received),
        "labels": labels,
        "files": [file for file in attached if file.message_id is None],
        "talk": notice_talk.talk(
            session,
            actor,
            notice,
            notice_talk.circle(session, actor, notice, row.partner_name),
            action=url_for("shipments.say", ref=notice.ref, order=asked),
            href=url_for("shipments.show", ref=notice.ref, order=asked),
            draft=notice_talk.draft_key(actor, notice, asked),
            files=attached,
            asked=request.args,
            form=said,
            refusals=refusals,
        )
        if policy.can_talk(notice)
        else None,
        "can_report": policy.can_write(actor, notice) and notice.state != "draft",
        "can_correct": may_change,
        "holds": noticing.holds(session, notice) if may_change and notice.state in policy.LIVE else "",
        "history": notice_history.history(session, actor, notice.id, reader_locale(), today()),
        "asked": asked,
        "order": request.args.get("order"),
        "can_milestone": policy.can_report(actor, notice),
        "book": _booking(actor, notice)
        if policy.can_receive(actor, notice) and policy.is_sent(notice)
        else None,
    }


def which(actor: Actor, notice: Notice) -> str | None:
    """The order on a notice that says to our people which one is meant; None for a partner's, who see one."""
    carried = notice_page.carries(db.session(), actor, notice.id) if actor.is_staff else ()
    return carried[0].order_ref if carried else None


def _booking(actor: Actor, notice: Notice) -> dict[str, Any]:
    """How what came with a notice is booked in: the address of the form and, while something is open, the
    fields that say that all of it came, and on which day. Four SELECTs."""
    session, order = db.session(), request.args.get("order")
    dues = [due for due in receiving.of_notice(session, actor, notice.id) if due.expected]
    day = receiving.site_today(session, actor, {due.schedule.order_id for due in dues})
    form = ReceiptForm.prefilled(dues, day, reader_locale(), receiving.came_on(dues))
    return {
        "form": url_for("shipments.new_notice_receipt", ref=notice.ref, order=order),
        "action": url_for("shipments.receive_notice", ref=notice.ref, order=order),
        "all": all_of_it(form) if dues else None,
        "day": form.arrived_on.data,
    }
