"""What changed, one sentence per row of activity, in the reader's language.

Every verb that is recorded stands either here or in QUIET; a test reads the code for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from portal.actor import Actor
from portal.clock import now, zone
from portal.desk import places
from portal.disputes import telling as disputes
from portal.orders.amendment import changes_in_words
from portal.plans import telling
from portal.resolutions import telling as resolving
from portal.reviews import telling as reviews
from portal.scores import total_words
from portal.shipments.exception_labels import SIDES
from portal.shipments.labels import EVENTS
from portal.web import formats
from portal.web.i18n import _, _n

# Recorded for the audit trail; no news to anybody.
QUIET = frozenset({
    "switched", "renamed", "changed-password", "password_reset", "uploaded", "profile_saved", "signed-in",
    "signed-out", "password-refused", "asked-password-reset", "removed-device", "removed-other-devices", "tracked",
    "used-link",
    "made-token", "revoked-token", "prepared-reply", "removed-reply",
})  # fmt: skip

_LATER = {"who": "%(who)s", "ref": "%(ref)s"}  # left in the phrase, to be filled with what is escaped


@dataclass(frozen=True, slots=True)
class Change:
    """One row as its reader sees it: `when` is short (an hour today, a weekday, a day)."""

    at: datetime
    when: str
    words: Markup
    rows: Sequence[Markup] = ()
    more: int = 0


def told(rows: Sequence[Any], actor: Actor, today: date) -> Change:
    """The sentence of what was done (queries.changes): of one row of activity whose verb is in VERBS, or of
    many such rows with how many they are; it opens to these `rows`, and `more` of them are not there."""
    first = rows[0]
    times = getattr(first, "times", 1)
    when = _when(first.at, actor)
    if times == 1:
        return Change(first.at, when, _Sentence(first, actor, today).words())
    each = [_Sentence(row, actor, today).words() for row in rows]
    return Change(first.at, when, _Sentence(first, actor, today).many(times), each, times - len(each))


def _when(at: datetime, actor: Actor) -> str:
    here = at.astimezone(zone(actor.zone))
    ago = (now().astimezone(zone(actor.zone)).date() - here.date()).days
    if ago <= 0:
        return formats.time_of_day(here, actor.locale)
    return str(format_date(here.date(), "EEE" if ago < 7 else "d MMM", locale=actor.locale))


class _Sentence:
    """Fills the phrase of a verb. What people wrote is escaped by Markup's own filling."""

    def __init__(self, row: Any, actor: Actor, today: date) -> None:
        self.row, self.actor, self.today = row, actor, today
        self.data: dict[str, Any] = row.data or {}

    def words(self) -> Markup:
        return self._fill(VERBS[self.row.verb](self))

    def many(self, times: int) -> Markup:
        """The sentence for so many rows of which this is one."""
        return self._fill(MANY[self.row.verb](self, times))

    def _fill(self, words: str) -> Markup:
        phrase = Markup(words)  # noqa: S704 our own phrase; fillings are escaped
        return phrase % {
            "who": Markup("<strong>{}</strong>").format(self.row.actor_name),
            "ref": self._ref(),
            "whole": self._whole(),
            "line": self.data.get("line", ""),
            "day": self._day(),
            "said": self.data.get("excerpt") or self.data.get("reason") or "",
            "title": self.data.get("title", ""),
            "person": self.data.get("person") or self.data.get("email") or self.row.subject_ref,
            "carrier": self.data.get("carrier") or "",
            "order": self.data.get("order", ""),
            "into": self.data.get("into", ""),
            "receipt": self.data.get("receipt", ""),
            "side": SIDES.get(self.data.get("side", ""), ""),
            "accepted": self._amount("accepted"),
            "rejected": self._amount("rejected"),
            "quantity": self._amount("quantity"),
            "what": changes_in_words(
                self.data.get("changes") or {}, str(self.data.get("unit", "")), self.actor.locale, self.today
            ),
            "unit": self.data.get("unit", ""),
            "state": str(EVENTS.get(str(self.data.get("state")), "")),
            "owner": self.data.get("owner") or self.data.get("to") or "",
            "value": self._amount("value"),
            "step": resolving.filling(self.data)["step"],
            "case": self.data.get("case", ""),
            "reason": self.data.get("reason", ""),
            "month": self._month(),
            "score": self._score("score"),
            "before": self._score("before"),
        }  # fmt: skip

    def _month(self) -> str:
        month = self.data.get("month")
        return formats.month(date.fromisoformat(month), self.actor.locale) if month else ""

    def _score(self, name: str) -> str:
        if self.row.subject_type != "score":  # what was before is no figure there
            return ""
        value = self.data.get(name)
        return total_words.points(Decimal(value), self.actor.locale) if value else _("no data")

    def _ref(self) -> Markup:
        href = {
            "order": places.order, "issue": places.issue, "partner": places.partner, "plan": places.plan,
            "action": places.action, "score": places.scorecard, "resolution": places.resolution, "dispute": places.dispute,
            "review": places.review, "notice": places.notice,
        }.get(self.row.subject_type)  # fmt: skip
        if href is None:
            return Markup("{}").format(self.row.subject_ref)
        return Markup('<a href="{}">{}</a>').format(href(self.row.subject_ref), self.row.subject_ref)

    def _whole(self) -> Markup:
        """What many rows are about: the notice that they came with, else the record."""
        if notice := self.data.get("notice"):
            href = places.notice(str(notice), self.row.subject_ref)
        elif self.row.subject_type == "notice":
            notice, href = (
                self.row.subject_ref,
                places.notice(self.row.subject_ref, self.data.get("order") or ""),
            )
        else:
            return self._ref()
        return Markup('<a href="{}">{}</a>').format(href, notice)

    def _day(self) -> str:
        try:
            day = date.fromisoformat(str(self.data.get("day")))
        except ValueError:
            return ""
        return formats.day(day, self.actor.locale, self.today)

    def _amount(self, name: str) -> str:
        try:
            return formats.quantity(Decimal(str(self.data.get(name))), self.actor.locale)
        except InvalidOperation:
            return ""

    def has(self, name: str) -> bool:
        """True when the row says something other than nothing or zero under `name`."""
        return str(self.data.get(name) or "0").rstrip("0.") != ""


