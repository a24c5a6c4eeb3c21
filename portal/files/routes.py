"""Files over HTTP: one way in ahead of a form, one way out."""

from flask import Response, abort, current_app, make_response, render_template, request, send_file

from portal.actor import Actor
from portal.db import db
from portal.files import actions, bp, policy, queries
from portal.files.forms import UploadForm
from portal.files.intake import take_all
from portal.files.storage import installed
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.answers import is_partial

# Pictures that we encoded ourselves. Whatever else somebody sent is only ever downloaded.
INLINE = ("image/jpeg", "image/png")


@bp.get("/files/<token>")
def show(token: str) -> Response:
    """The file itself: a picture to look at, anything else to download."""
    file = or_404(queries.by_token(db.session(), current_actor(), token))
    return _bytes(file.sha256, file.mime, file.name)


@bp.get("/files/<token>/thumbnail")
def thumbnail(token: str) -> Response:
    """A small JPEG of a picture."""
    file = or_404(queries.by_token(db.session(), current_actor(), token))
    return _bytes(or_404(file.thumb_sha256), "image/jpeg", f"{file.name.rpartition('.')[0]}.jpg")


@bp.post("/files")
def keep() -> Response:
    """Take files for a form that is still being filled in; answers with the form's list of files."""
    actor = current_actor()
    or_403(actor.writes)
    form = UploadForm()
    if not form.validate():
        abort(422)
    key = str(form.key.data)
    uploads = take_all(request.files.getlist("files"))  # before the database is asked: see there
    partner_id = or_404(_partner(actor, form.partner.data))
    or_403(policy.can_add(actor, partner_id))
    kept = actions.keep_all(db.session(), actor, uploads, partner_id=partner_id, form_key=key)
    db.session.commit()
    return _waiting(actor, key, form.partner.data, kept.refusals)


@bp.post("/files/<token>/removal")
def remove(token: str) -> Response:
    """Take back a file that waits for its form."""
    actor = current_actor()
    file = or_404(queries.by_token(db.session(), actor, token))
    or_403(policy.can_remove(actor, file))
    actions.remove(db.session(), actor, token)
    db.session.commit()
    if not is_partial():
        return see_other("/")
    return _waiting(actor, file.form_key, request.form.get("partner"), [])


def _partner(actor: Actor, code: str | None) -> int | None:
    return queries.partner_by_code(db.session(), actor, code or "") if actor.is_staff else actor.partner_id


def _waiting(actor: Actor, key: str, partner: str | None, refusals: list[tuple[str, str]]) -> Response:
    files = queries.waiting(db.session(), actor, key)
    waiting = queries.Waiting(key, files, refusals, partner if actor.is_staff else None)
    return make_response(render_template("files/_files.html", waiting=waiting), 422 if refusals else 200)


def _bytes(digest: str, mime: str, name: str) -> Response:
    try:
        file = installed().open(digest)
    except FileNotFoundError:
        current_app.logger.error("file %s is named by a row but not in the store", digest)
        abort(404)
    response = send_file(
        file, mimetype=mime, as_attachment=mime not in INLINE, download_name=name,
        conditional=False, etag=False,
    )  # fmt: skip
    response.headers["Content-Type"] = mime  # without a charset: we do not know which one it is
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
