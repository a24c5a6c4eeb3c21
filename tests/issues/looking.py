"""What somebody gets to see: every address that pages lead them to, files to take away opened."""

import html
import io
import re
import zipfile
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from urllib.parse import urldefrag, urljoin

import pypdf
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

_LINK = re.compile(r'\s(?:href|src|hx-get)="(/[^"]*)"')


def words_of(answer: TestResponse) -> str:
    """All that an answer says: headers, body, and what lies in the parts of a workbook or on the pages of a PDF."""
    parts = [f"{name}: {value}" for name, value in answer.headers]
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            parts += [f"{name}\n{archive.read(name).decode(errors='replace')}" for name in archive.namelist()]
    elif answer.data[:4] == b"%PDF":
        paper = pypdf.PdfReader(io.BytesIO(answer.data))
        texts = [page.extract_text() for page in paper.pages]
        parts += [
            str(paper.metadata),
            *texts,
            *("".join(text.split()) for text in texts),
        ]  # a word may be broken
    else:
        parts.append(html.unescape(answer.get_data(as_text=True)))
    return "\n".join(parts)


class Eyes:
    """Looks as one client. `texts` is what it saw, by the type of content; `endpoints` how often it looked where."""

    def __init__(self, app: Flask, client: FlaskClient, **headers: str) -> None:
        self.client, self.headers = client, headers
        self.adapter = app.url_map.bind("localhost")
        self.texts: defaultdict[str, list[str]] = defaultdict(list)
        self.endpoints: Counter[str] = Counter()

    def look(self, address: str, **headers: str) -> str:
        """What stands at one address. Fails on an answer that is the server's fault."""
        # Not as the client would itself: it also reads each page as HTML, which the pages' own tests do.
        answer = FlaskClient.open(self.client, address, headers={**self.headers, **headers}, buffered=True)
        assert answer.status_code < 500, address
        self.texts[answer.mimetype].append(words_of(answer))
        return self.texts[answer.mimetype][-1]

    def follow(self, addresses: Iterable[str], alike: int) -> None:
        """Look at these addresses and wherever they lead; of addresses that differ in their query alone or in what
        they name, at no more than `alike`."""
        named, waiting = list(addresses), deque[str]()
        seen, often = set(named), Counter[str]()
        waiting.extend(named)
        while waiting:
            address = waiting.popleft()
            endpoint = self._endpoint(address)
            if endpoint is None or (often[endpoint] >= alike and address not in named):
                continue
            often[endpoint] += 1
            self.endpoints[endpoint] += 1
            for link in _LINK.findall(self.look(address)):
                found = urldefrag(urljoin(address, link))[0]
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)

    def adding(self, other: "Eyes") -> "Eyes":
        """With what the other eyes saw."""
        for kind, texts in other.texts.items():
            self.texts[kind] += texts
        self.endpoints += other.endpoints
        return self

    def text(self, kind: str | None = None) -> str:
        """All it saw, or all of one type."""
        return "\n".join(text for mime, texts in self.texts.items() for text in texts if kind in (None, mime))

    def _endpoint(self, address: str) -> str | None:
        """Which page it is; None for what is nobody's page (style sheets, other methods)."""
        try:
            endpoint, _values = self.adapter.match(address.partition("?")[0], method="GET")
        except HTTPException:
            return None
        return None if "static" in endpoint else str(endpoint)
