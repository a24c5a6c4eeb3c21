"""The review as a PDF: what both accepted, in the reader's language, and who gets it."""

import io
from collections.abc import Callable

from pypdf import PdfReader
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.plans.models import Action
from portal.reviews import actions
from tests.issues.arrange import actor
from tests.page import CheckedClient
from tests.plans.arrange import action, plan
from tests.reviews.arrange import SECRET, agreed, get, held, review

Client = Callable[[str], CheckedClient]


def text_of(content: bytes) -> str:
    """What a reader of the PDF reads."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_holds_what_was_agreed_and_nothing_later(client: Client, session: Session) -> None:
    made = plan(session)
    action(session, made, "rina", title="Change the straps")
    ref = review(session, days=-1)
    actions.see(session, actor("rina"), get(session, ref), SECRET)
    session.commit()
    held(session, ref)
    agreed(session, ref)
    rina = client("rina")
    answer = rina.get(f"/reviews/{ref}.pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={ref}.pdf"
    before = text_of(answer.data)
    for words in (
        "Review of October 2026", "Send the steel by road in December.", "The forecast came late.", "Rina Wulandari",
        "Dewi Anggraini", "Change the straps", "Agreed by both", "Page 1 of",
    ):  # fmt: skip
        assert words in before, words
    session.execute(update(Action).values(title="Something else"))
    session.commit()
    assert text_of(rina.get(f"/reviews/{ref}.pdf").data) == before


def test_in_the_language_of_its_reader(client: Client, session: Session) -> None:
    ref = review(session)
    session.execute(update(User).values(locale="id"))
    session.commit()
    assert "Oktober 2026" in text_of(client("rina").get(f"/reviews/{ref}.pdf").data)


def test_who_gets_it(client: Client, session: Session) -> None:
    ref = review(session)
    for name, status in (("dewi", 200), ("ayu", 200), ("toni", 200), ("budi", 404)):
        assert client(name).get(f"/reviews/{ref}.pdf").status_code == status
    assert client("dewi").get("/reviews/REV-999999.pdf").status_code == 404
    actions.cancel(session, actor("rina"), get(session, ref), "Closed")
    session.commit()
    assert client("dewi").get(f"/reviews/{ref}.pdf").status_code == 404  # nothing was laid before anybody
