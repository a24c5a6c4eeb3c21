"""`flask work`: what is done outside of requests."""

import time

import click
from flask import current_app

from portal.activity import jobs
from portal.db import checkpoint, db
from portal.notify import bp

PAUSE_SECONDS = 1.0


@bp.cli.command("work")
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
def work(once: bool) -> None:
    """Send mail that is due and do the other recurring work, until stopped."""
    settings = current_app.config["SETTINGS"]
    due = {job.name: 0.0 for job in jobs.jobs()}
    while True:
        for job in jobs.jobs():
            if time.monotonic() >= due[job.name]:
                done = job.run(settings)
                due[job.name] = time.monotonic() + job.every_seconds
                if done:
                    click.echo(f"{job.name}: {done}")
        checkpoint(db.engine)
        if once:
            return
        time.sleep(PAUSE_SECONDS)
