"""The first person of a fresh installation. Here, not in accounts: it sets up the company as well."""

import sys
from zoneinfo import available_timezones

import click
from flask import current_app
from sqlalchemy.orm import Session

from portal.accounts import invitations, passwords, people
from portal.db import system_session
from portal.partners import actions, bp


@bp.cli.command("create-admin")
@click.argument("email")
@click.option("--name", required=True, help="How the person is called.")
@click.option("--locale", type=click.Choice(["en", "id"]), default="en", show_default=True)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
@click.option("--company", "company", help="Name of the company, if this is a fresh database.")
@click.option("--short-name", help="What partners call it; default: the name.")
@click.option("--city", help="Where it is.")
@click.option("--zone", help="Its time zone, like Asia/Jakarta.")
def create_admin(
    email: str, name: str, locale: str, password_stdin: bool, company: str | None, short_name: str | None,
    city: str | None, zone: str | None,
) -> None:  # fmt: skip
    """Let EMAIL administer this portal. Without --password-stdin a link to choose a password is
    printed; it works once and for 7 days."""
    email = email.strip().lower()
    if "@" not in email:
        raise click.BadParameter("write a whole e-mail address", param_hint="EMAIL")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if password is not None and (said := passwords.objection(password, email, name)):
        raise click.ClickException(said)
    made = passwords.make(password) if password is not None else None
    with system_session() as session:
        if people.account_exists(session, email):
            raise click.ClickException(f"{email} has an account already.")
        _company(session, locale, company, short_name, city, zone)
        if made:
            people.create_administrator(session, email, name, made, locale, zone or "Asia/Jakarta")
            session.commit()
            click.echo(f"{email} can sign in now.")
            return
        base_url = current_app.config["SETTINGS"].base_url
        place = invitations.Place("administrator")
        secret = invitations.invite(session, None, email, name, locale, place, base_url)
        session.commit()
    click.echo(f"{base_url}/invitations/{secret}")


def _company(
    session: Session,
    locale: str,
    name: str | None,
    short_name: str | None,
    city: str | None,
    zone: str | None,
) -> None:
    if actions.has_company(session):
        return
    asking = sys.stdin.isatty()
    name = name or (click.prompt("Company", default="Our company") if asking else "Our company")
    city = city or (click.prompt("City", default="") if asking else "")
    zone = zone or (click.prompt("Time zone", default="Asia/Jakarta") if asking else "Asia/Jakarta")
    if zone not in available_timezones():
        raise click.BadParameter(
            f"{zone} is not a time zone; write one like Asia/Jakarta", param_hint="--zone"
        )
    actions.create_company(session, name, short_name or name, city or "", zone, locale)
