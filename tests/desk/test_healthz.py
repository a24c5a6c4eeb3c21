"""The process answers. endpoint: desk.healthz"""

from portal.db import db


def test_it_answers_anybody(visitor):
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_it_looks_at_nothing(visitor):
    visitor.get("/healthz")
    assert visitor.statements == []


def test_it_answers_while_the_database_is_away(app, visitor, monkeypatch):
    with app.app_context():
        monkeypatch.setattr(db.engine, "connect", None)
    assert visitor.get("/healthz").status_code == 200
