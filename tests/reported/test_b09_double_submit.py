"""carpentries/amy#2511: pressing a button twice made two records.

Twenty identical forms arrive at one moment: one record, one set of mails, everybody is sent to it.
"""

import copy
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Token, User
from portal.accounts.tokens import reference
from portal.activity.models import Activity, Batch
from portal.exchange.models import Import, ImportProfile
from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.notify.models import Mail
from portal.orders.models import Order, SavedView
from portal.shipments.models import Notice
from portal.talk.models import Message
from tests.accounts import arrange
from tests.exchange.files import GOOD, HEAD, wait_for
from tests.exchange.uploads import answers_on, checked, upload
from tests.issues.arrange import get, issue, orders
from tests.reported.callers import Answer, Caller, key_of, together, wait_until

TIMES = 20
NEW = "tujuh ekor bebek"
RINA, DEWI = "rina@sumberlogam.example", "dewi@cahayabaja.example"
People = Callable[..., Caller]


def press(caller: Caller, send: Callable[[Caller], Answer]) -> list[Answer]:
    """The same form by the same browser, twenty times at once."""
    copies = [copy.copy(caller) for _ in range(TIMES)]
    return together([lambda one=one: send(one) for one in copies])  # type: ignore[misc]


def sent_to(answers: Sequence[Answer]) -> set[str]:
    """Where the answers send their readers; all must do so."""
    assert [(a.status, a.text[:300]) for a in answers if a.status != 303] == []
    return {answer.location for answer in answers}


def mailed(session: Session) -> list[str]:
    """Who gets mail."""
    return sorted(session.scalars(select(Mail.to_address)))


def count(session: Session, model: Any, *where: Any) -> int:
    """How many rows there are."""
    return session.execute(select(func.count()).select_from(model).where(*where)).scalar_one()


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)


@pytest.fixture
def ref(session: Session) -> str:
    """An issue of Rina's about an order that Dewi looks after."""
    made = issue(session)
    session.query(Mail).delete()
    session.commit()
    return made


def test_an_issue(caller: People, session: Session) -> None:
    rina = caller("rina")
    key = key_of(rina.get("/feedback/new?order=PO-1&line=1"))
    told = {"key": key, "order": "PO-1", "line": "1", "about": "line", "kind": "late_or_missing",
            "what_happened": "The truck stands at the port."}  # fmt: skip
    assert sent_to(press(rina, lambda c: c.post("/feedback/new", told))) == {"/issues/ISS-000001?sent=1"}
    assert count(session, Issue) == 1
    assert mailed(session) == [DEWI]


def test_a_reply(caller: People, session: Session, ref: str) -> None:
    dewi = caller("dewi")
    said = {"key": key_of(dewi.get(f"/issues/{ref}")), "audience": "shared", "body": "We look into it."}
    went = sent_to(press(dewi, lambda c: c.post(f"/issues/{ref}/messages", said)))
    assert went == {f"/issues/{ref}#message-{session.scalars(select(Message.id)).one()}"}
    assert mailed(session) == [RINA]


def test_a_word_under_an_order(caller: People, session: Session) -> None:
    rina = caller("rina")
    said = {"key": key_of(rina.get("/orders/PO-1")), "audience": "shared", "body": "It left this morning."}
    assert sent_to(press(rina, lambda c: c.post("/orders/PO-1/messages", said))) == {"/orders/PO-1#thread"}
    assert count(session, Message) == 1
    assert mailed(session) == [DEWI]


def test_a_ship_notice_its_correction_and_its_withdrawal(caller: People, session: Session) -> None:
    rina = caller("rina")
    form = {
        "key": key_of(rina.get("/shipments/new?order=PO-1")), "row": "PO-1 1.1", "quantity": "1", "schedule": "PO-1 1.1",
        "ref": "SJ-1", "mode": "", "carrier": "Samudera",
    }  # fmt: skip
    assert sent_to(press(rina, lambda c: c.post("/shipments", form))) == {"/shipments/SJ-1"}
    assert [n.ref for n in session.scalars(select(Notice))] == ["SJ-1"]
    version = re.search(r'name="version" value="(\d+)"', rina.get("/shipments/SJ-1/correction").text)
    change = form | {"version": version[1] if version else "", "carrier": "Lintas"}
    assert sent_to(press(rina, lambda c: c.post("/shipments/SJ-1/correction", change))) == {"/shipments/SJ-1"}
    version = re.search(r'name="version" value="(\d+)"', rina.get("/shipments/SJ-1").text)
    end = {"version": version[1] if version else "", "reason": "The truck broke down"}
    assert sent_to(press(rina, lambda c: c.post("/shipments/SJ-1/voiding", end))) == {"/shipments/SJ-1"}
    for verb in ("announced", "corrected", "voided"):
        assert count(session, Activity, Activity.verb == verb) == 1, verb


