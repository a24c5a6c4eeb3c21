"""Tokens of programs: who has which, making one, revoking one."""

from flask import Response, flash, make_response, render_template

from portal import clock
from portal.accounts import api_tokens, bp, policy
from portal.accounts.forms import TokenForm
from portal.accounts.tokens import reference
from portal.activity import actions as activity
from portal.db import db
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.i18n import _

LIST = "/settings/tokens"


def _page(form: TokenForm, status: int = 200, secret: str = "") -> Response:
    actor = current_actor()
    page = render_template(
        "accounts/api_tokens.html", form=form, rows=api_tokens.known(db.session(), actor), secret=secret,
        scopes=api_tokens.SCOPES, reference=reference, now=clock.now(),
    )  # fmt: skip
    return make_response(page, status)


@bp.get(LIST, endpoint="tokens")
def list_tokens() -> Response:
    """The tokens of the actor's side, and the form for another."""
    or_403(policy.can_have_tokens(current_actor()))
    return _page(TokenForm(formdata=None))


@bp.post(LIST)
def make_token() -> Response:
    """Make a token and show it, this once: no other answer, no cookie and no log ever holds it. Sending
    the form twice makes one."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_have_tokens(actor))
    form = TokenForm()
    if not form.validate():
        return _page(form, 422)
    key = str(form.key.data)
    if activity.claim(session, actor, "accounts.make_token", key):
        flash(_("This token is made already and was shown once. If nobody noted it, revoke it and make another."), "warning")  # fmt: skip
        return see_other(LIST)
    secret = api_tokens.issue(
        session, actor, str(form.name.data), form.scopes.data or [], int(form.days.data)
    )
    activity.settle(session, actor, "accounts.make_token", key, LIST)
    session.commit()
    return _page(TokenForm(formdata=None), 201, secret)


@bp.post(LIST + "/<ref>/removal")
def revoke_token(ref: str) -> Response:
    """End a token at once."""
    actor, session = current_actor(), db.session()
    or_403(policy.can_have_tokens(actor))
    row = or_404(api_tokens.by_reference(session, actor, ref))
    api_tokens.revoke(session, actor, row)
    session.commit()
    flash(_("The token %(name)s is revoked; programs that use it are refused from now on.", name=row.name), "success")  # fmt: skip
    return see_other(LIST)
