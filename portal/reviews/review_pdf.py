"""A review as one PDF: what was decided, the figures with targets, promises, issues, how both sides see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.issues import labels as issue_labels
from portal.plans import labels as plan_labels
from portal.resolutions.paper import Paper
from portal.reviews import counted_words, counting, labels, results, said
from portal.reviews.promises import SIDES
from portal.reviews.queries import WORDS
from portal.web import formats
from portal.web.i18n import _, _n


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is written: language, zone, the company's zone and day, and now."""

    locale: str
    zone: str
    company_zone: str
    today: date
    now: datetime

    def at(self, when: datetime) -> str:
        """An instant in words."""
        return formats.instant(when, self.locale, self.zone, self.now)

    def day(self, when: date | str) -> str:
        """A day in words, also one that a pack holds as text."""
        day = date.fromisoformat(when) if isinstance(when, str) else when
        return formats.day_exact(day, self.locale)

    def short(self, when: str) -> str:
        """A day of a pack for a cell of a table."""
        return formats.day(date.fromisoformat(when), self.locale, self.today)


@dataclass(frozen=True, slots=True)
class Told:
    """All that the paper holds. `names`: both sides by name; `minutes` and `accepted` as far as there are; since:
    what became of the figures after the minutes were written."""

    review: Any
    pack: Mapping[str, Any]
    minutes: Any
    accepted: Sequence[Any]
    names: Mapping[str, str]
    since: counting.Since | None = None


def render(told: Told, reader: Reader) -> bytes:
    """The review as a PDF in the reader's language."""
    review = told.review
    period = said.period(review.period_start, review.period_end, reader.locale)
    title = _("Review of %(period)s", period=period)
    head = (
        f"{told.names['company']} · {told.names['partner']}",
        f"{review.ref} · {reader.day(reader.today)}",
    )
    paper = Paper(f"{title} {review.ref}", head, _("Page {page} of {pages}"), reader.locale, reader.now)
    paper.heading(title, 18)
    _facts(paper, told, reader)
    if told.minutes is not None:
        _minutes(paper, told, reader)
    _results(paper, told, reader)
    _last(paper, told, reader)
    _promises(paper, told, reader)
    _issues(paper, told, reader)
    if told.pack["actions"]:
        paper.heading(_("Actions that are open"))
        _actions(paper, told.pack["actions"], reader)
    _views(paper, told, reader)
    _word(paper, told, reader)
    return paper.written()


def _facts(paper: Paper, told: Told, reader: Reader) -> None:
    review = told.review
    day = review.held_on or review.meets_on
    at = said.time(review.meets_at, day, reader.company_zone, reader.locale)
    meets = ", ".join(filter(None, (reader.day(day), at, review.place)))
    attending = [
        f"{told.names[side]}: " + ", ".join(name for of, name in told.pack["people"] if of == side) for side in SIDES
    ]  # fmt: skip
    rows = [
        (_("Status"), str(labels.STATES[review.state])),
        (_("Held on") if review.held_on else _("Meeting"), meets),
        (_("Who attends"), "\n".join(attending)),
    ]
    paper.rows((), rows, (1, 4))


def _minutes(paper: Paper, told: Told, reader: Reader) -> None:
    minutes = told.minutes
    paper.heading(_("What was said"))
    paper.words(minutes.notes)
    if minutes.decisions:
        paper.heading(_("Decisions"))
        for number, decision in enumerate(minutes.decisions, start=1):
            paper.words(f"{number}. {decision}")
    if told.pack["agreed"]:
        paper.heading(_("Actions agreed in this review"))
        _actions(paper, told.pack["agreed"], reader)
    if minutes.targets:
        paper.heading(_("Targets for the next period"))
        paper.rows((), results.targets(minutes.targets, reader.locale), (3, 2))


def _actions(paper: Paper, rows: Sequence[Mapping[str, Any]], reader: Reader) -> None:
    head = (_("Action"), _("What"), _("Who"), _("By when"), _("Status"))
    paper.rows(
        head,
        [
            (row["ref"], row["title"], row["owner"], reader.short(row["due"]), str(plan_labels.STATES[row["state"]]))
            for row in rows
        ],
        (3, 6, 3, 3, 3),
    )  # fmt: skip


def _results(paper: Paper, told: Told, reader: Reader) -> None:
    shown = results.read(told.pack["figures"], reader.locale)
    counted = counted_words.counted(
        told.pack, reader.locale, reader.zone, reader.today, frozen=told.minutes is not None
    )
    paper.heading(_("Figures of the period"))
    for side, words in counted.scores.items():
        paper.words(f"{_('Score of %(name)s', name=told.names[side])}: {words}")
    paper.small(counted.standing)
    _since(paper, told, reader)
    for party in ("partner", "company"):
        rows = [each for each in shown if each.metric.party == party and each.has_data]
        if not rows:
            continue
        paper.heading(_("Results of %(name)s", name=told.names[party]))
        head = (_("Figure"), _("Result"), _("Counted"), _("Last review"), _("Since then"), _("Target"))
        paper.rows(
            head,
            [
                (each.name, each.now, each.of, each.before or "–", each.change or "–", _target(each))
                for each in rows
            ],
            (6, 3, 3, 3, 3, 4),
        )
    if silent := [each.name for each in shown if not each.has_data]:
        paper.small(_("No data: %(names)s.", names=", ".join(dict.fromkeys(silent))))
    for each in counted.definitions:
        paper.label(_("How it is counted"))
        paper.rows((), each, (1, 4))


