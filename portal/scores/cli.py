"""`flask score-vectors`."""

import json
from pathlib import Path

import click

from portal.scores import bp, vectors


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
