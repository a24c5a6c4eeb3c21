"""Opening a dispute and what is said in it.

endpoint: disputes.open_dispute
endpoint: disputes.say_position
endpoint: disputes.propose_fact
endpoint: disputes.answer_fact
endpoint: disputes.add_evidence
"""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.disputes.models import Dispute, Exhibit, Fact, FactAnswer, Position
from portal.files.models import Attachment
from portal.issues import actions as issues
from portal.orders.models import Schedule
from portal.shipments import actions as shipments
from portal.shipments.models import Receipt
from portal.talk.models import Message
from tests.disputes.arrange import OPEN, act, get, issue, opened, verbs
from tests.issues import arrange
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.mark.parametrize(
    ("name", "status"),
    [("rina", 303), ("sari", 303), ("dewi", 303), ("mega", 303), ("toni", 403), ("ayu", 403), ("budi", 404)],
)
def test_either_side_that_writes_opens_one(client: Client, session: Session, name: str, status: int) -> None:
    ref, who = issue(session), client(name)
    assert who.get(f"/issues/{ref}/dispute").status_code == (200 if status == 303 else status)
    assert who.send(f"/issues/{ref}/dispute", OPEN).status_code == status
    session.rollback()
    assert session.query(Dispute).count() == (status == 303)
    if status == 303:
        side = "company" if name in ("dewi", "mega") else "partner"
        other = "partner" if side == "company" else "company"
        made = get(session, ref)
        assert (made.state, made.opened_side, made.waits_for) == ("open", side, other)
        assert verbs(session) == ["disputed"]


