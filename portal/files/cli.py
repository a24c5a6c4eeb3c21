"""Looking after the store."""

import click

from portal.db import system_session
from portal.files import actions, bp, queries
from portal.files.storage import installed


@bp.cli.command("sweep-files")
@click.option("--remove", is_flag=True, help="Remove them; without this they are only counted.")
def sweep_files(remove: bool) -> None:
    """Find stored files that no record names, and records whose file is gone."""
    with system_session() as session:
        if remove:
            click.echo(f"{actions.drop_abandoned(session)} uploads of forms that were never sent")
            session.commit()
        swept = installed().sweep(queries.named_hashes(session), remove=remove)
    verb = "removed" if remove else "could be removed"
    click.echo(f"{len(swept.orphans)} files that no record names ({swept.bytes} bytes) {verb}")
    for digest in swept.missing:
        click.echo(f"missing: {digest}", err=True)
    if swept.missing:
        raise SystemExit(1)
