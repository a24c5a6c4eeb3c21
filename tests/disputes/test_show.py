"""GET /issues/<ref>/dispute: what both sides read, and who may open one."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.disputes.arrange import DECISION, act, issue, opened
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def test_both_sides_read_it_and_the_next_step(client: Client, session: Session) -> None:
    ref = issue(session)
    rina, dewi = client("rina"), client("dewi")
    opened(session, rina, ref)
    assert act(dewi, session, ref, "position", says="The bundle was torn.", wants="Take all back.") == 303
    assert act(dewi, session, ref, "fact", words="Two bars were bent") == 303
    assert act(rina, session, ref, "decision", **DECISION) == 303
    for who, selects in ((rina, 18), (dewi, 18)):
        assert who.get(f"/issues/{ref}/dispute").status_code == 200
        for words in (
            "Only two bars were bent.",
            "The bundle was torn.",
            "Two bars were bent",
            DECISION["words"],
            "10 t",
        ):
            assert words in who.page.text
        assert who.selects <= selects, who.selects
    assert "Accept it, as Dewi Anggraini" in dewi.page.text
    assert act(dewi, session, ref, "acceptance") == 303
    rina.get(f"/issues/{ref}/dispute")
    assert "Both sides agree" in rina.page.text and "Accept it" not in rina.page.text
