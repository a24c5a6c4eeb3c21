"""GET /orders/<ref>/cancellation: what cancelling would do, before it is done."""

import pytest

from tests.orders import builders
from tests.orders.amending import CANCEL


def test_it_says_what_would_happen(client, session):
    made = builders.order(session, "PO-1", 5, 6, 8)
    builders.promise(session, builders.schedules(session, made)[2], 8)
    session.commit()
    dewi = client("dewi")
    dewi.get(CANCEL)
    assert "2 deliveries are not promised yet: they are cancelled at once." in dewi.page.text
    assert (
        "1 delivery is promised: the partner is asked to agree, as our cause. Until then the promise stands."
        in dewi.page.text
    )


@pytest.mark.parametrize(
    ("who", "status"), [("mega", 200), ("adi", 200), ("budi", 404), ("sari", 403), ("ayu", 403)]
)
def test_who_may(client, session, who, status):
    builders.order(session, "PO-1", 5)
    session.commit()
    assert client(who).get(CANCEL).status_code == status
