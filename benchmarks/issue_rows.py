"""The rows of a made-up installation with very many issues: the same for every run, whatever its size.

Two of five issues belong to partner 1, the others to partners 2 to 201; each has ten messages, issue 1 and
every thousandth a thousand. A third of them is open. OWN, who sees only what is hers, opened the first OWN_ISSUES of partner 1: as many
at every size, since one person's work does not grow with the installation.
"""

from bisect import bisect
from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from random import Random
from typing import Any

from benchmarks.rows import NOW, PARTNERS

ORDERS = 2_000  # at every size
RINA, DEWI, OWN, OTHER = 1, 2, 3, 4
OWN_ISSUES = 120
EACH, LONG = 10, 1_000  # messages of an issue, and of a long one
BLOCK = 100  # issues that are talked about at the same time
KINDS = (
    "late_or_missing",
    "damaged",
    "wrong_item",
    "documents",
    "communication",
    "other_problem",
    "suggestion",
    "praise",
)
OPEN = ("open", "acknowledged", "in_progress", "reopened")

# From frequent to rare, as people of both languages write; below them a long tail of item codes.
_SAID = """
    yang dan the di kami to untuk sudah a belum dengan is barang kirim of besok hari and ini pengiriman we
    jadwal truk delivery pallet surat jalan invoice please terlambat late mohon pabrik order stok damaged baut
    cek retur gudang rusak received confirm besi supplier pelabuhan port container kontainer material lokasi
    replacement ganti segel quality inspeksi mesin machine drawing gambar karat rust crane hujan rain libur
    holiday sopir driver kualitas selisih short kurang lebih kemasan packaging label foto photo sertifikat
    certificate pembayaran payment customs bea cukai tanggal promised janji proyek project kolom column plat
    plate weld las retak crack gasket katup valve banjir flood mogok strike
"""
WORDS = (*_SAID.split(), *(f"kode{number:04d}" for number in range(3_000)))
_CHANCE = list(accumulate(1 / (place + 2) for place in range(len(WORDS))))

ISSUE = (
    "id", "ref", "partner_id", "kind", "severity", "state", "title", "about", "order_id", "about_label",
    "what_happened", "confidential", "opened_by", "opened_name", "opened_side", "opened_at", "owner_id", "team",
    "closed", "unanswered", "answer_due_at", "answered_at", "solution_due_at", "resolved_at", "confirmed_at",
    "reopened_count", "handling", "version",
)  # fmt: skip
PERSON = ("partner_id", "issue_id", "user_id")
MESSAGE = (
    "id", "partner_id", "audience", "subject_type", "subject_id", "author_user_id", "author_name", "author_side",
    "body", "created_at",
)  # fmt: skip
ACTIVITY = (
    "id", "at", "partner_id", "audience", "verb", "subject_type", "subject_id", "subject_ref", "order_id",
    "actor_user_id", "actor_name", "actor_side", "data",
)  # fmt: skip


def order_of(issue: int) -> int:
    """The order an issue is about: for two of five one of partner 1."""
    if issue % 5 in (1, 2):
        return 1 + 10 * (issue % (ORDERS // 10))
    order = 2 + issue * 7 % (ORDERS - 2)
    return order + 1 if order % 10 == 1 else order


def owner(issue: int) -> int:
    """The partner of an issue."""
    return 1 if issue % 5 in (1, 2) else 2 + order_of(issue) % (PARTNERS - 1)


def issues(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `issues` from number `first` to `last`, the oldest first."""
    for n in range(first, last + 1):
        chance = Random(n)  # noqa: S311
        at = NOW - timedelta(hours=2 + chance.randrange(16_000))
        closed, mine = n % 3 != 0, owner(n) == 1 and n <= OWN_ISSUES * 5 // 2
        ours = n % 7 == 3
        due = at + timedelta(hours=24)
        state = "confirmed" if closed else "resolved" if n % 9 == 0 else OPEN[n % 4]
        answered = closed or state == "resolved" or n % 2 == 0
        resolved = str_of(at + timedelta(days=3)) if closed or state == "resolved" else None
        yield (
            n, f"ISS-{n:06d}", owner(n), KINDS[chance.randrange(8)], ("normal", "low", "high", "urgent")[n % 4], state,
            text(chance, 6).capitalize(), "order", order_of(n), f"PO-{order_of(n):07d}", text(chance, 30), n % 20 == 0,
            DEWI if ours else OWN if mine else RINA, "Dewi" if ours else "Rina", "staff" if ours else "partner", str_of(at),
            (DEWI, OTHER, OTHER, None)[n % 4], "north" if n % 4 == 1 else None, closed, not answered, str_of(due),
            str_of(at + timedelta(hours=1 + n % 30)) if answered else None, str_of(at + timedelta(days=7)), resolved,
            resolved if closed else None, int(n % 11 == 0), ("good", "fair", "poor", None)[n % 4] if closed else None, 1,
        )  # fmt: skip


def people(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Who is named on an issue: Rina on every seventh of partner 1."""
    return ((1, n, RINA) for n in range(first, last + 1) if n % 7 == 0 and owner(n) == 1)


def messages(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `messages` under the issues from number `first` to `last`; issues of a block are talked about
    in turn, so that no thread lies in one place."""
    for number, n, at in _said(first, last):
        chance, ours = Random(number), number % 2 == 0  # noqa: S311
        inside = ours and number % 4 == 0
        yield (
            number, owner(n), "internal" if inside else "shared", "issue", n, DEWI if ours else RINA,
            "Dewi" if ours else "Rina", "staff" if ours else "partner", text(chance, 5 + chance.randrange(40)), str_of(at),
        )  # fmt: skip


def activity(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `activity` that tell of the messages."""
    for number, n, at in _said(first, last):
        ours = number % 2 == 0
        yield (
            number, str_of(at), owner(n), "internal" if number % 4 == 0 else "shared", "said", "issue", n, f"ISS-{n:06d}",
            order_of(n), DEWI if ours else RINA, "Dewi" if ours else "Rina", "staff" if ours else "partner",
            f'{{"message": {number}, "excerpt": "besok kami kirim"}}',
        )  # fmt: skip


def _said(first: int, last: int) -> Iterator[tuple[int, int, Any]]:
    """Number, issue and time of each message; issues with a long thread are spoken of after the others."""
    number = (first - 1) * EACH + sum(1 for n in range(1, first) if is_long(n)) * (LONG - EACH)
    for start in range(first, last + 1, BLOCK):
        block = range(start, min(start + BLOCK, last + 1))
        for turn in range(EACH):
            for n in block:
                number += 1
                yield number, n, NOW - timedelta(minutes=30 + (last - n) * 20 + (EACH - turn) * 7)
        for n in block:
            for _ in range(LONG - EACH if is_long(n) else 0):
                number += 1
                yield number, n, NOW - timedelta(minutes=30 + (last - n) * 20)


def is_long(issue: int) -> bool:
    """True for issues with a long thread."""
    return issue % 1_000 == 1


def text(chance: Random, length: int) -> str:
    """So many words, frequent ones more often."""
    return " ".join(WORDS[bisect(_CHANCE, chance.random() * _CHANCE[-1])] for _ in range(length))


def str_of(at: Any) -> str:
    """An instant as SQLite keeps it."""
    return str(at.strftime("%Y-%m-%d %H:%M:%S.%f"))
