"""What is typed into the forms of a dispute outlives a closed tab, an ended session and somebody faster."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import SignIn
from portal.activity.models import Draft
from tests.disputes.arrange import DECISION, OPEN, act, issue, opened
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
TYPED = {
    "position": {"says": "Three were bent.", "wants": "Accept 9 t."},
    "fact": {"words": "It rained"},
    "fact/1": {"answer": "not_agreed", "words": "It came at 7"},
    "decision": {**DECISION, "words": "One bar goes back."},
    "withdrawal": {"words": "A mistake of ours."},
}  # fmt: skip


def _disputed(client: Client, session: Session) -> str:
    """A dispute that Rina opened, with a fact that Dewi proposes; its issue."""
    ref = issue(session)
    opened(session, client("rina"), ref)
    assert act(client("dewi"), session, ref, "fact", words="The truck was late") == 303
    return ref


def test_a_closed_tab_loses_no_word(client: Client, session: Session) -> None:
    ref, rina = _disputed(client, session), client("rina")
    here = f"/issues/{ref}/dispute"
    for noun, fields in TYPED.items():
        assert rina.send(f"/drafts{here}/{noun}", fields).status_code == 200
    rina.get(here)
    assert rina.selects <= 19
    for noun in TYPED.keys() - {"fact/1"}:
        for name in {"says", "wants", "words", "credit"} & TYPED[noun].keys():
            assert rina.page.field(name, f"{here}/{noun}").strip() == TYPED[noun][name], noun
    assert 'value="It came at 7"' in rina.page.html
    carrier = rina.page.one("input", name="cause_side", value="carrier")
    assert carrier.get("checked") is not None
    assert rina.page.text.count("What you typed earlier is still here.") == 3  # in the open
    sari = client("sari")
    sari.get(here)
    assert "One bar goes back." not in sari.page.html  # a colleague reads nobody's drafts
    # Sent, it is forgotten; the others wait on.
    assert act(rina, session, ref, "decision", **TYPED["decision"]) == 303
    assert act(rina, session, ref, "fact/1", **TYPED["fact/1"]) == 303
    left = set(session.scalars(select(Draft.key)))
    assert left == {f"issues/{ref}/dispute/{noun}" for noun in ("position", "fact", "withdrawal")}


def test_the_position_that_opens_it_is_kept(client: Client, session: Session) -> None:
    ref, rina = issue(session), client("rina")
    rina.send(f"/drafts/issues/{ref}/dispute", {"says": "Half a", "wants": "", "key": "k1"})
    rina.get(f"/issues/{ref}/dispute")
    assert (rina.page.field("says").strip(), rina.page.field("key")) == ("Half a", "k1")
    opened(session, rina, ref)
    assert session.scalars(select(Draft.key)).all() == []


@pytest.mark.parametrize("noun", ["position", "decision"])
def test_words_survive_the_end_of_their_session(client: Client, session: Session, noun: str) -> None:
    ref, dewi = _disputed(client, session), client("dewi")
    token = dewi.token()
    session.execute(update(SignIn).values(ended_at=clock.now()))
    session.commit()
    dewi.post(f"/issues/{ref}/dispute/{noun}", data={"csrf_token": token, "version": "1", **TYPED[noun]})
    again = client("dewi")
    again.get(f"/issues/{ref}/dispute")
    name = "says" if noun == "position" else "words"
    assert again.page.field(name, f"/issues/{ref}/dispute/{noun}").strip() == TYPED[noun][name]


def test_who_was_slower_finds_it_again_and_sends_it(client: Client, session: Session) -> None:
    ref, rina, dewi = _disputed(client, session), client("rina"), client("dewi")
    here = f"/issues/{ref}/dispute"
    rina.send(f"/drafts{here}/fact", {**TYPED["fact"], "version": "1", "key": "k1"})
    assert act(dewi, session, ref, "fact", words="Two were wet") == 303
    assert rina.send(f"{here}/fact", {**TYPED["fact"], "version": "1", "key": "k1"}).status_code == 409
    assert rina.page.field("words", f"{here}/fact") == "It rained"
    rina.get(here)  # the tab was closed on the 409
    version = rina.page.field("version", f"{here}/fact")
    sent = {"words": rina.page.field("words", f"{here}/fact"), "version": version, "key": "k1"}
    assert rina.send(f"{here}/fact", sent).status_code == 303


def test_words_for_a_form_that_is_gone_are_shown_until_let_go(client: Client, session: Session) -> None:
    ref, rina, dewi = _disputed(client, session), client("rina"), client("dewi")
    here = f"/issues/{ref}/dispute"
    dewi.send(f"/drafts{here}/position", TYPED["position"])
    assert act(rina, session, ref, "withdrawal", words="A mistake of ours.") == 303
    dewi.get(here)
    assert "Three were bent." in dewi.page.text and "Accept 9 t." in dewi.page.text
    gone = dewi.send(f"/draft-removals/issues/{ref}/dispute/position", {"page": f"issues/{ref}/dispute"})
    assert gone.location == here
    dewi.get(here)
    assert "Three were bent." not in dewi.page.text
    # A position in a dispute opened anew begins empty.
    assert dewi.send(here, {**OPEN, "key": "again"}).status_code == 303
