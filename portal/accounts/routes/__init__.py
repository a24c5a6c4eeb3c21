"""What accounts answer, in one file per matter; importing them registers their views."""

from portal.accounts.routes import invitations, links, people, profile, signing

__all__ = ["invitations", "links", "people", "profile", "signing"]
