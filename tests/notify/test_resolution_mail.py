"""Who is mailed about resolutions: the side whose move it is, never its doer, never the other partner."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notify.models import Mail
from portal.resolutions import stepping
from tests import cast
from tests.issues.arrange import actor
from tests.resolutions.arrange import accept, begun, case, send, step


def mails(session: Session) -> list[tuple[str, str]]:
    """To whom and with which subject, the oldest first; they are taken out of the box."""
    rows = list(session.scalars(select(Mail).order_by(Mail.id)))
    told = [(row.to_address, row.subject) for row in rows]
    for row in rows:
        session.delete(row)
    session.commit()
    return told


def test_each_side_hears_of_what_is_its_to_do(session: Session) -> None:
    ref = begun(session)  # Dewi opened the issue and began it; nobody of the partner has said anything yet
    assert {to for to, _ in mails(session)} == {cast.email("rina")}
    send(session, ref, "causes", "sari")
    told = mails(session)
    assert told == [(cast.email("dewi"), f"{ref}: Bars are bent.")]
    stepping.return_(session, actor("dewi"), case(session, ref), step(session, ref, "causes"), "Why tight?")
    session.commit()
    assert [to for to, _ in mails(session)] == [cast.email("sari")]  # who sent it, not the administrator
    send(session, ref, "causes", "sari")
    mails(session)
    accept(session, ref, "causes")
    assert [to for to, _ in mails(session)] == [cast.email("sari")]


def test_where_the_company_is_at_cause_the_sides_change(session: Session) -> None:
    ref = begun(session, side="company", opener="rina")
    mails(session)
    send(session, ref, "causes", "dewi")
    assert [to for to, _ in mails(session)] == [cast.email("rina")]
    accept(session, ref, "causes", "rina")
    assert [to for to, _ in mails(session)] == [cast.email("dewi")]
