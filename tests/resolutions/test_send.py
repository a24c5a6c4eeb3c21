"""POST /issues/<ref>/resolution/<step>: the side at cause says what a step says; each sending is kept."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.files.models import Attachment
from portal.resolutions.models import StepVersion
from tests.page import CheckedClient
from tests.resolutions.arrange import accept, begun, send, step, verbs

Client = Callable[[str], CheckedClient]
CAUSES = {
    "occurrence_code": "method", "occurrence": "The straps are too tight.", "escape_code": "measurement",
    "escape": "Nobody measures.", "occurrence_why_1": "The straps cut in.", "occurrence_why_2": "The tool has no stop.",
}  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "emergency": {"symptom": "Bent bars", "at_once": "Set aside"},
    "team": {"leader": "partner:6", "champion": "company:3", "members": ["partner:7"], "others": "Joko, foreman"},
    "problem": {"what": "Bent", "where": "Rungkut", "found": "Monday", "affected": "12,5", "unit": "pcs", "is_what": "Angles"},
    "containment": {"how": "All checked", "at_partner_lot": "40", "at_partner_checked": "40", "at_partner_bad": "3"},
    "causes": CAUSES,
    "correction": {"chosen": "Spacers"},
    "implementation": {"done": "In use", "done_on": "2026-11-20", "removed": "y"},
    "prevention": {"documents": "Instruction 12"},
    "closing": {"learned": "To look"},
}  # fmt: skip


def post(
    client: CheckedClient, session: Session, ref: str, kind: str, data: dict[str, Any], **other: Any
) -> int:
    sent = {"version": step(session, ref, kind).version, "key": f"{kind}-key".ljust(24, "x"), **data, **other}
    return client.send(f"/issues/{ref}/resolution/{kind}", sent).status_code


def versions(session: Session) -> list[StepVersion]:
    statement = select(StepVersion).order_by(StepVersion.id).execution_options(populate_existing=True)
    return list(session.scalars(statement))


@pytest.mark.parametrize("kind", list(GOOD))
def test_each_step_takes_what_it_asks_for(client: Client, session: Session, kind: str) -> None:
    ref = begun(session, "full")
    assert post(client("rina"), session, ref, kind, GOOD[kind]) == 303
    (kept,) = versions(session)
    assert (kept.number, kept.side, kept.sent_name) == (1, "partner", "Rina Wulandari")
    assert {name: kept.content.get(name) for name in GOOD[kind] if name not in ("members", "removed")} == {
        name: value for name, value in GOOD[kind].items() if name not in ("members", "removed")
    }
    assert step(session, ref, kind).state == "sent"
    assert step(session, ref, kind).owner_name == "Rina Wulandari"


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("emergency", {"symptom": "  "}, "Say what was seen."),
        ("team", {"champion": "partner:7"}, "Leader and champion come from different sides."),
        ("team", {"leader": ""}, "Choose who leads."),
        ("team", {"leader": "company:999"}, "Not a valid choice."),
        ("problem", {"affected": "many"}, "Write a number, like 12.5."),
        ("containment", {"at_partner_bad": "41"}, "This is more than there is."),
        ("containment", {"at_partner_lot": "", "at_partner_checked": "", "at_partner_bad": ""}, "Say for at least one place"),
        ("causes", {"escape_code": ""}, "Choose what kind of cause it is."),
        ("causes", {"occurrence": ""}, "Say why it happened."),
        ("implementation", {"done_on": "2099-01-01"}, "send it when it is done"),
        ("implementation", {"done_on": ""}, "Choose a day."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, session: Session, kind: str, wrong: dict[str, str], said: str
) -> None:
    ref = begun(session, "full")
    rina = client("rina")
    assert post(rina, session, ref, kind, {**GOOD[kind], **wrong}) == 422
    assert said in rina.page.text
    typed = next(
        v
        for k, v in GOOD[kind].items()
        if k not in wrong and isinstance(v, str) and k not in ("members", "leader")
    )
    assert typed in rina.page.html
    assert versions(session) == []


def test_sent_twice_it_is_one_version_and_sent_anew_two(client: Client, session: Session) -> None:
    ref, rina = begun(session), client("rina")
    for _press in range(2):
        assert post(rina, session, ref, "causes", CAUSES) == 303
    assert [row.number for row in versions(session)] == [1]
    assert (
        post(rina, session, ref, "causes", CAUSES, key="another-key".ljust(24, "x"), escape="No gauge.")
        == 303
    )
    assert [(row.number, row.content["escape"]) for row in versions(session)] == [
        (1, "Nobody measures."),
        (2, "No gauge."),
    ]
    assert verbs(session) == ["resolution_begun", "step_sent", "step_sent"]


def test_the_second_of_two_is_told_what_changed_and_loses_nothing(client: Client, session: Session) -> None:
    ref, sari = begun(session), client("sari")
    seen = step(session, ref, "causes").version
    send(session, ref, "causes", "rina", occurrence="The tool is worn.")
    picture = (io.BytesIO(b"measured;4 cm\n"), "measured.csv")
    assert post(sari, session, ref, "causes", {**CAUSES, "files": picture}, version=seen) == 409
    assert "Somebody changed it meanwhile." in sari.page.text
    assert "The tool is worn." in sari.page.text  # theirs
    assert (
        sari.page.field("occurrence", f"/issues/{ref}/resolution/causes") == "The straps are too tight."
    )  # hers
    assert "measured.csv" in sari.page.text
    assert len(versions(session)) == 1
    again = {
        "key": sari.page.field("key"),
        "version": sari.page.field("version", f"/issues/{ref}/resolution/causes"),
    }
    tokens = [box.get("value") for box in sari.page.all("input", name="kept")]
    assert post(sari, session, ref, "causes", {**CAUSES, "kept": tokens}, **again) == 303
    assert session.scalars(select(Attachment.subject_type)).all() == ["step"]


def test_evidence_is_shared_and_no_other_partner_s(client: Client, session: Session) -> None:
    ref, rina = begun(session), client("rina")
    paper = (io.BytesIO(b"day;bent\nMonday;3\n"), "count.csv")
    assert post(rina, session, ref, "causes", {**CAUSES, "files": paper}) == 303
    token = session.scalars(select(Attachment.token)).one()
    for name, status in (("dewi", 200), ("toni", 200), ("budi", 404)):
        assert client(name).get(f"/files/{token}").status_code == status
    dewi = client("dewi")
    for path in ("resolution", "resolution/causes"):
        dewi.get(f"/issues/{ref}/{path}")
        assert "count.csv" in dewi.page.text


def test_what_is_accepted_stands(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    accept(session, ref, "causes")
    assert post(client("rina"), session, ref, "causes", CAUSES) == 409
    assert len(versions(session)) == 1


def test_what_was_sent_is_never_edited(session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    for statement in (
        "UPDATE resolution_step_versions SET sent_name = 'x'", "DELETE FROM resolution_step_versions",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="only added"), session.begin_nested():
            session.execute(text(statement))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(StepVersion)) == 1


def test_who_may_not(client: Client, session: Session) -> None:
    ref, ours = begun(session), begun(session, side="company")
    for name, status in (("dewi", 403), ("toni", 403), ("ayu", 403), ("budi", 404)):
        assert post(client(name), session, ref, "causes", CAUSES) == status
    assert post(client("rina"), session, ours, "causes", CAUSES) == 403  # the company is at cause: it fills
    assert post(client("dewi"), session, ours, "causes", CAUSES) == 303
    assert client("rina").send(f"/issues/{ref}/resolution/team", {}).status_code == 404
