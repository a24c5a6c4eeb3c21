"""The words of the strip: its sentence in both languages, escaped wherever they stand."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from portal.orders import strip_words
from portal.orders.standing import Arrival, Facts
from portal.orders.strip import large_strip, small_strip
from portal.orders.strip_text import strip_text
from tests.orders.schedules import SVG, TODAY, VARIANTS, agreed, day, named, schedule

TEXTS = {
    "on time": "Asked 9 Nov; first promised 10 Nov; arrived 10 Nov, on time.",
    "early": "Asked 12 Nov; first promised 13 Nov; arrived 10 Nov, 3 days before the first promise.",
    "slipped twice, late": "Asked 30 Oct; first promised 2 Nov; moved to 5 Nov (carrier); "
    "moved to 9 Nov (carrier); arrived 12 Nov, 10 days after the first promise.",
    "at risk": "Asked 18 Nov; first promised 20 Nov; expected 24 Nov (between 22 and 27 Nov).",
    "on track": "Asked 20 Nov; first promised 23 Nov; expected 22 Nov (between 21 and 23 Nov).",
    "moved by the company": "Asked 4 Nov; first promised 6 Nov; moved to 13 Nov (company); "
    "arrived 13 Nov, on time.",
    "four causes": "Asked 28 Oct; first promised 30 Oct; moved to 4 Nov (partner); "
    "moved to 9 Nov (outside); moved to 16 Nov (carrier); "
    "expected 19 Nov (between 18 and 21 Nov).",
    "unconfirmed": "Asked 24 Nov; not confirmed.",
    "new day proposed": "Asked 19 Nov; first promised 20 Nov; proposed 25 Nov (company), not yet agreed.",
    "overdue": "Asked 8 Nov; first promised 10 Nov; moved to 12 Nov (partner); "
    "overdue 5 days, nothing arrived.",
    "off the scale": "Asked 12 Oct; first promised 14 Oct; moved to 30 Nov (outside); "
    "expected 9 Dec (between 7 and 11 Dec).",
    "in part": "Asked 9 Nov; first promised 20 Nov; 4 of 10 arrived 14 Nov.",
    "in part, overdue": "Asked 9 Nov; first promised 12 Nov; 4 of 10 arrived 14 Nov; overdue 5 days.",
    "never promised": "Asked 9 Nov; arrived 14 Nov, 5 days after the day asked for.",
    "cancelled": "Asked 9 Nov; first promised 12 Nov; cancelled.",
}


@pytest.mark.parametrize("name", VARIANTS)
def test_text_says_what_the_strip_shows(name: str) -> None:
    assert strip_text(VARIANTS[name], TODAY) == TEXTS[name]
    for svg in (small_strip(VARIANTS[name], TODAY), large_strip(VARIANTS[name], TODAY)):
        root = ElementTree.fromstring(named(svg))
        assert root.get("role") == "img"
        assert root.get("aria-label") == TEXTS[name]
        assert root.findtext(f"{SVG}title") == TEXTS[name]


INDONESIAN = {
    "asked %(day)s": "diminta %(day)s",
    "first promised %(day)s": "janji awal %(day)s",
    "moved to %(day)s (%(side)s)": "pindah ke %(day)s (%(side)s)",
    "carrier": "pengangkut",
    "arrived %(day)s, %(gap)s": "tiba %(day)s, %(gap)s",
    "%(n)s days after the first promise": "%(n)s hari setelah janji awal",
}


class Catalogue:
    """A catalogue out of a dict; what it lacks it gives back with marks that need escaping."""

    def __init__(self, phrases: dict[str, str]) -> None:
        self.phrases = phrases

    def gettext(self, phrase: str) -> str:
        return self.phrases.get(phrase, f'{phrase}<b>&"')

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(many)


def test_the_sentence_in_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strip_words, "catalogue", lambda _: Catalogue(INDONESIAN))
    assert strip_text(VARIANTS["slipped twice, late"], TODAY, "id") == (
        "Diminta 30 Okt; janji awal 2 Nov; pindah ke 5 Nov (pengangkut); "
        "pindah ke 9 Nov (pengangkut); tiba 12 Nov, 10 hari setelah janji awal."
    )


@pytest.mark.parametrize("name", VARIANTS)
def test_words_are_escaped(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strip_words, "catalogue", lambda _: Catalogue({}))
    for svg in (small_strip(VARIANTS[name], TODAY), large_strip(VARIANTS[name], TODAY)):
        assert "<b>" not in svg
        ElementTree.fromstring(named(svg))


def test_days_of_another_year_say_so() -> None:
    said = strip_text(VARIANTS["on time"], date(2027, 1, 4))
    assert said.startswith("Asked 9 Nov 2026; ")


def test_a_range_over_two_months_names_both() -> None:
    facts = schedule("20 Nov", agreed("27 Nov"), expected=("1 Dec", "29 Nov", "3 Dec"))
    assert strip_text(facts, TODAY).endswith("expected 1 Dec (between 29 Nov and 3 Dec).")


def test_quantities_are_spelled_for_the_reader() -> None:
    facts = Facts(
        Decimal("1048.000"),
        day("9 Nov"),
        (agreed("20 Nov"),),
        (Arrival(day("14 Nov"), None, Decimal("41.200")),),
    )
    assert "41.2 of 1,048 arrived 14 Nov" in strip_text(facts, TODAY)
    assert "41,2 dari 1.048 tiba 14 Nov" in strip_text(facts, TODAY, "id")
