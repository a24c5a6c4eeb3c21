"""What accounts answer, in one file per matter; importing them registers their views."""

from portal.accounts.routes import links, profile, signing

__all__ = ["links", "profile", "signing"]
