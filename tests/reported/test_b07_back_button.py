"""bigskysoftware/htmx#3037: the back button showed a bare fragment, since restoring history also sends
HX-Request. Whatever brings a reader to an address, they get a whole page; htmx gets its part."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.orders import builders as b
from tests.page import CheckedClient
from tests.reported.caching import Proxy
from tests.reported.callers import Answer, Caller, cookie_of

PATHS = ("/orders?state=late", "/issues", "/partners", "/orders/PO-1", "/imports")


@pytest.fixture(autouse=True)
def _orders(session: Session) -> None:
    b.promise(session, b.one(session, "PO-1", 3), -3)
    b.promise(session, b.one(session, "PO-2", 3), 5)
    session.commit()


@pytest.fixture(params=[True, False], ids=["obedient", "stubborn"])
def proxy(request: pytest.FixtureRequest, live: Any) -> Iterator[Proxy]:
    opened = Proxy(int(live.url.rpartition(":")[2]), obedient=request.param)
    yield opened
    opened.stop()


def assert_whole(page: Any, heading: str) -> None:
    """The page has its head, its navigation and its one heading, and the keyboard finds its way."""
    page.locator("header.top nav").wait_for()
    assert page.locator("h1").all_inner_texts() == [heading]
    assert page.title().startswith(heading)
    assert page.locator("head link[rel=stylesheet]").count() > 10
    assert page.locator("main#main").count() == page.locator("body").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a, button, input, select, textarea, summary')")


def rows(page: Any) -> list[str]:
    """The orders that the list shows."""
    return sorted(text.split()[0] for text in page.locator("#orders tbody th[scope=row]").all_inner_texts())


def narrow(page: Any, state: str) -> None:
    """Tick or untick a state in the filters, without a page load, until the address says so."""
    panel = page.locator("details.filter")
    if panel.get_attribute("open") is None:
        panel.locator("summary").first.click()
    before = page.url
    with page.expect_response(lambda response: "HX-Push-Url".lower() in response.headers):
        page.locator(f"#filters label:has(input[value={state}])").click()
    page.wait_for_url(lambda url: url != before)


def walk(page: Any, root: str) -> None:
    """Filter with a pushed address, open an order, go back, back again, reload."""
    page.goto(f"{root}/orders?view=all")
    narrow(page, "late")
    late = page.url
    assert rows(page) == ["PO-1"]
    narrow(page, "moving")
    both = page.url
    assert len({late, both}) == 2
    page.locator("#orders tbody th a").first.click()
    page.locator("#thread").wait_for()
    for address, there in (
        (both, ["PO-1", "PO-2"]),
        (late, ["PO-1"]),
        (f"{root}/orders?view=all", ["PO-1", "PO-2"]),
    ):
        page.go_back()
        page.wait_for_url(address)
        page.wait_for_function(
            "n => document.querySelectorAll('#orders tbody th[scope=row]').length === n", arg=len(there)
        )
        assert_whole(page, "Orders")
        assert rows(page) == there
    page.go_forward()
    page.wait_for_url(late)
    page.reload()
    assert_whole(page, "Orders")
    assert rows(page) == ["PO-1"]
    tab = page.context.new_page()
    tab.goto(late)
    assert_whole(tab, "Orders")
    assert rows(tab) == ["PO-1"]


def test_back_reload_and_another_tab_show_whole_pages(browse: Any) -> None:
    walk(browse("rina"), browse.url)


def test_so_they_do_through_a_caching_proxy(browse: Any, proxy: Proxy) -> None:
    walk(browse("rina"), proxy.url)


def test_a_page_and_its_part_are_never_mistaken_for_each_other(
    app: Flask, client: Callable[[str], CheckedClient], proxy: Proxy
) -> None:
    dewi = Caller(int(proxy.url.rpartition(":")[2]), cookie_of(app, client("dewi")))
    part = {"HX-Request": "true"}
    whole: tuple[dict[str, str], ...] = (
        {}, {**part, "HX-History-Restore-Request": "true"}, {**part, "HX-Boosted": "true"},
    )  # fmt: skip
    for path in PATHS:
        for order in ((part, *whole), (*whole, part)):
            for headers in order:
                answer = dewi.get(path, **headers)
                assert is_whole(answer) is (headers != part or path == "/imports"), (path, headers)
    assert (proxy.hits > 0) is not proxy.obedient


def is_whole(answer: Answer) -> bool:
    """True for a page with head and navigation; every page says what tells it from its part."""
    told = {name.strip() for name in answer.headers["vary"].split(",")}
    assert {"Cookie", "HX-Request", "HX-Boosted", "HX-History-Restore-Request"} <= told
    assert answer.headers["cache-control"] == "private, no-store"
    return "<head>" in answer.text and 'class="nav"' in answer.text
