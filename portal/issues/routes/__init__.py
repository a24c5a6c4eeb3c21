"""Pages of issues: the feedback form, the queue, one issue and its steps."""

from portal.issues.routes import feedback, issue, queue, steps

__all__ = ["feedback", "issue", "queue", "steps"]
