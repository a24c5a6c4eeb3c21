"""endpoint: shipments.timeline. What happened to an order, all of it or some kinds, at an address."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.activity.actions import Happening, record, record_many
from portal.actor import Actor
from portal.orders import answering, answers
from portal.orders.strip_words import day_text
from portal.shipments import actions as shipments
from portal.shipments.timeline_kinds import KINDS, asked, chips, chosen, verbs
from tests import cast
from tests.orders import builders
from tests.page import HTMX

SELECTS = 6  # sign-in, navigation, order, ledger, shipments, activity


def person(name: str) -> Actor:
    if name in cast.STAFF:
        return Actor(cast.user_id(name), cast.NAMES[name], "staff", cast.STAFF[name], "en", cast.ZONE)
    return Actor(cast.user_id(name), cast.NAMES[name], "partner", "member", "en", cast.ZONE, partner_id=1)


def wrote(session, name: str, order_id: int, words: str, audience: str = "shared") -> None:
    record(
        session, person(name), "said", ("order", order_id, "PO-1"), partner_id=1, audience=audience,
        order_id=order_id, data={"excerpt": words},
    )  # fmt: skip


@pytest.fixture
def order(session):
    """A promise, a notice with an event, a receipt, a message and an internal note."""
    made = builders.one(session, "PO-1", -9)
    builders.promise(session, made, -9)
    notice = builders.dispatch(session, made, "SN-1")
    at = clock.now() - timedelta(days=5)
    shipments.report_event(
        session, notice, "1", at, "customs_hold", "manual", place="Tanjung Perak", recorded_at=at
    )
    builders.arrive(session, made, -4)
    wrote(session, "rina", made.order_id, "At gate two")
    wrote(session, "dewi", made.order_id, "secret words", "internal")
    builders.promise(session, builders.one(session, "BP-1", partner=builders.BAUT), 5)
    session.commit()
    return made


SEEN = {
    "promises": "promised, line 1", "way": "Held by customs, Tanjung Perak", "receipts": "arrived, line 1",
    "talk": "At gate two",
}  # fmt: skip


def told(client) -> str:
    return " ".join("".join(client.page.one("ol", class_="timeline").itertext()).split())


@pytest.mark.parametrize("name", ["rina", "toni", "dewi", "ayu"])
def test_all_of_it_unless_something_is_asked_for(client, order, name):
    reader = client(name)
    assert reader.get("/orders/PO-1/timeline").status_code == 200
    assert reader.selects == SELECTS
    assert all(words in told(reader) for words in SEEN.values())
    assert ("secret words" in told(reader)) == (name in ("dewi", "ayu"))


@pytest.mark.parametrize("path", ["/orders/PO-1", "/orders/PO-1/timeline"])
@pytest.mark.parametrize("kind", SEEN)
def test_one_kind_alone(client, order, path, kind):
    rina = client("rina")
    rina.get(path)
    before = rina.selects
    rina.get(f"{path}?show={kind}")
    assert rina.selects == before
    assert {k for k, words in SEEN.items() if words in told(rina)} == {kind}
    (on,) = [a for a in rina.page.one("nav", class_="chips").iter("a") if a.get("aria-current")]
    assert on.get("id") == f"chip-{kind}"


def test_several_kinds_and_nonsense(client, order):
    rina = client("rina")
    rina.get("/orders/PO-1/timeline?show=talk&show=way&show=nonsense")
    assert {k for k, words in SEEN.items() if words in told(rina)} == {"talk", "way"}
    rina.get("/orders/PO-1/timeline?show=nonsense")
    assert all(words in told(rina) for words in SEEN.values())
    rina.get("/orders/PO-1/timeline?show=issues&before=nonsense")
    assert rina.page.all("section", id="timeline") != []


def test_a_chip_is_a_link_that_htmx_swaps(client, order):
    rina = client("rina")
    rina.get("/orders/PO-1?show=talk")
    (chip,) = rina.page.all("a", id="chip-way")
    assert chip.get("href") == chip.get("hx-push-url") == "/orders/PO-1?show=way&show=talk#timeline"
    assert chip.get("hx-get") == "/orders/PO-1/timeline?show=way&show=talk"
    answer = rina.get(chip.get("hx-get"), headers=HTMX)
    assert "<html" not in answer.get_data(as_text=True)
    assert rina.page.all("section", id="timeline") != []


def test_earlier_rows_keep_what_is_asked_for(client, session, order):
    for number in range(30):
        wrote(session, "rina", order.order_id, f"word {number}")
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-1?show=talk")
    (earlier,) = [a for a in rina.page.all("a") if "Earlier rows" in "".join(a.itertext())]
    assert "show=talk" in earlier.get("href")
    rina.get(earlier.get("href"))
    assert "At gate two" in told(rina)
    assert "promised, line 1" not in told(rina)


def test_not_theirs_is_missing(client, visitor, order):
    assert client("rina").get("/orders/BP-1/timeline").status_code == 404
    assert client("budi").get("/orders/PO-1/timeline?show=talk").status_code == 404
    assert visitor.get("/orders/PO-1/timeline").status_code == 303


def test_chips_add_and_leave_out():
    whole = tuple(KINDS)
    assert chosen([]) == chosen(whole) == whole
    assert {c.name: c.show for c in chips(whole)} == {"all": (), **{k: (k,) for k in KINDS}}
    two = {c.name: (c.show, c.on) for c in chips(("way", "talk"))}
    assert (two["way"], two["receipts"]) == ((("talk",), True), (("way", "receipts", "talk"), False))
    assert {c.name: c.show for c in chips(("talk",))}["talk"] == ()
    assert asked(whole) == ()
    assert "said" in verbs(("talk",))
    assert "said" not in verbs(("issues", "way"))
    assert {v for k in KINDS for v in verbs((k,))} == set(verbs(whole))


@pytest.fixture
def long(session):
    """Six lines, promised at once for two days, of which five came in at once."""
    made = builders.order(session, "PO-9", 3, 3, 3, 4, 4, 4)
    parts = builders.schedules(session, made)
    answering.answer(session, person("rina"), [(part, answers.request_accepted) for part in parts])
    day = builders.today()
    shipments.receive_all(
        session, person("dewi"),
        [
            (part, {"arrived_on": day, "received_on": day, "accepted": Decimal(10), "rejected": Decimal(0), "condition": "good"})
            for part in parts[:5]
        ],
    )  # fmt: skip
    session.commit()
    return made


def titles(client) -> list[str]:
    events = client.page.all("li", class_="event")
    return [" ".join("".join(event.iter("p").__next__().itertext()).split()) for event in events]


def test_what_was_done_at_once_to_many_lines_is_one_thing_that_opens(client, session, long):
    rina = client("rina")
    rina.get("/orders/PO-9/timeline")
    assert rina.selects == SELECTS
    came, promised, ordered = titles(rina)
    assert came.startswith("5 lines arrived")
    first, last = (
        day_text(builders.today() + timedelta(days=n), "en", builders.today().year) for n in (3, 4)
    )
    assert promised.startswith(f"{first} to {last} promised, 6 lines")
    assert ordered == "Ordered Mitra"
    each = [
        [" ".join("".join(li.itertext()).split()) for li in d.iter("li")]
        for d in rina.page.one("ol", class_="timeline").iter("details")
    ]
    assert [len(ones) for ones in each] == [5, 6]
    assert each[0][0] == "10 t arrived, line 1"
    assert each[1][5] == f"{last} promised, line 6"


def test_three_lines_are_told_one_by_one(client, session):
    parts = builders.schedules(session, builders.order(session, "PO-9", 3, 3, 3))
    answering.answer(session, person("rina"), [(part, answers.request_accepted) for part in parts])
    session.commit()
    rina = client("rina")
    rina.get("/orders/PO-9/timeline?show=promises")
    assert len(titles(rina)) == 4
    assert list(rina.page.one("ol", class_="timeline").iter("details")) == []


def test_many_changes_at_once_are_one_row_on_whichever_page(client, session, long):
    """Forty rows of one request between words of 15 and of 25 others: told once, none is lost, none twice."""
    for number in range(25):
        wrote(session, "dewi", long.id, f"old {number}")
    record_many(session, person("dewi"), [
        Happening("added", ("order", long.id, "PO-9"), 1, "shared", long.id, {"line": n, "quantity": "1", "unit": "t"})
        for n in range(1, 41)
    ])  # fmt: skip
    for number in range(19):
        wrote(session, "dewi", long.id, f"new {number}")
    session.commit()
    rina, told_, path = client("rina"), [], "/orders/PO-9?show=promises&show=talk"
    while path:
        rina.get(path)
        told_ += titles(rina)
        path = next(
            (a.get("href") for a in rina.page.all("a") if "Earlier rows" in "".join(a.itertext())), None
        )
    assert [title for title in told_ if "40 lines" in title] == ["Dewi Anggraini added 40 lines"]
    assert told_.index("Dewi Anggraini added 40 lines") == 19  # the last of the first page
    assert len(told_) == len(set(told_)) == 25 + 19 + 1 + 1 + 1
