"""One order, and what is said under it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, current_app, request, url_for
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.actor import Actor
from portal.db import db
from portal.files import intake
from portal.files import queries as files
from portal.orders import (
    answer_page,
    beside,
    bp,
    clock_words,
    line_pages,
    link_panel,
    order_page,
    panels,
    policy,
    queries,
    rows,
)
from portal.orders.link_forms import LinkForm
from portal.orders.link_panel import LinksSeen
from portal.orders.routes.index import reader
from portal.talk import composer, saying, spots
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.answers import is_partial
from portal.web.i18n import _

ROUTE = "orders.say"


@bp.get("/orders/<path:ref>")
def show(ref: str) -> Response:
    """The order with its lines, what happened, and what is said."""
    actor = current_actor()
    found = or_404(queries.order(db.session(), actor, ref) or None)
    return page_or_partial("orders/show.html", "orders/_order.html", **_context(actor, found))


def page(
    ref: str,
    status: int,
    sent: answer_page.Sent | None = None,
    problem: str = "",
    link_form: LinkForm | None = None,
) -> Response:
    """The order again, with a form that came back or a sentence about why nothing was done."""
    actor = current_actor()
    found = or_404(queries.order(db.session(), actor, ref) or None)
    context = _context(actor, found, answered=sent)
    if sent and (typed := answer_page.lost_words(sent, context["answers"])):
        problem = " ".join((problem, _("You wrote: %(text)s", text=typed)))
    context["problem"] = problem
    if link_form:
        context["links"] = replace(context["links"], form=link_form, opened=True)
    return page_or_partial("orders/show.html", "orders/_order.html", status, **context)


@bp.post("/orders/<path:ref>/messages")
def say(ref: str) -> Response:
    """Say something under the order; answers with the thread."""
    actor, session = current_actor(), db.session()
    uploads = intake.take_all(request.files.getlist("files")) if actor.writes else []  # before the lock
    found = or_404(queries.order(session, actor, ref) or None)
    order, form = found[0], composer.MessageForm(actor)
    here = url_for("orders.show", ref=ref) + "#thread"
    place = saying.Place(
        ("order", order.order_id, ref), _circle(order), ROUTE, _draft(ref), here, order_id=order.order_id
    )
    or_403(saying.may(actor, place, form))
    refusals = saying.take(session, actor, place, form, uploads, request.form.getlist("kept"))
    session.commit()  # also where nothing was said: files that were good wait for the form
    if refusals is not None:
        return _thread(actor, found, 422, form=form, refusals=refusals)
    return _thread(actor, found, 200) if is_partial() else see_other(here)


def _spot(ref: str) -> spots.Spot:
    """The order, as where people talk."""
    order = or_404(queries.order(db.session(), current_actor(), ref) or None)[0]
    page = url_for("orders.show", ref=order.order_ref)
    crumbs = ((_("Orders"), url_for("orders.index")), (order.order_ref, page))
    subject = ("order", order.order_id, order.order_ref)
    return spots.Spot(subject, _circle(order), page, crumbs, order.order_id)


spots.register("order", _spot)


def _thread(actor: Actor, found: list[Any], status: int, **sent: Any) -> Response:
    """The thread to htmx, the whole page to a browser."""
    if is_partial():
        return page_or_partial(
            "talk/_thread.html", "talk/_thread.html", status, talk=_talk(actor, found, **sent)
        )
    return page_or_partial("orders/show.html", "orders/_order.html", status, **_context(actor, found, **sent))


def _talk(
    actor: Actor, found: list[Any], attached: Sequence[Any] | None = None, kept: Any = None, **sent: Any
) -> composer.Conversation:
    """`attached` are the files under the order, if they were read already; `kept` is what was typed before."""
    order = found[0]
    key = _draft(order.order_ref)
    if attached is None:
        attached = files.of_subject(db.session(), actor, "order", order.order_id)
    if not sent and kept:
        sent = {"form": composer.typed_before(actor, kept)}
    return composer.conversation(
        db.session(), actor, "order", order.order_id,
        _circle(order),
        action=url_for("orders.say", ref=order.order_ref), href=url_for("orders.show", ref=order.order_ref),
        before=composer.earlier_than(request.args), recall=False,
        files=attached, takes_files=True, draft=key, pages=True, **sent,
    )  # fmt: skip


def _circle(order: Any) -> composer.Circle:
    """Who on the partner's side sees the order."""
    return composer.Circle(
        order.partner_id, order.partner_name, order.partner_owner_id, order.partner_team, known=(order.staff_owner_id,)
    )  # fmt: skip