def test_it_is_opened_once(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    assert [rina.send(f"/issues/{ref}/dispute", OPEN).status_code for _press in range(3)] == [303] * 3
    # Dewi had the empty form open as well: she is told, and what she typed stands in her own side's form.
    theirs = {"says": "Torn on arrival.", "wants": "All back.", "key": "hers"}
    assert dewi.send(f"/issues/{ref}/dispute", theirs).status_code == 409
    assert "Somebody was faster." in dewi.page.text and "Torn on arrival." in dewi.page.text
    session.rollback()
    assert session.query(Dispute).count() == session.query(Position).count() == 1


@pytest.mark.parametrize("missing", ["says", "wants"])
def test_a_position_says_and_wants(client: Client, session: Session, missing: str) -> None:
    ref, rina = issue(session), client("rina")
    assert rina.send(f"/issues/{ref}/dispute", {**OPEN, missing: " "}).status_code == 422
    other = "wants" if missing == "says" else "says"
    assert rina.page.field(other) == OPEN[other]
    session.rollback()
    assert session.query(Dispute).count() == 0


def test_positions_are_versions(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    opened(session, rina, ref)
    assert (
        act(client("sari"), session, ref, "position", says="Three bars were bent.", wants="Accept 9 t.")
        == 303
    )
    assert act(dewi, session, ref, "position", says="All were bent.", wants="Take them back.") == 303
    said = [(p.side, p.number, p.says, p.by_name) for p in session.query(Position).order_by(Position.id)]
    assert said == [
        ("partner", 1, OPEN["says"], "Rina Wulandari"), ("partner", 2, "Three bars were bent.", "Sari Utami"),
        ("company", 1, "All were bent.", "Dewi Anggraini"),
    ]  # fmt: skip
    assert get(session, ref).waits_for == "both"
    rina.get(f"/issues/{ref}/dispute")
    for words in ("1 earlier version", OPEN["says"], "Three bars were bent.", "All were bent."):
        assert words in rina.page.text


def test_who_was_slower_is_told_and_loses_nothing(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    seen = opened(session, rina, ref).version
    assert act(rina, session, ref, "fact", words="It rained") == 303
    mine = {"version": seen, "key": "old", "says": "They were bent by us.", "wants": "Nothing."}
    assert dewi.send(f"/issues/{ref}/dispute/position", mine).status_code == 409
    assert "Rina Wulandari proposes a fact" in dewi.page.text  # what changed
    assert dewi.page.field("says", f"/issues/{ref}/dispute/position") == "They were bent by us."
    again = dewi.page.field("version", f"/issues/{ref}/dispute/position")
    assert dewi.send(f"/issues/{ref}/dispute/position", {**mine, "version": again}).status_code == 303
    session.rollback()
    assert session.query(Position).count() == 2


def test_only_what_the_other_side_agrees_to_is_agreed(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    opened(session, rina, ref)
    for words in ("Two bars were bent", "The truck was late", "It rained"):
        assert act(rina, session, ref, "fact", words=words) == 303
    assert act(rina, session, ref, "fact/1", answer="agreed") == 409  # one's own
    assert act(dewi, session, ref, "fact/3", answer="taken_back") == 409  # not hers
    assert act(dewi, session, ref, "fact/1", answer="agreed") == 303
    assert act(dewi, session, ref, "fact/2", answer="not_agreed") == 422
    assert "Say what is not so." in dewi.page.text
    assert act(dewi, session, ref, "fact/2", answer="not_agreed", words="It came at 7") == 303
    assert act(rina, session, ref, "fact/3", answer="taken_back") == 303
    assert act(dewi, session, ref, "fact/1", answer="not_agreed", words="changed my mind") == 409
    assert act(dewi, session, ref, "fact/9", answer="agreed") == 404
    answers = {
        f.words: a.answer for f, a in session.query(Fact, FactAnswer).filter(Fact.id == FactAnswer.fact_id)
    }
    assert answers == {
        "Two bars were bent": "agreed", "The truck was late": "not_agreed", "It rained": "taken_back",
    }  # fmt: skip
    rina.get(f"/issues/{ref}/dispute")
    agreed = "".join(rina.page.one("section", id="facts").itertext()).partition("not agreed or taken back")[0]
    assert "Two bars were bent" in agreed and "The truck was late" not in agreed and "It rained" not in agreed


@pytest.fixture
def around(session: Session) -> tuple[str, dict[str, int]]:
    """An issue about line 1 of PO-1 with a receipt and messages of both audiences; the ids by name."""
    ref = issue(session)
    part = session.query(Schedule).filter_by(order_ref="PO-1").one()
    shipments.receive(
        session, arrange.actor("dewi"), part, ref="GR-1", accepted=Decimal(8), rejected=Decimal(2), condition="damaged",
        arrived_on=date(2026, 11, 3), received_on=date(2026, 11, 3),
    )  # fmt: skip
    for audience in ("shared", "internal"):
        issues.reply(
            session, arrange.actor("dewi"), arrange.get(session, ref), audience, f"A word, {audience}"
        )
    session.commit()
    ids = {m.audience: m.id for m in session.query(Message).filter(Message.body.like("A word%"))}
    return ref, {**ids, "receipt": session.query(Receipt).one().id}


def test_records_that_both_may_see_show_something(
    client: Client, session: Session, around: tuple[str, dict[str, int]]
) -> None:
    ref, ids = around
    rina, dewi = client("rina"), client("dewi")
    opened(session, rina, ref)
    rina.get(f"/issues/{ref}/dispute")
    assert "Receipt GR-1 of PO-1 line 1: 8 t, rejected 2 t, damaged, Tue 3 Nov" in rina.page.text
    dewi.get(f"/issues/{ref}/dispute")
    assert "A word, shared" in dewi.page.text and "A word, internal" not in dewi.page.text
    picked = [f"receipt:{ids['receipt']}", f"message:{ids['shared']}"]
    assert act(rina, session, ref, "evidence", records=picked) == 303
    assert act(dewi, session, ref, "evidence", records=picked) == 303  # named already: nothing new
    assert session.query(Exhibit).count() == 2
    for foreign in (f"message:{ids['internal']}", "receipt:999", "order:1", "nonsense"):
        assert act(dewi, session, ref, "evidence", records=[foreign], key=foreign) == 422
    assert session.query(Exhibit).count() == 2
    assert verbs(session).count("dispute_shown") == 1
    rina.get(f"/issues/{ref}/dispute")
    links = [a.get("href") for a in rina.page.one("section", id="evidence").iter("a")]
    assert links[:2] == ["/orders/PO-1#line-1", f"/issues/{ref}#message-{ids['shared']}"]


def test_files_are_for_both_sides_and_wait_for_a_form_that_is_refused(
    client: Client, session: Session
) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    seen = opened(session, rina, ref).version
    assert act(dewi, session, ref, "position", says="All were bent.", wants="Back.") == 303
    sent = {"version": seen, "key": "proof", "files": (io.BytesIO(b"bundle;bars\n12;2\n"), "bars.csv")}
    assert rina.send(f"/issues/{ref}/dispute/evidence", sent).status_code == 409
    (kept,) = [i.get("value") for i in rina.page.all("input", name="kept")]
    again = {"version": get(session, ref).version, "key": "proof", "kept": kept}
    assert [rina.send(f"/issues/{ref}/dispute/evidence", again).status_code for _press in range(2)] == [
        303
    ] * 2
    session.rollback()
    file = session.query(Attachment).one()
    assert (file.subject_type, file.audience, file.name) == ("dispute", "shared", "bars.csv")
    assert dewi.get(f"/files/{file.token}").status_code == 200
    assert client("budi").get(f"/files/{file.token}").status_code == 404
    assert act(rina, session, ref, "evidence", key="nothing") == 422
    assert "Choose a file or a record." in rina.page.text


@pytest.mark.parametrize("noun", ["position", "fact", "fact/1", "evidence"])
def test_who_may_not_speak(client: Client, session: Session, noun: str) -> None:
    ref, rina = issue(session), client("rina")
    assert client("dewi").send(f"/issues/{ref}/dispute/{noun}", {}).status_code == 404  # there is none yet
    opened(session, rina, ref)
    assert act(rina, session, ref, "fact", words="It rained") == 303
    for name, status in (("toni", 403), ("ayu", 403), ("budi", 404)):
        assert (
            act(client(name), session, ref, noun, words="x", says="x", wants="x", answer="agreed") == status
        )


def test_a_confidential_issue_keeps_its_dispute(client: Client, session: Session) -> None:
    ref, rina = issue(session, ref=None, confidential=True), client("rina")
    opened(session, rina, ref)
    assert client("sari").get(f"/issues/{ref}/dispute").status_code == 404
    assert client("dewi").get(f"/issues/{ref}/dispute").status_code == 200
