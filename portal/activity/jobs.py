"""Work that is done outside of requests: slices name theirs here, `flask work` does it."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.config import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of recurring work. `run(settings)` returns how many things it did."""

    name: str
    every_seconds: int
    run: Callable[[Settings], int]


_jobs: dict[str, Job] = {}


def register(name: str, every_seconds: int, run: Callable[[Settings], int]) -> None:
    """Have `run(settings)` called every so many seconds by whoever runs `flask work`."""
    _jobs[name] = Job(name, every_seconds, run)


def jobs() -> tuple[Job, ...]:
    """All registered jobs by name."""
    return tuple(_jobs[name] for name in sorted(_jobs))
