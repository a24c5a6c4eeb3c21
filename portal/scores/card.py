"""The scorecard of one partner as a page, a sheet and a paper show it: measures in groups, one form for both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from portal.scores import names, shown
from portal.scores.figure import Figure, Period
from portal.scores.metrics import BY_KEY, METRICS, Metric
from portal.scores.peers import Band
from portal.scores.spans import Span
from portal.scores.total_words import Total
from portal.scores.trend import points
from portal.scores.weighing import Part
from portal.web import chart, formats
from portal.web.chart import Point
from portal.web.i18n import _, _n


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a card is made of: figures by metric, of the period, the one before and each of `months`;
    targets of the definition; bands of peers, by metric; first: what a closed period said before it was restated;
    parts: what a metric adds to the score in all of its side."""

    now: Mapping[str, Figure]
    before: Mapping[str, Figure]
    months: Sequence[Period]
    monthly: Sequence[Mapping[str, Figure]]
    targets: Mapping[str, Decimal]
    bands: Mapping[str, Band]
    first: Mapping[str, Figure]
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Row:
    """One measure. months: its value in each; counted: "31 of 36"; aim: its target as a value; change and better: against the period before; met: its target, None where
    there is none or nobody can say; peers and place: the band of others in words and where this stands to it; points_given: what it gives of
    the score in all, "17.6 of 29.4 points"."""

    metric: Metric
    name: str
    figure: Figure
    value: shown.Shown
    counted: str
    before: shown.Shown | None
    change: str
    better: bool | None
    target: str
    aim: Decimal | None
    met: bool | None
    points: Sequence[Point]
    months: Sequence[shown.Shown]
    peers: str
    place: str | None
    restated: str
    points_given: str

    @property
    def axis(self) -> chart.Scale | None:
        """The scale of its months; None where there is nothing to draw."""
        known = [point.value for point in self.points if point.value is not None]
        if not known:
            return None
        return chart.scale(known, 0, 100) if self.metric.kind == "share" else chart.scale(known)

    @property
    def drawing(self) -> Markup:
        """Its months as a small line."""
        return chart.spark(self.points, self.name, self.axis)


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one group."""

    key: str
    name: str
    rows: Sequence[Row]


def groups(measured: Measured, party: str, locale: str) -> list[Group]:
    """The measures by which one side is judged, by group; a group that nobody answers for is not there."""
    found = []
    for key, name in names.GROUPS.items():
        rows = [
            row(metric, measured, locale)
            for metric in METRICS
            if metric.party == party and metric.group == key and metric.key in measured.now
        ]
        if rows:
            found.append(Group(key, str(name), rows))
    return found


def row(metric: Metric, measured: Measured, locale: str) -> Row:
    """One measure; it must be among those of the period."""
    now, before = measured.now[metric.key], measured.before.get(metric.key)
    nothing = Figure(metric.key, Decimal(0), Decimal(0), 0)
    target, band = measured.targets.get(metric.key), measured.bands.get(metric.key)
    return Row(
        metric, str(names.METRICS[metric.key]), now, shown.figure(now, locale), counted(now, locale),
        shown.figure(before, locale) if before else None, shown.change(now, before, locale), shown.better(now, before),
        "" if target is None else shown.value(target, metric, locale), target, shown.meets(now, target),
        points(metric, measured.months, measured.monthly, locale),
        [shown.figure(each.get(metric.key, nothing), locale) for each in measured.monthly],
        "" if band is None else between(band, metric, locale),
        band.place(now.value, metric) if band and now.state == "enough" and now.value is not None else None,
        restated(measured.first.get(metric.key), now, locale), given(measured.parts.get(metric.key), locale),
    )  # fmt: skip


def given(part: Part | None, locale: str) -> str:
    """'17.6 of 29.4 points'; nothing for what does not count in the score in all."""
    if part is None:
        return ""
    whole = part.share * 100
    return _(
        "%(part)s of %(whole)s points",
        part=formats.fixed(part.points, locale),
        whole=formats.fixed(whole, locale),
    )


def restated(first: Figure | None, now: Figure, locale: str) -> str:
    """'restated 94.1 % to 95.6 %'; nothing where it is what it was."""
    if first is None or (first.numerator, first.denominator) == (now.numerator, now.denominator):
        return ""
    return _(
        "restated %(before)s to %(now)s",
        before=shown.figure(first, locale).text,
        now=shown.figure(now, locale).text,
    )


def counted(found: Figure, locale: str) -> str:
    """'31 of 36', of a mean '36 rows', of quantities '4 of 180 t, 3 of 120 pcs'; nothing for no data."""
    if found.state == "no_data":
        return ""
    if BY_KEY[found.metric].kind not in ("share", "ratio", "per_million"):
        return _n(
            "%(amount)s row", "%(amount)s rows", found.rows, amount=formats.quantity(found.rows, locale)
        )
    if found.units:
        return ", ".join(
            _of(each.numerator, each.denominator, locale) + f" {each.unit}".rstrip() for each in found.units
        )
    return _of(found.numerator, found.denominator, locale)


def _of(numerator: Decimal, denominator: Decimal, locale: str) -> str:
    part, whole = shown.amount(numerator, locale), shown.amount(denominator, locale)
    return _("%(part)s of %(whole)s", part=part, whole=whole)


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A figure in one unit of measure: what was counted of what, its value in words, and over how many rows."""

    unit: str
    numerator: str
    denominator: str
    value: str
    rows: int


def units(found: Figure, locale: str) -> list[UnitShown]:
    """A figure of several units of measure, unit by unit; nothing for one of a single unit."""
    if not found.mixed:
        return []
    return [
        UnitShown(
            each.unit, shown.amount(each.numerator, locale), shown.amount(each.denominator, locale),
            shown.figure(Figure(found.metric, *each[1:], few=found.few), locale).text, each.rows,
        )
        for each in found.units
    ]  # fmt: skip


def between(band: Band, metric: Metric, locale: str) -> str:
    """'80–95 %'; the band itself is rounded to whole hundredths."""
    if metric.kind in shown.HUNDREDTHS:
        low, high = formats.quantity(band.low * 100, locale), formats.percent(band.high * 100, locale)
        return high if band.low == band.high else f"{low}\N{EN DASH}{high}"
    low, high = shown.plain(band.low, metric, locale), shown.value(band.high, metric, locale)
    return high if band.low == band.high else f"{low}\N{EN DASH}{high}"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a card: whose it is, its score in all, its measures, and what moved them (each sentence with the
    metric that proves it)."""

    key: str
    name: str
    total: Total
    groups: Sequence[Group]
    sentences: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in one reader's language: what its page, its sheet and its paper all show. standing: whether it is
    closed, and since when; sides: the partner first."""

    company: str
    partner: str
    span: Span
    before_name: str
    months: Sequence[Period]
    sides: Sequence[Side]
    standing: str
    definition: Sequence[tuple[str, str]]
    locale: str

    @property
    def name(self) -> str:
        """The period in words."""
        return self.span.name(self.locale)

    @property
    def compared(self) -> bool:
        """True if any measure has a band of peers."""
        return any(row.peers for side in self.sides for group in side.groups for row in group.rows)
