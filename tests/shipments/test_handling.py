"""endpoint: shipments.exception, endpoint: shipments.hand_over, endpoint: shipments.set_due_day,
endpoint: shipments.put_off. One exception, and what people set about it."""

from datetime import timedelta

import pytest

from portal.activity import jobs
from portal.activity.models import Activity
from portal.shipments.models import Handling
from tests import cast
from tests.orders import builders

HERE = "/exceptions/PO-1/late"
# Sign-in, navigation, working days, its lines, the ledgers; for who may give it away, the people.
SELECTS = {"ayu": 5, "toni": 5, "rina": 6, "dewi": 7}


@pytest.fixture
def late(session):
    """Two lines of PO-1 that are late, one that is not, sari's by rule; and a stranger's order."""
    made = builders.order(session, "PO-1", 1, 2, 3, partner_owner_id=cast.user_id("sari"))
    for schedule, day in zip(builders.schedules(session, made), (-2, -5, 5), strict=True):
        builders.promise(session, schedule, day)
    builders.promise(session, builders.one(session, "BP-1", partner=builders.BAUT), -2)
    session.commit()
    return made


def handled(session) -> Handling | None:
    session.expire_all()
    return session.query(Handling).first()


def verbs(session) -> list[str]:
    found = session.query(Activity.verb).filter(Activity.verb.in_(["handed-over", "set-due", "put-off"]))
    return [verb for (verb,) in found.order_by(Activity.id)]


def sent(client, path, /, **fields):
    return client.send(f"{HERE}/{path}", {"version": "0", **fields})


@pytest.mark.parametrize("name", ["rina", "toni", "dewi", "ayu"])
def test_both_sides_see_its_lines_and_what_to_do(client, late, name):
    person = client(name)
    assert person.get(HERE).status_code == 200
    assert person.selects == SELECTS[name]
    lines = ["".join(th.itertext()).strip() for th in person.page.all("th", class_="cell-ref")]
    assert lines == ["PO-1 1", "PO-1 2"]
    for words in ("Late 2 days", "Late 5 days", "Sari Utami", "1 working day after the promised day"):
        assert words in person.page.text
    assert ("Hand over" in person.page.text) == (name in ("rina", "dewi"))


@pytest.mark.parametrize(
    "path",
    ["/exceptions/BP-1/late", "/exceptions/PO-9/late", "/exceptions/PO-1/at_risk", "/exceptions/PO-1/x"],
)
def test_what_is_not_there_or_not_theirs_is_missing(client, late, path):
    rina = client("rina")
    assert rina.get(path).status_code == 404
    for verb in ("owner", "due-day", "deferral"):
        assert rina.send(f"{path}/{verb}", {"version": "0"}).status_code == 404


def test_what_is_over_says_so(client, session, late):
    rina = client("rina")
    assert rina.get("/exceptions/PO-1/short").status_code == 200
    assert "This is over" in rina.page.text
    answer = rina.send("/exceptions/PO-1/short/due-day", {"version": "0", "to": "", "reason": ""})
    assert (answer.status_code, handled(session)) == (409, None)


@pytest.mark.parametrize("name", ["toni", "ayu"])
@pytest.mark.parametrize("verb", ["owner", "due-day", "deferral"])
def test_readers_change_nothing(client, session, late, name, verb):
    assert sent(client(name), verb, owner="1").status_code == 403
    assert handled(session) is None


def test_a_visitor_and_a_stranger(client, visitor, session, late):
    assert visitor.get(HERE).status_code == 303
    assert visitor.send(f"{HERE}/owner", {}).status_code == 303
    assert client("budi").get(HERE).status_code == 404
    assert sent(client("budi"), "owner", owner=str(cast.user_id("budi"))).status_code == 404
    assert handled(session) is None


def test_somebody_takes_it_once(client, session, late):
    rina, me = client("rina"), str(cast.user_id("rina"))
    for _time in range(2):
        assert sent(rina, "owner", owner=me).status_code == 303
    assert (handled(session).owner_id, handled(session).kind, verbs(session)) == (
        int(me),
        "late",
        ["handed-over"],
    )
    rina.get("/exceptions?whose=mine")
    assert rina.page.all("th", class_="cell-ref") != []
    dewi = client("dewi")
    dewi.get(HERE)
    assert "Rina Wulandari" in dewi.page.text
    dewi.get("/")
    assert "gave an exception of PO-1 to Rina Wulandari" in dewi.page.text


