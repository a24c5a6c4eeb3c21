"""Steps whose time went by are told once."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.resolutions.models import Step
from portal.resolutions.reminding import remind, show_effects
from tests.resolutions.arrange import accept, all_but_closing, begun, case, judge, receipt, send, step, today


def run(session: Session) -> list[str]:
    remind(session)
    session.commit()
    rows = session.scalars(
        select(Activity.data).where(Activity.verb == "step_reminded").order_by(Activity.id)
    )
    return [str(data["step"]) for data in rows]


def test_each_is_told_once_and_what_was_sent_is_not(session: Session) -> None:
    ref = begun(session, "full")
    assert run(session) == []
    send(session, ref, "team")
    past = clock.now() - timedelta(minutes=1)
    first = ("emergency", "team", "problem", "containment")
    session.execute(update(Step).where(Step.kind.in_(first)).values(due_at=past))
    session.commit()
    version = step(session, ref, "emergency").version
    assert run(session) == ["emergency", "problem", "containment"]
    assert run(session) == ["emergency", "problem", "containment"]
    assert step(session, ref, "emergency").version == version  # refuses nobody who is typing
    case(session, ref).state = "abandoned"
    session.execute(update(Step).values(due_at=past, reminded_at=None))
    session.commit()
    assert len(run(session)) == 3


def test_that_the_receipts_show_it_is_told_once_and_again_for_what_was_done_anew(session: Session) -> None:
    ref = begun(session)
    all_but_closing(session, ref, today() - timedelta(days=20))
    receipt(session, 1, today() - timedelta(days=15))
    assert show_effects(session, today()) == 0  # too early
    receipt(session, 2, today() - timedelta(days=14), rejected="1")
    assert [show_effects(session, today()), show_effects(session, today())] == [1, 0]
    session.commit()
    judge(session, ref, "not_effective")
    assert show_effects(session, today()) == 0
    for kind in ("causes", "implementation"):
        send(
            session,
            ref,
            kind,
            **({"done_on": (today() - timedelta(days=16)).isoformat()} if kind == "implementation" else {}),
        )
        accept(session, ref, kind)
    assert show_effects(session, today()) == 1
