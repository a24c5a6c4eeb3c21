"""endpoint: orders.use_link. Acting by a one-time link: once, for one order, in the name it was sent to."""

import io
from decimal import Decimal
from threading import Thread

import pytest

from portal import clock
from portal.accounts.throttle import PER_ADDRESS
from portal.activity.models import Activity
from portal.files.models import Attachment
from portal.orders.models import Schedule
from tests.orders import builders, links
from tests.orders.answers import ledger, now
from tests.orders.links import chosen

BY = "Pak Joko (PT Sumber Logam Abadi, link)"


@pytest.fixture
def order(session):
    """Line 1 not promised, line 2 promised for day 9, line 3 with a proposal of ours."""
    made = builders.order(session, "PO-1", 5, 9, 12)
    _one, two, three = builders.schedules(session, made)
    builders.promise(session, two, 9)
    builders.propose(session, three, 14, builders.DEWI)
    session.commit()
    return made


@pytest.fixture
def path(order, session):
    return links.made(session)


def versions(session):
    return {s.line_number: s.version for s in session.query(Schedule).filter_by(order_ref="PO-1")}


def test_one_form_answers_several_lines_at_once(visitor, path, session):
    v = versions(session)
    body = chosen(1, version=v[1]) | chosen(2, "holds", version=v[2]) | chosen(3, "agree", version=v[3])
    answer = visitor.post(path, data=body)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}?language=en")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert ledger(session, now(session, 1)[0]) == [(5, 10, "company", "accepted", "partner")]
    assert ledger(session, now(session, 2)[0])[-1] == (9, 10, "company", "accepted", "partner")
    assert ledger(session, now(session, 3)[0]) == [(14, 10, "company", "accepted", "partner")]
    (row,) = links.rows(session)
    assert row.used_at is not None
    assert row.used_address == "127.0.0.1"


def test_what_is_done_is_logged_in_the_name_it_was_sent_to(visitor, path, session):
    answer = visitor.post(
        path, data=chosen(1, version=versions(session)[1]), headers={"User-Agent": "Phone/1"}
    )
    assert answer.status_code == 303, visitor.page.text
    rows = session.query(Activity).filter(Activity.actor_name == BY).order_by(Activity.id).all()
    assert [(r.verb, r.audience, r.actor_side, r.actor_user_id) for r in rows] == [
        ("promised", "shared", "partner", None), ("used-link", "internal", "partner", None),
    ]  # fmt: skip
    assert rows[1].data == {"purpose": "answer", "address": "127.0.0.1", "agent": "Phone/1"}
    secret = path.rpartition("/")[2]
    assert secret not in str([r.data for r in session.query(Activity)])


def test_other_days_are_proposed_and_read_on_both_sides(visitor, client, path, session):
    tomorrow = builders.today().fromordinal(builders.today().toordinal() + 7).isoformat()
    later = builders.today().fromordinal(builders.today().toordinal() + 11).isoformat()
    body = chosen(
        1, "propose", version=versions(session)[1], quantity_1="4", day_1=tomorrow, quantity_2="6", day_2=later,
        reason="Roller broke", cause_side="partner",
    )  # fmt: skip
    assert visitor.post(path, data=body).status_code == 303
    assert ledger(session, now(session)[0]) == [
        (7, Decimal(4), "partner", "proposed", None), (11, Decimal(6), "partner", "proposed", None),
    ]  # fmt: skip
    dewi = client("dewi")
    dewi.get("/orders/PO-1")
    assert f"{BY} proposes:" in dewi.page.text
    assert "Roller broke" in dewi.page.text


def test_the_page_is_a_receipt_afterwards_and_acts_no_more(visitor, path, session):
    v = versions(session)
    visitor.post(path, data=chosen(1, version=v[1]))
    before = session.query(Activity).count()
    again = visitor.post(path, data=chosen(2, "nothing", version=v[2], reason="No"))
    assert (again.status_code, again.headers["Location"]) == (303, f"{path}?language=en")
    session.rollback()
    assert session.query(Activity).count() == before
    visitor.get(path)
    assert "Line 1, Plate 1: promised for" in visitor.page.text
    assert not visitor.page.all("form")


@pytest.mark.parametrize("state", ["revoked_at", "expires_at"])
def test_a_revoked_or_old_link_does_nothing(visitor, order, session, state):
    path = links.made(session, **{state: clock.now()})
    answer = visitor.post(path, data=chosen(1, version=versions(session)[1]))
    assert answer.status_code == 404
    assert "This link does not work" in visitor.page.text
    assert ledger(session, now(session)[0]) == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"choice": "leave"}, "Answer at least one line"),
        ({"choice": "propose", "day_1": "2030-01-01", "quantity_1": "10"}, "Say why."),
        ({"choice": "propose", "day_1": "2020-01-01", "quantity_1": "10", "reason": "x"}, "A day that has passed"),
        ({"choice": "propose", "day_1": "2030-01-01", "quantity_1": "11", "reason": "x"}, "Together that is 11"),
        ({"choice": "nothing"}, "Say why."),
        ({"choice": "promise", "reason": "Friday is better"}, "Choose the answer it belongs to"),
        ({"choice": "agree"}, "Not a valid choice"),
        ({"choice": "holds"}, "Not a valid choice"),
    ],
)  # fmt: skip
def test_an_unsound_answer_comes_back_and_uses_nothing_up(visitor, path, session, more, why):
    fields = chosen(1, version=versions(session)[1], **more)
    answer = visitor.post(path, data=fields)
    assert answer.status_code == 422
    assert why in visitor.page.text
    if "reason" in more:
        assert visitor.page.field("line-1-1-reason") == more["reason"]
    assert ledger(session, now(session)[0]) == []
    assert links.rows(session)[0].used_at is None


