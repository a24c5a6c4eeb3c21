"""Secrets: long, random, and kept only as their hash."""

import hashlib
import secrets


def new_secret() -> str:
    """A fresh secret of 256 bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """How a secret is kept: SHA-256, since it is random and long."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def reference(token_hash: str) -> str:
    """How a page names a row with this hash: its first twelve characters, which open nothing."""
    return token_hash[:12]


def person_reference(email: str) -> str:
    """How an address of the portal names a person, instead of by database id or e-mail."""
    return hashed(f"person {email}")[:12]
