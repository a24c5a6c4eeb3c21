"""The words of each mail, in its reader's language. Plain text: calm, and nothing hides in it."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from portal import clock
from portal.activity.models import Activity
from portal.disputes import telling as disputes
from portal.notify import link_letters
from portal.notify.texts import Text
from portal.orders.addresses import of_order
from portal.plans import telling as plans
from portal.resolutions import telling as resolving
from portal.reviews import telling as reviews
from portal.web.i18n import _, _n, speaking

# What happened, as phrases, by the kind of what it happened to.
TELLING: dict[str, Any] = {"plan": plans, "action": plans, "dispute": disputes, "review": reviews}
SHOWN = 40  # things told one by one in one mail; the rest are counted
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one_line(text: str, limit: int = 200) -> str:
    """Text fit for a header: no line breaks or other controls, at most `limit` characters, and no
    encoded word: Python's mail package decodes one that is typed, line breaks inside it included, and
    so would write a header of the writer's choice."""
    return " ".join(_CONTROL.sub(" ", text).replace("=?", "= ?").split())[:limit]


def storable(text: str) -> str:
    """Text without what no database or mail can hold: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def about(row: Activity, locale: str, company: str, base_url: str, reader_id: int | None = None) -> Text:
    """The mail that tells `reader_id` of an activity row; `company` is how the company is named to partners."""
    with speaking(locale):
        subject, sentence = _told(row, locale, company, reader_id)
        said = str(row.data.get("excerpt") or "").strip()
        parts = [sentence]
        if said:
            parts.append("\n".join("> " + line for line in said.splitlines()))
        parts.append(_("Open it: %(link)s", link=base_url + _path(row)))
        parts.append(_("You get this mail because you take part in %(ref)s.", ref=row.subject_ref))
        return Text(subject, "\n\n".join(parts) + "\n")


def several(rows: Sequence[Activity], locale: str, company: str, base_url: str) -> Text:
    """The mail that tells of several things that are due, each with where it is."""
    with speaking(locale):
        parts = [
            f"- {_told(row, locale, company, None)[1]}\n  {base_url}{_path(row)}" for row in rows[:SHOWN]
        ]
        if (more := len(rows) - SHOWN) > 0:
            parts.append(str(_n("And %(num)s more.", "And %(num)s more.", more)))
        subject = _n("%(num)s thing is due", "%(num)s things are due", len(rows))
        parts.append(_("You get this mail because you take part in them."))
        return Text(str(subject), "\n\n".join(parts) + "\n")


def _told(row: Activity, locale: str, company: str, reader_id: int | None) -> tuple[str, str]:
    """The subject and the sentence about a row, in the language that is spoken now."""
    who = (
        row.actor_name
        if row.actor_side == "partner"
        else _("%(name)s at %(company)s", name=row.actor_name, company=company)
    )
    data: dict[str, Any] = {"who": who, "ref": row.subject_ref, "title": row.data.get("title", "")}
    data["into"] = row.data.get("into", "")
    if row.subject_type in TELLING and row.verb not in ("said", "edited"):
        telling = TELLING[row.subject_type]
        data |= telling.filling(row.data, locale, clock.now().date())
        subject = f"{row.subject_ref}: {data['title']}" if data["title"] else row.subject_ref
        return subject, telling.PHRASES[row.verb](row.data) % data
    if row.subject_type == "resolution":
        sentence = resolving.PHRASES[row.verb](row.data) % (data | resolving.filling(row.data))
        return f"{row.subject_ref}: {data['title']}", sentence
    noted = row.verb in ("said", "edited") and row.audience == "internal"
    named = reader_id in (row.data.get("mentions") or ())
    verb = "named-in-note" if noted and named else "noted" if noted else "named" if named else row.verb
    return _sentences(verb, data)


def _path(row: Activity) -> str:
    ref = quote(row.subject_ref, safe="/")
    if row.subject_type == "action":  # the reference of its plan and its number
        return "/plans/{}/actions/{}".format(*ref.split("/"))
    if row.subject_type == "resolution":  # the reference of its issue
        step = row.data.get("step")
        return f"/issues/{ref}/resolution" + (f"/{step}" if step else "")
    if row.subject_type == "dispute":
        return f"/issues/{ref}/dispute"
    nouns = {"issue": "issues", "plan": "plans", "review": "reviews", "notice": "shipments"}
    noun = nouns.get(row.subject_type)
    return f"/{noun}/{quote(row.subject_ref, safe='')}" if noun else of_order(row.subject_ref)


def _sentences(verb: str, data: dict[str, Any]) -> tuple[str, str]:
    titled = _("%(ref)s: %(title)s", **data) if data["title"] else data["ref"]
    sentences = {
        "opened": _("%(who)s opened %(ref)s: %(title)s", **data),
        "said": _("%(who)s wrote in %(ref)s.", **data),
        "noted": _("%(who)s left an internal note in %(ref)s. Only our side sees it.", **data),
        "assigned": _("%(who)s gave you %(ref)s: %(title)s", **data),
        "named": _("%(who)s names you in %(ref)s.", **data),
        "named-in-note": _(
            "%(who)s names you in an internal note in %(ref)s. Only our side sees it.", **data
        ),
        "merged": _("%(who)s merged %(ref)s into %(into)s. Go on there.", **data),
        "unmerged": _("%(who)s opened %(ref)s again, which had been merged.", **data),
        "added-person": _("%(who)s lets you take part in %(ref)s: %(title)s", **data),
        "acknowledged": _("%(who)s has seen %(ref)s and will answer.", **data),
        "started": _("%(who)s is working on %(ref)s.", **data),
        "resolved": _("%(who)s says that %(ref)s is solved. Confirm it, or reopen it with a reason.", **data),
        "confirmed": _("%(who)s agrees that %(ref)s is solved.", **data),
        "reopened": _("%(who)s reopened %(ref)s.", **data),
    }
    return titled, sentences[verb]


def account(kind: str, locale: str, company: str, context: dict[str, Any]) -> Text:
    """The mail about an account, kind 'invitation', 'password-reset' or 'changed'; or the one that
    carries one-time links, kind 'link' or 'links'."""
    with speaking(locale):
        if kind == "link":
            return link_letters.text(locale, company, context)
        if kind == "review-link":
            return link_letters.review(locale, company, context)
        if kind == "links":
            return link_letters.several(company, context)
        link = context.get("link", "")
        if kind == "invitation":
            return Text(
                _("Your invitation to the partner portal of %(company)s", company=company),
                _(
                    "%(name)s invites you to the partner portal of %(company)s.\n\n"
                    "Set your password here; the link works once and for 7 days:\n%(link)s\n",
                    name=context.get("inviter", company), company=company, link=link,
                ),
            )  # fmt: skip
        if kind == "password-reset":
            return Text(
                _("Set a new password"),
                _(
                    "Somebody, hopefully you, asked to set a new password at the partner portal of %(company)s.\n\n"
                    "The link works once and for 30 minutes:\n%(link)s\n\n"
                    "If it was not you, do nothing: your password stays as it is.\n",
                    company=company, link=link,
                ),
            )  # fmt: skip
        return Text(
            _("Your account was changed"),
            _(
                "The password of your account at the partner portal of %(company)s was changed.\n\n"
                "If it was not you, tell the administrator on your side at once.\n",
                company=company,
            ),
        )
