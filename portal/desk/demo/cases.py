"""The resolutions of the demo: a full 8D that is half-way, a light one that the data closed, and one that waits for
somebody to say whether it works."""

from collections.abc import Container, Iterable
from datetime import timedelta
from decimal import Decimal

from portal.desk.demo.casework import Said, Told
from portal.desk.demo.days import Calendar
from portal.desk.demo.matter import Matter, Step
from portal.desk.demo.story import Came, Deal
from portal.desk.demo.telling import Teller

BENT = "0.2 t of angle bars bent in the bundle"
TAGS = "Heat numbers missing on the tags of one lot"
BARE = "Load came without dunnage, the forks cannot get under it"
RECEIPTS = 3  # so many later ones without a rejection closed it
READY = 2  # so many are there of the one that can be judged


def tell(past: Iterable[Deal], calendar: Calendar) -> list[Matter]:
    """The matters of the light resolutions; without those for which the past holds too few receipts."""
    deals = list(past)
    closed = _proved(deals, calendar, RECEIPTS, 5, {"AN-75-6"})  # the item of the 8D has one case
    taken = {"AN-75-6"} | ({closed[0].lines[closed[1] - 1].item.code} if closed else set())
    ready = _proved(deals, calendar, READY, 0, taken)
    return [
        *([_closed(calendar, *closed)] if closed else []),
        *([_ready(calendar, *ready[:3])] if ready else []),
    ]


def _closed(calendar: Calendar, deal: Deal, line: int, came: Came, proved: Came) -> Matter:
    """Taken to its end: the last of its receipts came long enough ago for all that was said after it."""
    at, after = calendar.at, calendar.after
    end = at(after(proved.arrived, 4), 9, 40)
    return Matter(
        "SUMBER", "dewi", came.at + timedelta(minutes=35), "damaged", TAGS,
        "Five tags of this lot carry no heat number. Without it we may not weld; the lot waits in quarantine.",
        effect="The lot waits until the certificates are matched by hand.", wish="Tags with heat numbers, on every bundle.",
        deal=deal.name, line=line, quantity=Decimal("0.5"), owner="dewi", team="Quality", named=("rina", "sari"),
        steps=[
            Step("say", "rina", at(after(came.received, 1), 9, 10), "Nomor heat untuk lot ini terlampir di surat kami. Kami cari tahu mengapa labelnya kosong."),
            Step("start", "rina", at(after(came.received, 1), 9, 30)),
            Step("resolve", "rina", end, "Label kini dicetak dari sistem; tiga pengiriman terakhir lengkap."),
            Step("confirm", "dewi", end + timedelta(hours=2)),
        ],
        handling="good", handling_note="Cause found, and the receipts show it.",
    )  # fmt: skip


def _ready(calendar: Calendar, deal: Deal, line: int, came: Came) -> Matter:
    """Done and accepted, and enough came since: what remains is to say whether it works."""
    day = calendar.after(came.received, 1)
    return Matter(
        "SUMBER", "dewi", came.at + timedelta(minutes=35), "other_problem", BARE,
        "The bundles lie flat on the truck bed. We had to lift them with slings, one by one, which took an hour and a half.",
        effect="The next truck waited outside.", wish="Dunnage under every layer, as agreed.", severity="low",
        deal=deal.name, line=line, owner="dewi", team="Warehouse", named=("rina",),
        steps=[
            Step("say", "rina", calendar.at(day, 8, 50), "Mohon maaf. Kami periksa foto muat malam itu dan bicara dengan regu."),
            Step("start", "rina", calendar.at(day, 9, 5)),
        ],
    )  # fmt: skip


def _proved(
    past: list[Deal], calendar: Calendar, receipts: int, rest: int, without: Container[str]
) -> tuple[Deal, int, Came, Came] | None:
    """The newest receipt of Sumber that was followed by so many good ones of the same item, and the last of
    those, `rest` working days or more ago; of none of the items `without`."""
    sumber = [deal for deal in past if deal.partner == "SUMBER"]
    lines = [
        (deal, number, line.item.code, came)
        for deal in sumber for number, line in enumerate(deal.lines, start=1) for part in line.parts for came in part.came
        if line.item.code not in without
    ]  # fmt: skip
    for deal, number, code, came in sorted(lines, key=lambda one: one[3].at, reverse=True):
        done = calendar.after(came.received, 5)
        later = sorted(
            (other for _d, _n, same, other in lines if same == code and other.arrived > done),
            key=lambda one: one.arrived,
        )[:receipts]
        good = len(later) == receipts and not any(one.rejected for one in later)
        if good and calendar.after(later[-1].arrived, rest) < calendar.day(-1):
            return deal, number, came, later[-1]
    return None


