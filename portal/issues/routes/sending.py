"""A form with files, sent once: the same five lines for the feedback form and for a message."""

from collections.abc import Sequence

from flask import request

from portal.activity import actions as activity
from portal.actor import Actor
from portal.db import db
from portal.files import actions as files
from portal.files import queries as file_queries
from portal.files.intake import Upload
from portal.web.i18n import _


def earlier(actor: Actor, route: str, key: str) -> str | None:
    """Take the form's key; the location that was answered with if the form was sent before."""
    return activity.claim(db.session(), actor, route, key)


def keep_files(
    actor: Actor, key: str, uploads: Sequence[Upload], partner_id: int, *, valid: bool
) -> files.Kept:
    """Keep what came with a form and what it still ticks. With refusals, or if the form is not `valid`,
    this is committed, so that good files wait for the form to come again, and the key is free again.

    A token of somebody else's file gives the same refusal as one that does not exist.
    """
    if not valid:
        return _committed(actor, key, uploads, partner_id)
    kept = _kept(actor, key, uploads, partner_id)
    if kept.refusals:
        db.session.rollback()
        return _committed(actor, key, uploads, partner_id)
    return kept


def _committed(actor: Actor, key: str, uploads: Sequence[Upload], partner_id: int) -> files.Kept:
    kept = _kept(actor, key, uploads, partner_id)
    db.session.commit()
    return kept


def _kept(actor: Actor, key: str, uploads: Sequence[Upload], partner_id: int) -> files.Kept:
    session, ticked = db.session(), request.form.getlist("kept")
    kept = files.keep_all(session, actor, uploads, partner_id=partner_id, form_key=key, ticked=ticked)
    here = {row.token for row in file_queries.waiting(session, actor, key)}
    tokens = [token for token in kept.tokens if token in here]
    if len(tokens) == len(kept.tokens):
        return kept
    return files.Kept(tokens, [*kept.refusals, (_("A file"), _("It is no longer here. Choose it again."))])
