"""endpoint: shipments.exceptions. The one list of what is not as promised, by the day it is due."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.issues.models import Contest, Issue
from portal.orders import actions as orders
from portal.shipments import actions as shipments
from portal.shipments.exceptions import PAGE
from portal.shipments.models import Cause, Handling, Receipt
from portal.web import paging
from tests import cast
from tests.orders import builders
from tests.page import HTMX

# Sign-in, navigation, working days, the exceptions, how many lines each has, the counts, the ledgers.
SELECTS = 7
STAFF = 1  # the partners to choose from


def shown(client) -> list[str]:
    return [" ".join("".join(th.itertext()).split()) for th in client.page.all("th", class_="cell-ref")]


def refs(client) -> list[str]:
    return [each.split()[0] for each in shown(client)]


def counted(client) -> dict[str, str]:
    found = {}
    for a in client.page.one("nav", aria_label="Kinds of exception").iter("a"):
        *label, number = "".join(a.itertext()).split()
        found[" ".join(label)] = number
    return found


def days(number: int) -> date:
    return builders.today() + timedelta(days=number)


@pytest.fixture
def made(session):
    """An exception of each kind of SUMBER, what is none beside each, and a late line of a stranger."""
    hour = timedelta(hours=1)
    answer = {"past": clock.now() - timedelta(days=2), "ahead": clock.now() + hour}
    clocked = builders.one(session, "PO-CLOCK", 40, answer_due_at=answer["past"])
    builders.one(session, "PO-TIME", 40, answer_due_at=answer["ahead"])
    builders.one(session, "PO-ASKED", -4, answer_due_at=None)
    builders.one(session, "PO-FUTURE", 4, answer_due_at=None)
    late = builders.promise(session, builders.one(session, "PO-LATE"), -6)
    builders.promise(session, builders.one(session, "PO-TODAY"), 0)
    risk = builders.promise(session, builders.one(session, "PO-RISK"), 4)
    shipments.expect(session, risk, days(8))
    short = builders.arrive(
        session, builders.promise(session, builders.one(session, "PO-SHORT"), -3), -3, (3, 5)
    )
    part = builders.arrive(
        session, builders.promise(session, builders.one(session, "PO-PART"), 3), -3, (3, 5)
    )
    silent = builders.promise(session, builders.one(session, "PO-SILENT"), 9)
    heard = builders.promise(session, builders.one(session, "PO-HEARD"), 9)
    silent.quiet_on, heard.quiet_on = days(-2), days(0)
    contested = builders.arrive(session, builders.promise(session, builders.one(session, "PO-CAUSE"), -9), -2)
    agreed = builders.arrive(session, builders.promise(session, builders.one(session, "PO-AGREED"), -9), -2)
    for schedule, states in ((contested, ["claimed", "contested"]), (agreed, ["contested", "agreed"])):
        for state in states:
            session.add(cause(schedule, state))
            session.flush()
    builders.promise(session, builders.one(session, "BP-LATE", partner=builders.BAUT), -2)
    session.commit()
    return {"late": late, "clocked": clocked, "short": short, "part": part}


def cause(schedule, state: str, party: str = "partner", side: str = "carrier") -> Cause:
    return Cause(
        partner_id=schedule.partner_id, order_id=schedule.order_id, schedule_id=schedule.id, party=party,
        side=side, state=state, user_id=cast.user_id("rina"), user_name="Rina Wulandari", at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("late", ["PO-LATE"]), ("short", ["PO-SHORT"]), ("at-risk", ["PO-RISK"]), ("silent", ["PO-SILENT"]),
        ("contested", ["PO-CAUSE"]), ("unconfirmed", ["PO-ASKED", "PO-CLOCK"]), ("put-off", []),
    ],
)  # fmt: skip
def test_each_kind_holds_its_own_and_nothing_else(client, made, kind, expected):
    rina = client("rina")
    assert rina.get(f"/exceptions?kind={kind}").status_code == 200
    assert sorted(refs(rina)) == expected


def test_tabs_count_what_they_hold(client, made):
    rina = client("rina")
    rina.get("/exceptions")
    assert counted(rina) == {
        "All": "7", "Late": "1", "Silent": "1", "At risk": "1", "Short": "1", "Not confirmed": "2",
        "Contested": "1", "Put off": "0",
    }  # fmt: skip
    assert rina.selects == SELECTS
    dewi = client("dewi")
    dewi.get("/exceptions")
    assert (counted(dewi)["All"], counted(dewi)["Late"]) == ("8", "2")
    assert dewi.selects == SELECTS + STAFF


def test_the_words_say_what_is_wrong_and_what_to_do(client, made):
    rina = client("rina")
    rina.get("/exceptions")
    for words in (
        "Late 6 days", "Short, 6 of 10 t", "expected 4 days after the promise", "answer due 2 days ago",
        "Silent 2 days too long", "Nobody yet", "Say what happened", "Say when the rest comes", "Say the new day",
        "Announce the dispatch", "Give a day",
    ):  # fmt: skip
        assert words in rina.page.text
    dewi = client("dewi")
    dewi.get("/exceptions")
    for words in (
        "Ask what happened",
        "Ask for a day",
        "Agree or answer",
        "PT Sumber Logam Abadi says: the carrier",
    ):
        assert words in dewi.page.text
    toni = client("toni")
    toni.get("/exceptions")
    assert "Say what happened" not in toni.page.text
    assert "Open the order" in toni.page.text


def test_lines_of_one_order_and_kind_are_one_exception(client, session):
    first, second, third = builders.schedules(session, builders.order(session, "PO-1", 1, 2, 3))
    builders.promise(session, first, -2)
    builders.promise(session, second, -5)
    builders.promise(session, third, 5)
    session.commit()
    rina = client("rina")
    rina.get("/exceptions")
    assert shown(rina) == ["PO-1 2: Late 5 days and 1 more line"]


def test_the_day_due_comes_first_and_then_the_gravest(client, session):
    """Late from a Thursday and silent from a Thursday are due on the Friday; a rest that is short from
    the Wednesday on as well, since it has two days; a promise for Friday at risk, on the Thursday."""
    friday = days(0) - timedelta(days=(days(0).weekday() - 4) % 7 + 7)
    off = (friday - days(0)).days

    def promised(ref: str, day: int):
        return builders.promise(session, builders.one(session, ref), day)

    builders.arrive(session, promised("PO-SHORT", off - 2), off - 2, (1, 2))
    quiet = promised("PO-SILENT", 9)
    quiet.quiet_on = days(off - 1)
    promised("PO-LATE", off - 1)
    risk = promised("PO-RISK", off)
    shipments.expect(session, risk, days(3))
    promised("PO-LATER", off)  # due on the Monday
    session.commit()
    rina = client("rina")
    rina.get("/exceptions")
    assert refs(rina) == ["PO-RISK", "PO-LATE", "PO-SILENT", "PO-SHORT", "PO-LATER"]
    times = [t.get("datetime") for t in rina.page.all("time")]
    assert times == [days(off + n).isoformat() for n in (-1, 0, 0, 0, 3)]


@pytest.fixture
def owned(session):
    """Late lines: rina's, dewi's to follow but sari's by rule, and nobody's; one that waits for dewi's
    answer; one that people gave to bagus."""
    ids = {name: cast.user_id(name) for name in cast.EVERYONE}

    def late(ref: str, **columns):
        return builders.promise(session, builders.one(session, ref, **columns), -3)

    late("PO-RINA", partner_owner_id=ids["rina"])
    late("PO-SARI", partner_owner_id=ids["sari"], staff_owner_id=ids["dewi"])
    late("PO-NOBODY", staff_owner_id=ids["dewi"])
    builders.propose(session, late("PO-DEWI", staff_owner_id=ids["dewi"]), 5)
    given = late("PO-BAGUS", partner_owner_id=ids["rina"])
    session.add(
        Handling(
            partner_id=1, order_id=given.order_id, kind="late", owner_id=ids["bagus"], set_at=clock.now()
        )
    )
    session.commit()


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("rina", "mine", ["PO-RINA"]), ("sari", "mine", ["PO-SARI"]), ("dewi", "mine", ["PO-DEWI"]),
        ("bagus", "mine", ["PO-BAGUS"]), ("dewi", "nobody", ["PO-NOBODY"]), ("rina", "nobody", ["PO-NOBODY"]),
        ("budi", "mine", []), ("budi", "nobody", []),
    ],
)  # fmt: skip
def test_whose_it_is_follows_from_who_must_act(client, owned, name, query, expected):
    person = client(name)
    person.get(f"/exceptions?whose={query}")
    assert refs(person) == expected


def test_what_people_set_stands_before_the_rule(client, session):
    for number in (1, 2, 3):
        builders.promise(session, builders.one(session, f"PO-{number}"), -20 + number)
    ids = {s.order_ref: s.order_id for s in session.query(orders.Schedule)}
    common = {"partner_id": 1, "kind": "late", "set_at": clock.now()}
    session.add(Handling(order_id=ids["PO-1"], due_on=days(5), **common))
    session.add(
        Handling(order_id=ids["PO-2"], put_off_until=days(1), reason="the crane comes on Monday", **common)
    )
    session.add(Handling(order_id=ids["PO-3"], put_off_until=days(0), **common))  # over today
    session.commit()
    rina = client("rina")
    rina.get("/exceptions")
    assert refs(rina) == ["PO-3", "PO-1"]
    assert (counted(rina)["Late"], counted(rina)["Put off"]) == ("2", "1")
    rina.get("/exceptions?kind=put-off")
    assert refs(rina) == ["PO-2"]
    assert rina.page.all("time")[0].get("datetime") == days(1).isoformat()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("partner=BAUT", ["BP-LATE"]), ("partner=NOBODY", []), ("q=plate+po-late", ["PO-LATE"]), ("q=%25", []),
        ("q=_", []), ("kind=late&q=bp", ["BP-LATE"]), ("q=BP%00", ["BP-LATE"]),
    ],
)  # fmt: skip
def test_filters_narrow_it(client, made, query, expected):
    dewi = client("dewi")
    dewi.get(f"/exceptions?{query}")
    assert refs(dewi) == expected


def test_nonsense_asks_for_everything(client, made):
    dewi = client("dewi")
    dewi.get("/exceptions?kind=nonsense&whose=nonsense&after=nonsense")
    assert len(refs(dewi)) == 8


@pytest.mark.parametrize("number", [2**62, -1, 10**7, 0])
def test_a_cursor_that_nobody_gave_begins_anew(client, made, number):
    dewi = client("dewi")
    word = paging.encode([number] * 19)
    assert dewi.get(f"/exceptions?after={word}").status_code == 200


def test_a_partner_cannot_choose_another(client, made):
    rina = client("rina")
    rina.get("/exceptions?partner=BAUT&q=BP")
    assert refs(rina) == []
    budi = client("budi")
    budi.get("/exceptions")
    assert refs(budi) == ["BP-LATE"]


def test_reach_narrows_it(client, session, made):
    session.query(cast.Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    mine = builders.one(session, "PO-MINE", partner_owner_id=cast.user_id("sari"))
    builders.promise(session, mine, -1)
    session.commit()
    sari = client("sari")
    sari.get("/exceptions")
    assert refs(sari) == ["PO-MINE"]
    assert counted(sari)["All"] == "1"


@pytest.mark.parametrize("name", ["rina", "dewi"])
def test_pages_follow_each_other_to_the_end(client, session, name):
    """Of several kinds and days at once, some set by people: nothing twice, nothing left out."""
    expected = set()
    for number in range(PAGE + 10):
        late = builders.promise(session, builders.one(session, f"PO-{number}"), -1 - number % 4)
        expected.add(f"PO-{number}")
        if number % 5 == 0:
            late.quiet_on = days(-3)
            expected.add(f"PO-{number} silent")
        if number % 7 == 0:
            session.add(
                Handling(partner_id=1, order_id=late.order_id, kind="late", due_on=days(number % 3 - 2), set_at=clock.now())
            )  # fmt: skip
    session.commit()
    person = client(name)
    person.get("/exceptions")
    found, due = [], []
    for _page in range(4):
        rows = person.page.all("tr")
        found += [tr.get("id") for tr in rows if (tr.get("id") or "").startswith("exception-")]
        due += [time.get("datetime") for time in person.page.all("time")]
        following = person.page.all("a", rel="next")
        if not following:
            break
        person.get(following[0].get("href"))
    told = {
        each.removeprefix("exception-").replace("-late", "").replace("-silent", " silent") for each in found
    }
    assert (len(found), told) == (len(expected), expected)
    assert due == sorted(due)


def test_nothing_says_so(client):
    rina = client("rina")
    rina.get("/exceptions")
    assert "Everything is as promised" in rina.page.text
    rina.get("/exceptions?kind=late")
    assert "None of this kind" in rina.page.text
    rina.get("/exceptions?q=x")
    assert "No exception matches the filters." in rina.page.text


def test_htmx_gets_the_table_alone(client, made):
    assert "<html" not in client("dewi").get("/exceptions", headers=HTMX).get_data(as_text=True)


@pytest.mark.parametrize("name", ["rina", "ayu"])
def test_the_noun_stands_in_the_bar(client, name):
    opened = client(name)
    opened.get("/")
    assert any(a.get("href") == "/exceptions" for a in opened.page.one("nav", aria_label="Main").iter("a"))


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/exceptions").status_code == 303


@pytest.mark.parametrize(("opener", "acts"), [("rina", "dewi"), ("dewi", "rina")])
def test_a_contested_receipt_stands_in_it_until_its_issue_is_closed(client, session, opener, acts):
    """The side that did not contest it sees to it."""
    owners = {"staff_owner_id": cast.user_id("dewi"), "partner_owner_id": cast.user_id("rina")}
    schedule = builders.arrive(
        session, builders.promise(session, builders.one(session, "PO-1", **owners), -3), -3
    )
    builders.arrive(session, builders.promise(session, builders.one(session, "PO-2"), -3), -3)
    receipt = session.query(Receipt).filter_by(schedule_id=schedule.id).one()
    issue = Issue(
        partner_id=1, ref="ISS-000001", kind="damaged", title="Bent", about="line", what_happened="Bent",
        opened_by=cast.user_id(opener), opened_name=cast.NAMES[opener], opened_at=clock.now(),
        opened_side="staff" if opener == "dewi" else "partner", answer_due_at=clock.now(), solution_due_at=clock.now(),
        order_id=schedule.order_id,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    session.add(Contest(partner_id=1, receipt_id=receipt.id, issue_id=issue.id))
    session.commit()
    for name in ("rina", "dewi"):
        person = client(name)
        person.get("/exceptions?kind=contested")
        assert refs(person) == ["PO-1"]
        assert counted(person)["Contested"] == "1"
        who = "Cahaya Baja" if opener == "dewi" else "PT Sumber Logam Abadi"
        assert f"what came in, by {who}" in person.page.text
        assert person.page.all("a", href="/issues/ISS-000001") != []
        person.get("/exceptions?whose=mine")
        assert refs(person) == (["PO-1"] if name == acts else [])
        person.get("/exceptions/PO-1/contested")
        assert "PO-1 1" in shown(person)
    budi = client("budi")
    budi.get("/exceptions")
    assert refs(budi) == []
    issue.closed = True
    session.commit()
    rina = client("rina")
    rina.get("/exceptions?kind=contested")
    assert refs(rina) == []


def test_a_confidential_contest_is_not_told_to_others(client, session):
    """Sari contests a receipt and names nobody: rina does not see it, the company does."""
    schedule = builders.arrive(session, builders.promise(session, builders.one(session, "PO-1"), -3), -3)
    receipt = session.query(Receipt).filter_by(schedule_id=schedule.id).one()
    issue = Issue(
        partner_id=1, ref="ISS-000001", kind="damaged", title="Bent", about="line", what_happened="Bent", confidential=True,
        opened_by=cast.user_id("sari"), opened_name="Sari Utami", opened_at=clock.now(), opened_side="partner",
        answer_due_at=clock.now(), solution_due_at=clock.now(), order_id=schedule.order_id,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    session.add(Contest(partner_id=1, receipt_id=receipt.id, issue_id=issue.id))
    session.commit()
    seen = {}
    for name in ("sari", "rina", "dewi"):
        person = client(name)
        person.get("/exceptions")
        seen[name] = (refs(person), counted(person)["Contested"])
    assert seen == {"sari": (["PO-1"], "1"), "rina": ([], "0"), "dewi": (["PO-1"], "1")}
