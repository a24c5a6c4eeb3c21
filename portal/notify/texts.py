"""What one mail says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Subject and body of one mail."""

    subject: str
    body: str
