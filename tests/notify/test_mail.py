"""One mail of the folder. endpoint: notify.mail"""

import pytest

from portal.accounts import letters as account_letters
from portal.notify import letters, outbox, reading
from portal.notify.models import Mail
from tests.notify.arrange import mails, plain
from tests.notify.test_mails import trial  # noqa: F401 a fixture

OURS = "http://localhost"


def name_of(session) -> str:
    return mails(session)[-1].message_id.partition("@")[0]


def send(app, session):
    session.commit()
    with app.app_context():
        outbox.send_due(app.config["SETTINGS"])


def test_an_invitation_can_be_followed_from_here(trial, visitor, session):  # noqa: F811
    letter = account_letters.Letter(
        "invitation",
        "new@partner.example",
        "New",
        "en",
        context={"link": f"{OURS}/invitations/abc-_1", "inviter": "Adi"},
    )
    with trial.app_context():
        account_letters.send(session, letter)
    send(trial, session)
    assert visitor.get(f"/mail/{name_of(session)}").status_code == 200
    assert "/invitations/abc-_1" in [a.get("href") for a in visitor.page.root.iter("a")]
    assert "works once and for 7 days" in visitor.page.text


def test_text_is_text_and_only_our_own_addresses_are_links(trial, visitor, session):  # noqa: F811
    plain(session, "Odd")
    session.query(Mail).one().text = "\n".join([
        "<script>alert(1)</script>", "https://evil.example/x", "http://localhost.evil.example/y",
        "javascript:alert(1)", f"{OURS}/orders/PO-1", f"{OURS}:8000/no", f'{OURS}/a"onclick="b', f"({OURS}//evil.example)",
    ])  # fmt: skip
    send(trial, session)
    visitor.get(f"/mail/{name_of(session)}")
    main = visitor.page.one("main")
    hrefs = [a.get("href") for a in main.iter("a")]
    assert "/orders/PO-1" in hrefs
    assert "/a" in hrefs
    assert all(h.startswith("/") and not h.startswith("//") for h in hrefs)
    assert "<script>alert" not in visitor.page.html
    assert "https://evil.example/x" in visitor.page.text


@pytest.mark.parametrize(
    "name", ["0" * 32, "..%2fmitra.sqlite3", "../secret-key", "notes", "A" * 32, "0" * 31, "x"]
)
def test_what_is_no_mail_is_not_found(trial, visitor, session, name):  # noqa: F811
    plain(session, "First")
    send(trial, session)
    (trial.config["SETTINGS"].data / "mail" / "notes.eml").write_text("Subject: secret\n\nsecret")
    assert visitor.get(f"/mail/{name}").status_code == 404


def test_it_is_not_there_outside_of_a_trial(app, visitor, session):
    plain(session, "First")
    send(app, session)
    assert visitor.get(f"/mail/{name_of(session)}").status_code == 404


def test_letters_of_every_kind_are_shown(trial, visitor, session):  # noqa: F811
    for kind in ("invitation", "password-reset", "changed"):
        with trial.app_context():
            text = letters.account(
                kind, "en", "PT Cahaya Baja Nusantara", {"link": f"{OURS}/x", "inviter": "Adi"}
            )
        plain(session, text.subject)
        send(trial, session)
        assert visitor.get(f"/mail/{name_of(session)}").status_code == 200
        assert visitor.page.one("h1").text == text.subject


def test_paragraphs_keep_their_lines():
    assert reading.paragraphs("One\ntwo\n\nThree\n", OURS) == [
        [[("One", None)], [("two", None)]],
        [[("Three", None)]],
    ]
    assert reading.paragraphs(f"see {OURS}/x now", OURS) == [
        [[("see ", None), (f"{OURS}/x", "/x"), (" now", None)]]
    ]
