"""What is written so far, and the rows of activity that wait to be sorted by time."""

from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from portal.activity.models import Activity
from portal.desk.demo.people import HUMAN
from portal.desk.demo.story import Asked, Deal, Part
from portal.orders.models import Order, Schedule
from portal.shipments.models import Notice

Row = tuple[Deal, Order, Asked, Part, Schedule]


@dataclass
class Book:
    """Ids by code and key, and the rows of each deal by its name: a word for the deals that other
    stories speak of, the reference for the rest."""

    sites: dict[str, int]
    partners: dict[str, int]
    people: dict[str, int]
    orders: dict[str, Order] = field(default_factory=dict)
    schedules: dict[tuple[str, int, int], Schedule] = field(default_factory=dict)
    notices: dict[str, list[Notice]] = field(default_factory=dict)
    happened: list[Activity] = field(default_factory=list)

    def note(
        self,
        at: datetime,
        key: str | None,
        verb: str,
        subject: tuple[str, int, str],
        partner_id: int,
        order_id: int | None,
        data: dict[str, Any],
        audience: str = "shared",
    ) -> None:
        """Keep a row of activity by the person `key` (None: the portal) until all are sorted by time;
        what is None in `data` is left out."""  # fmt: skip
        human = HUMAN[key] if key else None
        self.happened.append(
            Activity(
                at=at, partner_id=partner_id, audience=audience, verb=verb, subject_type=subject[0],
                subject_id=subject[1], subject_ref=subject[2], order_id=order_id,
                actor_user_id=self.people[human.key] if human else None,
                actor_name=human.name if human else "Mitra", actor_side=human.side if human else "system",
                data={name: value for name, value in data.items() if value is not None},
            )
        )  # fmt: skip

    def write_activity(self, session: Session) -> None:
        """Write what happened in the order in which it happened."""
        session.add_all(sorted(self.happened, key=attrgetter("at")))
        session.flush()
        self.happened.clear()
