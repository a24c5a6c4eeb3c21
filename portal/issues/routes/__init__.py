"""Pages of issues: the feedback form, the queue, one issue."""

from portal.issues.routes import feedback, issue, queue

__all__ = ["feedback", "issue", "queue"]
