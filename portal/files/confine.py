"""Running a check on untrusted bytes in a process that can do little harm."""

import json
import os
import subprocess
import sys
import threading
from typing import IO, Any

from portal.files import limits

ENTER = os.path.join(os.path.dirname(__file__), "confined", "enter.py")
OUTPUT_BYTES = 64 * limits.MEBIBYTE

# Each check may take CHECK_MEMORY, so a worker's threads take turns beyond two.
_turns = threading.BoundedSemaphore(2)


def run(task: str, source: IO[bytes], **settings: int | str) -> dict[str, Any]:
    """Run confined/<task>.py on `source`, an open file on disk, and return its answer.

    `refused` in the answer holds a reason code; 'too_costly' when the check broke a limit of memory,
    time or output, 'damaged' when it broke down. The program is started by path: importing the
    portal would cost ten times the check. Its environment is empty, so that a flaw in a decoder
    finds no secret there, and limits are set by the program itself, which lets the start avoid
    fork() in a threaded server.
    """
    settings |= {
        "memory": limits.CHECK_MEMORY,
        "cpu_seconds": limits.CHECK_CPU_SECONDS,
        "output_bytes": OUTPUT_BYTES,
    }
    source.seek(0)
    with _turns:
        try:
            done = subprocess.run(  # noqa: S603 our own program and numbers
                [sys.executable, "-I", ENTER, task, json.dumps(settings)],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"},
                timeout=limits.CHECK_WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"refused": "too_costly"}
    if done.returncode < 0:  # killed, by the CPU limit or for want of memory
        return {"refused": "too_costly"}
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"refused": "damaged"}
    return answer
