"""What went wrong in eighteen months and was settled, told from the receipts."""

from collections.abc import Container, Iterable
from datetime import timedelta
from decimal import Decimal
from random import Random

from portal.desk.demo.days import Calendar
from portal.desk.demo.matter import Matter, Step
from portal.desk.demo.people import HUMAN
from portal.desk.demo.story import Came, Deal

# Per language of the partner's person: kind, title, what happened, answer, way out.
SAID = {
    ("damaged", "id"): (
        "damaged", "{item}: sebagian rusak, {rejected} {unit} ditolak",
        "{rejected} {unit} dari baris {line} kami tolak saat bongkar. {note} Mohon pengganti dan penyebabnya.",
        "Kami terima penolakannya. Barang kami ambil kembali dan ganti dengan kiriman berikut.",
        "Pengganti sudah diterima, pemeriksaan sebelum muat ditambah satu langkah.",
    ),
    ("damaged", "en"): (
        "damaged", "{item}: {rejected} {unit} rejected",
        "{rejected} {unit} of line {line} were rejected at unloading. {note} Please replace them and tell us the cause.",
        "We accept the rejection and send a replacement with the next shipment.",
        "Replacement received; packing has been changed as described.",
    ),
    ("short", "id"): (
        "late_or_missing", "{item}: datang {accepted} {unit}, kurang dari surat jalan",
        "Surat jalan menyebut lebih banyak, yang kami hitung {accepted} {unit}. {note}",
        "Betul, satu palet tertinggal. Menyusul minggu ini tanpa ongkos kirim.",
        "Sisa sudah masuk, jumlah sesuai pesanan.",
    ),
    ("short", "en"): (
        "late_or_missing", "{item}: {accepted} {unit} came, fewer than on the note",
        "The delivery note says more; we counted {accepted} {unit}. {note}",
        "You are right, part of it missed the vessel. It follows with the next one.",
        "The rest is in and the count is complete.",
    ),
    ("over", "id"): (
        "documents", "{item}: lebih kirim, mana yang ditagih?",
        "Diterima {accepted} {unit}, lebih dari pesanan. Mohon konfirmasi jumlah yang ditagih.",
        "Kami tagih sesuai pesanan, kelebihan dihitung di pesanan berikutnya.",
        "Faktur sudah disesuaikan.",
    ),
    ("over", "en"): (
        "documents", "{item}: more than ordered, which quantity is invoiced?",
        "We received {accepted} {unit}, more than ordered. Please confirm the quantity on the invoice.",
        "Within mill tolerance; we invoice the ordered quantity.",
        "Invoice corrected.",
    ),
}  # fmt: skip
PRAISED = {
    "id": (
        "Cepat dan jelas.",
        "Terima kasih, ditangani dengan baik.",
        "Agak lama menunggu jawaban pertama, selebihnya baik.",
    ),
    "en": (
        "Quick and clear.",
        "Thank you, well handled.",
        "The first answer took a while, the rest was good.",
    ),
}


def tell(
    deals: Iterable[Deal], calendar: Calendar, chance: Random, contested: Container[tuple[str, int]]
) -> list[Matter]:
    """About one matter for every second bad receipt older than three weeks; all of them confirmed. What is
    contested, by name of the deal and line, has a matter of its own."""
    told = []
    for deal in deals:
        for number, line in enumerate(deal.lines, start=1):
            for came in (c for part in line.parts for c in part.came):
                lucky = chance.random() < 0.5
                if (
                    came.condition in ("damaged", "short", "over")
                    and lucky
                    and came.received < calendar.day(-24)
                    and (deal.name, number) not in contested
                ):
                    told.append(_settled(deal, number, came, calendar, chance))
    return told


def _figure(amount: Decimal, locale: str) -> str:
    """The amount as it is written in this language."""
    return f"{amount.normalize():f}".replace(".", "," if locale == "id" else ".")


def _settled(deal: Deal, line: int, came: Came, calendar: Calendar, chance: Random) -> Matter:
    """One matter from its opening by our people to their agreement."""
    locale = HUMAN[deal.person].locale
    kind, title, what, answer, way_out = SAID[came.condition, locale]
    item = deal.lines[line - 1].item
    facts = {
        "item": item.name, "unit": item.unit, "line": line, "note": came.note or "",
        "accepted": _figure(came.accepted, locale), "rejected": _figure(came.rejected, locale),
    }  # fmt: skip
    opener = deal.staff if deal.staff == "anna" else came.by
    at = came.at + timedelta(minutes=chance.randint(10, 40))
    first = calendar.office(calendar.after(at.date(), chance.choice((1, 1, 1, 2))), chance)
    solved = calendar.office(calendar.after(first.date(), chance.randint(2, 7)), chance)
    agreed = calendar.office(calendar.after(solved.date(), chance.randint(1, 3)), chance)
    return Matter(
        deal.partner, opener, at, kind, title.format(**facts), what.format(**facts).strip(),
        severity=chance.choice(("normal", "normal", "high", "low")), deal=deal.name, line=line,
        quantity=came.rejected or None, owner=opener, team=HUMAN[opener].team, named=(deal.person,),
        steps=[
            Step("say", deal.person, first, answer),
            Step("start", deal.person, first + timedelta(minutes=30)),
            Step("resolve", deal.person, solved, way_out),
            Step("confirm", opener, agreed),
        ],
        handling=chance.choice(("good", "good", "fair")), handling_note=chance.choice(PRAISED[HUMAN[opener].locale]),
    )  # fmt: skip