def _said(s: _Sentence) -> str:
    if s.actor.user_id in (s.data.get("mentions") or ()):
        return _("%(who)s names you in %(ref)s: “%(said)s”")
    if s.row.audience == "internal":
        return (
            _("%(who)s left an internal note in %(ref)s")
            if not s.has("excerpt")
            else _("%(who)s left an internal note in %(ref)s: “%(said)s”")
        )
    return _("%(who)s wrote in %(ref)s: “%(said)s”") if s.has("excerpt") else _("%(who)s wrote in %(ref)s")


def _proposed(s: _Sentence) -> str:
    if s.has("reason"):
        return _("%(who)s proposed %(day)s for %(ref)s line %(line)s: %(said)s")
    return _("%(who)s proposed %(day)s for %(ref)s line %(line)s")


def _declined(s: _Sentence) -> str:
    if s.has("reason"):
        return _("%(who)s declined %(day)s for %(ref)s line %(line)s: %(said)s")
    return _("%(who)s declined %(day)s for %(ref)s line %(line)s")


def _amended(s: _Sentence) -> str:
    if s.has("line"):
        return _("%(who)s changed %(ref)s line %(line)s: %(what)s")
    return _("%(who)s changed %(ref)s: %(what)s")


def _received(s: _Sentence) -> str:
    if s.has("rejected"):
        return _("%(accepted)s %(unit)s came in, %(ref)s line %(line)s. %(rejected)s %(unit)s rejected.")
    return _("%(accepted)s %(unit)s came in, %(ref)s line %(line)s")


def _milestone(s: _Sentence) -> str:
    if s.has("withdrawn"):
        return _("%(who)s took back a report about %(ref)s: %(said)s")
    return _("%(who)s reported of %(ref)s: %(state)s")


