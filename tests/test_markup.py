"""Pages that are not asked of html5lib again are those that it would take, to the same tree."""

from collections.abc import Iterator

import pytest
from html5lib.html5parser import ParseError

from tests import markup
from tests.markup import NotPlain, ask, build, read, same

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Orders &amp; lines - Mitra</title></head>
<body>
<nav><ul><li><a href="/orders?state=late&amp;q=">Orders</a></li></ul></nav>
<main><h1>Orders</h1>
<p>Two <b>late</b>, one &lt; 3 days. <svg viewBox="0 0 9 9"><path d="M0 0"/><title>Late</title></svg></p>
<form method="post" action="/orders"><label for="a">Note</label><textarea id="a" name="note">
one &amp; two</textarea><select name="b" aria-label="b"><option value="1" selected>One</option></select></form>
<table><thead><tr><th>Line</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<script type="application/json">{"a": "x && y <b>"}</script>
</main>
</body>
</html>
"""
FAULTS = {
    "not closed": ("<b>late</b>", "<b>late"),
    "closed twice": ("</h1>", "</h1></h1>"),
    "crossed": ("<b>late</b>, one", "<b><i>late</b></i>, one"),
    "a list in a paragraph": ("<b>late</b>", "<ul><li>late</li></ul>"),
    "a form in a form": ('<label for="a">', '<form action="/x"></form><label for="a">'),
    "a link in a link": ("Orders</a>", '<a href="/">x</a></a>'),
    "a block in a table": ("<tbody><tr>", "<tbody><p>x</p><tr>"),
    "an attribute twice": ('<label for="a"', '<label for="a" for="b"'),
    "attributes grown together": ('name="note"', 'name="note"class="x"'),
    "a stray reference": ("one &lt;", "one &lte &"),
    "a second body": ("</body>", "</body><body></body>"),
    "words after the page": ("</html>", "</html>words"),
    "an element closed as if empty": ("<h1>Orders</h1>", "<h1>Orders</h1><p/>"),
    "a cell without a row": ("<tbody><tr>", "<tbody><td>x</td><tr>"),
    "no doctype": ("<!doctype html>", ""),
}


@pytest.fixture(autouse=True)
def _knows_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(markup, "_known", {False: set(), True: set()})
    yield


@pytest.fixture
def _asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that html5lib was asked about."""
    asked: list[str] = []

    def noted(html: str, partial: bool = False) -> object:
        asked.append(html)
        return ask(html, partial)

    monkeypatch.setattr(markup, "ask", noted)
    return asked


def test_a_page_is_built_as_html5lib_builds_it() -> None:
    assert same(build(PAGE)[0], ask(PAGE))


def test_html5lib_is_asked_once_about_pages_of_the_same_steps(_asked: list[str]) -> None:
    other = PAGE.replace("late</b>", "early</b> and <b>soon &quot;x&quot;</b>").replace(
        "<td>1</td>", "<td>2</td><td>3</td>"
    )
    read(PAGE)
    tree = read(other)
    assert _asked == [PAGE]
    assert same(tree, ask(other))


def test_a_new_step_is_asked_about(_asked: list[str]) -> None:
    other = PAGE.replace("late</b>", "<i>late</i></b>")
    read(PAGE)
    read(other)
    assert _asked == [PAGE, other]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_in_a_page_whose_like_was_right(fault: str) -> None:
    old, new = FAULTS[fault]
    assert PAGE.count(old) == 1
    read(PAGE)
    with pytest.raises(ParseError):
        read(PAGE.replace(old, new))


def test_a_part_is_mended_as_a_browser_does(_asked: list[str]) -> None:
    good, odd = "<ul><li>one</li> <li>two</li></ul>", "<ul><li>one</ul>two"
    read(good, partial=True)
    assert same(read(good.replace("two", "2"), partial=True), ask(good.replace("two", "2"), partial=True))
    assert _asked == [good]
    assert same(read(odd, partial=True), ask(odd, partial=True))


def test_what_a_part_may_do_a_page_may_not_do_for_it(_asked: list[str]) -> None:
    """Steps of parts, which are mended, say nothing about pages."""
    read("<p>one</p>", partial=True)
    with pytest.raises(ParseError):
        read("<p>one</p>")


@pytest.mark.parametrize("text", ["&copy;", "a\x00b", "<!-- x -->", "<p class=a>x</p>", "&#128;", "a\rb"])
def test_unusual_writing_is_left_to_html5lib(text: str) -> None:
    with pytest.raises(NotPlain):
        build(PAGE.replace("<h1>", f"{text}<h1>"))
