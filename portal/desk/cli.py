"""`flask demo` and `flask demo-signins`: a company to look at, and how to sign in to it."""

import json

import click
from flask import current_app

from portal import clock
from portal.accounts import passwords
from portal.db import checkpoint, db, system_session
from portal.desk import bp
from portal.desk.demo import exceptions, filling, people


@bp.cli.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, when the database holds something.")
def demo(if_empty: bool) -> None:
    """Fill an empty database with a working company: PT Cahaya Baja Nusantara and its partners."""
    data = current_app.config["SETTINGS"].data
    with system_session() as session:
        try:
            filled = filling.fill(session, data, clock.now(), passwords.make(people.PASSWORD))
        except filling.NotEmpty:
            if if_empty:
                return
            raise click.ClickException(
                "The database already holds a company, so the demo was not written. "
                "Set MITRA_DATA to an empty folder and run `flask db upgrade` there first."
            ) from None
        exceptions.listen(session, clock.today(exceptions.ZONE))
        session.commit()
    checkpoint(db.engine, force=True)
    click.echo(
        f"Filled: {filled.partners} partners, {filled.people} people, {filled.orders} orders, "
        f"{filled.schedules} schedules, {filled.issues} issues. `flask demo-signins` says how to sign in."
    )


@bp.cli.command("demo-signins")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def demo_signins(as_json: bool) -> None:
    """Say how to sign in as each person of the demo."""
    with system_session("read") as session:
        if not filling.is_demo(session):
            raise click.ClickException(
                "This database was not filled by `flask demo`, so there is nobody to name."
            )
    signins = people.sign_ins()
    if as_json:
        click.echo(json.dumps(signins, ensure_ascii=False, indent=1))
        return
    wide = max(len(str(row["email"])) for row in signins)
    click.echo(f"Everybody's password: {people.PASSWORD}\n")
    for row in signins:
        click.echo(f"{row['email']:<{wide}}  {row['role']:<14} {row['partner'] or 'staff'}")
