"""HTTP plumbing that knows no noun of the business."""

from portal.web.answers import or_403, or_404, page_or_partial, see_other
from portal.web.gate import act_as, current_actor, public, without_form_token

__all__ = [
    "act_as", "current_actor", "or_403", "or_404", "page_or_partial", "public", "see_other",
    "without_form_token",
]  # fmt: skip
