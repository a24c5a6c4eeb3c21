"""The page behind the link for a new password."""

from portal.accounts.models import Token
from tests import cast
from tests.accounts import arrange


def test_it_shows_for_whom_and_spends_nothing(app, visitor, letters):
    path = arrange.reset_link(app, "rina", letters)
    for _ in range(2):  # mail scanners open links
        answer = visitor.get(path)
        assert answer.status_code == 200
    assert cast.email("rina") in visitor.page.text
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert arrange.look(app, Token)[0].used_at is None


def test_made_up_and_outlived_links_get_one_page(app, visitor, letters):
    path = arrange.reset_link(app, "rina", letters)
    arrange.expire(app)
    pages = []
    for each in (path, "/password-reset/x", "/password-reset/" + "a" * 43):
        assert visitor.get(each).status_code == 404
        pages.append(visitor.page.text)
    assert len(set(pages)) == 1
    assert "does not work" in pages[0]


def test_an_invitation_is_no_link_for_a_new_password(app, visitor):
    secret = arrange.invitation(app, cast.email("budi"))
    assert visitor.get(f"/password-reset/{secret}").status_code == 404
