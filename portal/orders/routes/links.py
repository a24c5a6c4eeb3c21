"""One-time links: the page behind one, and making and taking them back on the order page.

GET shows, POST acts once: mail scanners open links. The page is sealed: it names no other page, is kept
by no cache, and tells no site where its reader came from. It asks for no form token, since that would
need the referrer; the secret in its address is what lets it act (research/security.md 4.11).
"""

from typing import Any

from flask import Response, current_app, make_response, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import throttle
from portal.accounts.tokens import reference
from portal.activity import actions as activity
from portal.db import db, system_session
from portal.files import intake
from portal.orders import bp, clock_words, link_answer, link_file, links, policy, queries
from portal.orders.link_forms import LinkForm
from portal.orders.routes.index import reader
from portal.orders.routes.show import page as order_page
from portal.partners.calendar import of_company
from portal.web import act_as, current_actor, or_403, or_404, public, see_other, without_form_token
from portal.web.i18n import LOCALES, _, _l, reader_locale

SEND = "orders.send_link"
KIND = "link"
PER_LINK = 20  # tries to act by one link in a quarter of an hour

links.register(
    "answer",
    links.Purpose(
        label=_l("Answer: promise or propose days"), title=_l("Answer the order"), template="orders/_link_answer.html",
        waits=link_answer.waits, ask=link_answer.AnswerSheet, act=link_answer.act, told=link_answer.told,
    ),
)  # fmt: skip
links.register(
    "file",
    links.Purpose(
        label=_l("Add files"), title=_l("Add files to the order"), template="orders/_link_file.html",
        waits=lambda _asked: True, ask=link_file.ask, act=link_file.act, told=link_file.told,
    ),
)  # fmt: skip


def _sealed(page: str | Response, status: int = 200) -> Response:
    response = make_response(page, status) if isinstance(page, str) else page
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _closed() -> Response:
    """The one answer for links that are made up, too old or taken back."""
    return _sealed(render_template("orders/link_closed.html"), 404)


def _find(token: str) -> Any:
    """The link with this secret, and from here on its holder in place of whoever is signed in; None if
    it does not work."""
    with system_session("read") as session:
        link = links.by_secret(session, token)
    if link is not None:
        language = request.args.get("language", "")
        act_as(links.actor_of(link, language if language in LOCALES else link.locale))
    return link


def _asked(link: Any) -> links.Asked | None:
    """The order as the link's holder sees it; None if it is not to be seen. Two SELECTs."""
    actor, session = current_actor(), db.session()
    found = queries.order(session, actor, link.ref)
    if not found:
        return None
    return links.Asked(actor, found, queries.order_ledger(session, actor, link.order_id), reader(actor))


def _page(token: str, link: Any, status: int = 200, form: Any = None, problem: str = "") -> Response:
    """The document and the question, or what was recorded."""
    purpose, asked = links.purposes()[link.purpose], _asked(link)
    if asked is None:
        return _closed()
    if link.used_at is None and form is None and purpose.waits(asked):
        form = purpose.ask(asked, False)
    return _sealed(
        render_template(
            "orders/link.html", link=link, purpose=purpose, order=asked.found[0], form=form, problem=problem,
            action=url_for("orders.use_link", token=token, language=reader_locale()),
            languages=[(code, name, url_for("orders.open_link", token=token, language=code)) for code, name in LOCALES.items()],
            clock=_clock(asked) if form and link.purpose == "answer" else None,
            recorded=[purpose.told(one, asked.reader) for one in link.outcome or ()],
        ),
        status,
    )  # fmt: skip


def _clock(asked: links.Asked) -> clock_words.ClockSeen | None:
    calendar = of_company(db.session()) if clock_words.runs(asked.found) else None
    return clock_words.seen(asked.actor, asked.found, calendar)


def _elsewhere(token: str, what: str) -> Response:
    """The answer of the slice whose link it is; if none knows it, that it does not work."""
    answers = (getattr(each, what)(token) for each in links.others())
    found = next((answer for answer in answers if answer is not None), None)
    if found is None:
        return _closed()
    if what == "use" and found.status_code == 303:
        _forget_tries(token)
    return _sealed(found)


