"""What accounts answer, in one file per matter; importing them registers their views."""

from portal.accounts.routes import api_tokens, entering, invitations, links, people, profile, signing

__all__ = ["api_tokens", "entering", "invitations", "links", "people", "profile", "signing"]
