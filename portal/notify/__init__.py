"""Who is told what, when and how."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from portal.accounts import letters as account_letters
from portal.accounts import queries as accounts
from portal.activity import actions as activity
from portal.activity import jobs
from portal.activity.models import Activity
from portal.config import Settings
from portal.notify import actions, digest_letters, digests, letters, many, outbox, recipients

bp = Blueprint("notify", __name__, cli_group=None)

_settings: list[Settings] = []


def _on_activity(session: Session, row: Activity) -> None:
    company = accounts.company_facts(session)
    actions.tell(session, row, company.short_name, _settings[-1].base_url)


def _on_many(session: Session, rows: Sequence[Any]) -> None:
    ids = [row.id for row in rows if row.verb in recipients.TOLD_OF_ANYTHING]
    if ids:
        company = accounts.company_facts(session)
        many.tell(session, ids, company.short_name, _settings[-1].base_url)


def _on_letter(session: Session, letter: Any) -> None:
    company = accounts.company_facts(session)
    text = letters.account(letter.kind, letter.locale, company.name, letter.context)
    actions.post(session, text, to_address=letter.to_address, to_name=letter.to_name, user_id=letter.user_id)


def init_app(app: Flask) -> None:
    """Hear what happens, and send the outbox when there is time."""
    if not _settings:
        activity.listen(_on_activity, recipients.is_told, _on_many)
        activity.listen(digests.leave, lambda _kind, verb: verb in digest_letters.VERBS, digests.leave_many)
        account_letters.on_letter(_on_letter)
        jobs.register("digests", 15, digests.write_due)
        jobs.register("mail", 5, outbox.send_due)
    _settings[:] = [app.config["SETTINGS"]]
