"""Where people are sent back to: never off the site."""

import pytest

from portal.accounts.returning import path_of, safe_path
from tests import cast

BAD = [
    "//evil.example", "///evil.example", "////evil.example", r"/\evil.example", r"\\evil.example", r"\/evil.example",
    r"/\/evil.example", "http://evil.example", "https:evil.example", "https:/evil.example", "HTTP://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "mailto:a@b.example", "evil.example", "",
    "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a=b",
    "/%0aevil", "/%09/evil.example", "/%5cevil.example", "/%2fevil.example", "/%2Fevil.example", "%2f%2fevil.example",
    "/%250d%250aX:y", "/%252fevil.example", "/\x00", "/a\x00b", "/%00", "/\x7f", "@evil.example", ":80", "?next=//evil",
    "#x", ".", "..//evil.example", " /orders", " //evil.example", "/\u0085/evil"[:2] + "\\", "http:///evil.example",
    "//evil.example/%2e%2e", "//user:pass@evil.example", "/%5c%5cevil.example", "/\\\\evil.example", "/" + "a" * 700,
]  # fmt: skip
GOOD = [
    "/",
    "/orders",
    "/orders?state=late&q=a%20b",
    "/orders/PO-1042#line-3",
    "/issues?after=abc",
    "/a:b",
    "/search?q=http",
]


@pytest.mark.parametrize("text", BAD)
def test_what_leaves_the_site_becomes_the_home_page(text):
    assert safe_path(text) == "/"


@pytest.mark.parametrize("text", GOOD)
def test_paths_of_ours_are_kept(text):
    assert safe_path(text) == text


def test_nothing_is_the_home_page():
    assert safe_path(None) == "/"


@pytest.mark.parametrize("text", ["//evil.example", r"/\evil.example", "https://evil.example/"])
def test_signing_in_obeys(visitor, text):
    visitor.get("/login", query_string={"next": text})
    assert visitor.page.field("next") == "/"
    answer = visitor.send("/login", {"email": cast.email("rina"), "password": cast.PASSWORD, "next": text})
    assert answer.location == "/"


def test_only_a_page_of_ours_counts_as_where_a_form_came_from():
    assert path_of("https://p.example/orders?x=1", "https://p.example/") == "/orders?x=1"
    assert path_of("https://p.example.evil/orders", "https://p.example/") == "/"
    assert path_of("https://p.example//evil.example", "https://p.example/") == "/"
    assert path_of(None, "https://p.example/") == "/"
