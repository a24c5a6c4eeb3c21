"""Mitra, a self-hosted partner portal."""

import importlib
import importlib.util
import logging
import sqlite3

from flask import Flask, g, has_request_context
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from portal import (
    accounts,
    activity,
    desk,
    disputes,
    exchange,
    files,
    issues,
    notify,
    orders,
    partners,
    plans,
    resolutions,
    reviews,
    scores,
    shipments,
    talk,
    unmigrated,
)
from portal.activity.actions import request_ids_from
from portal.config import ROOT, Settings
from portal.db import db, prepare_engine
from portal.web import errors, gate, headers, i18n, numbers, static, templating
from portal.web.answers import htmx
from portal.web.identity import IdentityGuard

SLICES = (
    accounts,
    activity,
    partners,
    files,
    talk,
    orders,
    shipments,
    plans,
    issues,
    resolutions,
    disputes,
    scores,
    reviews,
    notify,
    exchange,
    desk,
)
UPLOAD_LIMIT = 160 * 1024 * 1024  # ten files of 15 MB and the form around them

csrf = CSRFProtect()
migrate = Migrate(directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=True)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from `settings` (default: the environment)."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db)
    headers.init_app(app)
    gate.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    i18n.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    numbers.init_app(app)
    request_ids_from(request_id)
    for slice_ in SLICES:
        _load(slice_.__name__)
        if setup := getattr(slice_, "init_app", None):
            setup(app)
        app.register_blueprint(slice_.bp)
    for view in app.view_functions.values():
        if getattr(view, "needs_no_form_token", False):
            csrf.exempt(view)
    unmigrated.explain(app)
    static.mount_static(app)
    app.wsgi_app = IdentityGuard(app.wsgi_app)  # type: ignore[method-assign]
    if sqlite3.sqlite_version_info < (3, 51, 3) and db_is_sqlite(settings):
        logging.getLogger(__name__).info(
            "SQLite %s: one checkpointer at a time guards against its WAL-reset fault.",
            sqlite3.sqlite_version,
        )
    return app


def _load(slice_name: str) -> None:
    """Import the parts of a slice that register themselves: tables, views, commands."""
    for part in ("models", "routes", "cli"):
        if importlib.util.find_spec(f"{slice_name}.{part}"):
            importlib.import_module(f"{slice_name}.{part}")


def db_is_sqlite(settings: Settings) -> bool:
    """True when the installation keeps its records in SQLite."""
    return settings.database_url.startswith("sqlite")


def request_id() -> str | None:
    """The id of the current request, for the audit trail."""
    return g.get("request_id") if has_request_context() else None


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": not db_is_sqlite(settings)},
        TESTING=settings.testing,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch still works; the session bounds it
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        SESSION_COOKIE_NAME="__Host-mitra" if settings.secure else "mitra",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
