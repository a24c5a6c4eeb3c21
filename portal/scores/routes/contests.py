"""Contesting how a schedule is counted, and agreeing on how it is counted instead."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.db import db
from portal.disputes import queries as disputes
from portal.files import actions as files
from portal.files import intake
from portal.files import queries as file_queries
from portal.issues import queries as issues
from portal.issues.actions import Matter
from portal.orders import addresses
from portal.orders import queries as orders
from portal.orders.models import Schedule
from portal.scores import bp, contest_panel, contesting, contests, policy
from portal.scores.contest_forms import AgreementForm, ContestForm, CorrectionForm, EndForm
from portal.scores.correcting import Corrected
from portal.talk import actions as talk
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

ROUTE = "scores.contest_row"


@bp.get("/orders/<path:ref>/lines/<int:line>/<int:part>/score-contest")
def new_contest(ref: str, line: int, part: int) -> Response:
    """The form to say that a row is counted wrong."""
    schedule, matter = _row(ref, line, part)
    or_403(policy.can_contest(current_actor()))
    form = ContestForm(reader_locale(), today(), formdata=None)
    return _page(schedule, matter, form)


@bp.post("/orders/<path:ref>/lines/<int:line>/<int:part>/score-contest")
def contest_row(ref: str, line: int, part: int) -> Response:
    """Open the issue in which both sides settle it."""
    uploads = intake.take_all(request.files.getlist("files"))  # before the database's lock is taken
    actor, session = current_actor(), db.session()
    schedule, matter = _row(ref, line, part)
    or_403(policy.can_contest(actor))
    form = ContestForm(reader_locale(), today())
    key = str(form.key.data)
    if not form.validate():
        return _refused(schedule, matter, form, uploads, 422)
    if (earlier := activity.claim(session, actor, ROUTE, key)) is not None:
        return see_other(earlier)
    if (other := contests.live(session, actor, schedule.id, str(form.what.data))) is not None:
        session.rollback()
        return _page(*_row(ref, line, part), form, 409, other=other)
    kept = _kept(matter, key, uploads)
    if kept.refusals:
        session.rollback()
        return _refused(*_row(ref, line, part), form, uploads, 422)
    issue = contesting.contest(session, actor, matter, str(form.what.data), form.value, str(form.words.data))
    files.attach(
        session, actor, kept.tokens, key, ("issue", issue.id, issue.ref), partner_id=issue.partner_id,
        audience="shared", order_id=issue.order_id,
    )  # fmt: skip
    location = url_for("issues.show", ref=issue.ref)
    activity.settle(session, actor, ROUTE, key, location)
    session.commit()
    return see_other(location)


@bp.get("/issues/<ref>/score-correction")
def new_correction(ref: str) -> Response:
    """How the row is counted, and what the reader may do about it."""
    return _settling(*_contest(ref))


@bp.post("/issues/<ref>/score-agreement")
def agree_row(ref: str) -> Response:
    """Agree that a row is counted as the other side claims."""
    issue, found = _contest(ref)
    claim = contests.said(found.RowContest)
    return _correct(issue, found, AgreementForm(), claim, _("Agreed as it was claimed."))


@bp.post("/issues/<ref>/score-correction")
def correct_row(ref: str) -> Response:
    """Count a row as both sides decided in their dispute."""
    issue, found = _contest(ref)
    or_403(policy.speaks(current_actor()))
    form = CorrectionForm(reader_locale(), today())
    if not form.validate():
        return _settling(issue, found, 422, form=form)
    return _correct(issue, found, form, form.value, str(form.words.data))


@bp.post("/issues/<ref>/score-claim-end")
def end_claim(ref: str) -> Response:
    """Give a claim up, so that the row is counted by what was booked again."""
    issue, found = _contest(ref)
    actor, session, form = current_actor(), db.session(), EndForm()
    or_403(policy.can_take_back(actor, found.RowContest))
    if not form.validate():
        return _settling(issue, found, 422, end=form)
    try:
        contesting.take_back(session, actor, issue, found, str(form.reason.data))
        session.commit()
    except contesting.NotNow:  # sent twice
        session.rollback()
    return see_other(url_for("issues.show", ref=ref) + "#score")


def _correct(issue: Any, found: Any, form: Any, value: Corrected, reason: str) -> Response:
    actor, session, ref = current_actor(), db.session(), str(issue.ref)
    there = url_for("issues.show", ref=ref) + "#score"
    as_claimed = value == contests.said(found.RowContest)
    before = contests.corrections(session, actor, found.RowContest.schedule_id)
    if before and (contests.said(before[0]), before[0].by_id) == (value, actor.user_id):
        return see_other(there)  # sent twice
    newest = disputes.newest(session, actor, issue.id)
    or_403(policy.can_correct(actor, found.RowContest, newest, as_claimed=as_claimed))
    try:
        if str(issue.version) != str(form.version.data):
            raise contesting.NotNow
        contesting.correct(session, actor, issue, found, value, reason, newest)
        session.commit()
    except (contesting.NotNow, StaleDataError):
        session.rollback()
        issue, found = _contest(ref)
        return _settling(issue, found, 409, form=form if isinstance(form, CorrectionForm) else None)
    return see_other(there)


def _settling(
    issue: Any, found: Any, status: int = 200, *, form: CorrectionForm | None = None, end: EndForm | None = None
) -> Response:  # fmt: skip
    session, actor = db.session(), current_actor()
    shown = contest_panel.shown(session, actor, issue, found, today())
    if form is None and shown["decided"]:
        form = CorrectionForm(
            reader_locale(), today(), formdata=None, data=contest_panel.prefilled(found.RowContest, actor)
        )
    return page_or_partial(
        "scores/correct.html", "scores/_correct.html", status, issue=issue, panel=shown, form=form,
        end=end or EndForm(formdata=None), changed=status == 409,
    )  # fmt: skip


def _row(ref: str, line: int, part: int) -> tuple[Schedule, Matter]:
    session, actor = db.session(), current_actor()
    found = orders.schedules(session, actor, ref)
    schedule = or_404(next((s for s in found if (s.line_number, s.part) == (line, part)), None))
    return schedule, or_404(issues.matter_of_line(session, actor, ref, line, part))


def _contest(ref: str) -> tuple[Any, Any]:
    session, actor = db.session(), current_actor()
    issue = or_404(issues.by_ref(session, actor, ref))
    return issue, or_404(contests.of_issue(session, actor, issue.id))


def _kept(matter: Matter, key: str, uploads: Sequence[intake.Upload]) -> files.Kept:
    ticked = request.form.getlist("kept")
    return talk.keep_files(
        db.session(), current_actor(), uploads, ticked, partner_id=matter.partner_id, form_key=key
    )


def _refused(
    schedule: Schedule, matter: Matter, form: ContestForm, uploads: Sequence[intake.Upload], status: int
) -> Response:  # fmt: skip
    """The form as it was sent; its good files wait for it to come again."""
    kept = _kept(matter, str(form.key.data), uploads)
    db.session.commit()
    return _page(schedule, matter, form, status, refusals=kept.refusals)


def _page(
    schedule: Schedule, matter: Matter, form: ContestForm, status: int = 200, *, other: str = "", refusals: Any = ()
) -> Response:  # fmt: skip
    session, actor, key = db.session(), current_actor(), str(form.key.data)
    return page_or_partial(
        "scores/contest.html", "scores/_contest.html", status, form=form, schedule=schedule, matter=matter, other=other,
        back=addresses.of_order(schedule.order_ref, schedule.line_number),
        action=addresses.of_part(schedule.order_ref, schedule.line_number, schedule.part, "score-contest"),
        waiting=file_queries.Waiting(key, file_queries.waiting(session, actor, key), refusals),
    )  # fmt: skip
