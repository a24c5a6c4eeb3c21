"""The promise strip: where marks stand, what colours they bear, what the words say."""

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.orders import strip_words
from portal.orders.standing import Arrival, Facts, Move, standing
from portal.orders.strip import large_strip, small_strip
from portal.orders.strip_key import legend, marks_key, scale_head, side_mark
from portal.orders.strip_pen import PRINT
from portal.orders.strip_scale import Scale, Window, list_window, period_window, shared_window
from portal.orders.strip_text import strip_text

TODAY = date(2026, 11, 17)
SVG = "{http://www.w3.org/2000/svg}"


def day(text: str) -> date:
    """ "30 Oct" of 2026."""
    number, month = text.split()
    return date(2026, {"Oct": 10, "Nov": 11, "Dec": 12}[month], int(number))


def agreed(when: str, cause: str | None = None) -> Move:
    return Move(day(when), Decimal(10), "partner", "accepted", cause)


def proposed(when: str, by: str, cause: str | None) -> Move:
    return Move(day(when), Decimal(10), by, "proposed", cause)


def schedule(
    asked: str | None,
    *moves: Move,
    came: str | None = None,
    quantity: int = 10,
    accepted: int = 10,
    expected: tuple[str, str, str] | None = None,
    cancelled: bool = False,
) -> Facts:
    likely, low, high = (day(each) for each in expected) if expected else (None, None, None)
    arrivals = (Arrival(day(came), None, Decimal(accepted)),) if came else ()
    return Facts(
        quantity=Decimal(quantity),
        requested_on=day(asked) if asked else None,
        moves=moves,
        arrivals=arrivals,
        expected_on=likely,
        expected_low=low,
        expected_high=high,
        cancelled=cancelled,
    )


VARIANTS = {
    "on time": schedule("9 Nov", agreed("10 Nov"), came="10 Nov"),
    "early": schedule("12 Nov", agreed("13 Nov"), came="10 Nov"),
    "slipped twice, late": schedule(
        "30 Oct",
        agreed("2 Nov"),
        agreed("5 Nov", "carrier"),
        agreed("9 Nov", "carrier"),
        came="12 Nov",
    ),
    "at risk": schedule("18 Nov", agreed("20 Nov"), expected=("24 Nov", "22 Nov", "27 Nov")),
    "on track": schedule("20 Nov", agreed("23 Nov"), expected=("22 Nov", "21 Nov", "23 Nov")),
    "moved by the company": schedule(
        "4 Nov", agreed("6 Nov"), agreed("13 Nov", "company"), came="13 Nov"
    ),
    "four causes": schedule(
        "28 Oct",
        agreed("30 Oct"),
        agreed("4 Nov", "partner"),
        agreed("9 Nov", "outside"),
        agreed("16 Nov", "carrier"),
        expected=("19 Nov", "18 Nov", "21 Nov"),
    ),
    "unconfirmed": schedule("24 Nov"),
    "new day proposed": schedule(
        "19 Nov", agreed("20 Nov"), proposed("25 Nov", "company", "company")
    ),
    "overdue": schedule("8 Nov", agreed("10 Nov"), agreed("12 Nov", "partner")),
    "off the scale": schedule(
        "12 Oct",
        agreed("14 Oct"),
        agreed("30 Nov", "outside"),
        expected=("9 Dec", "7 Dec", "11 Dec"),
    ),
    "in part": schedule("9 Nov", agreed("20 Nov"), came="14 Nov", accepted=4),
    "in part, overdue": schedule("9 Nov", agreed("12 Nov"), came="14 Nov", accepted=4),
    "never promised": schedule("9 Nov", came="14 Nov"),
    "cancelled": schedule("9 Nov", agreed("12 Nov"), cancelled=True),
}

