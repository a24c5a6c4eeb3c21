"""The marks on a strip's line: wish, gap, promises, goods, and what lies off the scale."""

from __future__ import annotations

from datetime import date

from portal.orders.standing import COME, Facts, Standing, open_proposal, promises
from portal.orders.strip_pen import Paint, Size, cause_mark, disc, half_ring, num, ring
from portal.orders.strip_scale import Scale
from portal.orders.strip_words import expected_range, proposed_mark


class Marks:
    """Draws the marks of one schedule in paint order into `out`, a list of SVG elements."""

    __slots__ = (
        "at", "done", "due", "edges", "facts", "kind", "out", "paint", "scale", "size", "today"
    )  # fmt: skip

    def __init__(
        self,
        facts: Facts,
        at: Standing,
        kind: str,
        today: date,
        scale: Scale,
        size: Size,
        paint: Paint,
        due: date | None,
    ) -> None:
        self.facts, self.at, self.kind, self.today = facts, at, kind, today
        self.scale, self.size, self.paint = scale, size, paint
        self.due = due or at.base_on
        self.done = at.stage in (*COME, "cancelled")
        self.out: list[str] = []
        self.edges: dict[bool, str] = {}

    def drawn(self) -> list[str]:
        """All marks, in paint order."""
        self._peg()
        self._bands()
        self._posts()
        self._goods()
        self._chevrons()
        return self.out

    def tone_arrived(self) -> str:
        """The colour of goods that came: by the last day that was on time."""
        return "late" if self.at.arrived_on and self.due and self.at.arrived_on > self.due else "ok"

    def tone_expected(self) -> str:
        """The colour of goods that are expected: by the latest promise."""
        expected, day = self.facts.expected_on, self.at.promised_on or self.at.base_on
        return "warn" if expected and day and expected > day else "ok"

    def _seen(self, day: date, tone: str) -> bool:
        """Whether the window holds a day; if not, its edge will say so. Goods outrank the rest."""
        window = self.scale.window
        if window.first <= day <= window.last:
            return True
        after = day > window.last
        if tone != "accent" or after not in self.edges:
            self.edges[after] = tone
        return False

    def _peg(self) -> None:
        day = self.facts.requested_on
        if day is None or not self._seen(day, "ink"):
            return
        x, size = num(self.scale.x(day)), self.size
        foot = f"M{num(self.scale.x(day) - 3.5)} {size.peg}h7" if size.large else ""
        self.out.append(
            f'<path {self.paint.line["muted"]} stroke-width="1.75" d="M{x} {size.line}V{size.peg}{foot}"/>'
        )

    def _band(self, start: date, end: date, tone: str, width: float, dash: str = "") -> None:
        """A band between two days, cut at the edges of the scale."""
        left = max(self.scale.left, self.scale.x(start))
        right = min(self.scale.right, self.scale.x(end))
        if right > left:
            self.out.append(
                f'<path {self.paint.line[tone]} stroke-width="{width}"{dash}'
                f' d="M{num(left)} {self.size.line}H{num(right)}"/>'
            )

    def _bands(self) -> None:
        at, size = self.at, self.size
        base, promised = at.base_on, at.promised_on
        if base is None or at.stage == "cancelled":
            return
        if at.stage in COME:
            self._bands_arrived(base, promised or base)
            return
        if promised is None:
            return
        overdue = self.kind == "overdue"
        if promised != base:
            tone = "late" if overdue and promised > base else "muted"
            self._band(min(base, promised), max(base, promised), tone, size.told)
        if overdue:
            self._band(promised, self.today, "late", size.untold)
        elif self.facts.expected_on:
            dash = ' stroke-dasharray="3 2"'
            self._band(promised, self.facts.expected_on, "warn", size.untold, dash)

    def _bands_arrived(self, base: date, promised: date) -> None:
        arrived, size = self.at.arrived_on, self.size
        if arrived is None:
            return
        if arrived < base:
            self._band(arrived, base, "ok", size.told)
            return
        tone = self.tone_arrived()
        self._band(base, min(promised, arrived), tone, size.told)
        self._band(max(base, promised), arrived, tone, size.untold)

    def _posts(self) -> None:
        size, scale = self.size, self.scale
        line = self.paint.line["ink"]
        kept = promises(self.facts.moves)
        seen = [move for move in kept if self._seen(move.day, "ink")]
        if size.large and len(kept) > 1:
            days = [move.day for move in kept]
            left, right = max(scale.left, scale.x(min(days))), min(scale.right, scale.x(max(days)))
            if right > left:
                self.out.append(
                    f'<path {line} stroke-dasharray="1.5 2.5" d="M{num(left)} {size.head}H{num(right)}"/>'
                )
        for move in seen:
            top = size.first if move is kept[0] else size.head
            width = size.post if move in (kept[0], kept[-1]) else round(size.post * 0.6, 2)
            self.out.append(
                f'<path {line} stroke-width="{width}" d="M{num(scale.x(move.day))} {top}V{size.line}"/>'
            )
        self._heads([(m.day, m.cause_side, False) for m in seen if m is not kept[0]])

    def _heads(self, heads: list[tuple[date, str | None, bool]]) -> None:
        size, scale = self.size, self.scale
        proposal = open_proposal(self.facts.moves) if self.at.proposed_on else None
        if proposal and self._seen(proposal.day, "accent"):
            self.out.append(
                f'<path {self.paint.line["accent"]} stroke-width="{size.post}"'
                f' stroke-dasharray="2 1.5" d="M{num(scale.x(proposal.day))} {size.line}'
                f'V{num(size.head + size.reach * 0.8)}"/>'
            )
            heads.append((proposal.day, proposed_mark(proposal), True))
        heads.sort(key=lambda each: each[0])
        before = -size.width * 1.0
        for day, side, hollow in heads:
            x = scale.x(day)
            if side is None:
                continue
            x = min(max(x, before + size.reach + 3), size.width - size.reach * 1.2)
            self.out.append(cause_mark(side, x, size.head, size.reach, self.paint, hollow))
            before = x

    def _goods(self) -> None:
        at = self.at
        if at.arrived_on and (at.accepted > 0 or at.stage == "delivered"):
            tone = self.tone_arrived()
            if self._seen(at.arrived_on, tone):
                whole = at.stage == "delivered" or (
                    at.stage == "arrived" and at.accepted >= self.facts.quantity
                )
                draw = disc if whole else half_ring
                self.out.append(draw(self.scale.x(at.arrived_on), self.size, tone, self.paint))
        if self.facts.expected_on and not self.done:
            self._expected(self.facts.expected_on, self.tone_expected())

    def _expected(self, day: date, tone: str) -> None:
        bounds = expected_range(self.facts)
        if bounds:
            self._whiskers(day, *bounds, tone)
        if self._seen(day, tone):
            self.out.append(ring(self.scale.x(day), self.size, tone, self.paint))

    def _whiskers(self, day: date, low: date, high: date, tone: str) -> None:
        size, scale, window = self.size, self.scale, self.scale.window
        if not size.large and tone == "warn" and self.at.promised_on:
            low = day  # the band to the expected day lies there
        left, right = max(scale.left, scale.x(low)), min(scale.right, scale.x(high))
        if right <= left:
            return
        y, cap = size.line, f"v{2 * size.cap}"
        d = f"M{num(left)} {y}H{num(right)}"
        if low < day and low in window:
            d += f"M{num(left)} {y - size.cap}{cap}"
        if high > day and high in window:
            d += f"M{num(right)} {y - size.cap}{cap}"
        self.out.append(f'<path {self.paint.line[tone]} stroke-width="1.5" d="{d}"/>')

    def _chevrons(self) -> None:
        y, off = self.size.line, 4.5
        for after, tone in self.edges.items():
            x = self.scale.right + off if after else self.scale.left - off
            turn = "l3.5 3.5-3.5 3.5" if after else "l-3.5 3.5 3.5 3.5"
            self.out.append(
                f'<path {self.paint.line[tone]} stroke-width="1.6" d="M{num(x)} {y - 3.5}{turn}"/>'
            )
