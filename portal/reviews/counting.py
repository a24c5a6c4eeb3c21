"""The figures of a pack: of closed months as they were frozen, by the version they were closed by; and what became
of them since the minutes were written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.partners.models import Partner
from portal.reviews import results
from portal.reviews.models import Review
from portal.reviews.queries import Last
from portal.scores import definition, gathering, months, names, shown, snapshots, weighing
from portal.scores.definition import Definition
from portal.scores.definitions import Held
from portal.scores.figure import Figure, Period, by_metric
from portal.scores.metrics import Party

PARTIES: tuple[Party, ...] = ("partner", "company")


def count(session: Session, actor: Actor, review: Review, last: Last | None) -> dict[str, Any]:
    """What a pack holds of its figures: those of the period with those of the review before and the targets that
    were agreed there, the score in all, the months that were closed with how often each was restated, and the
    versions of the definition that counted."""
    partner = session.scalars(Partner.visible_to(actor).where(Partner.id == review.partner_id)).one()
    period = Period(review.period_start, review.period_end)
    found, closed = snapshots.figures(session, actor, partner, period)
    held = gathering.held_by(session, actor, partner, period, closed)
    before = last.pack if last else {}
    return {
        "figures": results.stored(found, before.get("figures", ()), last.targets if last else {}),
        "scores": _scores(found, held[-1].definition), "scores_before": before.get("scores", {}),
        "closed": [[each.month.start.isoformat(), each.number] for each in closed],
        "closed_at": max(each.closed_at for each in closed).isoformat() if closed else None,
        "definitions": [_kept(each) for each in held],
    }  # fmt: skip


def _scores(found: Iterable[Figure], by: Definition) -> dict[str, str | None]:
    """What the figures of each side come to, as text; None where too little is there."""
    figures = list(found)
    values = {party: weighing.score(figures, by, party).value for party in PARTIES}
    return {party: None if value is None else str(round(value, 4)) for party, value in values.items()}


def _kept(held: Held) -> dict[str, Any]:
    return {
        "of": held.of, "number": held.number, "values": definition.write(held.definition),
        "starts_on": held.starts_on.isoformat() if held.starts_on else None, "note": held.note,
    }  # fmt: skip


def defined_since(counted: Mapping[str, Any], last: Last | None) -> list[list[Any]]:
    """How many versions of the definition came since the last review, as a pack tells of changes; nothing for none."""
    then = last.pack.get("definitions") if last else None
    now = counted["definitions"][-1]
    if not then or (then[-1]["of"], then[-1]["number"]) == (now["of"], now["number"]):
        return []
    more = now["number"] - then[-1]["number"] if now["of"] == then[-1]["of"] else 1
    return [["defined", max(1, more)]]


def held_in(pack: Mapping[str, Any]) -> list[Held]:
    """The versions of the definition that counted a pack, the latest last."""
    return [
        Held(
            definition.read(row["values"]), row["of"], row["number"],
            date.fromisoformat(row["starts_on"]) if row["starts_on"] else None, row["note"],
        )
        for row in pack.get("definitions", ())
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to the period after the minutes were written. restated: it was closed then, and was found anew;
    else it closed since. scores: by side what its figures come to now, as a pack keeps it; moved: (metric, name, the
    figure as it stands in the minutes, as it is now)."""

    restated: bool
    at: datetime
    reasons: Sequence[str]
    scores: Mapping[str, str | None]
    moved: Sequence[tuple[str, str, str, str]]


def since(
    session: Session, actor: Actor, review: Review, pack: Mapping[str, Any], locale: str
) -> Since | None:
    """What became of the figures of minutes; None where they stand as they were, or the period is open still. One
    SELECT."""
    period = Period(review.period_start, review.period_end)
    newest = snapshots.newest(session, actor, review.partner_id, period.start, period.end)
    now = [newest.get(month.start) for month in months.within(period)]
    then = dict(pack.get("closed", ()))
    news = [each for each in now if each and each.number != then.get(each.month.start.isoformat())]
    if not news or not all(now):
        return None
    closed = [each for each in now if each]
    figures = months.summed(each.figures for each in closed)
    return Since(
        bool(then), max(each.closed_at for each in news), [each.reason for each in news if each.reason],
        _scores(figures, definition.read(closed[-1].definition)), _moved(pack, by_metric(figures), locale),
    )  # fmt: skip


def _moved(
    pack: Mapping[str, Any], figures: Mapping[str, Figure], locale: str
) -> list[tuple[str, str, str, str]]:
    found = []
    for row in pack["figures"]:
        was, figure = results.figure(row["metric"], row["now"]), figures.get(row["metric"])
        if was is None or figure is None or (was.value, was.state) == (figure.value, figure.state):
            continue
        texts = shown.figure(was, locale).text, shown.figure(figure, locale).text
        if texts[0] != texts[1]:
            found.append((figure.metric, str(names.METRICS[figure.metric]), *texts))
    return found
