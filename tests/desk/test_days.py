"""A day is that of the receiving site, whoever reads: viewers at the ends of the world, on both sides of
a change of clocks and of midnight at the site, read the same days, "today" and "late" on every page."""

import copy
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import time_machine

from portal.accounts.models import User
from portal.notify import digests
from portal.notify.models import Mail
from portal.shipments import actions as shipments
from tests import cast
from tests.orders import builders

ZONES = ("Pacific/Tongatapu", "Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin")
SITE = 1  # in Surabaya, UTC+7: its midnight is 17:00 in UTC
MOMENTS = {
    "before Berlin's summer": datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC),
    "in Berlin's summer": datetime(2027, 3, 28, 1, 0, 30, tzinfo=UTC),
    "before Berlin's winter": datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC),
    "in Berlin's winter": datetime(2026, 10, 25, 1, 0, 30, tzinfo=UTC),
    "before midnight at the site": datetime(2026, 12, 31, 16, 59, 30, tzinfo=UTC),
    "after midnight at the site": datetime(2026, 12, 31, 17, 0, 30, tzinfo=UTC),
    "before Auckland's winter": datetime(2027, 4, 3, 13, 59, 30, tzinfo=UTC),
    "in Auckland's winter": datetime(2027, 4, 3, 14, 0, 30, tzinfo=UTC),
}
PAGES = (
    "/", "/orders", "/orders?view=all", "/orders/PO-1", "/orders/PO-2", "/orders/PO-3", "/orders/PO-4", "/shipments", "/shipments/SN-1",
    "/exceptions", "/answer-sheets",
)  # fmt: skip
FILES = ("/orders/export.csv", "/orders/export.xlsx", "/answer-sheets/open-lines.xlsx")


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS.keys())
def moment(request):
    """The clock stands still."""
    with time_machine.travel(request.param, tick=False):
        yield request.param


@pytest.fixture
def orders(app, moment, session):
    """One due today, one late since yesterday, one in 3 days that is expected later and on its way, one
    not yet promised with a proposal, and one that came yesterday, a day late."""
    due, late, coming, asked, came = (
        builders.one(session, f"PO-{number}", away, site_id=SITE)
        for number, away in enumerate((0, -1, 3, 5, -2), start=1)
    )
    builders.promise(session, due, 0)
    builders.promise(session, late, -1)
    builders.promise(session, coming, 3)
    builders.propose(session, asked, 6)
    builders.arrive(session, builders.promise(session, came, -2), -1)
    notice = builders.dispatch(session, coming, "SN-1", shipped_on=builders.today())
    shipments.report_event(
        session,
        notice,
        "1",
        moment - timedelta(hours=3),
        "in_transit",
        "carrier",
        offset_minutes=420,
        recorded_at=moment,
    )
    today = builders.today()
    shipments.expect(session, coming, today + timedelta(5), today + timedelta(4), today + timedelta(6))
    session.commit()


def seen_from(client, session, who, zone, read):
    """What `read` gives for somebody whose clock is in that zone."""
    session.query(User).filter_by(id=cast.user_id(who)).one().zone = zone
    session.commit()
    return read(client(who))


def days(page):
    """All that a page says, but for moments: times, their timelines and the greeting."""
    root = copy.deepcopy(page.root)
    for parent in list(root.iter()):
        for child in list(parent):
            moment_in = child.tag == "time" and "T" in (child.get("datetime") or "")
            told = {"timeline", "changes"} & set((child.get("class") or "").split())
            if moment_in or told or child.tag in ("head", "script", "h1"):
                parent.remove(child)
    titles = [e.get("title") for e in root.iter() if e.get("title")]
    return " ".join(" ".join(root.itertext()).split()), titles


def turns(each):
    """A name and a moment for every row of a test: the two people in turn, both at each in `make sweep`."""
    return [
        pytest.param(who, moment, id=f"{name}-{who}", marks=() if number % 2 == place else pytest.mark.sweep)
        for number, (name, moment) in enumerate(MOMENTS.items())
        for place, who in enumerate(each)
    ]


@pytest.mark.parametrize(("who", "moment"), turns(["rina", "dewi"]), indirect=["moment"])
def test_every_page_says_the_same_days(client, session, orders, who):
    def read(reader):
        found = {}
        for path in PAGES:
            assert reader.get(path).status_code == 200
            found[path] = days(reader.page)
        return found

    first, *others = (seen_from(client, session, who, zone, read) for zone in (cast.ZONE, *ZONES))
    for path in PAGES:
        assert [path, *(other[path] for other in others)] == [path, *[first[path]] * len(others)]
    for words in ("today", "in 3 days", "Overdue 1 day"):
        assert words in first["/orders?view=all"][0]


@pytest.mark.parametrize(("who", "moment"), turns(["dewi", "rina"]), indirect=["moment"])
def test_every_file_holds_the_same_days(client, session, orders, who):
    def read(reader):
        found = {}
        for path in FILES:
            answer = reader.get(path)
            assert answer.status_code == 200
            found[path] = answer.headers["Content-Disposition"], rows_of(answer.data, path)
        return found

    first, *others = (seen_from(client, session, who, zone, read) for zone in (cast.ZONE, *ZONES))
    for other in others:
        assert other == first
    for away in (0, -1, 3):
        assert (builders.today() + timedelta(away)).isoformat() in str(first["/orders/export.csv"])


def rows_of(content, path):
    """The cells of a file."""
    if path.endswith(".csv"):
        return content.decode()
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[str(cell) for cell in row] for sheet in book for row in sheet.iter_rows(values_only=True)]


def test_a_mail_says_the_same_days(app, client, session, moment, orders):
    """Rina promises a day; everybody on the other side reads the same of it."""
    for name, zone in zip(("dewi", "bagus", "mega"), ZONES, strict=False):
        session.query(User).filter_by(id=cast.user_id(name)).one().zone = zone
    session.commit()
    builders.one(session, "PO-9", 0, site_id=SITE)
    session.commit()
    client("rina").send("/orders/PO-9/confirmation", {"schedule": "1.1.1"})
    with time_machine.travel(moment + timedelta(minutes=2), tick=False), app.app_context():
        assert digests.write_due(app.config["SETTINGS"]) > 0
    session.rollback()
    mails = session.query(Mail.text).filter(Mail.user_id.in_(map(cast.user_id, ("dewi", "bagus", "mega"))))
    texts = [text for (text,) in mails if "promised" in text]
    assert len(texts) == 3
    assert len(set(texts)) == 1
