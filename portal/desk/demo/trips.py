"""The way of the goods: dispatch, what the carrier reports, arrival and receipt."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from portal.desk.demo import reasons
from portal.desk.demo.days import Calendar
from portal.desk.demo.partners import FIRM, SITES, Character
from portal.desk.demo.people import HUMAN
from portal.desk.demo.story import Asked, Came, Deal, Part, Sign, Trip

PORTS = {
    "ELBTAL": (("Hamburg, Burchardkai", 120), ("Singapore", 480)),
    "SEORIM": (("Pohang", 540), ("Busan", 540)),
}
GATES = {"RKT": "Rungkut, gate 2", "MNY": "Manyar, gate 1"}
TONNE = {"t": 1000, "cyl": 62, "spools": 18, "bags": 25, "sets": 14, "pails": 24, "m": 21}


def send(
    deal: Deal,
    line: Asked,
    part: Part,
    arrival: date,
    calendar: Calendar,
    chance: Random,
    sent: dict[tuple[date, str], Trip],
) -> Trip | None:
    """Dispatch a part so that it arrives on `arrival`; None while that day has not come. Parts of the
    order that leave on the same day with the same carrier share a trip."""  # fmt: skip
    c = FIRM[deal.partner].character
    haul = chance.randint(*c.haul)
    carrier, hour, minute = chance.choice(c.carriers), chance.randint(9, 15), chance.randint(0, 59)
    numbers = chance.randint(1000, 9999), chance.randint(100, 999)
    if haul > 7:
        leaves = arrival - timedelta(days=haul)
    else:
        leaves = calendar.back(calendar.after(arrival, -haul) if haul else arrival)
    leaves = max(leaves, deal.at.date())
    at = calendar.at(leaves, hour if haul else 7, minute)
    if at > calendar.now:
        return None
    key = (leaves, carrier)
    if key not in sent:
        sent[key] = Trip(
            at=at, by=deal.person, shipped_on=leaves, carrier=FIRM[deal.partner].name if carrier == "Own fleet" else carrier,
            mode=c.mode, tracking=None if carrier == "Own fleet" else tracking(carrier, *numbers), packages=0,
            weight=Decimal(0),
        )  # fmt: skip
        sent[key].signs.extend(
            s for s in _signs(deal, sent[key], arrival, c, calendar, chance) if s.at <= calendar.now
        )
    trip = sent[key]
    trip.packages += max(1, int(part.quantity / (40 if part.quantity > 60 else 6)))
    trip.weight = (trip.weight or Decimal(0)) + part.quantity * TONNE.get(line.item.unit, 2)
    part.trips.append(trip)
    return trip


def tracking(carrier: str, four: int, three: int) -> str:
    """A number as this carrier writes them."""
    if carrier == "PT Lintas Samudra":
        return f"TRK {four // 100} {four % 100:02d}{three % 10} {three}"
    if carrier == "PT Argo Jaya Trans":
        return f"AJT-{four}{three}"
    return f"{'NKLU' if carrier == 'Nordkap Line' else 'HNMU'}{four}{three}"


def _signs(
    deal: Deal, trip: Trip, arrival: date, c: Character, calendar: Calendar, chance: Random
) -> list[Sign]:
    """What is reported from dispatch to delivery, oldest first."""
    firm = FIRM[deal.partner]
    gate, city = GATES[deal.site], SITES[deal.site][1]
    signs = [Sign(trip.at + timedelta(hours=1), "picked_up", firm.city, "Picked up", "PUP")]
    if trip.mode == "sea" and firm.country != "Indonesia":
        (port, offset), (relay, relay_offset) = PORTS[firm.code]
        days = (arrival - trip.shipped_on).days
        sails = trip.at + timedelta(days=2, hours=chance.randint(1, 20))
        signs[0].offset = offset
        signs += [
            Sign(sails, "departed", port, "Loaded on board, vessel departed", "VD", offset),
            Sign(sails + timedelta(days=days // 2), "in_transit", relay, "Discharged for transhipment", "UV", relay_offset),
            Sign(calendar.at(arrival - timedelta(days=4), 5, 40), "at_port", "Tanjung Perak", "Vessel arrived, discharging", "VA"),
        ]  # fmt: skip
        if chance.random() < 0.4:
            signs.append(
                Sign(
                    calendar.at(arrival - timedelta(days=3), 10, 15),
                    "customs_hold",
                    "Tanjung Perak",
                    "Red lane, physical inspection",
                    "CD",
                )
            )
        signs.append(
            Sign(
                calendar.at(arrival - timedelta(days=1), 15, 5),
                "customs_cleared",
                "Tanjung Perak",
                "Customs released (SPPB)",
                "CR",
            )
        )
    elif trip.carrier == "PT Lintas Samudra" and arrival > trip.shipped_on:
        signs += [
            Sign(trip.at + timedelta(hours=chance.randint(5, 9)), "departed", firm.city, "Keluar gudang pengirim", "OUT"),
            Sign(calendar.at(arrival - timedelta(days=1), 21, 14), "at_port", "Tanjung Perak", "Tiba di pelabuhan, menunggu bongkar", "ARP"),
        ]  # fmt: skip
    elif arrival > trip.shipped_on:
        signs.append(Sign(trip.at + timedelta(hours=3), "departed", firm.city, "Departed", "DEP"))
    minute = chance.randint(0, 59)
    if trip.tracking:
        signs.append(
            Sign(calendar.at(arrival, 6, minute), "out_for_delivery", city, "Out for delivery", "OFD")
        )
    signs.append(
        Sign(calendar.at(arrival, chance.randint(7, 9), minute), "delivered", gate, "Delivered", "POD")
    )
    signs = [s for s in signs if s.at >= trip.at and s.at <= signs[-1].at] or signs
    return sorted(signs, key=lambda s: s.at)


def receive(
    deal: Deal,
    line: Asked,
    part: Part,
    trip: Trip,
    arrival: date,
    calendar: Calendar,
    chance: Random,
    sent: dict[tuple[date, str], Trip],
) -> None:
    """Book in what arrived, once somebody had the time: in full, short, over or in part rejected, and
    then what follows for it."""  # fmt: skip
    c = FIRM[deal.partner].character
    locale = HUMAN["bagus"].locale
    roll, share, later = chance.random(), chance.uniform(0.6, 0.92), chance.randint(3, 8)
    booked = calendar.after(arrival, chance.choices((0, 1, 2, 3), (58, 28, 10, 4))[0])
    at = calendar.at(booked, chance.randint(10, 16), chance.randint(0, 59))
    clerk = "rizky" if chance.random() < 0.7 else "bagus"
    whole, note, condition, rejected = part.quantity, None, "good", Decimal(0)
    if roll < c.short:
        whole, condition, note = (
            _share(part.quantity, share, line),
            "short",
            reasons.pick(chance, reasons.SHORT, locale),
        )
    elif roll < c.short + c.rejects:
        rejected = max(
            part.quantity - _share(part.quantity, 0.97, line),
            Decimal("0.1") if line.item.unit == "t" else Decimal(1),
        )
        rejected = min(rejected, part.quantity)
        whole, condition, note = (
            part.quantity - rejected,
            "damaged",
            reasons.pick(chance, reasons.REJECTED, locale),
        )
    elif roll < c.short + c.rejects + c.over:
        whole, condition, note = _share(part.quantity, 1.035, line), "over", reasons.OVER[locale]
    if at > calendar.now:
        return
    part.came.append(Came(at, clerk, arrival, booked, whole, rejected, condition, note, trip))
    rest = part.quantity - whole
    if rest > 0:
        follows = calendar.after(arrival, later)
        second = send(deal, line, part, follows, calendar, chance, sent)
        at = calendar.office(follows, chance)
        if second and at <= calendar.now:
            part.came.append(Came(at, clerk, follows, follows, rest, trip=second))


def _share(quantity: Decimal, share: float, line: Asked) -> Decimal:
    """A share of a quantity in steps people weigh or count."""
    step = Decimal("0.1") if line.item.unit == "t" else Decimal(1)
    amount = (quantity * Decimal(str(round(share, 3))) / step).to_integral_value() * step
    return max(amount, step)


def foresee(part: Part, arrival: date, calendar: Calendar, chance: Random) -> None:
    """The forecast of a part on its way: likely, early and safe day."""
    spread = chance.choice((1, 1, 2, 3))
    if arrival >= calendar.today and not part.came:
        part.expected = (
            arrival,
            max(calendar.today, arrival - timedelta(days=spread // 2)),
            arrival + timedelta(days=spread),
        )
