"""What was said, found by its words, in /search and in the queue. endpoint: desk.search"""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.desk import messages
from portal.issues import listing
from portal.orders.models import Order
from portal.talk import actions as talk
from portal.talk.models import Message
from tests import cast
from tests.issues.arrange import actor, get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


def say(session: Session, name: str, ref: str, body: str, audience: str = "shared") -> Message:
    """Let somebody say something under an issue or an order."""
    if ref.startswith("PO"):
        of = session.query(Order).filter_by(ref=ref).one()
        subject = ("order", of.id, ref)
    else:
        of = get(session, ref)
        subject = ("issue", of.id, ref)
    made = talk.say(session, actor(name), subject, partner_id=of.partner_id, audience=audience, body=body)
    session.commit()
    return made


def found(person: CheckedClient, words: str) -> list[str]:
    """References of the messages that /search shows, newest first."""
    assert person.get("/search", query_string={"q": words}).status_code == 200
    links = [a.get("href") or "" for a in person.page.root.iter("a")]
    return [re.split("[/?#]", href)[2] for href in links if "#message-" in href]


def queue(person: CheckedClient, words: str, tab: str = "open") -> list[str]:
    """References of the issues that the queue shows."""
    assert person.get("/issues", query_string={"q": words, "tab": tab}).status_code == 200
    return [
        (row.get("id") or "")[4:]
        for row in person.page.root.iter("tr")
        if (row.get("id") or "").startswith("row-")
    ]


WHO = ("adi", "mega", "dewi", "bagus", "ayu", "rina", "sari", "toni", "budi")


@pytest.mark.parametrize(
    ("said_by", "audience", "readers"),
    [
        ("rina", "shared", set(WHO) - {"budi"}), ("dewi", "shared", set(WHO) - {"budi"}),
        ("dewi", "internal", {"adi", "mega", "dewi", "bagus", "ayu"}),
    ],
)  # fmt: skip
def test_each_of_the_cast_finds_what_they_may_read(
    client: Client, session: Session, said_by: str, audience: str, readers: set[str]
) -> None:
    ref = issue(session)
    say(session, said_by, ref, "Kontainer sudah dibongkar tadi malam", audience)
    people = {name: client(name) for name in WHO}
    assert {name for name in WHO if found(people[name], "konTAIner dibong") == [ref]} == readers
    assert {name for name in WHO if queue(people[name], "kontainer") == [ref]} == readers


def test_every_beginning_of_a_word_finds_it(client: Client, session: Session) -> None:
    """SQLite keeps some beginnings and gathers others from the words: both find, and nothing else."""
    ref, other = issue(session), issue(session)
    say(session, "rina", ref, "Pengiriman besok")
    say(session, "rina", other, "Pengirim tidak dikenal")
    rina = client("rina")
    for letters in range(2, 11):
        typed = "pengiriman"[:letters]
        assert found(rina, typed) == ([other, ref] if letters < 9 else [ref]), typed
        assert queue(rina, typed) == ([other, ref] if letters < 9 else [ref]), typed


def test_nothing_of_a_confidential_issue_reaches_colleagues(client: Client, session: Session) -> None:
    ref = issue(session, "sari", confidential=True, named=(cast.user_id("toni"),))
    say(session, "sari", ref, "The foreman shouts at drivers")
    seen = {
        name: (found(client(name), "foreman"), queue(client(name), "foreman"))
        for name in ("sari", "toni", "rina", "dewi")
    }
    assert seen == {"sari": ([ref], [ref]), "toni": ([ref], [ref]), "rina": ([], []), "dewi": ([ref], [ref])}
    rina = client("rina")
    found(rina, "foreman")
    assert "Nothing found for" in rina.page.text
    assert "foreman" not in rina.page.text.replace("“foreman”", "")


def test_a_narrow_reach_finds_what_was_said_under_its_own(client: Client, session: Session) -> None:
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    hers, other = issue(session, "sari", None), issue(session, "rina", None)
    for ref in (hers, other, "PO-1"):
        say(session, "rina", ref, "The crane is free on Friday")
    sari = client("sari")
    assert (found(sari, "crane"), queue(sari, "crane")) == ([hers], [hers])
    session.query(Order).filter_by(ref="PO-1").one().partner_owner_id = cast.user_id("sari")
    session.commit()
    assert found(sari, "crane") == ["PO-1", hers]


def test_staff_limited_to_a_partner_find_nothing_of_others(client: Client, session: Session) -> None:
    session.execute(update(User).where(User.id == cast.user_id("dewi")).values(limited=True))
    session.add(Assignment(user_id=cast.user_id("dewi"), partner_id=1))
    ours, theirs = issue(session), issue(session, "budi", "PO-2")
    for ref in (ours, theirs):
        say(session, "bagus", ref, "Gasket habis", "internal")
    assert (found(client("dewi"), "gasket"), queue(client("dewi"), "gasket")) == ([ours], [ours])
    assert found(client("bagus"), "gasket") == [theirs, ours]


def test_a_message_that_was_changed_is_found_by_what_it_says_now(client: Client, session: Session) -> None:
    made = say(session, "rina", issue(session), "Truk mogok di Gresik")
    subject = ("issue", made.subject_id, "ISS-000001")
    talk.edit(session, actor("rina"), made, subject, "Truk sampai di Surabaya")
    session.commit()
    rina = client("rina")
    assert [len(found(rina, word)) for word in ("mogok", "surabaya")] == [0, 1]


