"""`flask score`: the figures of a partner. `flask score-vectors`: cases with known answers."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.db import system_session
from portal.partners.models import Partner
from portal.scores import bp, definitions, report, vectors
from portal.scores.definition import Unusable, read
from portal.scores.definitions import Held
from portal.scores.figure import Period
from portal.shipments.expecting import EVERYTHING

DAY = click.DateTime(["%Y-%m-%d"])


@bp.cli.command("score")
@click.option("--partner", "name", required=True, help="By code or exact name.")
@click.option("--from", "start", type=DAY, required=True, help="First day on which a row is due.")
@click.option("--to", "end", type=DAY, required=True, help="Last day.")
@click.option(
    "--definition",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge by this JSON file instead of by the version that holds then.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def show_score(name: str, start: datetime, end: datetime, file: Path | None, as_json: bool) -> None:
    """Print the figures of a partner over a period, the rows left out, and the definition."""
    if end < start:
        raise click.UsageError("--to lies before --from.")
    period = Period(start.date(), end.date())
    with system_session("read") as session:
        partner = _partner(session, name)
        held = _from_file(file) if file else definitions.holding(session, EVERYTHING, partner, period.start)
        found = report.of(session, EVERYTHING, partner, period, held)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in _lines(found):
        click.echo(line)


def _partner(session: Session, name: str) -> Partner:
    found = session.scalars(select(Partner).where(or_(Partner.code == name, Partner.name == name))).first()
    if found is None:
        raise click.ClickException(f"No partner is called {name!r}: give its code or exact name.")
    return found


def _from_file(file: Path) -> Held:
    try:
        return Held(read(json.loads(file.read_text())), "file", 0)
    except (ValueError, TypeError, AttributeError) as error:
        said = str(error) if isinstance(error, Unusable) else "it is not a JSON object."
        raise click.ClickException(f"{file} is no definition: {said}") from error


def _lines(found: dict[str, Any]) -> list[str]:
    said = found["definition"]
    whose = f"{said.pop('of')} {said.pop('number')}"
    lines = [f"{found['partner']} ({found['code']}), {found['from']} to {found['to']}, definition: {whose}"]
    for metric, figure in found["figures"].items():
        value = figure["state"] if figure["value"] is None else f"{figure['value']:g}"
        few = " (too few)" if figure["state"] == "few" else ""
        parts = f"{figure['numerator']:g} / {figure['denominator']:g}, {figure['left_out']} left out"
        lines.append(f"  {metric}: {value}{few}   {parts}")
    for whose, score in (("score", found["score"]), ("score of the company", found["company_score"])):
        value = score["value"]
        lines.append(f"{whose}: {'no data' if value is None else f'{value:.1f} of 100'}")
        lines += [f"  without {metric}: {why}" for metric, why in score["missing"].items()]
    lines += [
        f"left out: {row['order']} {row['line']}.{row['part']}, {row['day']}: {row['why']}"
        for row in found["left_out"]
    ]
    return [*lines, *(f"definition, {name}: {json.dumps(value)}" for name, value in said.items())]


@bp.cli.command("score-vectors")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def score_vectors(file: Path) -> None:
    """Judge the cases of FILE and print each; ends with 1 if a figure is not what its case says."""
    try:
        found = [
            (case.name, vectors.differences(case)) for case in vectors.cases(json.loads(file.read_text()))
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise click.ClickException(f"{file} cannot be read as cases: {error}") from error
    for name, differences in found:
        click.echo(f"{'differs' if differences else 'right  '}  {name}")
        for each in differences:
            click.echo(f"         {each.figure}: {each.expected!r} expected, {each.found!r} found")
    wrong = sum(bool(differences) for _name, differences in found)
    click.echo(f"{len(found)} cases, {wrong} differ.")
    if wrong:
        raise SystemExit(1)
