"""Saving a question to the list under a name of one's own."""

import re
import unicodedata

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, ValidationError

from portal import clock
from portal.actor import Actor
from portal.orders.models import SavedView
from portal.orders.queries import PAGE_NAME
from portal.web.forms import Form, TextField, clean
from portal.web.i18n import _, _l

MOST_VIEWS = 20
NAME_LIMIT = 60


class ViewForm(Form):
    """A name for the filters that are set; `query` carries them."""

    name = TextField(
        _l("Name of this view"),
        validators=[
            InputRequired(_l("Give the view a name")),
            Length(max=NAME_LIMIT, message=_l("Shorten it to %(max)d characters")),
        ],
    )
    query = HiddenField(filters=[clean], validators=[Length(max=1000)])

    def validate_name(self, field: TextField) -> None:
        """A name is read in a tab and written in an address."""
        if not slug_of(field.data or ""):
            raise ValidationError(_("Give the view a name with letters or digits"))


class TooManyViews(Exception):
    """A person keeps at most MOST_VIEWS views of a list."""


def slug_of(name: str) -> str:
    """The name as it stands in an address: small letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "-".join(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))[:60]


def save(session: Session, actor: Actor, name: str, query: str) -> SavedView:
    """Keep `query` under `name` for this person; a view of theirs with that name is replaced.

    Raises TooManyViews. Never commits. Nothing is recorded: it concerns nobody else.
    """
    mine = select(SavedView).where(SavedView.user_id == actor.user_id, SavedView.page == PAGE_NAME)
    slug = slug_of(name)
    view = session.scalars(mine.where(SavedView.slug == slug)).first()
    if view is None:
        if session.execute(select(func.count()).select_from(mine.subquery())).scalar_one() >= MOST_VIEWS:
            raise TooManyViews
        view = SavedView(user_id=actor.user_id, page=PAGE_NAME, slug=slug, created_at=clock.now())
        session.add(view)
    view.name, view.query = name, query
    session.flush()
    return view
