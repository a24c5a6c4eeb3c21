"""Finding orders, issues, notices and partners. endpoint: desk.search"""

import pytest

from portal.accounts.models import Assignment, Membership, User
from tests import cast
from tests.desk import arrange
from tests.desk.arrange import issue, notice, order, overdue

MOST_SELECTS = 8


@pytest.fixture
def filled(session):
    """Orders, issues and notices of both partners."""
    overdue(session, "PO-1042", "Wide-flange beam H 300")
    (coil,) = order(session, "PO-1043", ("Hot-rolled coil 3.0", 4))
    notice(session, coil, "SJ-SUMBER-0101", "TRK 88 210 447")
    (bolt,) = order(session, "PO-2042", ("Anchor bolt M24", 4), partner="BAUT")
    notice(session, bolt, "SJ-BAUT-0101", "AJT-5523390")
    issue(session, "ISS-000001", "Beam flanges are bent")
    issue(session, "ISS-000002", "Anchor threads are rusty", opened="budi", partner="BAUT")
    issue(session, "ISS-000003", "Rina was rude", opened="sari", confidential=True)
    session.commit()


def refs(page) -> list[str]:
    return ["".join(b.itertext()) for th in page.root.iter("th") for b in th.iter("b")]


def find(opened, query) -> list[str]:
    assert opened.get("/search", query_string={"q": query}).status_code == 200
    return refs(opened.page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("PO-1042", ["PO-1042"]), ("po-104", ["PO-1042", "PO-1043"]), ("1042", ["PO-1042"]),
        ("beam", ["PO-1042", "ISS-000001"]), ("flang", ["PO-1042", "ISS-000001"]),
        ("ISS-000001", ["ISS-000001"]), ("iss-0", ["ISS-000001"]),
        ("SJ-SUMBER", ["PO-1043", "SJ-SUMBER-0101"]), ("trk 88 210", ["PO-1043", "SJ-SUMBER-0101"]),
        ("samudra", ["PO-1043"]), ("sumber", ["PO-1043"]),
    ],
)  # fmt: skip
def test_a_partner_finds_its_own_by_reference_and_words(filled, client, query, found):
    assert find(client("rina"), query) == found


@pytest.mark.parametrize(
    "query",
    [
        "PO-2042",
        "2042",
        "anchor",
        "ISS-000002",
        "rusty",
        "AJT-5523390",
        "SJ-BAUT",
        "Baut",
        "BAUT",
        "rude",
        "ISS-000003",
    ],
)
def test_a_partner_finds_nothing_of_others_nor_a_number_of_them(filled, client, query):
    rina = client("rina")
    assert find(rina, query) == []
    assert "Nothing found for" in rina.page.text
    assert "Baut Prima" not in rina.page.html


def test_staff_find_across_partners_and_the_partners_themselves(filled, client):
    dewi = client("dewi")
    assert find(dewi, "baut") == ["PO-2042", "BAUT"]  # the order by the reference of its notice
    assert "/partners/BAUT" in [a.get("href") for a in dewi.page.root.iter("a")]
    assert find(dewi, "2042") == ["PO-2042"]
    assert find(dewi, "rude") == ["ISS-000003"]


def test_each_says_how_it_stands_in_words(filled, client, session):
    issue(session, "ISS-000009", "Beam is short", state="confirmed", closed=True)
    session.commit()
    rina = client("rina")
    find(rina, "beam")
    for word in ("Overdue 5 days", "Not yet seen", "Solved and confirmed"):
        assert word in rina.page.text


def test_limited_staff_find_only_what_is_theirs(filled, client, session):
    session.query(User).filter_by(id=cast.user_id("dewi")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("dewi"), partner_id=1))
    session.commit()
    dewi = client("dewi")
    for query in ("PO-2042", "anchor", "baut", "AJT-5523390", "rusty"):
        assert find(dewi, query) == []
    assert find(dewi, "PO-104") == ["PO-1042", "PO-1043"]


def test_a_narrow_reach_narrows_the_search(filled, client, session):
    session.query(Membership).filter_by(user_id=cast.user_id("toni")).one().reach = "own"
    arrange.order_of(session, "PO-1042").partner_owner_id = cast.user_id("toni")
    session.commit()
    toni = client("toni")
    assert find(toni, "PO-104") == ["PO-1042"]
    assert find(toni, "coil") == []
    assert find(toni, "trk 88") == []


def test_an_exact_reference_comes_before_those_it_begins(client, session):
    order(session, "PO-1", ("Plate", 3))
    for number in range(10, 14):
        order(session, f"PO-{number}", ("Plate", 3))
    session.commit()
    assert find(client("rina"), "po-1")[0] == "PO-1"


def test_ten_of_each_and_a_way_to_the_whole_list(client, session):
    for number in range(12):
        order(session, f"PO-30{number:02d}", ("Plate", 3))
        issue(session, f"ISS-{number:06d}", "Plate is bent")
    session.commit()
    rina = client("rina")
    found = find(rina, "plate")
    assert (sum(r.startswith("PO") for r in found), sum(r.startswith("ISS") for r in found)) == (10, 10)
    hrefs = [a.get("href") for a in rina.page.root.iter("a")]
    assert "/orders?view=all&q=plate" in hrefs
    assert "/issues?q=plate" in hrefs


def test_selects_stay_the_same_for_one_row_and_for_fifty(client, session):
    order(session, "PO-3000", ("Plate", 3))
    session.commit()
    rina, dewi = client("rina"), client("dewi")
    rina.get("/search?q=plate"), dewi.get("/search?q=plate")
    before = rina.selects, dewi.selects
    for number in range(1, 51):
        (one,) = order(session, f"PO-30{number:02d}", ("Plate", 3))
        issue(session, f"ISS-{number:06d}", "Plate is bent")
        notice(session, one, f"PLATE-{number}", f"PLATE {number}")
    session.commit()
    rina.get("/search?q=plate"), dewi.get("/search?q=plate")
    assert (rina.selects, dewi.selects) == before
    assert max(before) <= MOST_SELECTS


@pytest.mark.parametrize(
    "query", ['"', "'", "%", "_", "*", "a* OR b", 'NEAR("a" "b")', "a:b", "-", "\\", "(", "pid2", "pid2 bolt", "\x00", "😀", "<script>alert(1)</script>", "x" * 5000, "٣", "\u202eabc"],
)  # fmt: skip
def test_nothing_typed_is_an_operator_or_breaks_the_page(filled, client, query):
    for name in ("rina", "dewi"):
        opened = client(name)
        assert opened.get("/search", query_string={"q": query}).status_code == 200
        assert "<script>alert" not in opened.page.html
        if name == "rina":
            assert "PO-2042" not in opened.page.html


def test_an_empty_question_shows_the_form_and_asks_the_database_nothing(client):
    rina = client("rina")
    rina.get("/search")
    plain = rina.selects
    assert rina.page.field("q") == ""
    assert "Nothing found" not in rina.page.text
    rina.get("/search?q=++")
    assert rina.selects == plain


def test_a_visitor_is_sent_to_sign_in_and_back(visitor):
    answer = visitor.get("/search?q=beam")
    assert answer.status_code == 303
    assert "search" in answer.location
