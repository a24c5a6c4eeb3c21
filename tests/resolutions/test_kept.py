"""What is typed into the forms of a resolution outlives a closed tab, an ended session and somebody faster."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import SignIn
from portal.activity.models import Draft
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, begun, case, send, step

Client = Callable[[str], CheckedClient]


def test_reasons_wait_in_their_forms(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    here, dewi = f"/issues/{ref}/resolution", client("dewi")
    dewi.send(f"/drafts{here}/causes/return", {"reason": "Why the torque?"})
    dewi.send(f"/drafts{here}/abandonment", {"reason": "It is too small."})
    dewi.get(f"{here}/causes")
    assert dewi.page.field("reason", f"{here}/causes/return").strip() == "Why the torque?"
    dewi.get(here)
    assert dewi.page.field("reason", f"{here}/abandonment").strip() == "It is too small."
    version = step(session, ref, "causes").version
    assert dewi.send(f"{here}/causes/return", {"reason": "Why?", "version": version}).status_code == 303
    gone = {"reason": "Too small.", "version": case(session, ref).version}
    assert dewi.send(f"{here}/abandonment", gone).status_code == 303
    assert session.scalars(select(Draft.key)).all() == []


def test_a_press_of_one_form_forgets_no_other(client: Client, session: Session) -> None:
    ref, rina = begun(session), client("rina")
    here = f"/issues/{ref}/resolution"
    rina.send(f"/drafts{here}", {"text": "How it was solved"})  # of the issue, sent to the same address
    extended = {"version": case(session, ref).version}
    assert rina.send(f"{here}/extension", extended).status_code == 303
    assert session.scalars(select(Draft.key)).all() == [f"issues/{ref}/resolution"]


def test_whether_it_works_is_kept(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    for kind in ("causes", "implementation"):
        send(session, ref, kind)
        accept(session, ref, kind)
    here = f"/issues/{ref}/resolution"
    dewi.send(f"/drafts{here}/effectiveness", {"verdict": "effective", "reason": "Seen at their yard."})
    dewi.get(here)
    assert dewi.page.field("reason", f"{here}/effectiveness").strip() == "Seen at their yard."
    assert dewi.page.one("input", name="verdict", value="effective").get("checked") is not None


def test_words_survive_the_end_of_their_session(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    dewi = client("dewi")
    token, here = dewi.token(), f"/issues/{ref}/resolution/causes"
    session.execute(update(SignIn).values(ended_at=clock.now()))
    session.commit()
    dewi.post(f"{here}/return", data={"csrf_token": token, "version": "2", "reason": "Typed for an hour"})
    again = client("dewi")
    again.get(here)
    assert again.page.field("reason", f"{here}/return").strip() == "Typed for an hour"


def test_a_draft_that_was_outrun_says_so(client: Client, session: Session) -> None:
    """Rina typed over version 0; Sari sent meanwhile. Rina sees both, and does not write over it unseen."""
    ref, rina = begun(session), client("rina")
    here = f"/issues/{ref}/resolution/causes"
    seen = step(session, ref, "causes").version
    rina.send(f"/drafts{here}", {"occurrence": "A thinner strap.", "version": str(seen), "key": "k1"})
    rina.get(here)
    assert "Somebody changed it meanwhile" not in rina.page.text
    send(session, ref, "causes")
    rina.get(here)
    assert rina.page.field("occurrence").strip() == "A thinner strap."
    assert "Somebody changed it meanwhile" in rina.page.text
    assert "The straps are too tight." in rina.page.text  # what was sent


def test_a_reason_that_came_too_late_is_shown(client: Client, session: Session) -> None:
    ref, dewi = begun(session), client("dewi")
    send(session, ref, "causes")
    seen = step(session, ref, "causes").version
    here = f"/issues/{ref}/resolution"
    assert dewi.send(f"{here}/causes/return", {"reason": "Why?", "version": seen}).status_code == 303
    send(session, ref, "causes", occurrence="The tool is worn.")
    accept(session, ref, "causes")
    late = {"reason": "And the night shift?", "version": seen}
    assert dewi.send(f"{here}/causes/return", late).status_code == 409
    assert dewi.page.field("reason", f"{here}/causes/return").strip() == "And the night shift?"
