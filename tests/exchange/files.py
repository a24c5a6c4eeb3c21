"""Small order files that tests write, and waiting for the process that works on them."""

import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.models import Import

HEAD = "PO number,Vendor,Line ID,Item,Quantity,Unit,Promised date,Delivered date"
GOOD = [
    "PO-7001,PT Sumber Logam Abadi,7001-1,Angle 75 x 75 x 6,12.5,t,2026-11-20,",
    "PO-7001,PT Sumber Logam Abadi,7001-2,Round bar 25,100,pcs,2026-11-09,2026-11-12",
    "PO-7002,CV Baut Prima,7002-1,Anchor bolt M24,2400,pcs,2026-11-12,",
]
BAD = "PO-7003,CV Baut Prima,7003-1,Washer M24,many,pcs,2026-11-12,"


def write(path: Path, *rows: str) -> Path:
    """A CSV file with these rows under the usual head."""
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def wait_for(session: Session, ref: str, *states: str) -> Import:
    """The import once it is in one of these states; fails after a minute."""
    for _ in range(600):
        session.rollback()
        row = session.scalars(
            select(Import).where(Import.ref == ref).execution_options(populate_existing=True)
        ).one()
        if row.state in states:
            return row
        time.sleep(0.1)
    raise AssertionError(f"{ref} is still {row.state}: {row.error}")