@pytest.mark.parametrize(
    ("name", "page", "path"),
    [("rina", "/partners/SUMBER", "/partners/SUMBER/invitations"),
     ("adi", "/settings/people", "/settings/people/invitations")],
)  # fmt: skip
def test_an_invitation(caller: People, session: Session, name: str, page: str, path: str) -> None:
    who = caller(name)
    role = "member" if name == "rina" else "agent"
    asked = {
        "key": key_of(who.get(page)),
        "email": "new@example.test",
        "role": role,
        "reach": "all",
        "locale": "en",
    }
    assert sent_to(press(who, lambda c: c.post(path, asked))) == {page}
    assert count(session, Token, Token.purpose == "invitation") == 1
    assert count(session, Activity, Activity.verb == "invited") == 1
    assert mailed(session) == ["new@example.test"]


@pytest.mark.parametrize(
    ("name", "page", "role"), [("rina", "/partners/SUMBER", "member"), ("adi", "/settings/people", "agent")]
)
def test_an_invitation_sent_anew(caller: People, session: Session, name: str, page: str, role: str) -> None:
    who = caller(name)
    asked = {
        "key": key_of(who.get(page)),
        "email": "new@example.test",
        "role": role,
        "reach": "all",
        "locale": "en",
    }
    who.post(f"{page}/invitations", asked)
    session.query(Mail).delete()
    session.commit()
    first = reference(session.scalars(select(Token.token_hash)).one())
    who.get(page)
    assert sent_to(press(who, lambda c: c.post(f"{page}/invitations/{first}/renewal"))) == {page}
    assert count(session, Token, Token.purpose == "invitation") == 2
    assert mailed(session) == ["new@example.test"]


def test_a_saved_view(caller: People, session: Session) -> None:
    rina = caller("rina")
    rina.get("/orders?state=late")
    asked = {"name": "Late ones", "query": "state=late"}
    assert len(sent_to(press(rina, lambda c: c.post("/orders/views", asked)))) == 1
    assert count(session, SavedView) == 1


def test_an_upload_of_an_import(caller: People, session: Session) -> None:
    dewi = caller("dewi")
    key = key_of(dewi.get("/imports"))
    content = "\n".join((HEAD, *GOOD)).encode()
    answers = press(
        dewi,
        lambda c: c.upload("/imports", {"key": key, "profile": "", "file": (content, "o.csv")}),
    )
    assert sent_to(answers) == {"/imports/IMP-000001"}
    assert count(session, Import) == 1


def test_the_check_of_an_import(
    app: Flask, caller: People, client: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched: list[str] = []
    monkeypatch.setattr("portal.exchange.routes.imports.launch", lambda ref, _settings: launched.append(ref))
    browser = client("dewi")
    path = upload(browser)
    browser.get(path)
    read_as = {name: value for name, value in answers_on(browser).items() if name != "csrf_token"}
    dewi = caller("dewi")
    dewi.get(path)
    assert sent_to(press(dewi, lambda c: c.post(f"{path}/check", read_as))) == {path}
    assert launched == ["IMP-000001"]


def test_the_confirmation_of_an_import(caller: People, client: Any, session: Session) -> None:
    ref = checked(client("dewi"), session).ref
    dewi = caller("dewi")
    dewi.get(f"/imports/{ref}")
    went = sent_to(press(dewi, lambda c: c.post(f"/imports/{ref}/confirmation")))
    assert went == {f"/imports/{ref}"}
    wait_for(session, ref, "done")
    assert count(session, Batch) == 1
    assert sorted(session.scalars(select(Order.ref))) == ["PO-1", "PO-2", "PO-7001", "PO-7002"]
    assert count(session, Activity, Activity.verb == "imported") == 1


def test_a_profile_of_an_import(caller: People, client: Any, session: Session) -> None:
    ref = checked(client("dewi"), session).ref
    dewi = caller("dewi")
    dewi.get(f"/imports/{ref}")
    went = sent_to(press(dewi, lambda c: c.post(f"/imports/{ref}/profile", {"name": "Monday's file"})))
    assert went == {f"/imports/{ref}"}
    assert count(session, ImportProfile) == 1
    assert count(session, Activity, Activity.verb == "profile_saved") == 1


def test_a_file_of_a_form(caller: People, session: Session) -> None:
    rina = caller("rina")
    key = key_of(rina.get("/feedback/new?order=PO-1"))
    answers = press(rina, lambda c: c.upload("/files", {"key": key, "files": (b"count,1\n", "a.csv")}))
    assert {answer.status for answer in answers} == {200}
    assert count(session, Attachment) == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [("acknowledgement", {}), ("start", {}), ("resolution", {"text": "The truck arrived."})],
)
def test_a_step_of_an_issue(
    caller: People, session: Session, ref: str, path: str, fields: dict[str, str]
) -> None:
    dewi = caller("dewi")
    dewi.get(f"/issues/{ref}")
    before = set(session.scalars(select(Activity.id)))
    sent = {**fields, "version": str(get(session, ref).version)}
    assert sent_to(press(dewi, lambda c: c.post(f"/issues/{ref}/{path}", sent))) == {f"/issues/{ref}"}
    verbs = session.scalars(select(Activity.verb).where(Activity.id.not_in(before))).all()
    assert verbs
    assert len(verbs) == len(set(verbs))
    assert mailed(session) == [RINA]