def _announced(s: _Sentence) -> str:
    return (
        _("%(who)s announced %(ref)s for %(order)s, with %(carrier)s")
        if s.has("carrier")
        else _("%(who)s announced %(ref)s for %(order)s")
    )


def _attached(s: _Sentence) -> str:
    return str(
        _n(
            "%(who)s added %(num)s file to %(ref)s",
            "%(who)s added %(num)s files to %(ref)s",
            len(s.data.get("files", ())),
            **_LATER,
        )
    )


def _titled(with_title: Callable[[], str], without: Callable[[], str]) -> Callable[[_Sentence], str]:
    return lambda s: with_title() if s.has("title") else without()


def _planned(phrase: Callable[[Any], str]) -> Callable[[_Sentence], str]:
    return lambda s: phrase(s.data)


VERBS: dict[str, Callable[[_Sentence], str]] = {
    "ordered": lambda s: _n("%(who)s ordered %(ref)s, %(num)s line", "%(who)s ordered %(ref)s, %(num)s lines", int(s.data.get("lines", 1)), **_LATER),
    "promised": lambda _s: _("%(who)s promised %(day)s for %(ref)s line %(line)s"),
    "proposed": _proposed,
    "agreed": lambda _s: _("%(who)s agreed to %(day)s for %(ref)s line %(line)s"),
    "declined": _declined,
    "withdrew": lambda _s: _("%(who)s took back %(day)s for %(ref)s line %(line)s"),
    "reconfirmed": lambda _s: _("%(who)s says that %(day)s still holds for %(ref)s line %(line)s"),
    "split": lambda _s: _("%(who)s split %(ref)s line %(line)s: %(quantity)s %(unit)s come later"),
    "cancelled": lambda s: _("%(who)s cancelled %(ref)s line %(line)s: %(said)s") if s.has("reason") else _("%(who)s cancelled %(ref)s line %(line)s"),
    "amended": _amended,
    "added": lambda _s: _("%(who)s added line %(line)s to %(ref)s: %(quantity)s %(unit)s"),
    "announced": _announced,
    "corrected": lambda _s: _("%(who)s corrected %(ref)s for %(order)s"),
    "voided": lambda _s: _("%(who)s withdrew %(ref)s for %(order)s: %(said)s"),
    "received": _received,
    "reversed": lambda _s: _("%(who)s took back receipt %(receipt)s of %(ref)s line %(line)s: %(said)s"),
    "milestone": _milestone,
    "contested": lambda _s: _("%(who)s contests %(title)s in %(ref)s"),
    "cause-said": lambda s: _("%(who)s says that the delay of %(ref)s line %(line)s is due to %(side)s"),
    "cause-contested": lambda s: _("%(who)s says that the delay of %(ref)s line %(line)s is due to %(side)s: %(said)s"),
    "cause-decided": lambda s: _("%(who)s decided that the delay of %(ref)s line %(line)s is due to %(side)s: %(said)s"),
    "cause-stands": lambda s: _("%(who)s does not agree to the decision about %(ref)s line %(line)s and says %(side)s: %(said)s"),
    "cause-agreed": lambda s: _("%(who)s agrees that the delay of %(ref)s line %(line)s is due to %(side)s"),
    "handed-over": lambda s: _("%(who)s gave an exception of %(ref)s to %(owner)s") if s.has("owner") else _("%(who)s left an exception of %(ref)s to whom the rule names"),
    "set-due": lambda s: _("%(who)s will deal with an exception of %(ref)s by %(day)s: %(said)s") if s.has("day") else _("%(who)s set the day of an exception of %(ref)s back to the rule"),
    "put-off": lambda s: _("%(who)s put an exception of %(ref)s off until %(day)s: %(said)s") if s.has("day") else _("%(who)s took an exception of %(ref)s back into the list"),
    "said": _said,
    "attached": _attached,
    "edited": lambda s: _said(s) if s.has("mentions") and s.actor.user_id in s.data["mentions"] else _("%(who)s changed the words of a message in %(ref)s"),
    "opened": _titled(lambda: _("%(who)s opened %(ref)s: %(title)s"), lambda: _("%(who)s opened %(ref)s")),
    "assigned": lambda s: _("%(who)s gave %(ref)s to %(owner)s") if s.has("owner") or s.has("to") else _("%(who)s gave %(ref)s to somebody else"),
    "added-person": lambda s: _("%(who)s lets you take part in %(ref)s: %(title)s") if s.data.get("person_id") == s.actor.user_id else _("%(who)s lets %(person)s take part in %(ref)s"),
    "removed-person": lambda _s: _("%(who)s released %(person)s from %(ref)s"),
    "merged": lambda s: _("%(who)s merged %(ref)s into %(into)s") if s.has("into") else _("%(who)s merged %(ref)s into another issue"),
    "took-in": lambda _s: _("%(who)s merged another issue into %(ref)s"),
    "unmerged": lambda _s: _("%(who)s opened %(ref)s again, which had been merged"),
    "split-off": lambda _s: _("%(who)s split a question off %(ref)s"),
    "graded": lambda _s: _("%(who)s changed how severe %(ref)s is"),
    "started": lambda _s: _("%(who)s is working on %(ref)s"),
    "acknowledged": lambda _s: _("%(who)s has seen %(ref)s and will answer"),
    "resolved": lambda _s: _("%(who)s says that %(ref)s is solved"),
    "confirmed": lambda _s: _("%(who)s agrees that %(ref)s is solved"),
    "reopened": lambda s: _("%(who)s reopened %(ref)s: %(said)s") if s.has("reason") else _("%(who)s reopened %(ref)s"),
    "asked-again": lambda _s: _("%(who)s asked whether %(day)s still holds for %(ref)s line %(line)s"),
    "added-contact": lambda _s: _("%(who)s lets %(person)s answer by links"),
    "removed-contact": lambda _s: _("%(who)s lets %(person)s answer by links no more"),
    "sent-link": lambda _s: _("%(who)s sent %(owner)s a link to answer %(ref)s"),
    "revoked-link": lambda _s: _("%(who)s took back the link of %(owner)s to %(ref)s"),
    "invited": lambda _s: _("%(who)s invited %(person)s"),
    "revoked-invitation": lambda _s: _("%(who)s took back the invitation of %(person)s"),
    "joined": lambda _s: _("%(who)s joined %(ref)s"),
    "changed-person": lambda _s: _("%(who)s changed what %(person)s may do"),
    "disabled-person": lambda _s: _("%(who)s ended the access of %(person)s"),
    "enabled-person": lambda _s: _("%(who)s gave %(person)s access again"),
    "row_contested": lambda _s: _("%(who)s contests how a row of the score is counted: %(ref)s"),
    "row_corrected": lambda _s: _("%(who)s agreed how the row of %(ref)s is counted: %(said)s"),
    "row_correction_ended": lambda _s: _("%(who)s gave the claim of %(ref)s up: %(said)s"),
    "changed-definition": lambda _s: _("%(who)s changed how %(ref)s is judged"),
    "month_closed": lambda _s: _("%(who)s closed %(month)s of %(ref)s: score %(score)s"),
    "month_restated": lambda s: _("%(who)s restated %(month)s of %(ref)s from %(before)s to %(score)s: %(said)s") if s.has("reason") else _("%(who)s restated %(month)s of %(ref)s from %(before)s to %(score)s"),
    "imported": lambda _s: _("The import %(ref)s is done"),
    "set-target": lambda _s: _("%(who)s set the sales target of %(ref)s for %(title)s: %(value)s %(unit)s"),
    "reported-sales": lambda _s: _("%(who)s reported what %(ref)s sold in %(title)s: %(value)s %(unit)s"),
    "accepted-sales": lambda _s: _("%(who)s accepted the sales of %(ref)s for %(title)s"),
    "recorded-payment": lambda _s: _("%(who)s recorded invoice %(title)s of %(ref)s"),
    "imported-figures": lambda s: _n("%(who)s brought in %(num)s figure of %(ref)s by a file", "%(who)s brought in %(num)s figures of %(ref)s by a file", int(s.data.get("rows", 1)), **_LATER),
    **{verb: _planned(phrase) for verb, phrase in telling.PHRASES.items() if verb not in ("said", "attached")},
    **{verb: _planned(phrase) for verb, phrase in resolving.PHRASES.items()},
    **{verb: _planned(phrase) for verb, phrase in disputes.PHRASES.items()},
    **{verb: _planned(phrase) for verb, phrase in reviews.PHRASES.items()},
}  # fmt: skip


