"""HTTP plumbing that knows no noun of the business."""

from portal.web.answers import or_403, or_404, page_or_partial, see_other
from portal.web.gate import current_actor, public

__all__ = ["current_actor", "or_403", "or_404", "page_or_partial", "public", "see_other"]