# On the list's scale a day is 4 px and 27 Oct stands at 10: 9 Nov 62, 10 Nov 66, today 94.
SMALL_MARKS = {
    "on time": [
        '<path class="ps-rule" d="M10 13H150"/>',
        '<path class="ps-accent" stroke-width="1.25" d="M94 0V20"/>',
        '<path class="ps-muted" stroke-width="1.75" d="M62 13V19.6"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M66 0.6V13"/>',
        '<circle class="ps-ok-area ps-disc" stroke-width="1.25" cx="66" cy="13" r="4.1"/>',
    ],
    "early": [
        '<path class="ps-ok" stroke-width="1.5" d="M66 13H78"/>',
        '<circle class="ps-ok-area ps-disc" stroke-width="1.25" cx="66" cy="13" r="4.1"/>',
    ],
    "slipped twice, late": [
        '<path class="ps-late" stroke-width="1.5" d="M34 13H62"/>',
        '<path class="ps-late" stroke-width="4" d="M62 13H74"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M34 0.6V13"/>',
        '<path class="ps-ink" stroke-width="0.96" d="M46 4.5V13"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M62 4.5V13"/>',
        '<path class="ps-ink-area" d="M43.4 0.9l6.3 3.6-6.3 3.6z"/>',
        '<circle class="ps-late-area ps-disc" stroke-width="1.25" cx="74" cy="13" r="4.1"/>',
    ],
    "at risk": [
        '<path class="ps-warn" stroke-width="4" stroke-dasharray="3 2" d="M106 13H122"/>',
        '<path class="ps-warn" stroke-width="1.5" d="M122 13H134M134 10v6"/>',
        '<circle class="ps-warn ps-ring" stroke-width="1.9" cx="122" cy="13" r="3.3"/>',
    ],
    "on track": [
        '<path class="ps-ok" stroke-width="1.5" d="M110 13H118M110 10v6M118 10v6"/>',
        '<circle class="ps-ok ps-ring" stroke-width="1.9" cx="114" cy="13" r="3.3"/>',
    ],
    "moved by the company": [
        '<path class="ps-ink-area" d="M75.3 1.8h5.4v5.4h-5.4z"/>',
        '<circle class="ps-ok-area ps-disc" stroke-width="1.25" cx="78" cy="13" r="4.1"/>',
    ],
    "four causes": [
        '<path class="ps-muted" stroke-width="1.5" d="M22 13H90"/>',
        '<path class="ps-warn" stroke-width="4" stroke-dasharray="3 2" d="M90 13H102"/>',
        '<path class="ps-ink-area" d="M42 0.7l3.8 3.8-3.8 3.8-3.8-3.8z"/>',
        '<path class="ps-ink" stroke-width="2" d="M59.2 1.7l5.6 5.6m-5.6 0l5.6-5.6"/>',
    ],
    "unconfirmed": [
        '<path class="ps-rule" stroke-dasharray="2 3" d="M10 13H150"/>',
        '<path class="ps-muted" stroke-width="1.75" d="M122 13V19.6"/>',
    ],
    "new day proposed": [
        '<path class="ps-accent" stroke-width="1.6" stroke-dasharray="2 1.5" d="M126 13V7.1"/>',
        '<path class="ps-accent ps-ring" stroke-width="1.25" d="M123.6 2.1h4.9v4.9h-4.9z"/>',
    ],
    "overdue": [
        '<path class="ps-late" stroke-width="1.5" d="M66 13H74"/>',
        '<path class="ps-late" stroke-width="4" d="M74 13H94"/>',
    ],
    "off the scale": [
        '<path class="ps-muted" stroke-width="1.5" d="M10 13H146"/>',
        '<path class="ps-warn" stroke-width="4" stroke-dasharray="3 2" d="M146 13H150"/>',
        '<path class="ps-ink" stroke-width="1.6" d="M5.5 9.5l-3.5 3.5 3.5 3.5"/>',
        '<path class="ps-warn" stroke-width="1.6" d="M154.5 9.5l3.5 3.5-3.5 3.5"/>',
    ],
    "in part": [
        '<circle class="ps-ok ps-ring" stroke-width="1.9" cx="82" cy="13" r="3.3"/>',
        '<path class="ps-ok-area" d="M82 9.7a3.3 3.3 0 0 0 0 6.6z"/>',
    ],
    "in part, overdue": [
        '<path class="ps-late" stroke-width="4" d="M74 13H94"/>',
        '<circle class="ps-late ps-ring" stroke-width="1.9" cx="82" cy="13" r="3.3"/>',
    ],
    "never promised": [
        '<path class="ps-rule" stroke-dasharray="2 3" d="M10 13H150"/>',
        '<path class="ps-late" stroke-width="4" d="M62 13H82"/>',
    ],
    "cancelled": ['<path class="ps-ink" stroke-width="1.6" d="M74 0.6V13"/>'],
}
ABSENT = {
    "moved by the company": ["ps-late", 'stroke-width="4"', 'stroke-width="1.5"'],
    "new day proposed": ["ps-late", "ps-warn", 'stroke-width="4"'],
    "unconfirmed": ["ps-ink", "ps-late"],
    "off the scale": ["<circle"],
    "cancelled": ["ps-late", "ps-warn"],
    "on track": ["ps-warn", "ps-late"],
}

