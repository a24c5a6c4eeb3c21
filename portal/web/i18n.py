"""The reader's language."""

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, lazy_gettext, ngettext
from flask_babel import gettext as _gettext

LOCALES = {"en": "English", "id": "Bahasa Indonesia"}
LOCALE_COOKIE = "language"

babel = Babel()
_l = lazy_gettext
_n = ngettext


def _(text: str, **variables: object) -> str:
    """`text` in the reader's language with its named placeholders filled."""
    return str(_gettext(text, **variables))


def init_app(app: Flask) -> None:
    """Choose the language per request."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=reader_locale, timezone_selector=reader_zone)


def reader_locale() -> str:
    """The signed-in person's language, else the visitor's choice, else what the browser asks for."""
    if not has_request_context():
        return "en"
    if actor := g.get("actor"):
        return str(actor.locale)
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(list(LOCALES), "en")


def reader_zone() -> str:
    """The signed-in person's zone; visitors read UTC."""
    actor = g.get("actor") if has_request_context() else None
    return str(actor.zone) if actor else "UTC"
