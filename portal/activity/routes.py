"""Drafts: what was typed and not sent outlives an error, an ended session and a closed tab."""

from flask import Response, make_response, request

from portal.activity import actions, bp
from portal.db import db, system_session
from portal.web import current_actor, see_other
from portal.web.gate import on_late_form
from portal.web.i18n import _

LONGEST_KEY = 120
MOST_CHARACTERS = 160_000  # an order of 500 lines
NOT_KEPT = ("csrf_token", "password", "old", "new")


def fields_of(form: dict[str, list[str]]) -> dict[str, list[str]] | None:
    """What of a form is kept: no secrets; None when it is more than a person types."""
    # A form on a page with others carries a prefix: new-old, new-password.
    fields = {name: values for name, values in form.items() if name.rpartition("-")[2] not in NOT_KEPT}
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    return fields if size <= MOST_CHARACTERS else None


@bp.post("/drafts/<path:key>")
def keep(key: str) -> Response:
    """Keep what stands in a form; the form's script sends this while somebody types."""
    fields = fields_of(request.form.to_dict(flat=False))
    if fields is None or len(key) > LONGEST_KEY:
        return make_response(
            _("Too long to be kept as a draft."), 422, {"Content-Type": "text/plain; charset=utf-8"}
        )
    actions.keep_draft(db.session(), current_actor().user_id, key, fields)
    db.session.commit()
    return make_response(_("Draft saved"), 200, {"Content-Type": "text/plain; charset=utf-8"})


@bp.post("/draft-removals/<path:key>")
def remove(key: str) -> Response:
    """Forget a draft and show its form empty, on the `page` above it that it stands on, or where it is sent."""
    page = request.form.get("page", "")
    actions.drop_draft(db.session(), current_actor().user_id, key)
    db.session.commit()
    return see_other("/" + (page if page and key.startswith(page + "/") else key))


def _keep_late(user_id: int, path: str, form: dict[str, list[str]]) -> None:
    """A form that came after its session had ended is kept for the person who typed it; so is what
    its page sent while they typed."""
    fields = fields_of(form)
    if fields is None or not any(any(values) for values in fields.values()):
        return
    with system_session() as session:
        actions.keep_draft(session, user_id, path.removeprefix("/drafts").lstrip("/")[:LONGEST_KEY], fields)
        session.commit()


on_late_form(_keep_late)
