"""Pages of issues: the feedback form, the queue, one issue and its steps."""

from portal.issues.routes import feedback, issue, merging, messages, people, queue, replies, splitting, steps

__all__ = ["feedback", "issue", "merging", "messages", "people", "queue", "replies", "splitting", "steps"]