_MANY = _LATER | {"whole": "%(whole)s", "said": "%(said)s", "state": "%(state)s"}

# What one person did at once to many lines (or orders) of a record, in one sentence.
MANY: dict[str, Callable[[_Sentence, int], str]] = {
    "received": lambda _s, n: _n("%(num)s line of %(whole)s was booked in", "%(num)s lines of %(whole)s were booked in", n, **_MANY),
    "reversed": lambda _s, n: _n("%(who)s took back the receipt of %(num)s line of %(whole)s", "%(who)s took back the receipts of %(num)s lines of %(whole)s", n, **_MANY),
    "promised": lambda _s, n: _n("%(who)s promised the day of %(num)s line of %(whole)s", "%(who)s promised the days of %(num)s lines of %(whole)s", n, **_MANY),
    "proposed": lambda _s, n: _n("%(who)s proposed a day for %(num)s line of %(whole)s", "%(who)s proposed days for %(num)s lines of %(whole)s", n, **_MANY),
    "agreed": lambda _s, n: _n("%(who)s agreed to the day of %(num)s line of %(whole)s", "%(who)s agreed to the days of %(num)s lines of %(whole)s", n, **_MANY),
    "declined": lambda _s, n: _n("%(who)s declined the day of %(num)s line of %(whole)s", "%(who)s declined the days of %(num)s lines of %(whole)s", n, **_MANY),
    "withdrew": lambda _s, n: _n("%(who)s took back the day of %(num)s line of %(whole)s", "%(who)s took back the days of %(num)s lines of %(whole)s", n, **_MANY),
    "reconfirmed": lambda _s, n: _n("%(who)s says that the day of %(num)s line of %(whole)s still holds", "%(who)s says that the days of %(num)s lines of %(whole)s still hold", n, **_MANY),
    "split": lambda _s, n: _n("%(who)s split off %(num)s part of %(whole)s", "%(who)s split off %(num)s parts of %(whole)s", n, **_MANY),
    "cancelled": lambda _s, n: _n("%(who)s cancelled %(num)s line of %(whole)s", "%(who)s cancelled %(num)s lines of %(whole)s", n, **_MANY),
    "added": lambda _s, n: _n("%(who)s added %(num)s line to %(whole)s", "%(who)s added %(num)s lines to %(whole)s", n, **_MANY),
    "amended": lambda _s, n: _n("%(who)s made %(num)s change to %(whole)s", "%(who)s made %(num)s changes to %(whole)s", n, **_MANY),
    "asked-again": lambda _s, n: _n("%(who)s asked whether the day of %(num)s line of %(whole)s still holds", "%(who)s asked whether the days of %(num)s lines of %(whole)s still hold", n, **_MANY),
    "announced": lambda _s, n: _n("%(who)s announced %(whole)s for %(num)s order", "%(who)s announced %(whole)s for %(num)s orders", n, **_MANY),
    "corrected": lambda _s, n: _n("%(who)s corrected %(whole)s for %(num)s order", "%(who)s corrected %(whole)s for %(num)s orders", n, **_MANY),
    "voided": lambda _s, n: _n("%(who)s withdrew %(whole)s for %(num)s order: %(said)s", "%(who)s withdrew %(whole)s for %(num)s orders: %(said)s", n, **_MANY),
    "milestone": lambda s, n: _n("%(who)s took back a report about %(whole)s, for %(num)s order", "%(who)s took back a report about %(whole)s, for %(num)s orders", n, **_MANY) if s.has("withdrawn") else _n("%(who)s reported of %(whole)s, for %(num)s order: %(state)s", "%(who)s reported of %(whole)s, for %(num)s orders: %(state)s", n, **_MANY),
}  # fmt: skip
