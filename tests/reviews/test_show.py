"""The page of a review: who reads it, what the pack holds, and what stays once it is agreed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.issues.models import Issue
from portal.reviews import actions
from portal.talk.actions import say
from tests import cast
from tests.issues.arrange import actor, issue
from tests.page import CheckedClient
from tests.plans.arrange import action, plan
from tests.reviews.arrange import SECRET, agreed, get, held, meeting, review, today
from tests.reviews.test_export_pdf import text_of

Client = Callable[[str], CheckedClient]


def test_both_sides_read_it_and_the_stranger_finds_nothing(client: Client, session: Session) -> None:
    ref = review(session)
    for name, status in (("dewi", 200), ("mega", 200), ("ayu", 200), ("rina", 200), ("sari", 200), ("toni", 200), ("budi", 404)):  # fmt: skip
        assert client(name).get(f"/reviews/{ref}").status_code == status, name
    assert client("budi").get("/reviews/REV-999999").status_code == 404
    rina = client("rina")
    rina.get(f"/reviews/{ref}")
    assert "Review of October 2026" in rina.page.text
    assert "Rungkut, room 2" in rina.page.text


def test_who_only_reads_is_offered_no_form(client: Client, session: Session) -> None:
    ref = review(session)
    for name in ("toni", "ayu"):
        reader = client(name)
        reader.get(f"/reviews/{ref}")
        assert [
            f.get("action") for f in reader.page.all("form") if f"/reviews/{ref}" in f.get("action", "")
        ] == []


def test_a_narrower_reach_reads_what_it_attends(client: Client, session: Session) -> None:
    session.execute(update(Membership).where(Membership.user_id == cast.user_id("sari")).values(reach="own"))
    session.commit()
    ref = review(session)
    assert client("sari").get(f"/reviews/{ref}").status_code == 404
    sari = actions.Person("partner", cast.user_id("sari"), cast.NAMES["sari"])
    at = get(session, ref)
    actions.move(
        session, actor("dewi"), at, meeting(at.meets_on, people=[*meeting(at.meets_on).people, sari])
    )
    session.commit()
    sari_reads = client("sari")
    assert sari_reads.get(f"/reviews/{ref}").status_code == 200
    assert "09:30 (UTC+7)" in sari_reads.page.text
    assert sari_reads.get("/reviews/new").status_code == 403  # of a partnership of which she sees a part


def test_who_sees_a_part_lays_the_same_pack_before_both(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(update(Membership).where(Membership.user_id == cast.user_id("rina")).values(reach="own"))
    one = issue(session, "sari", None, kind="damaged", what_happened="Bent bars")
    asked: list[str] = []
    monkeypatch.setattr(
        "portal.scores.queries.figures", lambda _s, actor, *_given: asked.append(actor.reach) or []
    )
    ref, rina = review(session, days=-1), client("rina")
    sent = {"version": 1, "key": "k", "held_on": today().isoformat(), "notes": "All of it."}
    sent["version"] = get(session, ref).version
    assert rina.send(f"/reviews/{ref}/minutes", sent).status_code == 303
    assert set(asked) == {"all"}
    rina.get(f"/reviews/{ref}")
    assert one in rina.page.text
    assert f"/issues/{one}" not in {a.get("href") for a in rina.page.all("a")}  # which she may not open


def test_the_pack_assembles_itself(client: Client, session: Session) -> None:
    ref = review(session, period=(today() - timedelta(days=20), today()))
    seen = issue(session, "rina", None, kind="damaged", what_happened="Bent bars")
    secret = issue(
        session, "sari", None, kind="communication", what_happened="About a colleague", confidential=True
    )
    made = plan(session)
    action(session, made, "rina", title="Change the straps", due_on=today() - timedelta(days=3))
    action(session, made, "dewi", title="Send the drawing", due_on=today() + timedelta(days=3))
    hidden = plan(session, confidential=True, title="Hidden plan")
    action(session, hidden, "rina", title="Hidden action", due_on=today() - timedelta(days=2))
    for name in ("rina", "dewi"):
        reader = client(name)
        reader.get(f"/reviews/{ref}")
        text = reader.page.text
        assert seen in text
        assert secret not in text
        assert "Hidden action" not in text
        assert "Send the drawing" in text
        assert "0 actions done by their day, 1 not." in text  # the partner's
        assert "0 actions done by their day, 0 not." in text  # the company's
        assert "Issues opened 1" in text


def test_what_was_agreed_stays_though_the_records_change(client: Client, session: Session) -> None:
    ref = review(session, days=-1)
    one = issue(session, "rina", None, kind="damaged", what_happened="Bent bars")
    actions.see(session, actor("rina"), get(session, ref), SECRET)
    session.commit()
    held(session, ref)
    agreed(session, ref)
    rina = client("rina")
    rina.get(f"/reviews/{ref}")
    before = rina.page.text
    assert "Both sides agreed." in before
    assert "The forecast came late." in before
    session.execute(update(Issue).where(Issue.ref == one).values(title="Quite another title", closed=True))
    issue(session, "rina", None, kind="damaged", what_happened="A new one")
    session.commit()
    rina.get(f"/reviews/{ref}")
    assert rina.page.text == before
    assert rina.get(f"/reviews/{ref}.pdf").status_code == 200


def test_a_note_of_preparation_stays_with_staff(client: Client, session: Session) -> None:
    ref = review(session)
    at = get(session, ref)
    for audience, body in (("internal", "Ask for two per cent."), ("shared", "See you on Monday.")):
        say(session, actor("dewi"), ("review", at.id, ref), partner_id=1, audience=audience, body=body)
    session.commit()
    for name, reads in (("mega", True), ("rina", False), ("toni", False)):
        reader = client(name)
        for path in (f"/reviews/{ref}", "/", "/activity"):
            if reader.get(path).status_code == 200:
                assert ("Ask for two per cent." in reader.page.text) <= reads, (name, path)
        reader.get(f"/reviews/{ref}")
        assert ("Ask for two per cent." in reader.page.text) == reads
        assert "See you on Monday." in reader.page.text
        assert "Ask for two per cent." not in text_of(reader.get(f"/reviews/{ref}.pdf").data)


@pytest.mark.parametrize(("state", "selects"), [("planned", 27), ("held", 14)])
def test_selects(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch, state: str, selects: int
) -> None:
    monkeypatch.setattr("portal.scores.queries.figures", lambda *_given: [])  # which counts its own
    ref = review(session)
    if state == "held":
        held(session, ref)
    rina = client("rina")
    rina.get(f"/reviews/{ref}")
    assert rina.selects == selects
