"""The metrics that a score knows: whose, of what kind, and which way is better."""

from dataclasses import dataclass
from typing import Literal

Group = Literal["delivery", "quality", "service", "commercial"]
Party = Literal["partner", "company"]
PARTIES: tuple[Party, ...] = ("partner", "company")
Kind = Literal["share", "ratio", "change", "per_million", "days", "hours", "count"]


@dataclass(frozen=True, slots=True)
class Metric:
    """`party` is judged by it. A share lies in [0, 1]. A ratio is shown like one and may pass 1 (sales over
    their target), a change is signed (0.12 is 12 % more than before): a weighted total takes a ratio as 1 at
    most. per_million, days, hours and count are means."""

    key: str
    party: Party
    group: Group
    kind: Kind
    better: Literal["more", "less"]


METRICS = (
    Metric("otif", "partner", "delivery", "share", "more"),
    Metric("on_time", "partner", "delivery", "share", "more"),
    Metric("in_full", "partner", "delivery", "share", "more"),
    Metric("units_on_time", "partner", "delivery", "share", "more"),
    Metric("otif_promised", "partner", "delivery", "share", "more"),
    Metric("first_promise", "partner", "delivery", "share", "more"),
    Metric("week_promise", "partner", "delivery", "share", "more"),
    Metric("mean_slip", "partner", "delivery", "days", "less"),
    Metric("moves", "partner", "delivery", "count", "less"),
    Metric("lead_time", "partner", "delivery", "days", "less"),
    Metric("ppm", "partner", "quality", "per_million", "less"),
    Metric("rejected_receipts", "partner", "quality", "share", "less"),
    Metric("repeat_causes", "partner", "quality", "share", "less"),
    Metric("declared_first", "partner", "quality", "share", "more"),
    Metric("order_answer_time", "partner", "service", "hours", "less"),
    Metric("issue_answer_time", "partner", "service", "hours", "less"),
    Metric("clocks_kept", "partner", "service", "share", "more"),
    Metric("actions_kept", "partner", "service", "share", "more"),
    Metric("sales_to_target", "partner", "commercial", "ratio", "more"),
    Metric("growth", "partner", "commercial", "change", "more"),
    Metric("decisions_in_time", "company", "delivery", "share", "more"),
    Metric("changes_after_commitment", "company", "delivery", "share", "less"),
    Metric("dock_time", "company", "delivery", "days", "less"),
    Metric("company_answer_time", "company", "service", "hours", "less"),
    Metric("company_actions_kept", "company", "service", "share", "more"),
    Metric("payments_on_time", "company", "commercial", "share", "more"),
)
BY_KEY = {metric.key: metric for metric in METRICS}
