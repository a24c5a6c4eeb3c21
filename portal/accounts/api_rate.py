"""How many requests a token may make: counted in this process, by the minute.

A restart forgets the counts, and each process counts by itself; the limit keeps one program from taking
the portal from everybody else, it guards no secret.
"""

from threading import Lock

from portal import clock

PER_MINUTE = 300
BAD_PER_MINUTE = 60  # requests of one address without a good token
_MOST_KEPT = 10_000

_lock = Lock()
_counts: dict[str, tuple[int, int]] = {}


def wait(key: str, most: int = PER_MINUTE) -> int:
    """Count a request of `key`. Returns 0, or how many seconds to wait once `most` came in this minute."""
    now = int(clock.now().timestamp())
    minute = now // 60
    with _lock:
        if len(_counts) > _MOST_KEPT:
            for old in [one for one, (when, _count) in _counts.items() if when != minute]:
                del _counts[old]
        when, count = _counts.get(key, (minute, 0))
        count = count + 1 if when == minute else 1
        _counts[key] = (minute, count)
    return 0 if count <= most else 60 - now % 60
