"""Filing what was uploaded under a record, and dropping what was not sent."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.activity.models import Activity
from portal.files import actions, limits, queries, storage
from portal.files.intake import take, take_all
from portal.files.models import Attachment
from tests.files.arrange import ISSUE, ORDER, actor, draft, picture


class Sent:
    """A file input of a form."""

    def __init__(self, data: bytes, filename: str | None) -> None:
        self.stream = io.BytesIO(data)
        self.filename = filename


def test_files_of_a_form_are_filed_under_its_record(
    app: Flask, session: Session, filed: dict[str, str]
) -> None:
    found = actions.attach(
        session, actor("sari"), [filed["draft"]], "form-1", ISSUE, partner_id=1, audience="shared"
    )
    assert [(f.subject_type, f.subject_id, f.audience) for f in found] == [("issue", 1, "shared")]
    row = session.query(Activity).order_by(Activity.id.desc()).first()
    assert row is not None
    assert (row.verb, row.subject_ref, row.audience, row.data["files"]) == (
        "attached", "ISS-000001", "shared", ["draft.jpg"],
    )  # fmt: skip
    assert [f.name for f in queries.of_subject(session, actor("sari"), "issue", 1)] == [
        "secret.jpg",
        "draft.jpg",
    ]
    assert queries.of_subject(session, actor("rina"), "issue", 1) == []


def test_any_token_that_is_not_mine_for_this_form_is_unknown(
    app: Flask, session: Session, filed: dict[str, str]
) -> None:
    """B02: another partner's file, a staff note's, a colleague's draft, one already sent, one of
    another form and one that does not exist all end alike, and nothing is attached."""
    with app.app_context():
        mine = draft(session, "rina", b"mine", "mine.txt", key="rinas-form").token
        other_form = draft(session, "rina", b"mine too", "other.txt", key="another-form").token
        strangers = draft(session, "budi", b"x", "budi.txt", key="rinas-form", partner_id=2).token
    for token in (
        "does-not-exist", strangers, other_form, filed["internal"], filed["draft"],
        filed["staff_draft"], filed["photo"], filed["confidential"],
    ):  # fmt: skip
        with pytest.raises(actions.UnknownFile) as error:
            actions.attach(
                session, actor("rina"), [mine, token], "rinas-form", ORDER, partner_id=1, audience="shared"
            )
        assert error.value.args == ()
        assert session.query(Attachment.subject_type).filter_by(token=mine).scalar() == "draft"


def test_a_partner_can_neither_hide_a_file_nor_file_it_elsewhere(
    session: Session, filed: dict[str, str]
) -> None:
    for partner_id, audience in ((1, "internal"), (2, "shared")):
        with pytest.raises(ValueError, match="may not add"):
            actions.attach(
                session, actor("sari"), [filed["draft"]], "form-1", ORDER,
                partner_id=partner_id, audience=audience,
            )  # fmt: skip


def test_no_files_are_no_activity(session: Session, filed: dict[str, str]) -> None:
    before = session.query(Activity).count()
    assert actions.attach(session, actor("rina"), [], "k", ORDER, partner_id=1, audience="shared") == []
    assert session.query(Activity).count() == before


def test_a_form_sent_without_script_keeps_its_good_files(app: Flask, session: Session) -> None:
    with app.app_context():
        uploads = take_all(
            [Sent(picture(), "a.jpg"), Sent(b"", ""), Sent(b"MZ\x90\0", "b\u202e.exe"), Sent(b"c", "c.txt")]
        )
    first = actions.keep_all(session, actor("rina"), uploads, partner_id=1, form_key="f")
    assert [row.name for row in queries.waiting(session, actor("rina"), "f")] == ["a.jpg", "c.txt"]
    assert [name for name, _ in first.refusals] == ["b.exe"]
    # Sent again with the first unticked: it goes, the other stays, tokens come in order, each once.
    again = actions.keep_all(
        session, actor("rina"), uploads[-1:], partner_id=1, form_key="f", ticked=[first.tokens[1]] * 2
    )
    assert (again.tokens, again.refusals) == ([first.tokens[1]], [])
    assert [row.name for row in queries.waiting(session, actor("rina"), "f")] == ["c.txt"]


def test_ticking_never_drops_what_is_not_mine(app: Flask, session: Session, filed: dict[str, str]) -> None:
    actions.keep_all(session, actor("rina"), [], partner_id=1, form_key="form-1", ticked=[])
    assert session.query(Attachment).filter_by(token=filed["draft"]).count() == 1


def test_a_person_cannot_pile_up_files(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAFTS_PER_PERSON", 2)
    with app.app_context():
        taken = [take(storage.installed(), io.BytesIO(b"%d" % n), f"{n}.txt") for n in range(3)]
    for n in range(2):
        actions.keep(session, actor("rina"), taken[n], partner_id=1, form_key=f"form-{n}")
    with pytest.raises(actions.Refused, match="too_many_drafts"):
        actions.keep(session, actor("rina"), taken[2], partner_id=1, form_key="form-3")


def test_only_abandoned_drafts_are_dropped(session: Session, filed: dict[str, str]) -> None:
    old = clock.now() - timedelta(days=limits.DRAFT_DAYS + 1)
    session.query(Attachment).filter(Attachment.token != filed["staff_draft"]).update({"created_at": old})
    assert actions.drop_abandoned(session) == 1
    tokens = {token for (token,) in session.query(Attachment.token)}
    assert tokens == set(filed.values()) - {filed["draft"]}


def test_the_sweep_command_counts_and_removes(app: Flask, session: Session, filed: dict[str, str]) -> None:
    runner = app.test_cli_runner()
    told = runner.invoke(args=["sweep-files"])
    assert (told.exit_code, told.output) == (0, "0 files that no record names (0 bytes) could be removed\n")
    session.query(Attachment).filter_by(token=filed["photo"]).update({"sha256": "0" * 64})
    session.commit()
    swept = runner.invoke(args=["sweep-files", "--remove"])
    assert swept.exit_code == 1
    assert "missing: " + "0" * 64 in swept.output
