"""The page of a review: one function gathers what it shows, whatever brought the reader there."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.tokens import reference
from portal.activity import actions as activity
from portal.activity import queries as activity_queries
from portal.db import db
from portal.files import queries as files
from portal.issues import labels as issue_labels
from portal.orders.sent_links import is_live
from portal.partners.calendar import of_company
from portal.plans import labels as plan_labels
from portal.reviews import (
    actions,
    counted_words,
    counting,
    gathering,
    labels,
    links,
    policy,
    queries,
    results,
    said,
    telling,
)
from portal.reviews.models import Review
from portal.reviews.routes.drawn import drawn
from portal.talk import composer
from portal.web import current_actor, or_404, page_or_partial, see_other
from portal.web.forms import LongTextField, TextField
from portal.web.i18n import reader_locale
from portal.web.templating import company, today

NEWS = 40
ISSUE = re.compile(r"ISS-\d+")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent that was not taken, to be laid over the page: forms by their name, and pairs of a file
    and why it was refused."""

    forms: Mapping[str, Any] = field(default_factory=dict)
    said: composer.MessageForm | None = None
    refusals: tuple[tuple[str, str], ...] = ()


NOTHING = Sent()


def find(ref: str) -> Any:
    """The review with its partner, or the not-found page."""
    return or_404(queries.find(db.session(), current_actor(), ref))


def zone() -> str:
    """The zone of the company's days."""
    return of_company(db.session()).zone


def here(ref: str, anchor: str | None = None) -> str:
    """The address of a review's page, at a part of it."""
    return url_for("reviews.show", ref=ref, _anchor=anchor)


def take(ref: str, version: int, name: str, form: Any, act: Callable[[], None], anchor: str) -> Response:
    """Do what a form asks: once for its key, and only if what it changes is at the `version` that the form
    showed; else the page with what changed and what was typed. `name` is the form's on the page."""
    session, actor, sent = db.session(), current_actor(), Sent({name: form})
    if not form.validate():
        return answer(ref, 422, sent)
    route, location, key = f"reviews.{name}", here(ref, anchor), str(form.key.data)
    if activity.claim(session, actor, route, key) is not None:
        return see_other(location)
    if form.version.data == version:
        try:
            act()
            activity.settle(session, actor, route, key, location)
            session.commit()
            return see_other(location)
        except (actions.NotNow, StaleDataError, IntegrityError):  # changed between our look and our write
            pass
    session.rollback()
    return answer(ref, 409, sent, stale=True)


def figure_href(found: Any, key: str) -> str:
    """Where the rows behind a figure of the period are shown; empty for who may not see all of them."""
    actor, review = current_actor(), found.Review
    if not actor.is_staff and actor.reach != "all":
        return ""
    asked: dict[str, Any] = {**said.asked(review.period_start, review.period_end)}
    return url_for("scores.metric", code=found.partner_code, key=key, **asked)


def circle(found: Any, people: Sequence[Any]) -> composer.Circle:
    """Who on the partner's side reads a review."""
    return composer.Circle(
        found.Review.partner_id, found.partner_name,
        named=[p.user_id for p in people if p.side == "partner"],
        known=[p.user_id for p in people if p.side == "company"],
    )  # fmt: skip


def pack_of(review: Review, minutes: Any) -> dict[str, Any] | None:
    """What is laid before both: as it stands in the minutes, or before there are any, as it is now. None for
    what was called off."""
    if minutes is not None:
        return dict(minutes.pack)
    if review.state not in policy.BEFORE:
        return None
    return gathering.gather(db.session(), current_actor(), review, today(), zone())


def since_of(review: Review, pack: dict[str, Any]) -> counting.Since | None:
    """What became of the figures of minutes, for whoever reads the review."""
    whole = replace(current_actor(), reach="all", team=None)
    return counting.since(db.session(), whole, review, pack, reader_locale())


