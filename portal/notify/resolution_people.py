"""Whom the rows of resolutions concern."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.activity.models import Activity
from portal.issues.models import Issue, IssuePerson
from portal.notify import answering, spoken
from portal.resolutions.models import Resolution, Step

TO_BOTH = (
    "resolution_begun", "resolution_closed", "resolution_abandoned", "resolution_reopened",
)  # fmt: skip
TO_WHO_ACCEPTS = ("step_sent", "effect_ready", "step_time_asked")
TO_WHO_FILLS = (
    "step_accepted", "step_returned", "step_given", "step_reminded", "effect_judged", "step_time_moved",
    "step_time_kept", "step_counted",
)  # fmt: skip
VERBS = frozenset({*TO_BOTH, *TO_WHO_ACCEPTS, *TO_WHO_FILLS})


def of(session: Session, row: Activity) -> set[int | None]:
    """The ids of the people whom a row about a resolution concerns, its doer among them (`of_many`)."""
    people = accounts.everybody_for(session, {row.partner_id} if row.partner_id else set())
    return of_many(session, [row], people)[row.id]


def of_many(
    session: Session, rows: Sequence[Any], people: Mapping[int, tuple[list[Any], list[Any]]]
) -> dict[int, set[int | None]]:
    """The ids of the people whom rows about resolutions concern, by the row's id: both sides, the one that accepts,
    or who fills the step, where nobody has it the whole side. people: accounts.everybody_for. Five SELECTs."""
    ids = {row.subject_id for row in rows}
    cases = {
        case.id: case
        for case in session.execute(
            select(
                Resolution.id, Resolution.side, Resolution.issue_id, Resolution.partner_id, Issue.owner_id,
                Issue.opened_by, Issue.opened_side,
            )
            .join(Issue, (Issue.partner_id == Resolution.partner_id) & (Issue.id == Resolution.issue_id))
            .where(Resolution.id.in_(ids))
            .execution_options(system=True)
        )
    }  # fmt: skip
    issues = {case.issue_id for case in cases.values()}
    took_part = spoken.since(session, "issue", issues)
    for issue_id, user_id in session.execute(
        select(IssuePerson.issue_id, IssuePerson.user_id)
        .where(IssuePerson.issue_id.in_(issues))
        .execution_options(system=True)
    ):
        took_part.setdefault(issue_id, set()).add(user_id)
    fill = select(Step.resolution_id, Step.kind, Step.owner_id).where(
        Step.resolution_id.in_(ids), Step.owner_id.is_not(None)
    )
    owners = {(row[0], row[1]): row[2] for row in session.execute(fill.execution_options(system=True))}
    found: dict[int, set[int | None]] = {}
    for row in rows:
        case = cases[row.subject_id]
        sides = _sides(case, took_part.get(case.issue_id, set()), people[case.partner_id])
        owner = owners.get((case.id, str(row.data.get("step"))))
        found[row.id] = _concerned(row.verb, case.side, sides, owner)
    return found


def _concerned(
    verb: str, fills: str, sides: Mapping[str, set[int | None]], owner: int | None
) -> set[int | None]:
    if verb in TO_BOTH:
        return sides["company"] | sides["partner"]
    if verb in TO_WHO_ACCEPTS:
        return sides["partner" if fills == "company" else "company"]
    return {owner} if owner else sides[fills]


def _sides(case: Any, took_part: set[int], people: tuple[list[Any], list[Any]]) -> dict[str, set[int | None]]:
    """Of the company whose issue it is, all who do the daily work where it is nobody's; of the partner who took
    part: opened it, is named on it or wrote; else its administrators."""
    staff, theirs = people
    opener = {case.opened_by}
    ours = {case.owner_id, *(opener if case.opened_side == "staff" else ())} - {None}
    mine = (took_part | (opener if case.opened_side == "partner" else set())) & {p.id for p in theirs}
    return {
        "company": ours or answering.of("company", staff),
        "partner": set(mine) or answering.of("partner", theirs),
    }
