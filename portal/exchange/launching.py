"""Starting the process that checks or runs an import, so that the site stays quick meanwhile."""

import os
import subprocess
import sys
import threading

from portal.config import ROOT, Settings


def launch(ref: str, settings: Settings) -> None:
    """Start `flask work-import REF` beside the site, on the same installation. Does not wait."""
    environment = {
        **os.environ,
        "MITRA_DATA": str(settings.data),
        "MITRA_DATABASE_URL": settings.database_url,
        "MITRA_SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen(  # noqa: S603 our own command, and `ref` is ours
        [sys.executable, "-m", "flask", "--app", "wsgi", "work-import", ref],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    # Reaped by a thread, so that a dead import is seen to be dead.
    threading.Thread(target=process.wait, daemon=True, name=f"wait for {ref}").start()
