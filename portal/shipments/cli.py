"""`flask delivery`: how punctual deliveries were. `flask read-tracking`, `flask read-epcis`: what a carrier or a partner sent.
`flask forecast-check`: how good forecasts are."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import or_, select

from portal.db import system_session
from portal.partners.models import Partner
from portal.shipments import backtest, bp, delivery, epcis, epcis_reading, expecting
from portal.shipments.expecting import EVERYTHING
from portal.shipments.tracking import reading


@bp.cli.command("delivery")
@click.option("--partner", "name", help="Only this partner, by code or exact name.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def show_delivery(name: str | None, as_json: bool) -> None:
    """Print on-time counts, rates and days late per partner and in total."""
    with system_session("read") as session:
        ids = None
        if name is not None:
            ids = list(
                session.scalars(select(Partner.id).where(or_(Partner.code == name, Partner.name == name)))
            )
            if not ids:
                raise click.ClickException(f"No partner is called {name!r}: give its code or exact name.")
        found = delivery.figures(session, EVERYTHING, ids)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for row in (*found["partners"], {"partner": "All", **found["totals"]}):
        click.echo(_sentence(row))


def _sentence(row: dict[str, Any]) -> str:
    rate = row["line_on_time_rate"]
    on_time = "no data" if rate is None else f"{rate:.1%} on time"
    return f"{row['partner']}: {row['line_on_time_count']} of {row['line_count']} lines, {on_time}"


@bp.cli.command("read-tracking")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--carrier", "name", help="Whose answer it is; else its shape tells.")
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON.")
def read_tracking(file: Path, name: str | None, as_json: bool) -> None:
    """Print what a carrier's raw answer says, without touching the database."""
    try:
        found = reading.read(_bytes(file, reading.MOST_BYTES), name).as_json()
    except reading.Unreadable as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for shipment in found["shipments"]:
        events = shipment["events"]
        click.echo(
            f"{found['carrier']} {shipment['tracking_number']}: {shipment['state']}, {len(events)} events"
        )
        for sentence in shipment["problems"]:
            click.echo(f"  {sentence}")


@bp.cli.command("read-epcis")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON.")
def read_epcis(file: Path, as_json: bool) -> None:
    """Print what an EPCIS 2.0 document says, without touching the database."""
    try:
        found = epcis.as_json(epcis_reading.read(_bytes(file, reading.MOST_BYTES)))
    except reading.Unreadable as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for event in found["events"]:
        withdrawn = ", withdrawn" if event["withdrawn"] else ""
        click.echo(f"{event['local']} {event['step'] or event['type']}: {event['state']}{withdrawn}")


def _bytes(file: Path, most: int) -> bytes:
    """The bytes of a file, one more than `most` at the most. Refuses what cannot be read, in a sentence."""
    try:
        if not file.is_file():  # a folder, a device that never ends
            raise click.ClickException(f"{file} is not a file.")
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}.") from None


@bp.cli.command("forecast-check")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def forecast_check(as_json: bool) -> None:
    """Print how good forecasts would have been, made 30 days before each promise in time order."""
    with system_session("read") as session:
        pasts = list(expecting.pasts(session, EVERYTHING, date.min, date.max))
    found = backtest.check(pasts)
    if not found["rows"]:
        click.echo(
            "There is nothing to check yet: no line has both a promised day and an arrival.", err=as_json
        )
    if as_json:
        click.echo(json.dumps(found, indent=1))
    if as_json or not found["rows"]:
        return
    click.echo(
        f"{'':18}{'rows':>7}{'too few':>9}{'covered':>9}{'earlier':>9}{'later':>8}{'width':>8}{'error':>8}{'promise':>9}{'ratio':>7}"
    )
    for name, figures in (("all", found), *((n, f) for n, f in found.items() if isinstance(f, dict))):
        if figures.get("rows"):
            click.echo(_checked(name, figures))


def _checked(name: str, row: dict[str, Any]) -> str:
    """A line of the table: shares in percent, widths and mean errors in days."""
    ratio = "" if row["mae_ratio"] is None else f"{row['mae_ratio']:.3f}"
    return (
        f"{name.replace('_', ' '):18}{row['rows']:>7}{row['too_few']:>9}{row['coverage']:>9.1%}{row['below']:>9.1%}"
        f"{row['above']:>8.1%}{row['mean_width_days']:>8.1f}{row['mae_days']:>8.2f}{row['mae_promise_days']:>9.2f}{ratio:>7}"
    )
