"""The letters an account sends, as they are handed to the mailer."""

import pytest

from portal.accounts import letters as account_letters


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[account_letters.Letter]:
    """Every letter handed over during the test, oldest first."""
    kept: list[account_letters.Letter] = []
    carriers = [*account_letters._carriers, lambda _session, letter: kept.append(letter)]
    monkeypatch.setattr(account_letters, "_carriers", carriers)
    return kept
