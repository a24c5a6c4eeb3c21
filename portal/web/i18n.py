"""The reader's language.

Flask-Babel finds the language of a request and marks strings; phrases are looked up here, in a
catalogue kept per language, since Flask-Babel's own look-up costs ten times as much and a list asks for
hundreds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale
from flask_babel.speaklater import LazyString

LOCALES = {"en": "English", "id": "Bahasa Indonesia"}
LOCALE_COOKIE = "language"
CATALOGUES = Path(__file__).resolve().parents[1] / "translations"

babel = Babel()
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@cache
def catalogue(locale: str) -> NullTranslations:
    """The phrases of a language; English ones are their own keys."""
    return Translations.load(CATALOGUES, [locale])


def _(text: str, /, **variables: object) -> str:
    """`text` in the reader's language with its named placeholders filled."""
    phrase = str(catalogue(reader_locale()).gettext(text))
    return phrase % variables if variables else phrase


def _n(one: str, many: str, num: int, /, **variables: object) -> str:
    """The phrase for `num`, which fills the placeholder of that name, in the reader's language."""
    phrase = str(catalogue(reader_locale()).ngettext(one, many, num))
    return phrase % {"num": num, **variables}


def _l(text: str, /, **variables: object) -> LazyString:
    """`_`, looked up when it is read."""
    return LazyString(_, text, **variables)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Within the block everything is said in `locale`, whoever reads: a letter in the language of
    the person it goes to."""
    before = _spoken.set(locale)
    try:
        with force_locale(locale):
            yield
    finally:
        _spoken.reset(before)


def init_app(app: Flask) -> None:
    """Choose the language per request."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=reader_locale, timezone_selector=reader_zone)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue(reader_locale()).gettext(text),
        ngettext=lambda one, many, num: catalogue(reader_locale()).ngettext(one, many, num),
        newstyle=True,
    )


def reader_locale() -> str:
    """The language spoken now (`speaking`), else the signed-in person's, else the visitor's choice,
    else what the browser asks for."""
    if spoken := _spoken.get():
        return spoken
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
