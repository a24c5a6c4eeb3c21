"""HyphaApp/hypha#4530: after the session had ended, the next htmx click put the sign-in page inside the
section. Each control leads to a whole sign-in page and back to where it stood; what was typed is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import SignIn
from portal.exchange.models import Import
from tests import cast
from tests.issues.arrange import issue, orders
from tests.reported.callers import Caller

WORDS = "Truk berhenti di pelabuhan Gresik sejak Senin."
REPORT = "a[hx-get*='/feedback/new'][hx-get*='line=1']"


def unfold(page: Any) -> None:
    """Open the filters."""
    page.locator("details.filter > summary").click()


def filter_orders(page: Any) -> None:
    unfold(page)
    page.locator("#filters label:has(input[name=state])").first.click()


def sort_orders(page: Any) -> None:
    unfold(page)
    page.locator("#filter-sort").select_option(index=1)


def filter_issues(page: Any) -> None:
    unfold(page)
    page.locator("#filter-q").fill("truk")
    page.locator("form[action='/issues'] button[type=submit]").click()


def find_partner(page: Any) -> None:
    page.locator("#q").fill("baut")
    page.locator("main form[action='/partners'] button").click()


# who, the page, what they press there, where they are after signing in again
CONTROLS = [
    ("rina", "/orders?view=all", filter_orders, "/orders?"),
    ("rina", "/orders?view=all", sort_orders, "/orders?"),
    ("rina", "/orders/PO-1", lambda page: page.locator(REPORT).click(), "/orders/PO-1"),
    ("rina", "/issues", filter_issues, "/issues?"),
    ("dewi", "/partners", find_partner, "/partners?q=baut"),
]


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    orders(session)
    issue(session)


def end(session: Session) -> None:
    """All sign-ins end, as when an administrator ends them."""
    session.execute(update(SignIn).values(ended_at=clock.now()))
    session.commit()


def come_back(page: Any, name: str, where: str) -> None:
    """Be on a whole page that asks to sign in, do so, and stand on a whole page at `where`."""
    page.wait_for_url(lambda url: "/login?next=" in url)
    assert page.locator("h1").all_inner_texts() == ["Sign in"]
    assert page.locator("header.top").count() == 0
    page.fill("input[name=email]", cast.email(name))
    page.fill("input[name=password]", cast.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)
    assert page.url.split("/", 3)[3].startswith(where[1:]), page.url
    assert page.locator("header.top nav").count() == 1
    assert page.locator("input[type=password]").count() == 0


@pytest.mark.parametrize(
    ("name", "path", "press", "where"), CONTROLS, ids=["filter", "sort", "in place", "issues", "partners"]
)
def test_each_control_leads_to_sign_in_and_back(
    browse: Any, session: Session, name: str, path: str, press: Callable[[Any], None], where: str
) -> None:
    page = browse(name)
    page.goto(path)
    session.execute(delete(SignIn))
    session.commit()
    press(page)
    come_back(page, name, where)
    page.goto(path)
    press(page)  # it is not dead
    page.wait_for_load_state("networkidle")
    assert page.locator("input[type=password]").count() == 0


def test_a_page_that_asks_by_itself_leads_to_sign_in(browse: Any, session: Session) -> None:
    session.add(
        Import(ref="IMP-000001", state="checking", file_name="o.csv", file_sha256="0" * 64, counts={},
               created_at=clock.now(), worker="elsewhere:1", heartbeat_at=clock.now())
    )  # fmt: skip
    session.commit()
    page = browse("dewi")
    page.goto("/imports/IMP-000001")
    session.execute(delete(SignIn))
    session.commit()
    come_back(page, "dewi", "/imports/IMP-000001")


def test_an_upload_leads_to_sign_in_and_the_words_are_there(
    browse: Any, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "count.csv").write_text("plate,1\n")
    page = browse("rina")
    page.goto("/feedback/new?order=PO-1&line=1")
    for present in (True, False):
        page.locator("input[name=kind]").first.check(force=True)
        page.fill("textarea[name=what_happened]", WORDS)
        if not present:
            end(session)
        page.set_input_files("#files-input", tmp_path / "count.csv")
        if present:
            page.wait_for_selector("input[name=kept]", state="attached")
    come_back(page, "rina", "/feedback/new?order=PO-1&line=1")
    assert page.input_value("textarea[name=what_happened]") == WORDS
    page.wait_for_selector("input[name=kept]", state="attached")
    end(session)
    page.locator("button.file-remove").click()
    come_back(page, "rina", "/feedback/new?order=PO-1&line=1")
    assert page.input_value("textarea[name=what_happened]") == WORDS


@pytest.mark.parametrize(
    "script", [True, pytest.param(False, marks=pytest.mark.sweep)], ids=["script", "no-script"]
)
@pytest.mark.parametrize(
    ("name", "path", "form", "field"),
    [("rina", "/feedback/new?order=PO-1&line=1", "/feedback/new", "what_happened"),
     ("rina", "/orders/PO-1", "/orders/PO-1/messages", "body"),
     ("dewi", "/issues/ISS-000001", "/issues/ISS-000001/messages", "body"),
     ("dewi", "/issues/ISS-000001", "/issues/ISS-000001/resolution", "text")],
)  # fmt: skip
def test_what_was_typed_is_there_afterwards(
    browse: Any, session: Session, script: bool, name: str, path: str, form: str, field: str
) -> None:
    page = browse(name, script=script)
    page.goto(path)
    at = f"form[action='{form}']"
    folded = page.locator(f"details:not([open]):has({at}) > summary")
    if folded.count():
        folded.click()
    page.fill(f"{at} textarea[name={field}]", WORDS)
    if field == "what_happened":
        page.locator("input[name=kind]").first.check(force=True)
    end(session)
    page.locator(f"{at} button[type=submit]").last.click()
    come_back(page, name, path)
    assert page.input_value(f"{at} textarea[name={field}]") == WORDS


def test_a_form_opened_in_place_has_its_words_when_it_is_opened_again(browse: Any, session: Session) -> None:
    page = browse("rina")
    page.goto("/orders/PO-1")
    page.locator(REPORT).click()
    page.locator("#feedback input[name=kind]").first.check(force=True)
    page.fill("#feedback textarea[name=what_happened]", WORDS)
    end(session)
    page.locator("#feedback form[action='/feedback/new'] button.button-primary").click()
    come_back(page, "rina", "/orders/PO-1")
    page.locator(REPORT).click()
    page.wait_for_selector("#feedback")
    assert page.input_value("#feedback textarea[name=what_happened]") == WORDS


def test_what_the_page_kept_after_the_end_is_kept_under_its_own_key(
    caller: Callable[..., Caller], session: Session
) -> None:
    rina = caller("rina")
    rina.get("/feedback/new")
    end(session)
    late = rina.post("/drafts/feedback/new", {"what_happened": WORDS}, HX_Request="true")
    assert (late.status, late.text) == (401, "")
    assert WORDS in caller("rina").get("/feedback/new").text
