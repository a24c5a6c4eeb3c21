"""What a plan of each kind usually begins with: actions by side, so many days after its start."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.plans.actions import NewAction
from portal.web.i18n import _l


@dataclass(frozen=True, slots=True)
class Usual:
    """An action of a pattern. `days` after the start it is due; `done_means` says how one will know; `after`
    are the numbers of those that must be done first, `points` its checklist."""

    title: Any
    done_means: Any
    side: str
    days: int
    after: tuple[int, ...] = ()
    points: tuple[Any, ...] = ()


# What a plan is most likely about, by the kind of the partner it is with; elsewhere an improvement.
LIKELY = {"distributor": "promotion"}
PATTERNS: dict[str, tuple[Usual, ...]] = {
    "corrective": (
        Usual(_l("Contain the problem"), _l("Affected goods are found, counted and set apart on both sides"), "partner", 2),
        Usual(_l("Find the cause"), _l("Why it happened and why nobody noticed are both proved"), "partner", 10),
        Usual(_l("Correct it"), _l("The correction is in use and shown by a picture or document"), "partner", 20, (2,)),
        Usual(_l("Check that it works"), _l("The next three deliveries are free of it"), "company", 45, (3,)),
    ),
    "improvement": (
        Usual(_l("Measure where we stand"), _l("The measure is agreed and its first reading is written down"), "company", 7),
        Usual(_l("Agree what to change"), _l("The changes are written down with who does what"), "partner", 14),
        Usual(_l("Try it"), _l("It was tried on real orders and the result is measured"), "partner", 45, (2,)),
        Usual(_l("Make it the rule"), _l("The instruction is changed and people know it"), "partner", 75, (3,)),
    ),
    "business": (
        Usual(_l("Share the forecast for the quarter"), _l("The partner has the quantities by month"), "company", 7),
        Usual(_l("Confirm capacity"), _l("Capacity for these quantities is confirmed by month"), "partner", 14, (1,)),
        Usual(_l("Agree targets for delivery and quality"), _l("Both sides wrote down the same figures"), "company", 14),
        Usual(_l("Look at the figures half way"), _l("The meeting was held and its decisions are actions here"), "company", 45),
        Usual(_l("Prepare the review of the quarter"), _l("Both sides added results and wishes"), "partner", 85, (4,)),
    ),
    "promotion": (
        Usual(_l("Agree the offer and its period"), _l("Prices, goods and days are written down"), "company", 5,
              points=(_l("Goods and prices"), _l("First and last day"), _l("Who pays for what"))),
        Usual(_l("Deliver the advertising material"), _l("It is in every shop that takes part"), "company", 14, (1,)),
        Usual(_l("Order the goods"), _l("The order for the promotion is placed"), "partner", 14, (1,)),
        Usual(_l("Report sales each week"), _l("A reading for every week of the period stands here"), "partner", 42),
        Usual(_l("Settle the promotion"), _l("The credit note is sent and paid"), "company", 60, (4,)),
    ),
    "onboarding": (
        Usual(_l("Exchange contacts and addresses"), _l("Everybody who answers is invited here"), "company", 3),
        Usual(_l("Send the papers of the company"), _l("Tax number, permits and bank details are filed"), "partner", 7,
              points=(_l("Tax number"), _l("Business permits"), _l("Bank details"))),
        Usual(_l("Agree terms, packaging and labels"), _l("The agreement is signed by both"), "company", 21,
              points=(_l("Terms of payment"), _l("Packaging"), _l("Labels and papers"))),
        Usual(_l("Deliver a first sample order"), _l("It came in whole, on the day, with the right papers"), "partner", 40, (3,)),
        Usual(_l("Talk about the first month"), _l("Both sides said what should be better"), "company", 60, (4,)),
    ),
}  # fmt: skip


def usual(kind: str, starts_on: date, owners: dict[str, tuple[int, str]]) -> list[NewAction]:
    """The usual first actions of a plan of this kind in the reader's language; `owners` says for each side
    who owns them (id, name)."""
    return [
        NewAction(
            title=str(each.title), done_means=str(each.done_means), side=each.side, owner_id=owners[each.side][0],
            owner_name=owners[each.side][1], due_on=starts_on + timedelta(days=each.days),
            checklist=[str(point) for point in each.points], after=each.after,
        )
        for each in PATTERNS[kind]
    ]  # fmt: skip