def test_staff_hand_it_over_and_back_to_the_rule(client, session, late):
    dewi = client("dewi")
    assert sent(dewi, "owner", owner=str(cast.user_id("bagus"))).status_code == 303
    assert handled(session).owner_id == cast.user_id("bagus")
    assert sent(dewi, "owner", owner="", version="1").status_code == 303
    assert handled(session).owner_id is None


@pytest.mark.parametrize(
    ("name", "whom"),
    [("rina", "budi"), ("rina", "dewi"), ("rina", "toni"), ("dewi", "ayu"), ("dewi", "budi")],
)
def test_nobody_else_can_be_named(client, session, late, name, whom):
    assert sent(client(name), "owner", owner=str(cast.user_id(whom))).status_code == 422
    assert handled(session) is None


def test_an_older_page_is_refused_and_keeps_what_was_typed(client, session, late):
    day = (builders.today() + timedelta(days=3)).isoformat()
    assert sent(client("dewi"), "due-day", to=day, reason="The crane comes on Thursday").status_code == 303
    rina = client("rina")
    answer = sent(rina, "deferral", until=day, reason="We wait for the crane")
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in rina.page.text
    assert any(field.get("value") == "We wait for the crane" for field in rina.page.all("input"))
    assert handled(session).put_off_until is None


def test_another_day_needs_a_reason_and_lies_ahead(client, session, late):
    dewi = client("dewi")
    ahead, past = (builders.today() + timedelta(days=n) for n in (3, -1))
    for wrong in (
        {"to": ahead.isoformat()}, {"to": ahead.isoformat(), "reason": "  "}, {"to": past.isoformat(), "reason": "x"},
        {"to": "soon", "reason": "x"}, {"to": "9999-01-01", "reason": "x"}, {"to": ahead.isoformat(), "reason": "x" * 501},
    ):  # fmt: skip
        assert sent(dewi, "due-day", **wrong).status_code == 422
    assert handled(session) is None
    for _time in range(2):
        assert sent(dewi, "due-day", to=ahead.isoformat(), reason="Crane").status_code == 303
    assert (handled(session).due_on, handled(session).reason, verbs(session)) == (ahead, "Crane", ["set-due"])
    dewi.get("/exceptions")
    (time,) = [t for t in dewi.page.all("time") if t.get("datetime") == ahead.isoformat()]
    assert time is not None
    assert sent(dewi, "due-day", to="", version="1").status_code == 303
    assert handled(session).due_on is None


def test_what_is_put_off_stands_apart_until_it_is_taken_back(client, session, late):
    rina = client("rina")
    until = builders.today() + timedelta(days=2)
    assert sent(rina, "deferral", until=builders.today().isoformat(), reason="x").status_code == 422
    assert sent(rina, "deferral", until=until.isoformat()).status_code == 422
    assert sent(rina, "deferral", until=until.isoformat(), reason="The dock is closed").status_code == 303
    rina.get("/exceptions")
    assert rina.page.all("th", class_="cell-ref") == []
    rina.get("/exceptions?kind=put-off")
    assert len(rina.page.all("th", class_="cell-ref")) == 1
    dewi = client("dewi")
    dewi.get(HERE)
    assert "The dock is closed" in dewi.page.text
    assert sent(dewi, "deferral", until="", version="1").status_code == 303
    assert handled(session).put_off_until is None
    assert verbs(session) == ["put-off", "put-off"]


def test_what_was_set_is_forgotten_once_it_is_over(app, client, session, late):
    """Of PO-1 the late lines come in; what was set about them goes, what was set about others stays."""
    dewi = client("dewi")
    assert sent(dewi, "owner", owner=str(cast.user_id("bagus"))).status_code == 303
    other = builders.promise(session, builders.one(session, "PO-2"), -2)
    session.commit()
    assert (
        dewi.send(
            "/exceptions/PO-2/late/owner", {"version": "0", "owner": str(cast.user_id("bagus"))}
        ).status_code
        == 303
    )

    def work() -> int:
        (job,) = [job for job in jobs.jobs() if job.name == "exceptions that are over"]
        with app.app_context():
            return job.run(app.config["SETTINGS"])

    assert work() == 0
    for schedule in builders.schedules(session, late)[:2]:
        builders.arrive(session, schedule, 0)
    session.commit()
    assert work() == 1
    assert [row.order_id for row in session.query(Handling)] == [other.order_id]
