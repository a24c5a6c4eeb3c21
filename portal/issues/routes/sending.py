"""A form with files, sent once: the same five lines for the feedback form and for a message."""

from collections.abc import Sequence

from flask import request

from portal.activity import actions as activity
from portal.actor import Actor
from portal.db import db
from portal.files import actions as files
from portal.files.intake import Upload
from portal.talk import actions as talk


def earlier(actor: Actor, route: str, key: str) -> str | None:
    """Take the form's key; the location that was answered with if the form was sent before."""
    return activity.claim(db.session(), actor, route, key)


def keep_files(
    actor: Actor, key: str, uploads: Sequence[Upload], partner_id: int, *, valid: bool
) -> files.Kept:
    """Keep what came with a form and what it still ticks. With refusals, or if the form is not `valid`,
    this is committed, so that good files wait for the form to come again, and the key is free again.
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
    ticked = request.form.getlist("kept")
    return talk.keep_files(db.session(), actor, uploads, ticked, partner_id=partner_id, form_key=key)
