"""GET /issues/<ref>/resolution/<step>: one step, its versions and what was decided about each."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.resolutions import stepping
from portal.resolutions.kinds import KINDS
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.resolutions.arrange import begun, case, send, step

Client = Callable[[str], CheckedClient]


@pytest.mark.parametrize("kind", KINDS)
def test_who_fills_it_finds_a_form_and_the_others_read(client: Client, session: Session, kind: str) -> None:
    ref = begun(session, "full")
    here = f"/issues/{ref}/resolution/{kind}"
    rina, dewi, toni = client("rina"), client("dewi"), client("toni")
    for who, forms in ((rina, 1), (dewi, 0), (toni, 0)):
        assert who.get(here).status_code == 200
        assert len(who.page.all("form", action=here)) == forms
    send(session, ref, kind)
    dewi.get(here)
    assert dewi.page.one("form", action=f"{here}/acceptance") is not None
    assert dewi.page.one("form", action=f"{here}/return") is not None
    for who in (rina, toni):
        who.get(here)
        assert not who.page.all("form", action=f"{here}/acceptance")


def test_all_versions_and_reasons_stand_there(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    stepping.return_(
        session, actor("dewi"), case(session, ref), step(session, ref, "causes"), "And the night shift?"
    )
    session.commit()
    rina = client("rina")
    rina.get(f"/issues/{ref}/resolution/causes")
    assert "Dewi Anggraini returned it: And the night shift?" in rina.page.text
    assert rina.page.field("occurrence") == "The straps are too tight."
    send(session, ref, "causes", occurrence="Two shifts strap differently.")
    dewi = client("dewi")
    dewi.get(f"/issues/{ref}/resolution/causes")
    for words in (
        "Two shifts strap differently.",
        "The straps are too tight.",
        "And the night shift?",
        "version 2",
    ):
        assert words in dewi.page.text


def test_there_are_no_other_steps(client: Client, session: Session) -> None:
    ref = begun(session)
    dewi = client("dewi")
    assert dewi.get(f"/issues/{ref}/resolution/nonsense").status_code == 404
    assert dewi.get(f"/issues/{ref}/resolution/team").status_code == 404  # not in the light form
    assert client("budi").get(f"/issues/{ref}/resolution/causes").status_code == 404
