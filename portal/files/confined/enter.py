"""Give up memory, time and core dumps, then run one check on standard input.

Usage: enter.py TASK SETTINGS, with TASK 'picture' or 'workbook' and SETTINGS a JSON object. Writes
one JSON object: {"refused": code}, or what was found.
"""

import json
import os
import resource
import runpy
import sys


def main(task: str, settings: dict[str, int | str]) -> None:
    """Confine this process, run `task` and print what it says."""
    for what, limit in (
        (resource.RLIMIT_AS, settings["memory"]),
        (resource.RLIMIT_CPU, settings["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, settings["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (int(limit), int(limit)))
    try:
        check = runpy.run_path(os.path.join(os.path.dirname(__file__), f"{task}.py"))["check"]
        answer = check(sys.stdin.buffer, settings)
    except MemoryError:
        answer = {"refused": "too_costly"}
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"peak_kib": _peak_kib(), "cpu_seconds": round(used.ru_utime + used.ru_stime, 3)}
    sys.stdout.write(json.dumps(answer | cost))


def _peak_kib() -> int:
    """The most memory this program held. (getrusage would tell the most its parent ever held.)"""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
