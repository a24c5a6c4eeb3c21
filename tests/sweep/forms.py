"""The forms and addresses that pages offer, read from their HTML, and a body that each form would take."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

NEW_PASSWORD = "a staple of horses"
FILL = {"email": "new.person@example.test", "date": "2026-11-20", "number": "1", "password": NEW_PASSWORD}
PICKED = ("issue", "schedule", "quoted")  # rows of a list that a bulk action needs at least one of
_NOT_SENT = ("submit", "button", "image", "reset", "file")
TEXT_TYPES = ("text", "search", "email", "password", "textarea", "tel", "url")


@dataclass
class Field:
    """One control: its name, type, value, and the values it offers."""

    name: str
    type: str
    value: str
    checked: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as drawn: where it goes, how, and its controls."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        """What a person who fills in everything would send."""
        body: dict[str, Any] = {}
        for f in self.fields:
            if not f.name or f.name == "csrf_token" or f.type in _NOT_SENT:
                continue
            if f.type in ("radio", "checkbox"):
                first = f.name not in body and (f.type == "radio" or f.name in PICKED)
                if f.checked or first:
                    body[f.name] = f.value
            elif f.type == "select":
                body[f.name] = f.value or next((o for o in f.options if o), "")
            else:
                body[f.name] = f.value.strip() or (
                    "" if f.type == "hidden" else FILL.get(f.type, "Some words")
                )
        return body


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.controls: list[tuple[str, str]] = []
        self._ids: dict[str, Form] = {}
        self._open: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attributes}
        for method in ("get", "post"):
            if f"hx-{method}" in a:
                self.controls.append((method.upper(), a[f"hx-{method}"]))
        if tag in ("a", "link", "img", "source") and (a.get("href") or a.get("src")):
            self.links.append(a.get("href") or a["src"])
        if tag == "form":
            self._open = Form(a.get("action", ""), a.get("method", "get").upper())
            self.forms.append(self._open)
            if "id" in a:
                self._ids[a["id"]] = self._open
        elif tag in ("input", "select", "textarea", "button"):
            self._control(tag, a)
        elif tag == "option" and self._select is not None:
            self._select.options.append(a.get("value", ""))
            if "selected" in a:
                self._select.value = a.get("value", "")

    def _control(self, tag: str, a: dict[str, str]) -> None:
        kind = a.get("type", "text") if tag == "input" else tag if tag != "button" else "submit"
        made = Field(
            a.get("name", ""), kind, a.get("value", "on" if kind == "checkbox" else ""), "checked" in a
        )
        form = self._ids.get(a["form"]) if "form" in a else self._open
        if form is not None:
            form.fields.append(made)
        self._select = made if tag == "select" else self._select
        self._area = made if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


@dataclass
class Offered:
    """What a page offers: forms, addresses of links, and htmx controls as (method, address)."""

    forms: list[Form]
    links: list[str]
    controls: list[tuple[str, str]]


def read(html: bytes) -> Offered:
    """What this page offers."""
    reader = _Reader()
    reader.feed(html.decode())
    return Offered(reader.forms, reader.links, reader.controls)