TEXTS = {
    "on time": "Asked 9 Nov; first promised 10 Nov; arrived 10 Nov, on time.",
    "early": "Asked 12 Nov; first promised 13 Nov; "
    "arrived 10 Nov, 3 days before the first promise.",
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
    "new day proposed": "Asked 19 Nov; first promised 20 Nov; "
    "proposed 25 Nov (company), not yet agreed.",
    "overdue": "Asked 8 Nov; first promised 10 Nov; moved to 12 Nov (partner); "
    "overdue 5 days, nothing arrived.",
    "off the scale": "Asked 12 Oct; first promised 14 Oct; moved to 30 Nov (outside); "
    "expected 9 Dec (between 7 and 11 Dec).",
    "in part": "Asked 9 Nov; first promised 20 Nov; 4 of 10 arrived 14 Nov.",
    "in part, overdue": "Asked 9 Nov; first promised 12 Nov; 4 of 10 arrived 14 Nov; "
    "overdue 5 days.",
    "never promised": "Asked 9 Nov; arrived 14 Nov, 5 days after the day asked for.",
    "cancelled": "Asked 9 Nov; first promised 12 Nov; cancelled.",
}


@pytest.mark.parametrize("name", VARIANTS)
def test_small_marks_stand_where_the_scale_puts_them(name: str) -> None:
    svg = small_strip(VARIANTS[name], TODAY)
    for mark in SMALL_MARKS[name]:
        assert mark in svg
    for mark in ABSENT.get(name, []):
        assert mark not in svg


@pytest.mark.parametrize("name", VARIANTS)
def test_text_says_what_the_strip_shows(name: str) -> None:
    assert strip_text(VARIANTS[name], TODAY) == TEXTS[name]
    for svg in (small_strip(VARIANTS[name], TODAY), large_strip(VARIANTS[name], TODAY)):
        root = ElementTree.fromstring(named(svg))
        assert root.get("role") == "img"
        assert root.get("aria-label") == TEXTS[name]
        assert root.findtext(f"{SVG}title") == TEXTS[name]


@pytest.mark.parametrize("name", VARIANTS)
def test_sizes_in_bytes(name: str) -> None:
    assert len(small_strip(VARIANTS[name], TODAY).encode()) <= 1500
    assert len(large_strip(VARIANTS[name], TODAY).encode()) <= 3400


def test_marks_are_painted_in_order() -> None:
    svg = small_strip(VARIANTS["off the scale"], TODAY)
    order = [
        "ps-rule",  # baseline
        "M94 0V20",  # today
        'd="M10 13H146"',  # band
        'd="M146 4.5V13"',  # post
        'stroke-width="2"',  # head
        "M5.5 9.5",  # chevron
    ]
    assert [svg.index(mark) for mark in order] == sorted(svg.index(mark) for mark in order)


def test_open_lists_let_today_run_on() -> None:
    joined = small_strip(VARIANTS["on time"], TODAY)
    assert 'height="40" viewBox="0 -10 160 40"' in joined
    assert 'opacity=".38" d="M94-10V0M94 20V30"' in joined
    alone = small_strip(VARIANTS["on time"], TODAY, open_list=False)
    assert 'height="20" viewBox="0 0 160 20"' in alone
    assert "opacity" not in alone


def test_today_outside_a_period_is_not_drawn() -> None:
    october = period_window(day("1 Oct"), day("31 Oct"))
    svg = small_strip(VARIANTS["slipped twice, late"], TODAY, window=october, open_list=False)
    assert (october.first, october.last) == (date(2026, 9, 29), date(2026, 11, 2))
    assert "ps-accent" not in svg
    # What came after the period is a chevron in the colour of the goods.
    assert '<path class="ps-late" stroke-width="1.6" d="M154.5 9.5l3.5 3.5-3.5 3.5"/>' in svg


def test_close_heads_are_pushed_right_their_posts_are_not() -> None:
    moves = [agreed("9 Nov"), agreed("10 Nov", "partner"), agreed("11 Nov", "partner")]
    svg = small_strip(schedule("9 Nov", *moves), TODAY)
    assert 'd="M66 4.5V13"' in svg and 'd="M70 4.5V13"' in svg
    assert "M66 0.7l3.8" in svg
    assert "M72.3 0.7l3.8" in svg  # 66 + 3.3 + 3


def test_a_late_window_keeps_goods_green() -> None:
    facts = schedule("9 Nov", agreed("10 Nov"), came="11 Nov")
    assert "ps-late" in small_strip(facts, TODAY)
    assert "ps-late" not in small_strip(facts, TODAY, due=day("11 Nov"))


# --- the large strip ----------------------------------------------------------------------------


