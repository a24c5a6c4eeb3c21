"""One of two issues about the same closes; the other goes on."""

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.db import db
from portal.issues import bp, holds, merging, policy, queries, ties
from portal.issues.forms import MergeForm
from portal.issues.models import Issue
from portal.issues.routes.page import answer
from portal.issues.routes.reading import find, read_by
from portal.web import current_actor, or_403, or_404, see_other
from portal.web.forms import folded
from portal.web.i18n import _


@bp.get("/issues/<ref>/merger")
def new_merge(ref: str) -> Response:
    """Which issue it may be the same as; with one named, what merging them means. Eleven SELECTs at most."""
    issue = find(ref)
    or_403(policy.may_merge(current_actor(), issue))
    if not policy.can_merge(current_actor(), issue):
        return answer(ref, 409, stale=True)
    typed = folded(request.args.get("into"))[:20].upper()
    form = MergeForm(formdata=None, into=typed, version=issue.version)
    into, new, obstacle = _other(issue, typed) if typed else (None, [], None)
    if obstacle:
        form.into.errors = [obstacle]
    return _page(issue, form, into, new)


@bp.post("/issues/<ref>/merger")
def merge(ref: str) -> Response:
    """Merge it."""
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.may_merge(actor, issue))
    form = MergeForm()
    valid, typed = form.validate(), (form.into.data or "")[:20].upper()
    into, new, obstacle = _other(issue, typed) if valid else (None, [], None)
    if valid and issue.merged and into is not None and _is_there(issue, into):  # sent twice
        return see_other(url_for("issues.show", ref=into.ref))
    if not policy.can_merge(actor, issue):
        return answer(ref, 409, stale=True)
    if obstacle:
        form.into.errors, valid = [obstacle], False
    if not valid or into is None:
        return _page(issue, form, into if valid else None, new, 422)
    if str(form.version.data) == str(issue.version):
        try:
            merging.merge(session, actor, issue, into, new)
            db.session.commit()
            flash(_("%(ref)s is merged into this issue.", ref=ref), "done")
            return see_other(url_for("issues.show", ref=into.ref))
        except (StaleDataError, IntegrityError):  # changed between our look and our write
            db.session.rollback()
    return answer(ref, 409, stale=True)


@bp.post("/issues/<ref>/merger/removal")
def unmerge(ref: str) -> Response:
    """Open it again, as it was before it was merged."""
    issue, actor, session = find(ref), current_actor(), db.session()
    or_403(policy.may_merge(actor, issue))
    row = merging.merged_into(session, actor, issue)
    if row is None:  # sent twice
        return see_other(url_for("issues.show", ref=ref))
    into = or_404(queries.by_id(session, actor, row.other_id))
    try:
        merging.undo(session, actor, issue, row, into)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        return answer(ref, 409, stale=True)
    return see_other(url_for("issues.show", ref=ref))


def _other(issue: Issue, typed: str) -> tuple[Issue | None, list[Any], str | None]:
    """The issue that was named, who will read it from then on, and why it cannot be."""
    into = queries.by_ref(db.session(), current_actor(), typed)
    if into is None or into.partner_id != issue.partner_id or into.id == issue.id:
        return None, [], merging.obstacle(issue, into, [], typed)
    new = merging.newcomers(read_by(issue.ref)[1], read_by(into.ref)[1])
    held = holds.why(db.session(), current_actor(), issue, "merge")
    return into, new, held or merging.obstacle(issue, into, new, typed)


def _is_there(issue: Issue, into: Issue) -> bool:
    row = merging.merged_into(db.session(), current_actor(), issue)
    return row is not None and row.other_id == into.id


def _page(issue: Issue, form: MergeForm, into: Issue | None, new: list[Any], status: int = 200) -> Response:
    return make_response(
        render_template(
            "issues/merge.html", issue=issue, form=form, into=into if not form.into.errors else None, new=new,
            offered=ties.open_beside(db.session(), current_actor(), issue),
        ),
        status,
    )  # fmt: skip
