"""Where a dispute shows besides its page: the issue, the contested receipt, the exceptions, home, mails."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.disputes import reminding
from portal.notify.models import Mail
from portal.shipments import actions as shipments
from portal.shipments.models import Receipt
from tests import cast
from tests.disputes.arrange import DECISION, act, get, issue, opened, verbs
from tests.issues import arrange
from tests.issues.arrange import actor
from tests.notify.arrange import told
from tests.orders import builders
from tests.page import CheckedClient

Client = Callable[[str], CheckedClient]
CONTEST = {
    "receipt": "GR-7", "order": "PO-1", "line": "1", "part": "1", "key": "k", "about": "receipt", "kind": "damaged",
    "what_happened": "The photos show another truck",
}  # fmt: skip


def test_the_issue_offers_it_and_says_whose_move_it_is(client: Client, session: Session) -> None:
    ref, rina, dewi, toni = issue(session), client("rina"), client("dewi"), client("toni")
    for who, offered in ((rina, True), (dewi, True), (toni, False)):
        who.get(f"/issues/{ref}")
        assert ("Dispute it" in who.page.text) is offered
    opened(session, rina, ref)
    dewi.get(f"/issues/{ref}")
    assert "It is your move." in dewi.page.text
    rina.get(f"/issues/{ref}")
    assert "It waits for the other side." in rina.page.text
    assert act(rina, session, ref, "decision", **DECISION) == 303
    assert act(dewi, session, ref, "acceptance") == 303
    toni.get(f"/issues/{ref}")
    panel = "".join(toni.page.one("section", id="dispute").itertext())
    assert "Agreed" in panel and "move" not in panel


@pytest.fixture
def receipt(session: Session) -> Receipt:
    """GR-7 of PO-1 line 1: 8 t good, 2 t rejected; the line is due in three days."""
    made = builders.order(session, "PO-1", 3, staff_owner_id=cast.user_id("dewi"))
    (schedule,) = builders.schedules(session, made)
    row = shipments.receive(
        session, actor("dewi"), schedule, ref="GR-7", arrived_on=builders.today(), received_on=builders.today(),
        accepted=Decimal(8), rejected=Decimal(2), condition="damaged",
    )  # fmt: skip
    session.commit()
    return row


@pytest.mark.usefixtures("receipt")
def test_a_contested_receipt_says_disputed_and_then_agreed(client: Client, session: Session) -> None:
    rina, dewi = client("rina"), client("dewi")
    ref = rina.send("/feedback/new", CONTEST).location.partition("?")[0].rpartition("/")[2]
    opened(session, rina, ref)
    for who in (rina, dewi):
        who.get("/orders/PO-1")
        assert f"Contested: {ref} Disputed" in who.page.text
        assert f"/issues/{ref}/dispute" in {a.get("href") for a in who.page.all("a")}
        who.get("/exceptions?kind=contested")
        assert "Disputed" in who.page.text and "what came in, by PT Sumber Logam Abadi" in who.page.text
    assert act(dewi, session, ref, "position", says="x", wants="y") == 303
    assert act(rina, session, ref, "decision", **DECISION) == 303
    assert act(dewi, session, ref, "acceptance") == 303
    for who in (rina, dewi):
        for page in ("/orders/PO-1", "/exceptions?kind=contested"):
            who.get(page)
            assert "Agreed on " in who.page.text, page
        assert "what came in, to be booked as agreed" in who.page.text
    # The next step is the company's: to take the receipt back with the reason filled in, and to book it anew.
    rina.get(f"/issues/{ref}/dispute")
    assert "Take the receipt back" not in rina.page.text
    dewi.get(f"/issues/{ref}/dispute")
    (back,) = [a.get("href") for a in dewi.page.all("a") if "Take the receipt back" in "".join(a.itertext())]
    dewi.get(back)
    reason = dewi.page.field("reason")
    assert reason == f"Agreed in the dispute about {ref}"
    path = str(back).partition("?")[0]
    assert dewi.send(path, {"key": "back", "reason": reason}).status_code == 303
    dewi.get(f"/issues/{ref}/dispute")
    assert "Book in what was agreed" in dewi.page.text
    dewi.get("/orders/PO-1")
    assert f"{ref}: both sides agree on a decision" in dewi.page.text  # in the timeline


def test_home_says_what_waits_and_only_to_whom(client: Client, session: Session) -> None:
    ref = issue(session)
    rina, sari, dewi, bagus, mega = (client(n) for n in ("rina", "sari", "dewi", "bagus", "mega"))

    def waits(who: CheckedClient) -> str:
        who.get("/")
        here = [
            li
            for li in who.page.all("li", class_="waiting-item")
            if "dispute" in str([a.get("href") for a in li.iter("a")])
        ]
        return " ".join("".join(li.itertext()) for li in here)

    opened(session, rina, ref)
    assert (
        "Say how you see it" in waits(dewi) and waits(bagus) == "" and waits(rina) == ""
    )  # it is Dewi's issue
    assert act(dewi, session, ref, "position", says="x", wants="y") == 303
    assert "Find a decision" in waits(sari)
    assert act(dewi, session, ref, "decision", **DECISION) == 303
    assert "Accept or answer" in waits(rina) and waits(dewi) == ""
    named = {"reason": "no", "staff_manager": cast.user_id("mega"), "partner_manager": cast.user_id("rina")}
    assert act(sari, session, ref, "escalation", **named) == 303
    assert "You decide" in waits(mega) and "You decide" in waits(rina)
    assert waits(dewi) == waits(sari) == ""


def test_who_is_told_by_mail(client: Client, session: Session) -> None:
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    count = Counter(told(session))

    def fresh() -> list[str]:
        session.rollback()
        new = Counter(told(session)) - count
        count.update(new)
        return sorted(new.elements())

    opened(session, rina, ref)
    assert fresh() == ["dewi"]
    mail = session.query(Mail).order_by(Mail.id.desc()).first()
    assert mail is not None
    assert mail.subject == f"{ref}: The truck stands at the port."
    assert f"Rina Wulandari disputes {ref}: Only two bars were bent." in mail.text
    assert f"http://localhost/issues/{ref}/dispute" in mail.text
    assert act(client("bagus"), session, ref, "position", says="x", wants="y") == 303
    assert fresh() == ["dewi", "rina"]
    assert act(dewi, session, ref, "decision", **DECISION) == 303
    assert fresh() == ["bagus", "rina"]
    named = {"reason": "no", "staff_manager": cast.user_id("mega"), "partner_manager": cast.user_id("rina")}
    assert act(client("sari"), session, ref, "escalation", **named) == 303
    assert fresh() == ["bagus", "dewi", "mega", "rina"]


def test_the_clocks_are_told_once(client: Client, session: Session) -> None:
    ref, today = issue(session), builders.today()
    made = opened(session, client("rina"), ref)
    version, due, offered = made.version, made.position_due_on, made.escalation_on
    weekdays = [day for n in range(1, 10) if (day := today + timedelta(days=n)).weekday() < 5]
    assert (due, offered) == (weekdays[2], today + timedelta(days=10))
    counts = []
    for day in (due, due + timedelta(days=1), due + timedelta(days=1), offered, offered):
        counts.append(reminding.remind(session, day, "Asia/Jakarta"))
        session.commit()
    assert counts == [0, 1, 0, 1, 0]
    assert verbs(session)[-2:] == ["dispute_reminded", "dispute_offered"]
    assert get(session, ref).version == version  # refuses nobody who is typing


def test_a_disputed_issue_neither_ends_nor_merges(client: Client, session: Session) -> None:
    """Until both sides decided, nobody calls it solved or closes it into another."""
    ref, rina, dewi = issue(session), client("rina"), client("dewi")
    other = arrange.issue(session, "rina", "PO-1")
    opened(session, rina, ref)
    version = arrange.get(session, ref).version
    answer = dewi.send(f"/issues/{ref}/resolution", {"version": version, "text": "We booked it again."})
    assert answer.status_code == 409 and "It is disputed." in dewi.page.text
    assert "We booked it again." in dewi.page.html
    answer = dewi.send(f"/issues/{ref}/merger", {"version": version, "into": other})
    assert answer.status_code == 422 and "It is disputed." in dewi.page.text
    assert act(rina, session, ref, "withdrawal", words="It was our mistake.") == 303
    answer = dewi.send(f"/issues/{ref}/merger", {"version": arrange.get(session, ref).version, "into": other})
    assert answer.status_code == 303
