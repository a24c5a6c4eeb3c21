"""Pages walked from home and the navigation, every figure of a score that they show, and what the queries say of each."""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from portal.actor import Actor
from portal.partners.models import Partner
from portal.scores import months, names, queries, shown, spans, total_words
from portal.scores.figure import Period, by_metric
from portal.scores.metrics import BY_KEY, PARTIES
from tests.page import CheckedClient
from tests.scores.cards import words

SCORES = {"scores.index", "scores.card", "scores.metric", "scores.months"}
FILES = {"scores.export_card", "scores.export_pdf", "reviews.export_pdf"}
MOST = {
    "scores.index": 3,
    "scores.card": 3,
    "scores.export_pdf": 1,
    "scores.export_card": 1,
    "partners.show": 1,
}  # of one partner
CLOSED = re.compile(r"closed (\w+ \d{4}) of (\w+) ?: score ([\d.]+)")  # as news tell it
ALIKE = 2  # records of one kind whose pages are opened

Key = tuple[str, str, str]  # metric, code of the partner, period as its two days


@dataclass
class Seen:
    """What was shown: of each figure the texts, with where each stands; what was not marked; the addresses that were
    opened, by endpoint; the files that pages led to."""

    texts: dict[Key, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    unmarked: list[str] = field(default_factory=list)
    opened: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many figures were shown."""
        return sum(map(len, self.texts.values()))

    @property
    def places(self) -> set[str]:
        """The endpoints whose pages showed any."""
        paths = {path for texts in self.texts.values() for _text, path in texts}
        return {endpoint for endpoint, opened in self.opened.items() if paths & set(opened)}


def walk(person: CheckedClient, adapter: MapAdapter, measures: int) -> Seen:
    """Follow every link of the portal from home on, one of each kind for each partner; so many measures of each."""
    seen, known, waiting = Seen(), Counter[Any](), ["/"]
    while waiting:
        path = waiting.pop(0)
        answer = person.get(path)
        endpoint = _endpoint(adapter, path)[0]
        assert answer.status_code < 400, f"a link leads to {path}: {answer.status_code}"
        seen.opened[endpoint].append(path)
        if answer.status_code in (301, 302, 303):
            waiting.insert(0, answer.location)
        elif endpoint in FILES:
            seen.files[path] = answer.get_data()
        elif answer.mimetype == "text/html":
            look(person, path, endpoint, seen)
            waiting += [link for link in _links(person) if _new(adapter, link, known, measures)]
    return seen


def _links(person: CheckedClient) -> Iterator[str]:
    for link in person.page.root.iter("a"):
        href = (link.get("href") or "").partition("#")[0]
        if href.startswith("/") and not href.startswith("//"):
            yield href


def _endpoint(adapter: MapAdapter, path: str) -> tuple[str, dict[str, Any]]:
    try:
        endpoint, values = adapter.match(urlsplit(path).path, method="GET")
    except HTTPException as missing:
        raise AssertionError(f"a link leads to {path}, which is not there") from missing
    return endpoint, dict(values)


def _new(adapter: MapAdapter, path: str, known: Counter[Any], measures: int) -> bool:
    """True for a page of whose kind not enough were opened yet."""
    endpoint, values = _endpoint(adapter, path)
    if (
        known[path]
        or "xlsx" in path.replace("card.xlsx", "")
        or endpoint.partition(".")[0] in ("files", "static")
    ):
        return False
    code = values.get("code") or "".join(parse_qs(urlsplit(path).query).get("partner", []))
    most = MOST.get(endpoint, ALIKE if values else 1)
    if endpoint == "scores.metric":  # of one period
        if known[(endpoint, code, values["key"])]:
            return False
        known[(endpoint, code, values["key"])] += 1
        most = measures
    if known[(endpoint, code)] >= most:
        return False
    known[path] += 1
    known[(endpoint, code)] += 1
    return True


def look(person: CheckedClient, path: str, endpoint: str, seen: Seen) -> None:
    """Collect the figures of a page."""
    for element in person.page.root.iter():
        if not isinstance(element.tag, str):
            continue
        metric = element.get("data-metric")
        if metric is not None:
            key = metric, str(element.get("data-partner")), str(element.get("data-period"))
            seen.texts[key].append((words(element).partition(" of 100")[0], path))
        elif endpoint in SCORES and (element.tag == "data" or "score-state" in (element.get("class") or "")):
            seen.unmarked.append(f"{path}: {words(element)}")
    for month, code, points in CLOSED.findall(person.page.text):
        start = datetime.strptime(f"{month} +0000", "%B %Y %z").date()
        key = "total-partner", code, f"{start}/{months.month(start).end}"
        seen.texts[key].append((points, path))


class Truth:
    """What the queries say of a figure, in English."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor
        self._partners = {partner.code: partner for partner in session.query(Partner)}
        self._found: dict[tuple[str, str], dict[str, tuple[str, Any]]] = {}

    def knows(self, key: Key) -> bool:
        """True for a measure by which this partner is judged."""
        return key[0] in self._of(key)

    def of(self, key: Key) -> tuple[str, Any]:
        """The text of a figure, and its exact value where it has rows enough."""
        return self._of(key)[key[0]]

    def _of(self, key: Key) -> dict[str, tuple[str, Any]]:
        _metric, code, days = key
        if (code, days) not in self._found:
            self._found[(code, days)] = self._ask(self._partners[code], days)
        return self._found[(code, days)]

    def _ask(self, partner: Partner, days: str) -> dict[str, tuple[str, Any]]:
        start, _slash, end = days.partition("/")
        period = Period(date.fromisoformat(start), date.fromisoformat(end))
        found = by_metric(queries.figures(self.session, self.actor, partner, period))
        said = {key: shown.figure(each, "en") for key, each in found.items()}
        scores = {
            f"total-{side}": queries.score(self.session, self.actor, partner, period, list(found.values()), side).value
            for side in PARTIES
        }  # fmt: skip
        return {
            key: (plain(each.text), each.exact if each.judged else None) for key, each in said.items()
        } | {
            key: ("no data" if each is None else total_words.points(each, "en"), each)
            for key, each in scores.items()
        }


def differences(seen: Seen, truth: Truth) -> list[str]:
    """Where a page shows another text than the queries say; of too few rows or none it may say less."""
    return [
        f"{path} shows {text!r} for {key}, it is {wanted!r}"
        for key, texts in seen.texts.items()
        for wanted, exact in (truth.of(key),)
        for text, path in texts
        if text != wanted and not (exact is None and (wanted.startswith(f"{text} (") or (text, wanted) == ("–", "no data")))
    ]  # fmt: skip


def in_files(seen: Seen, truth: Truth, today: date) -> tuple[int, list[str]]:
    """How many figures the files hold that the pages led to, and where one is not what the queries say."""
    count, faults = 0, []
    for path, body in seen.files.items():
        says = _in_book(body) if ".xlsx" in path else _in_paper(body)
        for key in _held(path, seen, truth, today):
            name, (wanted, exact) = str(names.METRICS[key[0]]), truth.of(key)
            count += 1
            if not says(name, wanted, exact):
                faults.append(f"{path} does not say {wanted!r} of {name}")
    return count, faults


def _held(path: str, seen: Seen, truth: Truth, today: date) -> list[Key]:
    """Which figures a file is to hold: of a review those of its page, of a scorecard all."""
    if path.startswith("/reviews/"):
        page = path.removesuffix(".pdf")
        return [
            key for key, texts in seen.texts.items() if key[0] in BY_KEY and page in [at for _t, at in texts]
        ]
    days = period_of(path, today)
    return [key for metric in BY_KEY if truth.knows(key := (metric, path.split("/")[2], days))]


def period_of(path: str, today: date) -> str:
    """The period that an address asks for, as its two days."""
    period = spans.asked(dict(parse_qsl(urlsplit(path).query)), today).period
    return f"{period.start}/{period.end}"


def _in_paper(body: bytes) -> Callable[[str, str, Any], bool]:
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))
    return lambda name, wanted, _exact: f"{name} {wanted} " in text


def _in_book(body: bytes) -> Callable[[str, str, Any], bool]:
    book = load_workbook(io.BytesIO(body), read_only=True)
    rows = {row[0]: row[1] for sheet in book.worksheets[:2] for row in sheet.iter_rows(values_only=True)}
    return lambda name, wanted, exact: rows[name] == (wanted if exact is None else float(exact))


def plain(text: str) -> str:
    """A text with plain blanks."""
    return " ".join(text.split())
