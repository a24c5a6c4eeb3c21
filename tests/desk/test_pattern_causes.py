"""Causes among the patterns: codes of accepted cases, and how long it took until goods were contained."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.resolutions.models import StepVersion
from tests import cast
from tests.desk.test_patterns import MONDAY, MONTHS, opened, table
from tests.issues.arrange import orders
from tests.page import CheckedClient
from tests.resolutions import arrange

Client = Callable[[str], CheckedClient]


def case(
    session: Session, code: str | None, escape: str | None = None, hours: int = 0, **facts: object
) -> str:
    """An issue with a case: its codes, and after how many hours it was first said what contains the problem."""
    ref = opened(session, **facts)  # type: ignore[arg-type]
    arrange.begin(session, ref, form="full")
    made = arrange.case(session, ref)
    made.occurrence_code, made.escape_code = code, escape
    if hours:
        session.add(
            StepVersion(
                partner_id=1, issue_id=made.issue_id, resolution_id=made.id, step_id=arrange.step(session, ref, "containment").id, number=1,
                content={}, side="partner", sent_by=cast.user_id("rina"), sent_name="Rina",
                sent_at=MONDAY + timedelta(hours=hours),
            )
        )  # fmt: skip
    session.commit()
    return ref


def test_causes_are_counted_by_their_code(client: Client, session: Session) -> None:
    orders(session)
    for code, escape in (
        ("machine", "people"),
        ("machine", "measurement"),
        ("people", "people"),
        (None, None),
    ):
        case(session, code, escape)
    given_up = arrange.case(session, case(session, "method"))
    given_up.state = "abandoned"
    secret = case(session, "machine", name="sari", confidential=True)
    opened(session)
    session.commit()
    dewi, rina, budi = client("dewi"), client("rina"), client("budi")
    found = {}
    for person in (dewi, rina, budi):
        person.get(f"/issues/patterns?{MONTHS}&view=cause")
        found[person] = [row[2] for row in table(person, "Issues by cause")]
    assert list(found.values()) == [["3 Machine", "1 People at work"], ["2 Machine", "1 People at work"], []]
    rina.get(f"/issues/patterns?{MONTHS}&view=escape")
    assert [row[2] for row in table(rina, "Issues by why nobody noticed")] == [
        "2 People at work",
        "1 Measurement",
    ]
    rina.get(f"/issues/patterns/rows?{MONTHS}&view=cause&value=machine")
    assert secret not in rina.page.text
    assert len([b for th in rina.page.root.iter("th") for b in th.iter("b")]) == 2


def test_until_it_was_contained_in_working_time(client: Client, session: Session) -> None:
    orders(session)
    for hours in (1, 2, 3, 4, 25):  # the last on Tuesday at ten: 8 + 2 working hours
        case(session, None, hours=hours)
    rina = client("rina")
    rina.get(f"/issues/patterns?{MONTHS}")
    assert table(rina, "How long it took")[1] == ["Contained", "5", "3 h", "10 h"]