def test_all_or_nothing_when_a_line_was_answered_meanwhile(visitor, client, path, session):
    v = versions(session)
    client("rina").send("/orders/PO-1/lines/2/1/reconfirmation", {"version": str(v[2])})
    answer = visitor.post(path, data=chosen(1, version=v[1]) | chosen(2, "holds", version=v[2]))
    assert answer.status_code == 409
    assert "answered meanwhile" in visitor.page.text
    assert ledger(session, now(session, 1)[0]) == []
    assert links.rows(session)[0].used_at is None
    again = chosen(1, version=v[1])
    assert visitor.post(path, data=again).status_code == 303


def test_one_button_promises_all_days_that_were_asked_for(visitor, session):
    made = builders.order(session, "PO-1", 5, 9, 12)
    builders.promise(session, builders.schedules(session, made)[1], 9)
    path = links.made(session)
    visitor.get(path)
    assert [b.get("value") for b in visitor.page.all("button", name="all")] == ["promise"]
    v = versions(session)
    body = chosen(1, "leave", version=v[1]) | chosen(2, "leave", version=v[2])
    body |= chosen(3, "nothing", version=v[3], reason="No coil")
    assert visitor.post(path, data=body | {"all": "promise"}).status_code == 303
    assert ledger(session, now(session, 1)[0]) == [(5, 10, "company", "accepted", "partner")]
    assert len(ledger(session, now(session, 2)[0])) == 1
    assert ledger(session, now(session, 3)[0])[0][2:4] == ("partner", "proposed")


def test_it_says_nothing_for_another_order_or_partner(visitor, path, session):
    builders.one(session, "PO-2", 5)
    builders.one(session, "PO-3", 5, partner=builders.BAUT)
    session.commit()
    body = chosen(1, version=versions(session)[1]) | {
        "ref": "PO-2",
        "order": "PO-3",
        "schedule": "PO-3 1.1.1",
    }
    assert visitor.post(path, data=body).status_code == 303
    for ref in ("PO-2", "PO-3"):
        assert ledger(session, now(session, ref=ref)[0]) == []


@pytest.mark.parametrize("who", ["dewi", "budi"])
def test_whoever_is_signed_in_acts_as_the_link(client, path, session, who):
    assert client(who).post(path, data=chosen(1, version=versions(session)[1])).status_code == 303
    told = session.query(Activity).filter_by(verb="promised").one()
    assert (told.actor_name, told.partner_id) == (BY, 1)


def test_it_needs_no_cookie_no_token_and_no_referrer_under_https(app, path, session):
    fresh = app.test_client(use_cookies=False)
    answer = fresh.post(path, data=chosen(1, version=versions(session)[1]), base_url="https://localhost")
    assert answer.status_code == 303


def test_files_are_added_by_a_link_for_files(visitor, client, order, session):
    path = links.made(session, purpose="file")
    visitor.get(path)
    assert "Add files to the order PO-1" in visitor.page.text
    assert visitor.post(path, data={}).status_code == 422
    assert "Choose at least one file" in visitor.page.text
    bad = {"files": (io.BytesIO(b"MZ\x90\x00" + b"\0" * 60), "list.exe")}
    assert visitor.post(path, data=bad, content_type="multipart/form-data").status_code == 422
    good = {"files": (io.BytesIO(b"heat;mass\nA1;3\n"), "heat list.csv")}
    assert visitor.post(path, data=good, content_type="multipart/form-data").status_code == 303
    session.rollback()
    (file,) = session.query(Attachment)
    assert (file.name, file.subject_type, file.audience, file.uploaded_by, file.uploader_name) == (
        "heat list.csv", "order", "shared", None, BY,
    )  # fmt: skip
    visitor.get(path)
    assert "heat list.csv was added" in visitor.page.text
    for who in ("dewi", "rina"):
        reader = client(who)
        reader.get("/orders/PO-1")
        assert "heat list.csv" in reader.page.text


def test_a_link_for_files_promises_nothing(visitor, order, session):
    path = links.made(session, purpose="file")
    assert visitor.post(path, data=chosen(1, version=1)).status_code == 422
    assert ledger(session, now(session)[0]) == []


def test_sent_twice_at_once_it_acts_once_and_both_see_the_receipt(app, path, session):
    body = chosen(1, version=versions(session)[1])
    answers: list[tuple[int, str]] = []

    def send() -> None:
        got = app.test_client(use_cookies=False).post(path, data=body)
        answers.append((got.status_code, got.headers["Location"]))

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(303, f"{path}?language=en")] * 4
    assert len(ledger(session, now(session)[0])) == 1
    assert session.query(Activity).filter_by(verb="used-link").count() == 1


def test_an_office_that_answers_many_links_is_not_throttled(visitor, session):
    for number in range(PER_ADDRESS + 2):
        builders.one(session, f"PO-{number}", 5)
        path = links.made(session, f"PO-{number}")
        assert visitor.post(path, data=chosen(1)).status_code == 303


def test_guessing_is_throttled(visitor, path, session):
    for n in range(PER_ADDRESS):
        assert visitor.post(f"/links/guess-{n}", data={}).status_code == 404
    answer = visitor.post(path, data=chosen(1, version=versions(session)[1]))
    assert answer.status_code == 429
    assert ledger(session, now(session)[0]) == []
    assert visitor.get(path).status_code == 200
