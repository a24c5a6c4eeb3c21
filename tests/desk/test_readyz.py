"""The portal can work. endpoint: desk.readyz"""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.desk import readiness


def test_it_is_ready_when_the_database_answers_and_is_migrated(visitor):
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_it_is_not_ready_on_older_tables(visitor, session):
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    try:
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready\n")
    finally:
        (head,) = readiness.heads()
        session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
        session.commit()


def test_it_is_not_ready_without_its_database_and_says_no_more(visitor, monkeypatch):
    def away(*_arguments, **_options):
        raise OperationalError("SELECT secret", {}, Exception("host db.internal refused"))

    monkeypatch.setattr(readiness, "system_session", away)
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
