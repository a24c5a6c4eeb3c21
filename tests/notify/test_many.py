"""What is due in disputes and resolutions is told together: one mail for each reader, with few look-ups."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from portal.disputes import actions as disputing
from portal.disputes import reminding as disputes
from portal.issues import participants
from portal.issues.actions import reply
from portal.issues.models import IssuePerson
from portal.notify.models import Mail
from portal.resolutions import reminding as resolutions
from portal.resolutions.models import Step
from tests import cast
from tests.issues.arrange import actor, get, issue, orders
from tests.resolutions.arrange import all_but_closing, begun, receipt, today

ZONE = "Asia/Jakarta"


def selects(session: Session, act: Callable[[], Any]) -> int:
    """How many SELECTs it takes."""
    texts: list[str] = []

    def note(_c: Any, _cur: Any, text: str, *_rest: Any) -> None:
        texts.append(text)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    act()
    session.flush()
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return sum(text.lstrip().upper().startswith(("SELECT", "WITH")) for text in texts)


def told(session: Session) -> list[tuple[str, str]]:
    """To whom and with which subject; they are taken out of the box."""
    rows = list(session.scalars(select(Mail).order_by(Mail.to_address, Mail.id)))
    found = [(row.to_address.partition("@")[0], row.subject) for row in rows]
    for row in rows:
        session.delete(row)
    session.commit()
    return found


def test_overdue_steps(session: Session) -> None:
    refs = [begun(session)]
    told(session)
    late = update(Step).where(Step.kind == "causes").values(due_at=cast.BORN)
    session.execute(late)
    one = selects(session, lambda: resolutions.remind(session))
    assert told(session) == [("rina", f"{refs[0]}: Bars are bent.")]
    refs += [begun(session) for _more in range(4)]
    told(session)
    session.execute(late.values(reminded_at=None))
    assert selects(session, lambda: resolutions.remind(session)) <= one
    (mail,) = session.scalars(select(Mail))
    assert (mail.to_address, mail.subject) == (cast.email("rina"), "5 things are due")
    for ref in refs:
        assert f"http://localhost/issues/{ref}/resolution/causes\n" in mail.text


def test_what_receipts_show(session: Session) -> None:
    """Of five cases of the same item as of one: their receipts are read together."""
    first = begun(session)
    all_but_closing(session, first, today() - timedelta(days=20))
    receipt(session, 1, today() - timedelta(days=14), rejected="1")
    told(session)
    one = selects(session, lambda: resolutions.show_effects(session, today()))
    assert told(session) == [("dewi", f"{first}: Bars are bent.")]
    for _more in range(4):
        all_but_closing(session, begun(session), today() - timedelta(days=20))
    early = begun(session)
    all_but_closing(session, early, today() - timedelta(days=10))  # nothing came since
    told(session)
    assert selects(session, lambda: resolutions.show_effects(session, today())) <= one
    assert told(session) == [("dewi", "4 things are due")]


def test_positions_that_are_missing(session: Session) -> None:
    orders(session)

    def dispute() -> None:
        row = get(session, issue(session))
        disputing.open_dispute(session, actor("rina"), row, "Two bars.", "10 t.", disputing.Clocks(), None)
        session.commit()

    dispute()
    told(session)
    later = today() + timedelta(days=9)
    one = selects(session, lambda: disputes.remind(session, later, ZONE))
    assert len(told(session)) == 2
    for _more in range(3):
        dispute()
    told(session)
    assert selects(session, lambda: disputes.remind(session, later, ZONE)) <= one
    assert told(session) == [("dewi", "3 things are due"), ("rina", "3 things are due")]


def test_who_was_released_hears_no_more_and_a_colleague_of_ours_is_nobody_of_theirs(session: Session) -> None:
    ref = begun(session)
    row = get(session, ref)
    session.add(IssuePerson(partner_id=1, issue_id=row.id, user_id=cast.user_id("bagus")))
    reply(session, actor("sari"), row, "shared", "We look into it.")
    told(session)
    late = update(Step).where(Step.kind == "causes").values(due_at=cast.BORN, reminded_at=None)
    session.execute(late)
    resolutions.remind(session)
    assert [to for to, _subject in told(session)] == ["sari"]
    sari = SimpleNamespace(id=cast.user_id("sari"), name=cast.NAMES["sari"], side="partner")
    participants.remove(session, actor("rina"), row, sari)
    session.execute(late)
    told(session)
    resolutions.remind(session)
    assert [to for to, _subject in told(session)] == ["rina"]  # the administrator answers for the side
