"""Sales and payments of the world: of each partner a target, a figure that waits to be accepted, an invoice, how it
is judged; and a file of figures that rina uploaded and did not confirm."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import current_app

from portal import clock
from portal.scores.models import PartnerDefinition
from portal.scores.payment_model import Payment
from portal.scores.sales_model import SalesActual, SalesTarget
from tests.sweep import people

if TYPE_CHECKING:
    from tests.sweep.world import World

MONTH, FILE = "2026-10", "b" * 32
# Taken by every kind of file.
ROWS = (
    b"partner,month,product,unit,amount,invoice,currency,due\nSUMBER,2026-09,Coil,t,7,INV-70,IDR,2026-11-20\n"
)


def write(world: "World", partner_id: int, circle: str) -> None:
    """What `circle` may read of a partner's sales and payments."""
    first = date.fromisoformat(f"{MONTH}-01")
    now, dewi = clock.now(), people.IDS["dewi"]
    product = world.mark(circle, "sales_targets.product")
    world.session.add_all(
        [
            SalesTarget(
                partner_id=partner_id, month=first, product=product, unit="t", amount=Decimal(200), set_by=dewi,
                set_name="Dewi Anggraini", set_at=now,
            ),
            SalesActual(
                partner_id=partner_id, month=first, product=product, unit="t", amount=Decimal(190), side="partner",
                state="reported", reported_name=world.mark(circle, "sales_actuals.reported_name"), reported_at=now,
            ),
            PartnerDefinition(
                partner_id=partner_id, number=1, starts_on=first, values={"late_days": 1},
                note=world.mark(circle, "partner_definitions.note"), made_by=dewi,
                made_name=world.mark(circle, "partner_definitions.made_name"), made_at=now,
            ),
            Payment(
                partner_id=partner_id, ref=world.mark(circle, "payments.ref"), amount=Decimal(9), currency="IDR",
                due_on=first, held_why=world.mark(circle, "payments.held_why"), recorded_by=dewi,
                recorded_name="Dewi Anggraini", recorded_at=now,
            ),
        ]
    )  # fmt: skip


def keep_file() -> None:
    """The file that rina uploaded."""
    folder = current_app.config["SETTINGS"].data / "answers"
    folder.mkdir(exist_ok=True)
    (folder / f"{people.IDS['rina']}-1-{FILE}").write_bytes(ROWS)