def _draft(ref: str) -> str:
    """The key under which words for this order wait: where they are sent."""
    return f"orders/{ref}/messages"


def _context(
    actor: Actor, found: list[Any], answered: answer_page.Sent | None = None, **sent: Any
) -> dict[str, Any]:
    """What the order page shows. Eight SELECTs with its panels and what stands around it, however much there
    is; one more for files that wait with a message which was not sent."""
    session, order, seen_by = db.session(), found[0], reader(actor)
    page_of = _page_of(found, answered, seen_by)
    keys = [_draft(order.order_ref), *answer_page.draft_keys(page_of.shown)]
    kept = beside.read(session, actor, found, keys)
    seen = panels.OrderSeen(
        id=order.order_id, ref=order.order_ref, partner_id=order.partner_id, partner_name=order.partner_name,
        places={row.id: (row.line_number, row.part, row.unit) for row in found}, commitments=kept.commitments,
        today=seen_by.today, before=request.args.get("before"), show=tuple(request.args.getlist("show")),
        schedules=found, shown=None if page_of.whole else {row.id for row in page_of.shown},
        kept=dict(parse_qsl(page_of.asked.query())),
    )  # fmt: skip
    return {
        "order": order,
        "can_change": policy.can_enter(actor),
        "can_hand_over": policy.can_hand_over(actor, order),
        "can_cancel": policy.can_enter(actor) and any(map(policy.is_open, found)),
        "facts": order_page.facts(found, seen_by),
        "lines": order_page.lines(
            page_of.shown, rows.ledgers(kept.commitments), seen_by,
            order_page.endings(kept.cancellations, seen_by, actor.zone),
        ),
        "page_of": page_of,
        "promisable": line_pages.promisable(actor, page_of.matching, seen_by),
        "answers": answer_page.of_schedules(actor, page_of.shown, kept.commitments, seen_by, answered, kept.kept),
        "problem": "",
        "can_receive": policy.can_receive(actor, order),
        "can_report": policy.can_report(actor, order),
        "files": [file for file in kept.files if file.message_id is None],
        "talk": _talk(actor, found, kept.files, kept.kept.get(_draft(order.order_ref)), **sent),
        "panels": panels.of_order(session, actor, seen),
        "links": _links(actor, order, kept.links),
        "clock": clock_words.seen(actor, found, kept.calendar),
    }  # fmt: skip


def _page_of(
    found: list[Any], answered: answer_page.Sent | None, seen_by: rows.Reader
) -> line_pages.LinePage:
    """The page of lines that is asked for, or on which a form was sent that came back."""
    asked = line_pages.read(request.args)
    if answered:
        asked = replace(
            line_pages.read(MultiDict(parse_qsl(request.form.get("kept", "")))), line=answered.line
        )
    return line_pages.page(found, asked, seen_by)


def _links(actor: Actor, order: Any, made: Sequence[Any]) -> LinksSeen | None:
    if not policy.can_see_links(actor):
        return None
    return LinksSeen(
        order.order_ref, link_panel.seen(made, actor.locale, actor.zone, clock.now()),
        LinkForm(formdata=None) if policy.can_send_link(actor) else None, False,
        current_app.config["SETTINGS"].link_days,
    )  # fmt: skip
