"""Pages of issues ask the database as often for fifty issues with fifty messages as for one."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.accounts.models import Membership
from portal.issues import actions
from portal.orders.models import Order
from tests import cast
from tests.issues.arrange import actor, get, issue, orders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
PATHS = (
    "/",
    "/issues",
    "/issues?tab=waiting&kind=damaged",
    "/issues?q=truck",
    "/issues/ISS-000001",
    "/search?q=truck",
)


def test_fifty_cost_the_selects_of_one(client: Client, session: Session) -> None:
    orders(session)
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    ref, asked = issue(session, "sari", kind="damaged"), []
    for more in (1, 49):
        for _ in range(more):
            issue(session, "sari")
        say(session, ref, more // 2 + 1)
        asked.append([selects(client(name)) for name in ("dewi", "rina", "sari")])
    assert asked[0] == asked[1]


def say(session: Session, ref: str, times: int) -> None:
    """Let both sides, and ourselves among us, speak under an issue."""
    made = get(session, ref)
    for _ in range(times):
        actions.reply(session, actor("dewi"), made, "shared", "The truck is repaired.")
        actions.reply(session, actor("dewi"), made, "internal", "The truck was old.")
        actions.reply(session, actor("rina"), made, "shared", "Which truck?")
    session.commit()


def selects(person: CheckedClient) -> list[int]:
    """SELECTs of each page, asked by somebody who was here before."""
    found = []
    for path in ("/issues", *PATHS):
        assert person.get(path).status_code == 200
        found.append(person.selects)
    return found[1:]


def test_a_colleague_with_a_narrow_reach_sees_what_they_opened_what_names_them_and_their_orders(
    client: Client, session: Session
) -> None:
    orders(session)
    session.query(Membership).filter_by(user_id=cast.user_id("sari")).one().reach = "own"
    hers, named = (
        issue(session, "sari", None),
        issue(session, "rina", None, confidential=True, named=(cast.user_id("sari"),)),
    )
    issue(session, "rina", None), issue(session, "budi", "PO-2")
    about = issue(session, "rina"), issue(session, "rina", confidential=True)
    session.commit()
    sari = client("sari")
    sari.get("/issues")
    assert shown(sari) == {hers, named}
    session.query(Order).filter_by(ref="PO-1").one().partner_owner_id = cast.user_id("sari")
    session.commit()
    sari.get("/issues")
    assert shown(sari) == {hers, named, about[0]}
    assert "Open 3 " in sari.page.text
    assert sari.get(f"/issues/{about[1]}").status_code == 404


def shown(person: CheckedClient) -> set[str]:
    return {
        (row.get("id") or "")[4:]
        for row in person.page.root.iter("tr")
        if (row.get("id") or "").startswith("row-")
    }
