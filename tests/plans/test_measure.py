"""POST /plans/<ref>/readings: what the measure of a plan is now."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.plans.models import Reading
from portal.plans.page import reached
from tests.page import CheckedClient
from tests.plans.arrange import plan

Client = Callable[[str], CheckedClient]


def send(client: CheckedClient, ref: str, **other: Any) -> int:
    data = {"read_on": "2026-11-09", "value": "3.5", "note": "after the new straps", **other}
    return client.send(f"/plans/{ref}/readings", data).status_code


def test_it_is_written_down_once(client: Client, session: Session) -> None:
    ref, rina = plan(session).ref, client("rina")
    for _press in range(2):
        assert send(rina, ref, key="k" * 20) == 303
    reading = session.scalars(select(Reading)).one()
    assert (str(reading.read_on), reading.value, reading.recorded_name) == (
        "2026-11-09",
        Decimal("3.5"),
        "Rina Wulandari",
    )


def test_it_is_never_edited(client: Client, session: Session) -> None:
    ref = plan(session).ref
    send(client("rina"), ref)
    for statement in ("UPDATE plan_readings SET value = 0", "DELETE FROM plan_readings"):
        with pytest.raises(DatabaseError, match="only added"):
            session.execute(text(statement))
        session.rollback()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": "few"}, "Write it as a number, like 12.5."),
        ({"value": ""}, "Write it as a number, like 12.5."),
        ({"value": "1e99"}, "Write it as a number, like 12.5."),
        ({"read_on": "2199-01-01"}, "Choose today or a day before."),
        ({"read_on": "1999-01-01"}, "Choose a day between 2000 and 2199."),
        ({"read_on": ""}, "Choose a day."),
    ],
)
def test_what_is_wrong_is_said(client: Client, session: Session, wrong: dict[str, Any], said: str) -> None:
    ref, rina = plan(session).ref, client("rina")
    assert send(rina, ref, **wrong) == 422
    assert said in rina.page.text
    assert "after the new straps" in rina.page.html
    assert session.scalars(select(Reading)).all() == []


def test_who_may_not(client: Client, session: Session) -> None:
    ref, plain = plan(session).ref, plan(session, measure=None, target=None, baseline=None).ref
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert send(client(name), ref) == status
    assert send(client("rina"), plain) == 403  # nothing is measured there


@pytest.mark.parametrize(
    ("baseline", "target", "now", "part"),
    [
        (12, 0, 3, 0.75),
        (12, 0, 15, 0.0),
        (12, 0, -2, 1.0),
        (80, 95, 86, 0.4),
        (5, 5, 5, None),
        (None, 5, 5, None),
    ],
)
def test_how_far_it_is(baseline: int | None, target: int, now: int, part: float | None) -> None:
    begin = None if baseline is None else Decimal(baseline)
    assert reached(begin, Decimal(target), [SimpleNamespace(value=Decimal(now))]) == part
    assert reached(begin, Decimal(target), []) is None