def test_taking_up_an_invitation(app: Flask, caller: People, session: Session) -> None:
    link = f"/invitations/{arrange.invitation(app, 'new@example.test')}"
    somebody = caller()
    somebody.get(link)
    told = {"name": "Wati Sari", "password": NEW}
    assert sent_to(press(somebody, lambda c: c.post(link, told))) == {"/"}
    assert count(session, User, User.email == "new@example.test") == 1
    assert count(session, Activity, Activity.verb == "joined") == 1


def test_a_new_password(caller: People, session: Session) -> None:
    somebody = caller()
    somebody.get("/password-reset")
    assert sent_to(press(somebody, lambda c: c.post("/password-reset", {"email": RINA}))) == {"/login"}
    link = re.search(r"/password-reset/\S+", session.scalars(select(Mail.text)).one())
    assert link
    somebody.get(link[0])
    assert sent_to(press(somebody, lambda c: c.post(link[0], {"password": NEW}))) == {"/login"}
    assert mailed(session) == [RINA, RINA]  # the link, and that it was used


@pytest.mark.parametrize(
    ("name", "page", "path", "field", "more"),
    [("rina", "/feedback/new?order=PO-1&line=1", "/feedback/new", "what_happened",
      {"order": "PO-1", "line": "1", "about": "line", "kind": "late_or_missing"}),
     ("rina", "/orders/PO-1", "/orders/PO-1/messages", "body", {"audience": "shared"}),
     ("dewi", "/issues/ISS-000001", "/issues/ISS-000001/messages", "body", {"audience": "shared"})],
)  # fmt: skip
def test_the_same_words_in_two_tabs(
    caller: People,
    session: Session,
    ref: str,
    name: str,
    page: str,
    path: str,
    field: str,
    more: dict[str, str],
) -> None:
    one = caller(name)
    words = {"key": key_of(one.get(page), path), field: "The truck stands at the port.", **more}
    one.post(f"/drafts{path}", words)
    other = copy.copy(one)
    opened = other.get(page)
    assert words[field] in opened.text
    also = {**words, "key": key_of(opened, path)}
    model = Issue if field == "what_happened" else Message
    before = count(session, model)
    assert len(sent_to(together([lambda: one.post(path, words), lambda: other.post(path, also)]))) == 1
    assert count(session, model) == before + 1
    assert len(mailed(session)) == 1


def test_pressing_again_while_the_answer_is_held_up(browse: Any, session: Session) -> None:
    page = browse("rina")
    page.goto("/feedback/new?order=PO-1&line=1")
    held: list[Any] = []

    def hold(route: Any) -> None:
        if route.request.method != "POST" or held:
            route.continue_()
        else:
            held.append((route, route.fetch(max_redirects=0)))  # done, but the answer is on its way

    page.route("**/feedback/new*", hold)
    page.locator("input[name=kind]").first.check(force=True)
    page.fill("textarea[name=what_happened]", "The truck stands at the port.")
    button = page.locator("form[action='/feedback/new'] button.button-primary")
    button.click(no_wait_after=True)
    wait_until(lambda: page.title() and held)
    assert count(session, Issue) == 1
    button.click(no_wait_after=True)
    route, answer = held[0]
    route.fulfill(response=answer)
    page.get_by_text("ISS-000001").first.wait_for()
    assert count(session, Issue) == 1
    assert mailed(session) == [DEWI]
