"""Links by which somebody without an account says how the partner sees it: made and taken back on the review's page,
opened and used at the address of all one-time links (portal.orders.routes.links)."""

from typing import Any

from flask import Response, current_app, make_response, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import throttle
from portal.accounts.tokens import reference
from portal.db import db, system_session
from portal.orders import links as order_links
from portal.orders.links import Recipient
from portal.reviews import actions, bp, labels, links, policy, queries, said
from portal.reviews.forms import LinkForm, LinkViewForm
from portal.reviews.routes.page import find, here, take
from portal.web import act_as, current_actor, or_403, or_404, see_other
from portal.web.i18n import LOCALES, reader_locale


def _find(token: str) -> Any:
    """The link with this secret, and from here on its holder in place of whoever is signed in."""
    with system_session("read") as session:
        link = links.by_secret(session, token)
    if link is not None:
        language = request.args.get("language", "")
        act_as(links.actor_of(link, language if language in LOCALES else link.locale))
    return link


def _page(
    token: str, link: Any, status: int = 200, form: Any = None, *, problem: bool = False
) -> Response | None:
    """What is asked, or what was said by the link."""
    session, actor = db.session(), current_actor()
    review = links.review_of(session, actor)
    if review is None:
        return None
    told = [row for row in queries.versions(session, actor, review.id) if row.side == "partner"]
    if link.used_at is None and form is None and policy.can_prepare(actor, review):
        last = queries.views_of(session, actor, review.id).get("partner", {})
        form = LinkViewForm(formdata=None, data=last)
    return make_response(
        render_template(
            "reviews/link.html", link=link, review=review, form=form, problem=problem, labels=labels,
            period=said.period(review.period_start, review.period_end, reader_locale()), before=told[:1],
            recorded=[row for row in told if row.number == link.view],
            action=url_for("orders.use_link", token=token, language=reader_locale()),
            languages=[(code, name, url_for("orders.open_link", token=token, language=code)) for code, name in LOCALES.items()],
        ),
        status,
    )  # fmt: skip


def open_link(token: str) -> Response | None:
    """The questions of a link, or what was said by it; None for a secret that opens no review."""
    link = _find(token)
    return _page(token, link) if link else None


def use_link(token: str) -> Response | None:
    """Say it, once. A second sending does nothing and shows what the first one did."""
    link = _find(token)
    if link is None:
        return None
    again = see_other(url_for("orders.open_link", token=token, language=reader_locale()))
    if link.used_at is not None:
        return again
    session, actor, form = db.session(), current_actor(), LinkViewForm()
    review = links.review_of(session, actor)
    link = _find(token)  # anew: whoever sends the same at once has waited for the first
    if link is None or review is None or link.used_at is not None:
        session.rollback()
        return again
    if not form.validate():
        return _page(token, link, 422, form)
    try:
        view = actions.see(session, actor, review, form.words())
        address = throttle.network(request.remote_addr)
        if links.use(session, actor, link, view, address, request.user_agent.string):
            session.commit()
            return again
        session.rollback()
    except (actions.NotNow, StaleDataError, IntegrityError):  # held, or said by another, in the same moment
        session.rollback()
    link = _find(token)
    return None if link is None else again if link.used_at else _page(token, link, 409, form, problem=True)


order_links.elsewhere(open_link, use_link)


@bp.post("/reviews/<ref>/links")
def send_link(ref: str) -> Response:
    """Mail a link to somebody of the partner without an account."""
    found, actor, form = find(ref), current_actor(), LinkForm()
    or_403(policy.sends_links(actor))

    def act() -> None:
        settings = current_app.config["SETTINGS"]
        to = Recipient(str(form.name.data), str(form.email.data), form.locale.data)
        links.send(db.session(), actor, found.Review, to, days=settings.link_days, base_url=settings.base_url)

    return take(ref, found.Review.version, "link", form, act, "links")


@bp.post("/reviews/<ref>/links/<link>/revocation")
def revoke_link(ref: str, link: str) -> Response:
    """Take a link back."""
    found, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.sends_links(actor))
    made = links.of_review(session, actor, found.Review.id)
    row = or_404(next((one for one in made if reference(one.token_hash) == link), None))
    links.revoke(session, actor, row, ref)
    session.commit()
    return see_other(here(ref, "links"))
