"""What the page of an order costs, whatever is there to be shown (endpoint orders.show)."""

from sqlalchemy import update

from portal.accounts.models import Assignment, User
from tests import cast
from tests.orders import rich

# sign-in, navigation, order, what stands beside it, thread with its readers, shipments, activity, issues; and
# the files that wait with a message which was not sent.
SELECTS = 9


def test_the_richest_order_takes_no_more_than_ten_selects(client, session):
    for ref, lines in (("PO-4", 4), ("PO-48", 48)):
        rich.order(session, client, ref, lines)
    for name in ("rina", "dewi"):
        person = client(name)
        for ref in ("PO-4", "PO-48"):
            assert person.get(f"/orders/{ref}").status_code == 200
            assert person.selects == SELECTS
            seen = person.page.text + person.page.html  # what was typed stands in its field
            for words in (
                "Contested: ISS-00000", "Cancelled by Mitra", "See the list", "list.csv", "And then", "Cause:",
                "The rolling mill stands", "Pak Joko" if name == "dewi" else "Sari Utami",
                "Their answer is due by" if name == "dewi" else "Please answer by",
            ):  # fmt: skip
                assert words in seen, words
    session.execute(update(User).where(User.id == cast.user_id("dewi")).values(limited=True))
    session.add(Assignment(user_id=cast.user_id("dewi"), partner_id=1))
    session.commit()
    dewi = client("dewi")
    dewi.get("/orders/PO-48")
    assert dewi.selects == SELECTS + 1 <= 10  # whom they are assigned to
