"""Long words as SQLite's search of messages is asked for them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues.long_words import asked
from portal.talk import actions as talk
from tests.issues.arrange import actor, get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


def say(session: Session, body: str) -> str:
    """Say something under a new issue. Returns its reference."""
    orders(session)
    of = get(session, issue(session))
    subject = ("issue", of.id, of.ref)
    talk.say(session, actor("rina"), subject, partner_id=of.partner_id, audience="shared", body=body)
    session.commit()
    return of.ref


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["segel"], '"segel" *'),
        (["segelab"], '("segelab1" OR "segelab2")'),
        (["segelab1"], '("segelab1")'),
        (
            ["segelab", "pelabuhan", "di", "segelab"],
            '("segelab1" OR "segelab2") AND ("pelabuhan") AND "di" *',
        ),
        (["segelan"], '"segelan" *'),  # nobody said it
        (["segelno"], '"segelno" *'),  # begins 33 words
        (["ségelab"], '"ségelab" *'),  # not as the list writes it
        (["po-0042000"], '"po-0042000" *'),  # two words
        (["issue1234"], '"issue1234" *'),
    ],
)
def test_words_that_begin_so_are_asked_for_one_by_one(
    session: Session, typed: list[str], expected: str
) -> None:
    say(session, "Segelab2 segelab1 Pelabuhan segel " + " ".join(f"segelno{n}" for n in range(33)))
    assert session.scalar(select(asked(typed))) == expected


def test_what_begins_many_words_is_found_like_what_begins_one(client: Client, session: Session) -> None:
    ref = say(session, "Di pelabuhan: " + " ".join(f"segelno{n}" for n in range(40)))
    rina = client("rina")
    words = ["segelno", "segelno7", "segelno39 pelabuh", "pelabuhan pelabuhan SEGELNO"]
    if session.get_bind().dialect.name == "sqlite":
        words.append("pélabuhan")  # PostgreSQL's search tells accents apart
    for typed in words:
        rina.get("/search", query_string={"q": typed})
        assert ref in rina.page.text, typed
    rina.get("/search", query_string={"q": "segelno40"})
    assert ref not in rina.page.text
