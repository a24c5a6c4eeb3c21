"""Delivery figures: the command and the pages say the same. endpoint: shipments.delivery

Those of the real history: tests/exchange/test_history.py."""

import json

from portal.accounts.models import Assignment, Membership, User
from portal.partners.models import Partner
from tests import cast
from tests.shipments.deliveries import BAUT, SUMBER, TOTALS, arrange, only, panel, shown

MOST_SELECTS = 8


def command(app, *arguments):
    result = app.test_cli_runner().invoke(args=["delivery", "--json", *arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def row(opened, code):
    (found,) = opened.page.all("tr", id=code if code.startswith("totals") else f"partner-{code}")
    return shown(found)


def test_command_page_and_panel_agree_with_what_was_calculated_by_hand(app, client, session):
    arrange(session)
    said = command(app)
    assert only(said["totals"], TOTALS) == TOTALS
    assert {p["code"]: only(p, SUMBER) for p in said["partners"]} == {"SUMBER": SUMBER, "BAUT": BAUT}
    dewi = client("dewi")
    assert dewi.get("/delivery").status_code == 200
    for code, right in (("SUMBER", SUMBER), ("BAUT", BAUT), ("totals", TOTALS)):
        found = row(dewi, code)
        assert found == only(right, found)
    for name in ("dewi", "rina", "toni"):
        opened = client(name)
        opened.get("/partners/SUMBER")
        assert only(panel(opened.page), SUMBER) == SUMBER
    assert only(command(app, "--partner", "SUMBER")["totals"], SUMBER) == SUMBER


def test_a_rate_of_few_is_shown_and_called_too_few_and_none_is_no_data(client, session):
    arrange(session)
    dewi = client("dewi")
    dewi.get("/delivery")
    assert "66.7 %" in " ".join(dewi.page.text.replace("\u202f", " ").split())
    assert "too few to judge" in dewi.page.text
    assert "no data" in dewi.page.text


def test_a_partner_sees_its_own_row_and_no_total_of_all(client, session):
    arrange(session)
    rina = client("rina")
    rina.get("/delivery")
    assert [r.get("id") for r in rina.page.root.iter("tr") if r.get("id")] == ["partner-SUMBER"]
    found = row(rina, "SUMBER")
    assert found == only(SUMBER, found)
    assert "Baut" not in rina.page.html


def test_a_narrow_reach_counts_what_it_sees_and_says_so(client, session):
    arrange(session)
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    session.commit()
    sari = client("sari")
    sari.get("/delivery")
    assert "Nothing that was promised has arrived yet" in sari.page.text
    sari.get("/partners/SUMBER")
    assert "Nothing that was promised has arrived yet" in sari.page.text


def test_limited_staff_see_the_partners_that_are_theirs(client, session):
    arrange(session)
    session.query(User).filter_by(id=cast.user_id("dewi")).one().limited = True
    session.add(Assignment(user_id=cast.user_id("dewi"), partner_id=2))
    session.commit()
    dewi = client("dewi")
    dewi.get("/delivery")
    found = row(dewi, "totals")
    assert found == only(BAUT, found)
    assert "Sumber" not in dewi.page.html


def test_our_own_warehouses_are_counted_apart(app, client, session):
    arrange(session)
    session.query(Partner).filter_by(code="BAUT").one().internal_warehouse = True
    session.commit()
    dewi = client("dewi")
    dewi.get("/delivery")
    assert row(dewi, "totals")["line_count"] == 4
    found = row(dewi, "totals-outside")
    assert found == only(SUMBER, found)
    assert only(command(app)["totals_excluding_internal"], SUMBER) == SUMBER


def test_nothing_arrived_yet(client):
    dewi = client("dewi")
    assert dewi.get("/delivery").status_code == 200
    assert "Nothing that was promised has arrived yet" in dewi.page.text


def test_selects_stay_the_same_however_much_arrived(client, session):
    dewi = client("dewi")
    dewi.get("/delivery")
    empty = dewi.selects
    arrange(session)
    dewi.get("/delivery")
    assert dewi.selects == empty <= MOST_SELECTS


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/delivery").status_code == 303
