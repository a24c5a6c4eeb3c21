"""The mail folder in a browser. endpoint: notify.mails"""

import pytest

from portal.notify import outbox
from tests.notify.arrange import plain


@pytest.fixture
def trial(app):
    """The installation is a trial: development is on and there is no mail server."""
    app.config["SETTINGS"] = app.config["SETTINGS"].with_(development=True)
    return app


def written(app, session, *subjects):
    for subject in subjects:
        plain(session, subject)
    session.commit()
    with app.app_context():
        outbox.send_due(app.config["SETTINGS"])


def test_a_visitor_of_a_trial_reads_what_was_sent_newest_first(trial, visitor, session):
    written(trial, session, "First")
    written(trial, session, "Second <b>bold</b>")
    assert visitor.get("/mail").status_code == 200
    words = visitor.page.text
    assert words.index("Second <b>bold</b>") < words.index("First")
    assert "rina@sumberlogam.example" in words


def test_nothing_was_sent_yet(trial, visitor):
    assert visitor.get("/mail").status_code == 200
    assert "Nothing was sent yet" in visitor.page.text


def test_it_is_not_there_outside_of_a_trial(app, visitor, session):
    written(app, session, "First")
    assert visitor.get("/mail").status_code == 404


def test_it_is_not_there_where_a_server_sends(trial, visitor):
    trial.config["SETTINGS"] = trial.config["SETTINGS"].with_(smtp_url="smtp://127.0.0.1")
    assert visitor.get("/mail").status_code == 404


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "::2", "::", ""])
def test_it_is_not_there_for_other_machines(trial, visitor, address):
    assert visitor.get("/mail", environ_base={"REMOTE_ADDR": address}).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_it_is_not_there_for_those_behind_a_proxy_of_this_machine(trial, visitor, header):
    assert visitor.get("/mail", headers={header: "203.0.113.9"}).status_code == 404


def test_it_is_there_by_either_loopback_and_for_who_is_signed_in(trial, visitor, client):
    assert visitor.get("/mail", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    assert client("toni").get("/mail").status_code == 200


def test_files_that_are_no_mail_are_left_alone(trial, visitor, session):
    written(trial, session, "First")
    folder = trial.config["SETTINGS"].data / "mail"
    (folder / "notes.eml").write_text("secret")
    (folder / f"{'a' * 32}.half").write_text("half")
    assert visitor.get("/mail").status_code == 200
    assert "secret" not in visitor.page.html