def _moved(pack: dict[str, Any], since: counting.Since, partner_name: str) -> list[tuple[str, str, str, str]]:
    """The scores in all and the figures that moved since: metric or nothing, name, in the minutes, now."""
    names = {"partner": partner_name, "company": company().short_name}
    scores = counted_words.moved_scores(pack, since, names, reader_locale())
    return [*(("", *row) for row in scores), *since.moved]


def _issue_href(reason: str) -> str:
    """Where a restatement was agreed, if its reason names the issue; who may not see that finds nothing there."""
    return url_for("issues.show", ref=reason) if ISSUE.fullmatch(reason) else ""


def answer(ref: str, status: int = 200, sent: Sent = NOTHING, *, stale: bool = False) -> Response:
    """The page, whole or as its part; `stale` says that somebody was faster, and what they did."""
    session, actor, now = db.session(), current_actor(), today()
    found = find(ref)
    review = found.Review
    people = queries.people_of(session, actor, review.id)
    minutes = queries.minutes_of(session, actor, review)
    accepted = queries.acceptances(session, actor, review)
    pack = pack_of(review, minutes[0] if minutes else None)
    rhythm = queries.rhythm(session, actor, review.rhythm_id)
    shown = results.read(pack["figures"], reader_locale()) if pack else []
    since = since_of(review, pack) if pack and minutes else None
    forms = drawn(found, people, minutes[0] if minutes else None, accepted, rhythm, shown)
    lost = [form for name, form in sent.forms.items() if name not in forms]
    forms |= {name: _again(form, forms[name]) for name, form in sent.forms.items() if name in forms}
    attached = files.of_subject(session, actor, "review", review.id)
    news = activity_queries.of_subject(session, actor, "review", review.id, NEWS)
    return page_or_partial(
        "reviews/show.html", "reviews/_review.html", status, found=found, review=review, people=people,
        minutes=minutes, accepted=accepted, pack=pack, rhythm=rhythm, results=shown, forms=forms, labels=labels,
        plan_labels=plan_labels, issue_labels=issue_labels, stale=stale, now=now, policy=policy,
        typed=[text for form in lost for text in _typed(form)],
        sent_links=links.of_review(session, actor, review.id) if actor.is_staff else [], live=is_live, reference=reference,
        views=queries.versions(session, actor, review.id), following=queries.next_of(session, actor, review),
        counted=counted_words.counted(pack, reader_locale(), actor.zone, now, frozen=bool(minutes)) if pack else None,
        news_since=since, since_words=counted_words.since(since, reader_locale(), actor.zone, now) if since else "",
        since_reasons=[(each, _issue_href(each)) for each in since.reasons] if since else [],
        since_rows=_moved(pack, since, found.partner_name) if pack and since else [],
        targets=results.targets(minutes[0].targets, reader_locale()) if minutes else [],
        meets_at=said.time(review.meets_at, review.held_on or review.meets_on, company().zone, reader_locale()),
        date_of=date.fromisoformat, figure_href=lambda key: figure_href(found, key),
        period=said.period(review.period_start, review.period_end, reader_locale()),
        linked=actor.is_staff or actor.reach == "all", news=news,
        told=lambda row: telling.told(row, reader_locale(), now),
        attached=[file for file in attached if file.message_id is None],
        talk=composer.conversation(
            session, actor, "review", review.id, circle(found, people), action=url_for("reviews.say", ref=ref),
            href=here(ref), before=composer.earlier_than(request.args), files=attached, takes_files=True, pages=True, draft=f"reviews/{ref}/messages",
            form=sent.said, refusals=sent.refusals,
        ),
    )  # fmt: skip


def _again(form: Any, fresh: Any) -> Any:
    """A form as it was sent, with the ids and the version of the one that stands there now."""
    for each in form:
        each.id = each.label.field_id = fresh[each.name].id if each.name in fresh else each.id
    form.version.data, form.version.raw_data = fresh.version.data, None
    return form


def _typed(form: Any) -> list[str]:
    """What was typed into a form that has no place on the page any more."""
    return [str(each.data) for each in form if isinstance(each, LongTextField | TextField) and each.data]