def words_at(svg: str) -> dict[str, tuple[float, float]]:
    texts = ElementTree.fromstring(named(svg)).iter(f"{SVG}text")
    return {text.text or "": (float(text.get("x", 0)), float(text.get("y", 0))) for text in texts}


def named(svg: str) -> str:
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def test_own_days_are_widened_to_fourteen() -> None:
    # 9 to 10 Nov, two days each side are 5 days; 9 more make 14: 4 before, 5 after.
    window = shared_window([(VARIANTS["on time"], standing(VARIANTS["on time"]))], TODAY)
    assert window == Window(day("3 Nov"), day("17 Nov"))
    svg = large_strip(VARIANTS["on time"], TODAY)
    # A day is 612 / 14 px: 10 Nov stands at 14 + 7 x 43.714 = 320, today at 626.
    assert 'cx="320" cy="36" r="6"' in svg
    assert '<path class="ps-ink" stroke-width="2" d="M320 15.4V36"/>' in svg
    assert '<path class="ps-accent" stroke-width="1.5" d="M626 14V50"/>' in svg
    assert '<path class="ps-muted" stroke-width="1.75" d="M276.3 36V46M272.8 46h7"/>' in svg


def test_open_work_shows_today_on_its_own_scale() -> None:
    window = shared_window([(VARIANTS["at risk"], standing(VARIANTS["at risk"]))], TODAY)
    assert window == Window(day("15 Nov"), day("29 Nov"))


def test_labels_stand_over_their_day_or_beside_another() -> None:
    at = words_at(large_strip(VARIANTS["on time"], TODAY))
    assert at["promised 10 Nov"] == (320, 10.5)
    assert at["arrived 10 Nov"] == (320, 60.5)
    assert at["asked 9 Nov"][0] < 276.3
    slipped = words_at(large_strip(VARIANTS["slipped twice, late"], TODAY))
    assert list(slipped) == ["now 9 Nov", "first 2 Nov", "5 Nov", "arrived 12 Nov", "asked 30 Oct"]
    risk = words_at(large_strip(VARIANTS["at risk"], TODAY))
    assert "expected 24 Nov (22–27 Nov)" in risk
    assert "proposed 25 Nov" in words_at(large_strip(VARIANTS["new day proposed"], TODAY))


def test_sundays_are_dotted_and_mondays_ticked() -> None:
    svg = large_strip(VARIANTS["on time"], TODAY)
    # Sundays 8 and 15 Nov begin at 232.6 and 538.6; the line rests until the next day.
    assert 'd="M14 36H232.6M276.3 36H538.6M582.3 36H626"' in svg
    assert 'd="M276.3 36v4M582.3 36v4"' in svg
    worked = large_strip(VARIANTS["on time"], TODAY, days_off=lambda _: False)
    assert 'd="M14 36H626"' in worked


def test_dotted_line_joins_the_heads() -> None:
    svg = large_strip(VARIANTS["moved by the company"], TODAY)
    assert re.search(r'stroke-dasharray="1.5 2.5" d="M[\d.]+ 21H[\d.]+"', svg)
    assert "1.5 2.5" not in large_strip(VARIANTS["on time"], TODAY)


def test_a_split_part_hangs_from_its_parent() -> None:
    part = schedule("9 Nov", agreed("11 Nov"), agreed("20 Nov", "partner"))
    svg = small_strip(part, TODAY, split_on=day("5 Nov"))
    assert '<path class="ps-rule" d="M46 13H150"/>' in svg
    assert '<path class="ps-rule" d="M46 13V-27"/>' in svg
    assert '<circle class="ps-rule-area" cx="46" cy="-27" r="1.6"/>' in svg
    large = large_strip(part, TODAY, split_on=day("5 Nov"))
    assert 'cy="-42" r="1.6"' in large  # 64 high and 14 apart
    assert {"today", "asked 9 Nov"}.isdisjoint(words_at(large))
    before = small_strip(part, TODAY, split_on=day("1 Oct"))
    assert '<path class="ps-rule" d="M10 13H150"/>' in before
    assert "-27" not in before


def test_print_colours_by_attribute() -> None:
    for svg in (
        small_strip(VARIANTS["four causes"], TODAY, paint=PRINT),
        large_strip(VARIANTS["four causes"], TODAY, paint=PRINT),
    ):
        assert "class=" not in svg
        assert 'stroke="#945701"' in svg


# --- the head of the column, the key ------------------------------------------------------------


def test_the_head_names_mondays_and_today() -> None:
    svg = scale_head(list_window(TODAY), TODAY)
    assert words_at(svg) == {
        "2 Nov": (34, 11),
        "9": (62, 11),
        "23": (118, 11),
        "30": (146, 11),
        "17": (94, 11),
    }
    assert "M90 16v4" in svg  # Monday 16 Nov keeps its tick beside today


