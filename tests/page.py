"""A test client whose every page has already been checked.

Valid HTML, a language, one h1, a title that starts with it, unique ids, every control labelled,
every form with an action and, when it posts, a token; nothing inline that the policy forbids.
"""

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from tests import markup

NAMELESS = ("hidden", "submit", "button", "image", "reset")


class Page:
    """A parsed answer: `root` for looking, `text` for reading."""

    def __init__(self, response: TestResponse, partial: bool) -> None:
        self.html = response.get_data(as_text=True)
        self.root: Element = markup.read(self.html, partial)
        self.partial = partial

    @property
    def text(self) -> str:
        """All text a person reads, blanks folded."""
        return " ".join(" ".join(self.root.itertext()).split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements with this tag and these attribute values (class_ for class)."""
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(k) == v for k, v in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def field(self, name: str, form: str = "") -> str:
        """The value of the form field with this name; of the form that is sent to the path `form`, if
        the page has several with such a field."""
        within = self.one("form", action=form) if form else self.root
        for tag in ("input", "textarea", "select"):
            for element in within.iter(tag):
                if element.get("name") == name:
                    return element.get("value") or element.text or ""
        raise AssertionError(f"no field {name}")

    def check(self) -> None:
        """Raise AssertionError with a sentence for what is wrong with the page."""
        ids = Counter(e.get("id") for e in self.root.iter() if e.get("id"))
        assert not [i for i, n in ids.items() if n > 1], f"ids used twice: {ids.most_common(3)}"
        self._check_controls(set(ids))
        for element in self.root.iter():
            if isinstance(element.tag, str):
                for name in element.attrib:
                    assert name != "style" and not str(name).startswith("on"), f"inline {name}"
        if not self.partial:
            html = self.root
            assert html.get("lang"), "html has no lang"
            headings = ["".join(h.itertext()).split() for h in self.all("h1")]
            assert len(headings) == 1, f"{len(headings)} h1 on the page"
            title = (self.one("title").text or "").split()
            assert title[: len(headings[0])] == headings[0], f"title {title} begins unlike h1 {headings[0]}"

    def _check_controls(self, ids: set[str]) -> None:
        labelled = {e.get("for") for e in self.root.iter("label")}
        inside = {c for label in self.root.iter("label") for c in label.iter() if c is not label}
        for tag in ("input", "select", "textarea"):
            for control in self.root.iter(tag):
                if control.get("type") in NAMELESS:
                    continue
                named = (
                    control.get("id") in labelled or control in inside
                    or control.get("aria-label") or control.get("aria-labelledby")
                )  # fmt: skip
                assert named, f"no label for {control.attrib}"
        for form in self.root.iter("form"):
            assert form.get("action"), f"a form without action: {form.attrib}"
            if (form.get("method") or "get").lower() == "post":
                names = {c.get("name") for c in form.iter("input")}
                assert "csrf_token" in names, f"no token in form {form.get('action')}"
        for button in self.root.iter("button"):
            assert "".join(button.itertext()).strip() or button.get("aria-label"), "a button without words"


class CheckedClient(FlaskClient):
    """Opens pages as one person; `page` holds the last one, already checked."""

    page: Page
    selects: int

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # type: ignore[override]
        statements: list[str] = []

        def count(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                statements.append(statement)

        from portal.db import db

        with self.application.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            kwargs.setdefault("buffered", True)  # reads to the end and closes, as a server does
            response = super().open(*args, **kwargs)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        self.statements = statements
        self.selects = sum("set_config" not in s for s in statements)
        if response.mimetype == "text/html" and response.status_code != 204 and response.data:
            headers = kwargs.get("headers") or {}
            partial = "HX-Request" in dict(headers) and not response.data.lstrip().startswith(b"<!")
            if not (300 <= response.status_code < 400):
                self.page = Page(response, partial)
                self.page.check()
        return response

    def token(self) -> str:
        """A CSRF token that this client's session accepts."""
        from flask import g
        from flask_wtf.csrf import generate_csrf

        with self.session_transaction() as session:
            raw = dict(session)
        with self.application.test_request_context():
            from flask import session as inner

            inner.update(raw)
            token = generate_csrf()
            made = dict(inner)
            g.pop("csrf_token", None)
        with self.session_transaction() as session:
            session.update(made)
        return token

    def send(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST a form as a browser would, with a valid token."""
        fields = {"csrf_token": self.token(), **(data or {})}
        return self.post(path, data=fields, **kwargs)


HTMX = {"HX-Request": "true"}
