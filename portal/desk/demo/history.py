"""Eighteen months of orders: each partner trades as its character says, in its seasons."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from portal.desk.demo import reasons, trips
from portal.desk.demo.catalogue import GOODS
from portal.desk.demo.days import HISTORY_DAYS, Calendar
from portal.desk.demo.partners import FIRM, FIRMS, Firm
from portal.desk.demo.people import HUMAN, of_partner
from portal.desk.demo.story import Asked, Deal, Part, Trip, Word

# Steel is built in the dry months; before Idul Fitri stocks are filled, then half the country rests.
SEASON = (0.8, 0.95, 1.1, 0.7, 0.9, 1.0, 1.1, 1.15, 1.15, 1.2, 1.1, 0.75)
CAUSES = ("partner", "company", "carrier", "outside")
BUYERS = {"ELBTAL": "anna", "SEORIM": "anna", "LINTAS": "rizky", "ARGO": "rizky", "GALVA": "bagus"}


def tell(calendar: Calendar, chance: Random) -> list[Deal]:
    """Every order since the beginning, each with what became of it so far."""
    deals = []
    for offset in range(-HISTORY_DAYS, 0):
        day = calendar.day(offset)
        for firm in FIRMS:
            rate = firm.character.orders_a_month * SEASON[day.month - 1] / 21
            ordered = chance.random() < rate
            if ordered and calendar.works(day, saturday=False):
                deals.append(_deal(firm, day, calendar, chance))
    return deals


def _deal(firm: Firm, day: date, calendar: Calendar, chance: Random) -> Deal:
    c = firm.character
    at = calendar.office(day, chance)
    goods = chance.sample(GOODS[firm.code], chance.choices((1, 2, 3, 4), (64, 24, 9, 3))[0])
    lead = chance.randint(*c.lead)
    deal = Deal(
        partner=firm.code, at=at, staff=BUYERS.get(firm.code) or chance.choice(("dewi", "dewi", "bagus")),
        person=chance.choice(of_partner(firm.code)[:2]).key, site=chance.choice(c.sites), lines=[],
        answer_due=calendar.at(calendar.after(day, 2), 12),
    )  # fmt: skip
    hours = chance.randint(*c.confirm)
    answered = calendar.office(calendar.after(day, max(1, hours // 9)), chance, firm.zone)
    if hours < 9:
        answered = (
            min(at + timedelta(hours=hours), calendar.at(day, 17, 30))
            if at < calendar.at(day, 16)
            else answered
        )
    sent: dict[tuple[date, str], Trip] = {}
    for item in goods:
        wanted = calendar.after(day, lead + chance.randint(0, 2))
        line = Asked(item, [Part(item.amount(chance), wanted)])
        deal.lines.append(line)
        live(deal, line, max(answered, at + timedelta(minutes=25)), calendar, chance, sent)
    return deal


def live(
    deal: Deal,
    line: Asked,
    answered: datetime,
    calendar: Calendar,
    chance: Random,
    sent: dict[tuple[date, str], Trip],
) -> None:
    """Let a line be promised, split, moved, sent and received, up to now."""  # fmt: skip
    part, c = line.parts[0], FIRM[deal.partner].character
    promised = _promise(deal, part, answered, calendar, chance)
    splits, delay = chance.random() < c.splits, chance.randint(4, 9)
    if promised is None:
        return
    decided = part.words[-1].answered_at or answered
    if splits and decided.date() < min(promised, calendar.today) and part.quantity >= 2:
        second = split(deal, line, promised, delay, calendar, chance)
        _go(deal, line, second, second.words[-1].day, calendar, chance, sent)
    _go(deal, line, part, promised, calendar, chance, sent)


def split(deal: Deal, line: Asked, promised: date, delay: int, calendar: Calendar, chance: Random) -> Part:
    """Part a line in two; the second part keeps the first promise and moves away from it."""
    first = line.parts[0]
    whole, share = first.quantity, chance.choice((0.5, 0.6, 0.7))
    step = Decimal("0.5") if line.item.unit == "t" else Decimal(1)
    given = (whole * Decimal(str(share)) / step).to_integral_value() * step
    first.quantity = max(step, min(given, whole - step))
    at = first.words[-1].answered_at or first.words[-1].at
    locale = HUMAN[deal.person].locale
    day = calendar.after(promised, delay)
    for word in first.words:
        word.quantity = whole
    second = Part(whole - first.quantity, first.requested, split_on=at.date(), split_at=at)
    second.words = [replace(word, quantity=second.quantity, inherited=True) for word in first.words]
    asked = at + timedelta(minutes=20)
    second.split_reason = reasons.SPLIT[locale]
    second.words.append(
        Word(asked, deal.person, day, deal.staff, asked + timedelta(minutes=35), cause="partner",
             reason=reasons.SPLIT[locale])
    )  # fmt: skip
    second.split_at = min(second.words[-1].answered_at or asked, calendar.now)
    line.parts.append(second)
    return second


def _go(
    deal: Deal,
    line: Asked,
    part: Part,
    promised: date,
    calendar: Calendar,
    chance: Random,
    sent: dict[tuple[date, str], Trip],
) -> None:
    """From the first promise to the receipt."""  # fmt: skip
    c = FIRM[deal.partner].character
    since = part.words[-1].answered_at or part.words[-1].at
    promised = _move(deal, part, since, promised, calendar, chance)
    drift = chance.choices([d for d, _ in c.drift], [w for _, w in c.drift])[0]
    cancels, hour = chance.random() < c.cancels, chance.randint(9, 15)
    if part.words[-1].state == "proposed":
        return
    if cancels:
        at = calendar.at(calendar.after(promised, -1), hour)
        if (part.words[-1].answered_at or part.words[-1].at) < at <= calendar.now:
            part.cancelled_at, part.cancelled_by = at, deal.staff
            return
    arrival = max(calendar.after(promised, drift), calendar.after(part.words[-1].at.date(), 1))
    trip = trips.send(deal, line, part, arrival, calendar, chance, sent)
    if trip is None:
        return
    trips.foresee(part, arrival, calendar, chance)
    if arrival < calendar.today:
        trips.receive(deal, line, part, trip, arrival, calendar, chance, sent)


def _promise(deal: Deal, part: Part, answered: datetime, calendar: Calendar, chance: Random) -> date | None:
    """The first promise: the day asked for, or a later one that we agree to. None while undecided."""
    c = FIRM[deal.partner].character
    later, shift, decides = chance.random() < c.offers_later, chance.randint(1, 5), chance.randint(2, 20)
    locale = HUMAN[deal.person].locale
    if answered > calendar.now:
        return None
    if not later:
        part.words.append(Word(deal.at, deal.staff, part.requested, deal.person, answered))
        return part.requested
    day = calendar.after(part.requested, shift)
    word = Word(
        answered, deal.person, day, state="proposed", cause="partner",
        reason=reasons.pick(chance, reasons.LATER, locale),
    )  # fmt: skip
    part.words.append(word)
    decided = calendar.office(calendar.after(answered.date(), 1 + decides // 12), chance)
    if decided > calendar.now:
        return None
    word.state, word.answer_by, word.answered_at = "accepted", deal.staff, decided
    return day


def _move(
    deal: Deal, part: Part, since: datetime, promised: date, calendar: Calendar, chance: Random
) -> date:
    """Later promises: who asked for them, why, and what the other side said."""
    c = FIRM[deal.partner].character
    likely = c.slips
    while chance.random() < likely:
        likely *= 0.42
        cause = chance.choices(CAUSES, c.by_whom)[0]
        before, days, refused = chance.randint(0, 4), chance.choice((1, 2, 3, 3, 4, 6)), chance.random() < 0.1
        at = calendar.office(calendar.after(promised, -before), chance)
        by, other = (deal.staff, deal.person) if cause == "company" else (deal.person, deal.staff)
        decided = calendar.office(calendar.after(at.date(), chance.choice((1, 1, 1, 2))), chance)
        reason = reasons.why(chance, HUMAN[by].locale, cause)
        said_no = reasons.pick(chance, reasons.REFUSED, HUMAN[other].locale)
        if at <= since or at > calendar.now:
            break
        word = Word(at, by, calendar.after(promised, days), state="proposed", cause=cause, reason=reason)
        part.words.append(word)
        if decided > calendar.now:
            break
        word.answer_by, word.answered_at, since = other, decided, decided
        if refused:
            word.state, word.refusal = "declined", said_no
            continue
        word.state, promised = "accepted", word.day
    return promised
