"""The forms of a review's page: those that its reader may fill now."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from portal.db import db
from portal.plans import people as owners
from portal.reviews import forms, people, policy, queries, results
from portal.scores.metrics import BY_KEY
from portal.web import current_actor, formats
from portal.web.forms import apart
from portal.web.i18n import _, reader_locale
from portal.web.templating import company, today


def drawn(
    found: Any, attending: Sequence[Any], minutes: Any, accepted: Sequence[Any], rhythm: Any,
    shown: Sequence[results.Result],
) -> dict[str, Any]:  # fmt: skip
    """The forms by their name: meeting, asking, view, minutes, action, acceptance, cancellation, stop, link."""
    actor, review, made = current_actor(), found.Review, {}
    if policy.can_prepare(actor, review):
        made["meeting"] = meeting(found, attending, formdata=None, data=_as_planned(review, attending))
        made["view"] = forms.ViewForm(formdata=None, data=_as_seen(review))
        made["cancellation"] = forms.CancelForm(formdata=None)
    if policy.can_send_link(actor, review):
        made["link"] = forms.LinkForm(formdata=None)
    if policy.can_ask(actor, review):
        made["asking"] = forms.ActForm(formdata=None)
    if policy.can_write(actor, review):
        made["minutes"] = written(shown, formdata=None, data=_as_written(review, minutes))
    if policy.can_act(actor, review):
        made["action"] = action(found, attending, formdata=None)
    if policy.can_accept(actor, review, [each.side for each in accepted]):
        made["acceptance"] = forms.AcceptForm(formdata=None, data={"number": review.said})
    if policy.can_stop(actor, rhythm):
        made["stop"] = forms.ActForm(formdata=None)
    for name, form in made.items():
        apart(form, name)
        form.version.data = rhythm.version if name == "stop" else review.version
    return made


def meeting(found: Any, attending: Sequence[Any], **kwargs: Any) -> forms.MeetingForm:
    """The form that says when and where it is, and who comes."""
    session, actor, partner_id = db.session(), current_actor(), found.Review.partner_id
    known = [person.user_id for person in attending if person.side == "company"]
    staff = people.of_company(session, actor, partner_id, known)
    return forms.MeetingForm(staff, people.of_partner(session, partner_id), **kwargs)


def _as_planned(review: Any, attending: Sequence[Any]) -> dict[str, Any]:
    def of(side: str) -> list[str]:
        return [str(person.user_id) for person in attending if person.side == side]

    return {
        "meets_on": review.meets_on, "meets_at": review.meets_at, "place": review.place,
        "remind_days": str(review.remind_days), "staff_people": of("company"), "partner_people": of("partner"),
    }  # fmt: skip


def _as_seen(review: Any) -> dict[str, Any]:
    """What the actor's side said last, to be said better."""
    actor = current_actor()
    said: dict[str, Any] = queries.views_of(db.session(), actor, review.id).get(actor.party, {})
    return said


def written(shown: Sequence[results.Result], **kwargs: Any) -> forms.MinutesForm:
    """The form of the minutes, with targets for the figures that there are."""
    metrics = [each.metric.key for each in shown if each.has_data]
    return forms.minutes_form(metrics, reader_locale(), today(), **kwargs)


def _as_written(review: Any, minutes: Any) -> dict[str, Any]:
    if minutes is None:
        return {"held_on": min(review.meets_on, today())}
    typed = {
        f"target_{key}": formats.quantity(results.as_typed(Decimal(text), BY_KEY[key]), reader_locale())
        for key, text in minutes.targets.items()
        if key in BY_KEY
    }
    return {
        "held_on": review.held_on, "notes": minutes.notes, "decisions": "\n".join(minutes.decisions), **typed,
    }  # fmt: skip


def action(found: Any, attending: Sequence[Any], **kwargs: Any) -> forms.ActionForm:
    """The form of an action that came of the meeting."""
    session, actor, review = db.session(), current_actor(), found.Review
    known = [person.user_id for person in attending if person.side == "company"]
    staff = owners.of_company(session, actor, review.partner_id, known)
    theirs = owners.of_partner(session, review.partner_id)
    plans = queries.running_plans(session, actor, review)
    new = [] if plans and plans[0].born else [("new", _("A new plan, born from this review"))]
    offered = [*new, *((plan.ref, f"{plan.ref} {plan.title}") for plan in plans)]
    return forms.ActionForm(
        owners.owners(staff, theirs, company().short_name, found.partner_name), offered, **kwargs
    )
