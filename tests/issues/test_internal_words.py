"""Whatever is said, changed, named, split off, merged and undone in whatever order, by whomever: no word of
an internal note comes to a partner's eyes. Sequences are generated, more of them in `make sweep`; the number of
cases is printed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues.models import Issue
from portal.notify.models import Mail
from portal.talk.models import Message
from tests import cast
from tests.issues.arrange import get, issue, orders
from tests.page import HTMX, CheckedClient

Client = Callable[[str], CheckedClient]
STAFF, PARTNER = ("dewi", "bagus"), ("rina", "sari")
LOOKERS = ("rina", "sari", "toni", "budi")
NAMES = ("", "@Bagus ", "@Sari ", "@Mega Lestari ", "@Toni Hidayat ")
DOINGS = (
    "note",
    "say",
    "ask",
    "edit",
    "edit",
    "split",
    "split",
    "merge",
    "merge",
    "undo",
    "add",
    "release",
    "draft",
)

numbers = st.integers(0, 7)
steps = st.lists(st.tuples(st.sampled_from(DOINGS), numbers, numbers, numbers), min_size=5, max_size=12)


@dataclass
class Run:
    """One sequence: who is signed in, the issues it opened, the internal words it spoke."""

    people: dict[str, CheckedClient]
    session: Session
    refs: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cases: int = 0
    statuses: set[int] = field(default_factory=set)

    def send(self, who: str, path: str, **sent: Any) -> None:
        self.cases += 1
        status = self.people[who].send(path, {"key": f"k{self.cases}", **sent}).status_code
        assert status < 500, (who, path, sent)
        self.statuses.add(status)

    def word(self) -> str:
        self.words.append(f"Inner{len(self.words):05d}")
        return self.words[-1]

    def ids(self, *conditions: Any) -> list[int]:
        return list(self.session.scalars(select(Message.id).where(*conditions).order_by(Message.id)))

    def do(self, what: str, one: int, two: int, three: int) -> None:
        ref, other = self.refs[one % len(self.refs)], self.refs[two % len(self.refs)]
        staff, partner, name = STAFF[two % 2], PARTNER[two % 2], NAMES[three % len(NAMES)]
        now = get(self.session, ref)
        said = self.ids(Message.subject_type == "issue", Message.subject_id == now.id)
        if what == "note":
            self.send(staff, f"/issues/{ref}/messages", audience="internal", body=f"{name}{self.word()}")
        elif what == "say":
            self.send(staff, f"/issues/{ref}/messages", audience="shared", body=f"{name}We look into it.")
        elif what == "ask":
            self.send(
                partner,
                f"/issues/{ref}/messages",
                audience="internal" if three % 2 else "shared",
                body=f"{name}And the other?",
            )
        elif what == "edit" and said:
            self.edit(ref, said[three % len(said)])
        elif what == "split":
            who = (staff, partner)[three % 2]
            picked = [str(number) for number in said[-3:]]
            self.send(who, f"/issues/{ref}/split", question="A new question", kind="damaged", quoted=picked)
            internal = self.ids(Message.id.in_(said), Message.audience == "internal")
            picked = [str(number) for number in said if number not in internal]
            self.send(who, f"/issues/{ref}/split", question="A new question", kind="damaged", quoted=picked)
        elif what == "merge":
            who = (staff, partner)[three % 2]
            self.send(who, f"/issues/{ref}/merger", into=other, version=str(now.version))
        elif what == "undo":
            self.send((staff, partner)[three % 2], f"/issues/{ref}/merger/removal")
        elif what in ("add", "release"):
            path = "people" if what == "add" else "people/removal"
            self.send((staff, partner)[two % 2], f"/issues/{ref}/{path}", person=str(three + 2))
        elif what == "draft":
            sent = {"audience": "internal", "body": self.word()}
            self.people[staff].send(f"/drafts/issues/{other}/messages", sent)
            self.send(staff, f"/issues/{ref}/replies", audience="internal", body=self.word(), template="1")
        self.refs = list(
            dict.fromkeys(
                [*self.refs, *self.session.scalars(select(Issue.ref).where(Issue.ref.not_in(BEFORE)))]
            )
        )

    def edit(self, ref: str, number: int) -> None:
        """Its author, and somebody else, change it; a note is asked to become a word to both sides."""
        message = self.session.scalars(
            select(Message).where(Message.id == number).execution_options(populate_existing=True)
        ).one()
        author = cast.EVERYONE[message.author_user_id - 1]
        body = self.word() if message.audience == "internal" else "Other words"
        for who in (author, "rina", "bagus"):
            self.send(
                who,
                f"/issues/{ref}/messages/{number}",
                version=str(message.version),
                audience="shared",
                body=body,
            )

    def seen(self, lookers: tuple[str, ...]) -> str:
        """Everything that these people of the partners get to see, in one text."""
        texts = []
        for who in lookers:
            person = self.people[who]
            pages = ["/", "/issues", "/issues?tab=closed", "/search?q=Inner", "/orders/PO-1", "/orders.csv"]
            pages += [f"/issues/{ref}" for ref in self.refs]
            pages += [f"/issues/{self.refs[0]}/split", f"/issues/{self.refs[1]}/merger?into={self.refs[0]}"]
            pages += [f"/issues/{self.refs[0]}/messages/{number}" for number in self.ids()[-6:]]
            texts += [person.get(page).get_data(as_text=True) for page in pages]
            texts.append(person.get(f"/issues/{self.refs[0]}", headers=HTMX).get_data(as_text=True))
        mails = select(Mail).where(Mail.to_address.not_like("%@cahayabaja.example"))
        texts += [f"{mail.subject}\n{mail.text}" for mail in self.session.scalars(mails)]
        texts += [f"{i.title}\n{i.what_happened}" for i in self.session.scalars(select(Issue))]
        return "\n".join(texts)


BEFORE: list[str] = []


@pytest.mark.parametrize("sequences", [5, pytest.param(40, marks=pytest.mark.sweep)])
def test_no_internal_word_comes_to_a_partners_eyes(client: Client, session: Session, sequences: int) -> None:
    orders(session)
    people = {name: client(name) for name in (*STAFF, "rina", "sari", "toni", "budi", "mega", "ayu", "adi")}
    done: list[Run] = []

    @settings(max_examples=sequences, suppress_health_check=list(HealthCheck))
    @given(steps)
    def run(sequence: list[tuple[str, int, int, int]]) -> None:
        BEFORE[:] = session.scalars(select(Issue.ref))
        session.query(Mail).delete()
        session.commit()
        opened = [
            issue(session, "rina"),
            issue(session, "sari", None),
            issue(session, "rina", None, confidential=True),
        ]
        this = Run(people, session, opened)
        done.append(this)
        this.do("note", 0, 0, 0)
        this.do("say", 0, 0, 0)
        for step in sequence:
            this.do(*step)
        for number in (0, 1):  # whatever was generated, these are tried
            this.do("split", number, 0, 0)
            this.do("edit", number, 0, 0)
        text = this.seen(("rina",))
        assert [word for word in this.words if word in text] == []

    run()
    text = done[-1].seen(LOOKERS)
    assert [word for each in done for word in each.words if word in text] == []
    print(f"{len(done)} sequences, {sum(r.cases for r in done)} hostile requests, "  # noqa: T201 what it must show
          f"{sum(len(r.words) for r in done)} internal words looked for")  # fmt: skip
    statuses = set().union(*(r.statuses for r in done))
    assert {303, 403, 422} <= statuses  # it did things, and was refused things