@bp.get("/links/<token>")
@public
def open_link(token: str) -> Response:
    """The one document of a link, and what it asks; once answered, what was recorded."""
    link = _find(token)
    return _page(token, link) if link else _elsewhere(token, "open")


@bp.post("/links/<token>")
@public
@without_form_token
def use_link(token: str) -> Response:
    """Act, once. A second sending does nothing and shows what the first one did."""
    address, agent = request.remote_addr or "", request.user_agent.string
    if _too_often(token, address):
        return _sealed(render_template("orders/link_busy.html"), 429)
    link = _find(token)
    if link is None:
        return _elsewhere(token, "use")
    here = url_for("orders.open_link", token=token, language=reader_locale())
    if link.used_at is not None:
        return _sealed(see_other(here))
    uploads = intake.take_all(request.files.getlist("files")) if link.purpose == "file" else []
    purpose, asked, session = links.purposes()[link.purpose], _asked(link), db.session()
    link = _find(token)  # anew: whoever sends the same at once has waited for the first
    if asked is None or link is None:
        return _closed()
    if link.used_at is not None:
        return _sealed(see_other(here))
    form: Any = purpose.ask(asked, True)
    form.uploads = uploads
    if not form.validate():
        return _page(token, link, 422, form)
    try:
        outcome = purpose.act(session, asked, form)
        if links.use(session, asked.actor, link, outcome, throttle.network(address), agent):
            session.commit()
            _forget_tries(token)
            return _sealed(see_other(here))
    except (links.Changed, StaleDataError):
        session.rollback()
        link = _find(token)
        if link is None:
            return _closed()
        if link.used_at is None:
            return _page(token, link, 409, problem=_changed())
    session.rollback()  # another sending of the same link was quicker
    return _sealed(see_other(here))


def _too_often(token: str, address: str) -> bool:
    """Count this try to act by a link; True if there were too many by it, or from this address."""
    with system_session() as session:
        if throttle.blocked(session, KIND, token, address, per_account=PER_LINK):
            return True
        throttle.note(session, KIND, token, address)
        session.commit()
    return False


def _forget_tries(token: str) -> None:
    """An office that answers many links is nobody who guesses."""
    with system_session() as session:
        throttle.clear(session, KIND, token)
        session.commit()


def _changed() -> str:
    return _("This order was answered meanwhile. Nothing of yours was recorded; look how it stands now.")


@bp.post("/orders/<path:ref>/links")
def send_link(ref: str) -> Response:
    """Mail a link to somebody without an account."""
    actor, session = current_actor(), db.session()
    found = or_404(queries.order(session, actor, ref) or None)
    or_403(policy.can_send_link(actor))
    form = LinkForm()
    if not form.validate():
        return order_page(ref, 422, link_form=form)
    here = url_for("orders.show", ref=ref) + "#links"
    if activity.claim(session, actor, SEND, str(form.key.data)) is None:
        settings = current_app.config["SETTINGS"]
        to = links.Recipient(str(form.name.data), str(form.email.data), form.locale.data)
        links.send(
            session, actor, found[0], found, form.purpose.data, to, days=settings.link_days,
            base_url=settings.base_url,
        )  # fmt: skip
        activity.settle(session, actor, SEND, str(form.key.data), here)
    session.commit()
    return see_other(here)


@bp.post("/orders/<path:ref>/links/<link>/revocation")
def revoke_link(ref: str, link: str) -> Response:
    """Take a link back."""
    actor, session = current_actor(), db.session()
    found = or_404(queries.order(session, actor, ref) or None)
    or_403(policy.can_send_link(actor))
    made = links.of_order(session, actor, found[0].order_id)
    row = or_404(next((one for one in made if reference(one.token_hash) == link), None))
    links.revoke(session, actor, row, ref)
    session.commit()
    return see_other(url_for("orders.show", ref=ref) + "#links")
