"""Pages of prepared replies, and of single messages."""

from portal.talk.routes import messages, replies

__all__ = ["messages", "replies"]
