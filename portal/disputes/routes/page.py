"""The page of a dispute: one function gathers what it shows, whatever brought the reader there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Response, current_app, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.disputes import actions, labels, policy, proving, queries, telling
from portal.disputes.models import Dispute
from portal.disputes.routes import typed
from portal.disputes.routes.drawn import drawn
from portal.files import queries as files
from portal.issues import contests
from portal.web import current_actor, or_403, or_404, page_or_partial, see_other
from portal.web.forms import lost
from portal.web.i18n import reader_locale
from portal.web.templating import today

NEWS = 40
WORDS = ("says", "wants", "words", "credit", "correction", "reason")  # fields that hold what people write


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent that was not taken, to be laid over the page: forms by their name, and pairs of a file
    and why it was refused."""

    forms: Mapping[str, Any] = field(default_factory=dict)
    refusals: Sequence[tuple[str, str]] = ()


NOTHING = Sent()


def find(ref: str) -> tuple[Any, list[Dispute]]:
    """The issue with its partner, and its disputes, the newest first; or the not-found page."""
    session, actor = db.session(), current_actor()
    found = or_404(queries.issue_of(session, actor, ref))
    return found, queries.of_issue(session, actor, found.Issue.id)


def find_newest(ref: str) -> tuple[Any, Dispute]:
    """The issue and its newest dispute, for who writes; or the page that says why not."""
    found, disputes = find(ref)
    dispute = or_404(disputes[0] if disputes else None)
    or_403(current_actor().writes)
    return found, dispute


def clocks() -> actions.Clocks:
    """How long things take in this installation."""
    settings = current_app.config["SETTINGS"]
    return actions.Clocks(settings.position_days, settings.escalation_days)


def take(
    ref: str,
    version: int | None,
    name: str,
    form: Any,
    act: Callable[[], None],
    anchor: str,
    refusals: Any = (),
) -> Response:
    """Do what a form asks: once for its key, and only if the dispute is at the `version` that the form
    showed; else the page with what changed and what was typed. `name` is the form's on the page."""
    session, actor, sent = db.session(), current_actor(), Sent({name: form}, refusals)
    if not form.validate() or refusals:
        return answer(ref, 422, sent)
    route, here, key = (
        f"disputes.{name}",
        url_for("disputes.show", ref=ref, _anchor=anchor),
        str(form.key.data),
    )
    if activity.claim(session, actor, route, key) is not None:
        return see_other(here)
    if form.version.data == version:
        try:
            act()
            activity.settle(session, actor, route, key, here)
            activity.drop_draft(session, actor.user_id, typed.key(ref, name))
            session.commit()
            return see_other(here)
        except (actions.NotNow, StaleDataError, IntegrityError):  # changed between our look and our write
            pass
    session.rollback()
    return answer(ref, 409, sent, stale=True)


def answer(ref: str, status: int = 200, sent: Sent = NOTHING, *, stale: bool = False) -> Response:
    """The page of the newest dispute of an issue, or of the one that the address names by its number;
    where there is none yet, the form that opens one. Seventeen SELECTs beside the sign-in's first, one more
    for who typed something and did not send it."""
    session, actor, now = db.session(), current_actor(), today()
    found, disputes = find(ref)
    newest = disputes[0] if disputes else None
    number = request.args.get("number", "") if status == 200 else ""
    dispute = or_404(next((d for d in disputes if str(d.number) == number), None)) if number else newest
    can_open = policy.can_open(actor, found.Issue, newest)
    or_403(dispute is not None or can_open)
    said = queries.matter(session, actor, dispute) if dispute else None
    shown = queries.exhibits(session, actor, dispute) if dispute else []
    proofs = proving.around(session, actor, found.Issue, shown, now) if dispute else {}
    kept = typed.of_dispute(ref, said.facts if said else ()) if dispute is newest else {}
    forms, again = drawn(found, dispute, said, proofs, kept, can_open=can_open and dispute is newest)
    no_place = lost(sent.forms, forms)
    forms |= {name: _again(form, forms[name]) for name, form in sent.forms.items() if name in forms}
    has_files = "evidence" in forms and ("evidence" in sent.forms or "evidence" in again)
    key = str(forms["evidence"].key.data) if has_files else None
    return page_or_partial(
        "disputes/show.html", "disputes/_dispute.html", status, found=found, issue=found.Issue, dispute=dispute,
        said=said, forms=forms, labels=labels, stale=stale, now=now, clocks=clocks(),
        others=[each for each in disputes if each is not dispute], typed=no_place, again=again - set(sent.forms),
        draft_of=partial(typed.key, ref), unsent=_unsent(kept, forms.keys() | sent.forms.keys()),
        standing=said.decision(dispute.standing_id) if said and dispute else None, shown=_shown(shown, proofs),
        files=files.of_subject(session, actor, "dispute", dispute.id) if dispute else [],
        waiting=files.waiting(session, actor, key) if key else [], refusals=sent.refusals,
        news=activity_queries.of_subject(session, actor, "dispute", dispute.id, NEWS) if dispute else [],
        told=lambda row: telling.told(row, reader_locale(), now),
        receipt=contests.receipt_of(session, actor, found.Issue.id) if dispute and dispute.state == "accepted" else None,
    )  # fmt: skip


def _again(form: Any, fresh: Any) -> Any:
    """A form as it was sent, with the ids and the version of the one that stands there now."""
    for each in form:
        each.id = each.label.field_id = fresh[each.name].id if each.name in fresh else each.id
    form.version.data, form.version.raw_data = fresh.version.data, None
    return form


def _unsent(kept: Mapping[str, dict[str, Any]], here: Collection[str]) -> dict[str, list[str]]:
    """What was typed into forms that are not `here` any more, by the form's name."""
    return {
        name: words
        for name, fields in kept.items()
        if name not in here and (words := [text for noun in WORDS for text in fields.get(noun, ()) if text])
    }


def _shown(rows: Sequence[Any], proofs: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Records that were named, each with how the reader sees it; what the reader may not see is left out."""
    named = ((row, proofs.get(f"{row.record}:{row.record_id}")) for row in rows)
    return [(row, proof) for row, proof in named if proof is not None]
