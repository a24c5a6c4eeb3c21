"""POST /issues/<ref>/resolution/effectiveness: a person decides, on what the receipts say or otherwise with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.resolutions.models import Decision
from tests.page import CheckedClient
from tests.resolutions.arrange import all_but_closing, begun, case, closed, receipt, step, today, verbs

Client = Callable[[str], CheckedClient]


@pytest.fixture
def ref(session: Session) -> str:
    made = begun(session)
    all_but_closing(session, made, today() - timedelta(days=20))
    return made


def judge(
    client: CheckedClient, session: Session, ref: str, verdict: str, reason: str = "", **data: str
) -> int:
    sent = {"version": str(case(session, ref).version), "verdict": verdict, "reason": reason, **data}
    return client.send(f"/issues/{ref}/resolution/effectiveness", sent).status_code


def test_five_good_receipts_need_no_reason_and_are_kept_as_proof(
    client: Client, session: Session, ref: str
) -> None:
    for number in range(1, 6):
        receipt(session, number, today() - timedelta(days=19 - number))
    assert judge(client("dewi"), session, ref, "effective") == 303
    assert case(session, ref).effective_on == today()
    facts = session.scalars(select(Decision.facts).where(Decision.verdict == "effective")).one()
    assert facts["proposed"] == "effective"
    assert [row["ref"] for row in facts["receipts"]] == ["GR-1", "GR-2", "GR-3", "GR-4", "GR-5"]


def test_to_decide_otherwise_one_says_why(client: Client, session: Session, ref: str) -> None:
    receipt(session, 1, today() - timedelta(days=4), rejected="1")
    dewi = client("dewi")
    assert judge(dewi, session, ref, "effective") == 422
    assert "The data does not say so: say why you decide it." in dewi.page.text
    assert judge(dewi, session, ref, "effective", "The one bar fell off our own crane.") == 303
    dewi.get(f"/issues/{ref}/resolution")
    assert "The one bar fell off our own crane." in dewi.page.text


def test_not_effective_opens_the_causes_again(client: Client, session: Session, ref: str) -> None:
    receipt(session, 1, today() - timedelta(days=4), rejected="1")
    assert judge(client("dewi"), session, ref, "not_effective") == 303
    made = case(session, ref)
    assert (made.occurrence_code, made.implemented_on, made.effective_on) == (None, None, None)
    assert [step(session, ref, kind).state for kind in ("causes", "implementation")] == ["open", "open"]
    rina = client("rina")
    rina.get(f"/issues/{ref}/resolution/causes")
    assert rina.page.field("occurrence") == "The straps are too tight."  # to begin from
    assert step(session, ref, "causes").due_at > made.began_at + timedelta(days=9)


def test_not_on_the_day_it_was_done(client: Client, session: Session) -> None:
    ref = begun(session)
    all_but_closing(session, ref, today())
    dewi = client("dewi")
    assert judge(dewi, session, ref, "effective", "It looks good.") == 409
    assert "on a day after it was done" in dewi.page.text
    assert case(session, ref).effective_on is None


def test_pressed_twice_it_is_decided_once(client: Client, session: Session, ref: str) -> None:
    dewi, seen = client("dewi"), str(case(session, ref).version)
    for _press in range(3):
        assert judge(dewi, session, ref, "effective", "We looked.", version=seen) == 303
    assert verbs(session).count("effect_judged") == 1


def test_of_two_the_second_is_told_and_keeps_its_words(client: Client, session: Session, ref: str) -> None:
    seen = str(case(session, ref).version)
    assert judge(client("mega"), session, ref, "not_effective", "Bent again.") == 303
    dewi = client("dewi")
    assert judge(dewi, session, ref, "effective", "Straight ones.", version=seen) == 409
    assert case(session, ref).effective_on is None


def test_other_measures_are_set_by_the_accepting_side(client: Client, session: Session) -> None:
    """POST /issues/<ref>/resolution/target (endpoint: resolutions.aim)."""
    ref, dewi = begun(session, kind="late_or_missing"), client("dewi")
    assert case(session, ref).target_measure == "late"  # an issue about lateness is measured by days
    good = {
        "version": str(case(session, ref).version),
        "measure": "ppm",
        "limit": "50",
        "receipts": "3",
        "within": "30",
    }
    for wrong, said in (({"limit": "few"}, "Write it as a number"), ({"receipts": "0"}, "between 1 and 50")):
        assert dewi.send(f"/issues/{ref}/resolution/target", {**good, **wrong}).status_code == 422
        assert said in dewi.page.text
    assert dewi.send(f"/issues/{ref}/resolution/target", good).status_code == 303
    made = case(session, ref)
    assert (made.target_measure, made.target_limit, made.target_receipts, made.target_days) == (
        "ppm",
        50,
        3,
        30,
    )
    assert (
        dewi.send(f"/issues/{ref}/resolution/target", {**good, "limit": "60"}).status_code == 409
    )  # what it showed is old
    for name, status in (("rina", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        assert client(name).send(f"/issues/{ref}/resolution/target", good).status_code == status


def test_who_may_not(client: Client, session: Session, ref: str) -> None:
    for name, status in (("rina", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        assert judge(client(name), session, ref, "effective", "x") == status
    assert judge(client("dewi"), session, ref, "perhaps", "x") == 422
    early = begun(session)
    assert judge(client("dewi"), session, early, "effective", "x") == 409


def test_the_second_press_is_led_where_the_first_was(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    all_but_closing(session, ref, today() - timedelta(days=20))
    seen = str(case(session, ref).version)
    for _press in range(2):
        assert judge(dewi, session, ref, "not_effective", "Bent again.", version=seen) == 303
    assert verbs(session).count("effect_judged") == 1
    assert judge(client("mega"), session, ref, "not_effective", "Bent again.", version=seen) == 409
    old = closed(session)
    seen = str(case(session, old).version)
    again = {"version": seen, "reason": "It came back."}
    for _press in range(2):
        assert dewi.send(f"/issues/{old}/resolution/reopening", again).status_code == 303
    target = {
        "version": str(case(session, old).version), "measure": "ppm", "limit": "50", "receipts": "3", "within": "30",
    }  # fmt: skip
    for _press in range(2):
        assert dewi.send(f"/issues/{old}/resolution/target", target).status_code == 303
    assert [verbs(session).count(verb) for verb in ("resolution_reopened", "target_set")] == [1, 1]
