"""GET /issues/<ref>/resolution.pdf: the whole case on paper, in both languages, to both sides the same."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.issues import actions as issues
from tests.issues.arrange import actor, get, issue
from tests.page import CheckedClient
from tests.resolutions.arrange import all_but_closing, begin, begun, judge, receipt, send, step, today

Client = Callable[[str], CheckedClient]


def paper(client: CheckedClient, ref: str) -> PdfReader:
    answer = client.get(f"/issues/{ref}/resolution.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert f"filename={ref}-resolution.pdf" in answer.headers["Content-Disposition"]
    return PdfReader(io.BytesIO(answer.data))


def words(read: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


def test_it_holds_the_case_for_both_sides(client: Client, session: Session) -> None:
    ref = begun(session, "full")
    all_but_closing(session, ref, today() - timedelta(days=9))
    receipt(session, 1, today() - timedelta(days=3))
    judge(session, ref, reason="Looked at hall 2 — all “straight”.")
    for name in ("dewi", "rina", "toni"):
        read = paper(client(name), ref)
        said = words(read)
        for told in (
            f"8D {ref}", "Cahaya Baja · PT Sumber Logam Abadi", "Rina Wulandari, SUMBER", "lowest layer", "upper layers",
            "40 40 3 set aside", "Cause of occurrence: Method", "Why? 1 The straps cut in.", "Cause of escape: Measurement",
            "GR-1 PO-1 1", "Looked at hall 2 — all “straight”.", "Accepted D4 Causes", "Dewi Anggraini, Cahaya Baja",
            f"Page 1 of {len(read.pages)}", f"Page {len(read.pages)} of {len(read.pages)}",
        ):  # fmt: skip
            assert told in said, told


def test_in_indonesian(client: Client, session: Session) -> None:
    ref = begun(session)
    send(session, ref, "causes")
    session.execute(update(User).values(locale="id"))
    session.commit()
    said = words(paper(client("rina"), ref))
    assert "Halaman 1 dari" in said
    assert "Cause of" not in said and "Page" not in said


def test_evidence_is_listed_and_pictures_are_shown(client: Client, session: Session) -> None:
    ref, rina = begun(session), client("rina")
    picture, table = io.BytesIO(), io.BytesIO(b"day;bent\n1;3\n")
    Image.new("RGB", (640, 480), (90, 120, 60)).save(picture, "PNG")
    picture.seek(0)
    data = {
        "version": step(session, ref, "implementation").version, "key": "k" * 24, "done": "Spacers", "done_on": "2026-11-20",
        "files": [(picture, "spacer.png"), (table, "count.csv")],
    }  # fmt: skip
    assert rina.send(f"/issues/{ref}/resolution/implementation", data).status_code == 303
    read = paper(client("dewi"), ref)
    assert "spacer.png" in words(read) and "count.csv" in words(read)
    assert sum(len(page.images) for page in read.pages) == 1


@pytest.mark.parametrize(
    "odd",
    [
        "x" * 3000,
        "word " * 790,
        "🙂 \u202eabc 漢字 \x07",
        "a\nb\n\n\nc",
        "%{nb} **bold** <b>x</b>",
        "|" * 400,
    ],
)
def test_whatever_is_typed_can_be_printed(client: Client, session: Session, odd: str) -> None:
    ref = begun(session, "full")
    send(session, ref, "problem", what=odd, is_what=odd[:300], is_not_where=odd[:300])
    send(session, ref, "causes", occurrence=odd, occurrence_why_1=odd[:500])
    assert len(paper(client("rina"), ref).pages) >= 1


def test_no_word_that_is_ours_alone_is_on_it(client: Client, session: Session) -> None:
    ref = begun(session)
    issues.reply(session, actor("dewi"), get(session, ref), "internal", "Kanarienvogel 4711")
    issues.assign(session, actor("adi"), get(session, ref), None, None, "Kanarienvogel 4711")
    session.commit()
    for name in ("rina", "dewi"):
        read = paper(client(name), ref)
        assert "Kanarienvogel" not in words(read) + str(read.metadata)


def test_who_may_not(client: Client, session: Session) -> None:
    ref = begun(session)
    assert client("budi").get(f"/issues/{ref}/resolution.pdf").status_code == 404
    assert client("dewi").get("/issues/ISS-999999/resolution.pdf").status_code == 404
    secret = issue(session, "sari", confidential=True)
    assert client("dewi").get(f"/issues/{secret}/resolution.pdf").status_code == 404  # it has none
    begin(session, secret, side="company")
    assert client("rina").get(f"/issues/{secret}/resolution.pdf").status_code == 404
    assert client("sari").get(f"/issues/{secret}/resolution.pdf").status_code == 200