def _since(paper: Paper, told: Told, reader: Reader) -> None:
    if told.since is None:
        return
    said = counted_words.since(told.since, reader.locale, reader.zone, reader.today)
    paper.words(" ".join([said, *(f"“{reason}”" for reason in told.since.reasons)]))
    rows = counted_words.moved_scores(told.pack, told.since, told.names, reader.locale)
    rows += [row[1:] for row in told.since.moved]
    if rows:
        paper.rows((_("Figure"), _("In the minutes"), _("Now")), rows, (4, 2, 2))


def _target(result: results.Result) -> str:
    if not result.target:
        return "–"
    word = {True: _("reached"), False: _("not reached"), None: ""}[result.met]
    return f"{result.target} {word}".rstrip()


def _last(paper: Paper, told: Told, reader: Reader) -> None:
    last = told.pack["last"]
    if last is None:
        return
    paper.heading(_("Promised in the last review, %(ref)s", ref=last["ref"]))
    for decision in last["decisions"]:
        paper.words(f"– {decision}")
    if last["agreed"]:
        _actions(paper, last["agreed"], reader)
    if not last["decisions"] and not last["agreed"]:
        paper.small(_("Nothing was decided or promised there."))


def _promises(paper: Paper, told: Told, reader: Reader) -> None:
    paper.heading(_("Promises kept and broken"))
    for side in SIDES:
        each = told.pack["promises"][side]
        paper.label(told.names[side])
        paper.words(kept_words(each))
        rows = [
            (row["ref"], row["title"], row["owner"], reader.short(row["due"]), done_words(row, reader))
            for row in each["broken"]
        ]
        if rows:
            paper.rows((_("Action"), _("What"), _("Who"), _("By when"), _("Done")), rows, (3, 6, 3, 3, 3))
        moves = [
            (f"{row['ref']} {row['line']}", row["item"], f"{reader.short(row['was'])} > {reader.short(row['to'])}", row["reason"] or "–")
            for row in each["moves"]
        ]  # fmt: skip
        if moves:
            paper.rows((_("Order, line"), _("Item"), _("Day moved"), _("Why?")), moves, (3, 5, 4, 5))


def kept_words(each: Mapping[str, Any]) -> str:
    """'3 actions kept, 1 broken. 2 days of delivery moved.'"""
    broken = len(each["broken"])
    actions = _n("%(num)s action done by its day", "%(num)s actions done by their day", each["kept"])
    missed = _n("%(num)s not", "%(num)s not", broken)
    moved = _n(
        "%(num)s promised day of a delivery moved later by its cause",
        "%(num)s promised days of deliveries moved later by its cause", each["moved"],
    )  # fmt: skip
    return f"{actions}, {missed}. {moved}."


def done_words(row: Mapping[str, Any], reader: Reader) -> str:
    """When it was done, or that it is not."""
    return reader.short(row["done"]) if row["done"] else _("not yet")


def _issues(paper: Paper, told: Told, reader: Reader) -> None:
    paper.heading(_("What changed, and what is open"))
    changes = [f"{labels.CHANGES[what]}: {count}" for what, count in told.pack["changes"]]
    paper.words(". ".join(changes) + ".")
    rows = [
        (
            row["ref"], row["title"], reader.short(row["opened"]), str(issue_labels.STATES[row["state"]]),
            _("%(done)s of %(all)s steps", done=row["steps"][0], all=row["steps"][1]) if row["steps"] else "–",
        )
        for row in told.pack["issues"]
    ]  # fmt: skip
    if rows:
        head = (_("Issue"), _("Title"), _("Opened"), _("Status"), _("Resolution"))
        paper.rows(head, rows, (3, 7, 3, 4, 3))
    else:
        paper.small(_("No issue is open."))


def _views(paper: Paper, told: Told, reader: Reader) -> None:
    for side in reversed(SIDES):
        view = told.pack["views"].get(side)
        paper.heading(_("How %(name)s sees it", name=told.names[side]))
        if view is None:
            paper.small(_("Nothing was said."))
            continue
        for name in WORDS:
            if view[name]:
                paper.label(str(labels.WORDS[name]))
                paper.words(view[name])
        paper.small(f"{view['by']}, {reader.at(datetime.fromisoformat(view['at']))}")


def _word(paper: Paper, told: Told, reader: Reader) -> None:
    if not told.accepted:
        return
    paper.heading(_("Who has accepted"))
    rows = [(told.names[each.side], each.by_name, reader.at(each.at)) for each in told.accepted]
    paper.rows((_("Side"), _("Name"), _("When")), rows, (4, 3, 3))
    if told.review.state == "agreed":
        paper.small(
            _("Minutes %(number)s, digest %(digest)s", number=told.minutes.number, digest=told.minutes.digest)
        )
