"""`flask import-orders` and the process that runs an import begun on the page."""

import json
import os
import resource
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import checkpoint, db, system_session
from portal.exchange import actions, bp, running, scms
from portal.exchange.contradictions import Choices
from portal.exchange.guessing import sniff
from portal.exchange.models import Import, ImportContradiction, ImportProfile, ImportRefusal
from portal.exchange.profiles import Profile
from portal.exchange.reading import Unreadable
from portal.exchange.reasons import reason_text

MOST_SHOWN = 20
MOST_MEMORY = 2 * 1024**3


def profile_named(session: Session, name: str | None, path: Path) -> Profile:
    """The built-in or saved profile with this name, or what the file looks like. Raises
    click.UsageError for a name nobody saved."""
    if name is None:
        return sniff(path).profile()
    if name == scms.PROFILE.name:
        return scms.PROFILE
    settings = session.scalars(select(ImportProfile.settings).where(ImportProfile.name == name)).first()
    if settings is None:
        raise click.UsageError(
            f"No profile is called {name!r}. Save one on the page Imports, or leave it out."
        )
    return Profile.from_json(settings)


@bp.cli.command("import-orders")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", "profile_name", help="How the file is read: scms, or one saved on the page.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option("--good-rows-only", is_flag=True, help="Take the good rows although others are refused.")
@click.option("--agreed", is_flag=True, help="Days that only files promised so far were agreed on elsewhere.")
@click.option(
    "--correct-receipts", is_flag=True, help="What FILE says came is right, not what was booked by hand."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_orders(
    file: Path, profile_name: str | None, dry_run: bool, good_rows_only: bool, agreed: bool, correct_receipts: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Import the order lines of FILE (CSV, text, XLSX, XLS, ODS). It counts whole or not at all."""
    data = current_app.config["SETTINGS"].data
    running.abandon_dead()
    with file.open("rb") as stream:
        kept = actions.keep_file(data, stream)
    try:
        with system_session("read") as session:
            profile = profile_named(session, profile_name, file)
        with system_session() as session:
            row = actions.register(session, None, data, kept, file.name)
            session.commit()
        running.check(row.ref, data, profile)
    except Unreadable as error:
        raise click.ClickException(reason_text(error.reason, error.value)) from error
    outcome = "dry run" if dry_run else _run(row.ref, data, good_rows_only, Choices(agreed, correct_receipts))
    with system_session("read") as session:
        _print(session, session.scalars(select(Import).where(Import.ref == row.ref)).one(), outcome, as_json)
    checkpoint(db.engine)
    if outcome == "refused":
        raise SystemExit(1)


def _run(ref: str, data: Path, good_rows_only: bool, choices: Choices) -> str:
    with system_session() as session:
        row = session.scalars(select(Import).where(Import.ref == ref)).one()
        try:
            actions.begin(session, row, good_rows_only=good_rows_only, choices=choices)
        except actions.Busy as busy:
            raise click.ClickException(f"{busy} is running. Wait until it is done.") from busy
        except actions.Refused:
            return "refused"
        session.commit()
    running.run(ref, data)
    return "done"


@bp.cli.command("work-import", hidden=True)
@click.argument("ref")
def work_import(ref: str) -> None:
    """Check or run the import REF, as its state says: the page starts this and watches the row."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))  # an old workbook may claim any size
    data = current_app.config["SETTINGS"].data
    with system_session() as session:
        row = session.scalars(select(Import).where(Import.ref == ref)).one()
        row.worker = actions.worker_name()
        session.commit()
    if row.state == "running":
        running.run(ref, data)
    elif row.state == "checking":
        running.check(ref, data, Profile.from_json(row.profile or {}))
    checkpoint(db.engine)


def _print(session: Session, row: Import, outcome: str, as_json: bool) -> None:
    refusals = [
        {"row": r.row, "column": r.column_name, "value": r.value, "reason": reason_text(r.reason, r.value)}
        for r in session.scalars(
            select(ImportRefusal).where(ImportRefusal.import_id == row.id).order_by(ImportRefusal.id)
        )
    ]
    if as_json:
        result: dict[str, Any] = {
            "import": row.ref, "result": outcome, **row.counts, "refusals": refusals,
            "contradictions": _contradictions(session, row),
        }  # fmt: skip
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for noun, counts in row.counts.items():
        click.echo(f"{noun}: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    for each in _contradictions(session, row)[:MOST_SHOWN]:
        why = f" ({each['why']})" if each["why"] else ""
        click.echo(
            f"row {each['row']}, {each['order']} line {each['line']}: {_pairs(each['file'])} in the file,"
            f" {_pairs(each['ours'])} here: {each['kind']}{why}"
        )
    for refusal in refusals[:MOST_SHOWN]:
        click.echo(
            f"row {refusal['row']}, {refusal['column'] or 'whole row'}: {refusal['value']!r}: {refusal['reason']}"
        )
    if len(refusals) > MOST_SHOWN:
        click.echo(f"and {len(refusals) - MOST_SHOWN} more")
    sentences = {
        "done": f"{row.ref} is done.",
        "dry run": "Nothing was changed: this was a dry run.",
        "refused": "Nothing was imported, since rows are refused. Put them right, or use --good-rows-only.",
    }
    click.echo(sentences[outcome])


def _contradictions(session: Session, row: Import) -> list[dict[str, Any]]:
    found = select(ImportContradiction).where(ImportContradiction.import_id == row.id)
    return [
        {
            "row": each.row, "order": each.order_ref, "line": each.line_number, "kind": each.kind, "why": each.why,
            "by_file": each.by_file, "ours": each.ours, "file": each.said,
        }
        for each in session.scalars(found.order_by(ImportContradiction.id))
    ]  # fmt: skip


def _pairs(said: dict[str, Any]) -> str:
    return " ".join(str(value) for value in said.values() if value is not None)