def test_the_head_of_a_long_period_leaves_numbers_out() -> None:
    year = scale_head(Window(date(2026, 1, 1), date(2026, 12, 31)), date(2027, 2, 1))
    places = [x for x, _ in words_at(year).values()]
    assert min(b - a for a, b in zip(places, places[1:], strict=False)) >= 19.9


def test_the_key_names_every_mark() -> None:
    assert [word for _, word in marks_key()] == [
        "partner",
        "company",
        "carrier",
        "outside",
        "expected",
        "arrived",
    ]
    assert [len(marks) for _, marks in legend()] == [2, 3, 4, 3, 4]
    for _, marks in legend():
        for drawing, word in marks:
            assert ElementTree.fromstring(named(drawing)).get("aria-hidden") == "true"
            assert word
    assert side_mark("nobody").count("<path") == 0


# --- other languages, other years ---------------------------------------------------------------

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
    monkeypatch.setattr(strip_words, "get_translations", lambda: Catalogue(INDONESIAN))
    assert strip_text(VARIANTS["slipped twice, late"], TODAY, "id") == (
        "Diminta 30 Okt; janji awal 2 Nov; pindah ke 5 Nov (pengangkut); "
        "pindah ke 9 Nov (pengangkut); tiba 12 Nov, 10 hari setelah janji awal."
    )


@pytest.mark.parametrize("name", VARIANTS)
def test_words_are_escaped(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strip_words, "get_translations", lambda: Catalogue({}))
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
    assert "41,2 of 1.048 arrived 14 Nov" in strip_text(facts, TODAY, "id")


# --- whatever comes in --------------------------------------------------------------------------

near = st.dates(date(2026, 9, 1), date(2027, 2, 1))
maybe = st.none() | near | st.dates()
amounts = st.decimals(0, 50, places=3)
any_moves = st.builds(
    Move,
    day=near | st.dates(),
    quantity=amounts,
    proposed_by=st.sampled_from(["partner", "company"]),
    state=st.sampled_from(["proposed", "accepted", "accepted", "declined", "withdrawn"]),
    cause_side=st.sampled_from([None, "partner", "company", "carrier", "outside"]),
)
any_arrivals = st.builds(
    Arrival, arrived_on=maybe, received_on=maybe, accepted=amounts, rejected=amounts
)
any_facts = st.builds(
    Facts,
    quantity=amounts,
    requested_on=maybe,
    moves=st.lists(any_moves, max_size=6).map(tuple),
    arrivals=st.lists(any_arrivals, max_size=4).map(tuple),
    expected_on=maybe,
    expected_low=maybe,
    expected_high=maybe,
    dispatched=st.booleans(),
    cancelled=st.booleans(),
)
STEP = re.compile(r"([MHVlhvmaz])([^MHVlhvmaz]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def reached(path: str) -> list[float]:
    """Every x a path goes through."""
    x, seen = 0.0, []
    for command, rest in STEP.findall(path):
        numbers = [float(each) for each in NUMBER.findall(rest)]
        if command == "M":
            x = numbers[0]
        elif command == "H":
            x = numbers[0]
        elif command in "hm":
            x += numbers[0]
        elif command == "l":
            for step in numbers[::2]:
                x += step
                seen.append(x)
        seen.append(x)
    return seen


@settings(max_examples=300, deadline=None)
@given(any_facts, st.none() | near)
def test_any_facts_draw_inside_the_box(some: Facts, split_on: date | None) -> None:
    small = small_strip(some, TODAY, split_on=split_on)
    large = large_strip(some, TODAY, split_on=split_on)
    for svg, width in ((small, 160), (large, 640)):
        assert "nan" not in svg and "inf" not in svg and "e+" not in svg
        for part in ElementTree.fromstring(named(svg)).iter():
            assert part.tag.removeprefix(SVG) in {"svg", "title", "path", "rect", "circle", "text"}
            assert part.get("style") is None
            places = reached(part.get("d", "")) + [
                float(part.get("cx", 0)),
                float(part.get("x", 0)),
            ]
            assert min(places) >= -0.1
            assert max(places) <= width + 0.1
            assert part.get("class") != "ps-None"


def test_a_scale_puts_first_and_last_day_at_its_pads() -> None:
    scale = Scale(list_window(TODAY), 160, 10)
    assert scale.x(day("27 Oct")) == 10
    assert scale.x(day("1 Dec")) == 150
    assert scale.x(TODAY) == 94
