"""Passwords: argon2id at the cost OWASP names, and what makes one too easy to guess."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.web.i18n import _

SHORTEST = 10
LONGEST = 128

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# What people type first when asked for ten characters, here and in Indonesia.
_COMMON = """
1234567890 0123456789 0987654321 9876543210 1234554321 1122334455 12345678910 123456789012
1212121212 1231231234 123123123123 987654321000 qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123
1qaz2wsx3edc q1w2e3r4t5 1q2w3e4r5t 1q2w3e4r5t6y asdfghjkl1 asdfghjkl123 zxcvbnm123 zxcvbnm1234 abcdefghij
abcdefghijk abcd123456 abc1234567 a123456789 aa12345678 password12 password123 password1234 password12345
passw0rd123 p@ssw0rd123 p@ssword123 passwordpassword mypassword mypassword1 letmein1234 welcome123 welcome1234
administrator admin12345 admin123456 adminadmin iloveyou123 iloveyou12 football123 superman123 dragon1234
changeme123 katasandi1 katasandi123 rahasia123 rahasia1234 sayangku123 bismillah1 bismillah123 indonesia1
indonesia123 indonesia45 surabaya123 jakarta123 perusahaan selamatpagi
"""
COMMON = frozenset(_COMMON.split())


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


def make(password: str) -> str:
    """The hash to keep for `password`."""
    return _hasher.hash(_bytes(password))


@cache
def _nobody() -> str:
    return make("nobody has this password")


def verify(stored: str | None, password: str) -> bool:
    """True if `password` made `stored`. Without a stored hash the same work is done for nothing, so
    that the time tells nobody whether an account exists."""
    try:
        return _hasher.verify(stored or _nobody(), _bytes(password[: LONGEST * 8])) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """True if `stored` was made at another cost than today's and should be made anew."""
    return _hasher.check_needs_rehash(stored)


def objection(password: str, *about: str) -> str | None:
    """Why `password` cannot be used, as a sentence, or None. `about`: the person's e-mail and name,
    and whatever else a stranger would try. Length decides; no kinds of characters are demanded."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        return _("Use at least %(n)s characters. A few words in a row are easy to keep in mind.", n=SHORTEST)
    if len(plain) > LONGEST:
        return _("Use at most %(n)s characters.", n=LONGEST)
    told = plain.casefold().strip()
    if told in COMMON or len(set(told)) < 3:
        return _("This password is one of the first that strangers try. Choose another.")
    for word in _words(about):
        if told.replace(word, "").strip("0123456789 .-_!@#") == "":
            return _("This password is your name or e-mail with little else. Choose another.")
    return None


def _words(about: tuple[str, ...]) -> list[str]:
    words = []
    for text in about:
        plain = text.casefold()
        words += [plain, plain.replace(" ", ""), *plain.replace("@", " ").replace(".", " ").split()]
    return sorted((w for w in words if len(w) > 2), key=len, reverse=True)
