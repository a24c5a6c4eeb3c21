"""A person's own views of the list."""

from urllib.parse import parse_qsl

from flask import Response, make_response, render_template
from werkzeug.datastructures import MultiDict

from portal.db import db
from portal.orders import bp, filters, queries
from portal.orders.routes.index import list_context
from portal.orders.views import MOST_VIEWS, TooManyViews, ViewForm, save
from portal.web import current_actor, see_other
from portal.web.i18n import _


@bp.post("/orders/views")
def create_view() -> Response:
    """Keep the filters under a name."""
    actor = current_actor()
    form = ViewForm()
    asked = filters.read(MultiDict(parse_qsl(str(form.query.data or ""))), staff=actor.is_staff)
    query = filters.query_of(asked)
    if form.validate():
        try:
            save(db.session(), actor, str(form.name.data), query)
            db.session.commit()
            return see_other("/orders" + (f"?{query}" if query else ""))
        except TooManyViews:
            db.session.rollback()
            form.name.errors = [_("You keep %(n)s views. Remove one first", n=MOST_VIEWS)]
    return make_response(render_template("orders/index.html", **list_context(actor, asked, None, form)), 422)


@bp.post("/orders/views/<slug>/removal")
def remove_view(slug: str) -> Response:
    """Forget one of the person's own views. One that is gone already, or never was, is as wished."""
    if view := queries.saved_view(db.session(), current_actor(), slug):
        db.session.delete(view)
        db.session.commit()
    return see_other("/orders")