def test_it_says_who_said_it_and_leads_to_the_message(client: Client, session: Session) -> None:
    ref = issue(session)
    wanted = say(session, "dewi", ref, "Barang <b>karat</b> di ujung. " + "kata " * 60, "internal")
    for number in range(60):
        say(session, "rina", ref, f"Pesan {number}")
    dewi = client("dewi")
    assert found(dewi, "karat") == [ref]
    for word in ("Dewi Anggraini", "PT Sumber Logam Abadi", "Internal note"):
        assert word in dewi.page.text
    assert ["".join(each.itertext()) for each in dewi.page.root.iter("mark")] == ["karat"]
    (href,) = [a.get("href") or "" for a in dewi.page.root.iter("a") if "#message-" in (a.get("href") or "")]
    assert href.endswith("#message-note-1") and wanted.id
    dewi.get(href.split("#")[0])
    assert dewi.page.one("li", id="message-note-1") is not None
    assert [f"Pesan {n}" in dewi.page.text for n in (0, 23, 24)] == [True, True, False]  # what follows it
    assert "Newest messages" in dewi.page.text


def test_pages_of_messages_follow_each_other(client: Client, session: Session) -> None:
    refs = [issue(session) for _ in range(23)]
    for ref in refs:
        say(session, "rina", ref, "Palet pecah")
    rina, seen = client("rina"), found(client("rina"), "palet")
    found(rina, "palet")
    while links := [a.get("href") for a in rina.page.all("a", rel="next")]:
        say(session, "rina", refs[0], "Palet baru")  # what is new repeats nothing below
        rina.get((links[0] or "").split("#")[0])
        seen += [
            re.split("[/?#]", a.get("href") or "")[2]
            for a in rina.page.root.iter("a")
            if "#message-" in (a.get("href") or "")
        ]
    assert seen == refs[::-1]
    assert rina.get("/search?q=palet&before=nonsense").status_code == 200


def test_the_queue_finds_an_issue_once_in_its_tab(client: Client, session: Session) -> None:
    called, said = issue(session, what_happened="Retak pada kolom"), issue(session)
    for ref in (called, said, said):
        say(session, "rina", ref, "Retak lagi")
    closed = get(session, said)
    closed.closed, closed.unanswered = True, False
    session.commit()
    dewi = client("dewi")
    assert [queue(dewi, "retak", tab) for tab in ("open", "waiting", "closed")] == [
        [called],
        [called],
        [said],
    ]


def test_the_queue_pages_through_what_was_said(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    refs = [issue(session) for _ in range(8)]
    for ref in refs:
        say(session, "rina", ref, "Segel rusak")
        say(session, "rina", ref, "Segel diganti")
    dewi, seen, address = client("dewi"), list[str](), "/issues?q=segel"
    while address:
        dewi.get(address)
        seen += [
            (row.get("id") or "")[4:]
            for row in dewi.page.root.iter("tr")
            if (row.get("id") or "").startswith("row-")
        ]
        address = next((a.get("href") or "" for a in dewi.page.all("a", rel="next")), "")
    assert seen == refs[::-1]


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "pid1shared", "issue1", "shared", "marks : a", "a OR b", "karat*", "-karat", "\\", "%"],
)
def test_nothing_typed_is_read_as_a_mark_or_an_operator(client: Client, session: Session, typed: str) -> None:
    say(session, "rina", issue(session), "Karat tebal")
    rina = client("rina")
    assert found(rina, typed) == (["ISS-000001"] if "karat" in typed else [])


@pytest.mark.parametrize(
    ("body", "typed", "expected"),
    [
        ("Besok kami kirim", ["kir"], [("Besok kami ", False), ("kirim", True)]),
        ("Kírim\n\nlagi", ["kirim", "lag"], [("Kírim", True), (" ", False), ("lagi", True)]),
        ("Nothing here", ["x"], [("Nothing here", False)]),
        ("PO-1042 dan 042", ["po-1042"], [("PO", True), ("-", False), ("1042", True), (" dan 042", False)]),
    ],
)  # fmt: skip
def test_the_words_that_were_looked_for_are_marked(
    body: str, typed: list[str], expected: list[tuple[str, bool]]
) -> None:
    assert messages.parts(body, typed) == expected


def test_a_long_message_is_cut_around_the_first_word() -> None:
    shown = messages.parts("awal " * 100 + "gasket " + "akhir " * 100, ["gasket"])
    text = "".join(piece for piece, _ in shown)
    assert (text.startswith("… awal"), "gasket" in text, text.endswith("…"), len(text) < 220) == (
        True,
        True,
        True,
        True,
    )


VOCABULARY = ("besok", "truk", "karat", "gudang", "crane", "late", "pallet", "tarif", "margin", "rahasia")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.booleans(), st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4)),
        min_size=1,
        max_size=6,
    )
)
def test_no_word_of_an_internal_note_ever_reaches_the_partner(
    client: Client, session: Session, said: list[tuple[bool, list[str]]]
) -> None:
    """Generated talk: the partner finds a word where, and only where, a shared message holds it."""
    ref = issue(session)
    for internal, words in said:
        say(session, "dewi", ref, " ".join(words), "internal" if internal else "shared")
    rina = client("rina")
    for word in {word for internal, words in said if internal for word in words}:
        expected = sum(word in words for internal, words in said if not internal)
        assert found(rina, word).count(ref) == expected
        assert queue(rina, word).count(ref) == int(expected > 0)