def told(t: Teller) -> list[Told]:
    """What was said in the cases. Days count from today for the 8D; the others run from their issues' own
    instants."""
    when = t.when
    return [
        Told(
            BENT, "full", "dewi", when(-5, 15, 45), (
                Said("emergency", "rina", when(-5, 16, 55), {"symptom": "3 dari 48 bundel datang dengan batang luar bengkok, 0,2 t.", "at_once": "40 bundel di gudang diperiksa, dua yang longgar diikat ulang. Truk berikutnya ditahan sampai pemeriksaan selesai."},
                     ((when(-4, 8, 40), "dewi", "accepted", ""),)),
                Said("team", "rina", when(-5, 17, 5), {"leader": "rina", "champion": "dewi", "members": ["fajar", "sari"], "others": "Joko Susilo, kepala regu pengepakan"},
                     ((when(-4, 8, 42), "dewi", "accepted", ""),)),
                Said("problem", "rina", when(-4, 10, 15), {
                    "what": "Batang luar bundel bengkok 3 sampai 5 cm pada jarak 1 m dari ujung; tali baja longgar.", "where": "Rungkut, penerimaan", "found": "saat bongkar",
                    "affected": "0,2", "unit": "t", "is_what": "Siku 75 × 75 × 6", "is_not_what": "Siku 50 × 50 × 5", "is_where": "Bundel dari mesin ikat P2",
                    "is_not_where": "Bundel dari mesin ikat P1", "is_when": "Sejak awal bulan", "is_not_when": "Bulan lalu", "is_extent": "3 dari 48 bundel", "is_not_extent": "Lebih dari satu batang per bundel",
                }, ((when(-4, 13, 20), "dewi", "accepted", ""),)),
                Said("containment", "rina", when(-4, 14, 5), {
                    "how": "Semua bundel dari P2 ditarik tangan oleh dua orang sebelum dimuat.", "at_partner_lot": "40", "at_partner_checked": "40", "at_partner_bad": "2", "at_partner_done": "diikat ulang",
                    "in_transit_lot": "0", "at_company_lot": "48", "at_company_checked": "48", "at_company_bad": "3", "at_company_done": "disisihkan di karantina", "at_company_by": "Dewi Anggraini", "proof": "Daftar periksa ditandatangani per truk.",
                }, ((when(-3, 8, 30), "dewi", "accepted", ""),)),
                Said("causes", "rina", when(-3, 11, 0), {"occurrence_code": "method", "occurrence": "Torsi mesin pengikat P2 diturunkan awal bulan.", "escape_code": "people", "escape": "Operator tidak melihatnya."},
                     ((when(-2, 9, 20), "dewi", "returned", "Why was the torque lowered, and why does the final check not find loose straps? Please ask on."),)),
                Said("causes", "rina", when(-1, 9, 40), {
                    "occurrence_code": "method", "occurrence": "Torsi mesin pengikat P2 diturunkan awal bulan karena tali baru lebih tipis sering putus.", "occurrence_why_1": "Tali putus pada torsi lama.",
                    "occurrence_why_2": "Tali dibeli 0,5 mm lebih tipis.", "occurrence_why_3": "Pengganti pemasok tali tidak diperiksa kendali mutu.", "escape_code": "measurement",
                    "escape": "Pemeriksaan akhir hanya menghitung tali, tidak menarik tali.", "escape_why_1": "Instruksi kerja tidak meminta uji tarik.",
                }),
            ),
            times=(
                (when(-2, 9, 30), "dewi", "prevention", "moved", 30, "The work instruction is revised once, together with ours."),
                (when(-1, 9, 55), "rina", "correction", "asked", 9, "Tali uji yang lebih tebal baru tiba minggu depan."),
            ),
        ),
        Told(
            TAGS, "light", "dewi", None, (
                Said("causes", "rina", (1, 14, 0), {"occurrence_code": "planning", "occurrence": "Label ditulis tangan saat printer rusak, tanpa nomor heat.", "escape_code": "method", "escape": "Pemuatan tidak memeriksa isi label."},
                     (((2, 9, 0), "dewi", "accepted", ""),)),
                Said("implementation", "rina", (5, 15, 0), {"done": "Label dicetak dari sistem, printer cadangan di gudang; pemuat memindai label.", "done_on": 5},
                     (((6, 8, 30), "dewi", "accepted", ""),)),
            ), RECEIPTS,
            Said("closing", "rina", (2, 9, 0), {"learned": "Label tulis tangan tidak lagi dipakai; pemindaian menghentikan yang kosong.", "thanks": "Terima kasih tim gudang Gresik."}),
        ),
        Told(
            BARE, "light", "dewi", None, (
                Said("causes", "rina", (1, 15, 30), {"occurrence_code": "method", "occurrence": "Gambar muat tidak menyebut ganjal, jadi regu malam memuat tanpa ganjal.", "escape_code": "people", "escape": "Foto muat dibuat, tetapi tidak ada yang melihatnya sebelum truk berangkat."},
                     (((2, 10, 0), "dewi", "accepted", ""),)),
                Said("implementation", "rina", (5, 11, 20), {"done": "Ganjal kayu masuk gambar dan daftar muat; truk baru boleh berangkat setelah kepala regu menyetujui fotonya.", "done_on": 5},
                     (((6, 9, 10), "dewi", "accepted", ""),)),
            ), READY,
        ),
    ]  # fmt: skip
