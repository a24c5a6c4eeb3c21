"""The disputes of the demo: a receipt that waits for a decision, one that was settled, and one with the managers."""

from collections.abc import Iterable

from portal.desk.demo.matter import Matter
from portal.desk.demo.people import HUMAN
from portal.desk.demo.quarrel import Point, Quarrel, Said, Terms
from portal.desk.demo.story import Came, Deal
from portal.desk.demo.telling import Teller


def tell(t: Teller, past: Iterable[Deal]) -> list[Quarrel]:
    """Of Sumber Logam, Galva and, if something was rejected lately, Makmur or another shop."""
    bad = sorted(
        (
            (came.received, deal.name, number, deal, came)
            for deal in past
            for number, line in enumerate(deal.lines, start=1)
            for came in (c for part in line.parts[:1] for c in part.came)
            if came.rejected and len(line.parts) == 1
        ),
        key=lambda row: row[:3],
        reverse=True,
    )
    quarrels = [_holes(t)]
    for partners, make in ((("SUMBER",), _scratched), (("MAKMUR", "NIAGA", "KARYA"), _wet)):
        rows = [row for row in bad if row[3].partner in partners]
        if rows:
            row = min(rows, key=lambda row: bool(row[4].rejected % 2)) if make is _wet else rows[0]  # halves
            quarrels.append(make(t, row[3], row[2], row[4]))
    return quarrels


def _amounts(deal: Deal, line: int, came: Came) -> dict[str, str]:
    item = deal.lines[line - 1].item
    bad, all_ = (f"{amount.normalize():f}" for amount in (came.rejected, came.accepted + came.rejected))
    return {
        "item": item.name, "unit": item.unit, "bad": bad, "all": all_, "tolak": bad.replace(".", ","),
        "semua": all_.replace(".", ","),
    }  # fmt: skip


def _scratched(t: Teller, deal: Deal, line: int, came: Came) -> Quarrel:
    """Sumber Logam contests what was rejected; its proposal waits for the company."""
    when, facts = t.when, _amounts(deal, line, came)
    title = "{item}: {tolak} {unit} ditolak, kami tidak sepakat".format(**facts)
    matter = Matter(
        "SUMBER", "rina", when(-8, 9, 40), "damaged", title,
        "Penerimaan menyebut {tolak} {unit} rusak. Saat dimuat di Gresik semuanya baik dan difoto. Mohon dihitung ulang bersama.".format(**facts),
        wish="Penerimaan dikoreksi.", deal=deal.name, line=line, quantity=came.rejected, owner="dewi", team="Purchasing",
    )  # fmt: skip
    return Quarrel(
        title,
        [
            Said(
                "rina", when(-7, 10, 5),
                "Foto muat pukul 16.10 menunjukkan barang utuh dan terikat. Goresan ada di sisi yang menghadap terpal, jadi terjadi di jalan atau saat diturunkan, bukan di pabrik kami.",
                "Seluruh {semua} {unit} diterima; klaim kerusakan ke pengangkut.".format(**facts),
            ),
            Said(
                "dewi", when(-5, 14, 30),
                "Our gate picture was taken before any fork touched the load and shows the damage. Nobody checked the tarpaulin at loading; that is the sender's part.",
                "A replacement of {bad} {unit} with the next truck, or a credit.".format(**facts),
            ),
        ],
        [
            Point("dewi", when(-5, 14, 40), "{all} {unit} came, {bad} of them damaged".format(**facts), "rina", when(-4, 8, 55)),
            Point("rina", when(-4, 9, 0), "Foto gerbang dibuat pukul 14.05, sebelum dibongkar", "dewi", when(-4, 11, 20)),
            Point("rina", when(-3, 16, 15), "Terpal truk robek di sisi kiri saat tiba"),
        ],
        Terms(
            "rina", when(-1, 10, 45),
            "Kami ganti {tolak} {unit} tanpa ongkos kirim dan menagih pengangkut. Penerimaan tetap, tetapi tidak dihitung sebagai cacat dari pabrik kami.".format(**facts),
            "carrier", facts["all"], facts["unit"], "Tidak ada potongan; pengganti ikut truk berikutnya",
            "Penerimaan dibatalkan dan dibukukan lagi setelah pengganti tiba.",
        ),
        contests=matter,
    )  # fmt: skip


def _wet(t: Teller, deal: Deal, line: int, came: Came) -> Quarrel:
    """A shop contests what was rejected; both agreed on half, and the receipt is yet to be booked anew."""
    when, facts = t.when, _amounts(deal, line, came)
    theirs = next(
        key for key, human in HUMAN.items() if human.partner == deal.partner and human.role == "administrator"
    )
    title = "{item}: {tolak} {unit} ditolak, padahal kering saat dikirim".format(**facts)
    matter = Matter(
        deal.partner, theirs, when(-13, 11, 0), "damaged", title,
        "{tolak} {unit} ditolak karena basah. Di toko kami kering; hujan turun waktu antre di gerbang Rungkut.".format(**facts),
        deal=deal.name, line=line, quantity=came.rejected, owner="mega", team="Purchasing",
    )  # fmt: skip
    half = f"{(came.accepted + came.rejected / 2).normalize():f}"
    return Quarrel(
        title,
        [
            Said(theirs, when(-12, 9, 10), "Truk menunggu tiga jam di gerbang tanpa atap. Kami tidak bisa menutup lebih dari yang sudah ditutup.", "Semuanya diterima."),
            Said("mega", when(-11, 13, 25), "Kemasan luar sudah sobek ketika truk masuk. Antrean tiga jam memang salah kami.", "Separuh diganti."),
        ],
        [Point(theirs, when(-12, 9, 20), "Truk menunggu dari pukul 10.20 sampai 13.25", "mega", when(-11, 13, 30))],
        Terms(
            "mega", when(-10, 9, 0), "Separuh kami terima, separuh diganti pada kiriman berikutnya. Gerbang memberi jam bongkar mulai minggu depan.",
            "both", half, facts["unit"], "Tanpa potongan", "Penerimaan dibukukan lagi sesuai jumlah ini.", theirs, when(-9, 15, 40),
        ),
        contests=matter,
    )  # fmt: skip


def _holes(t: Teller) -> Quarrel:
    """Galva and our workshop do not agree who pays for the bath that stood empty: both managers decide."""
    when = t.when
    return Quarrel(
        "Rangka datang tanpa lubang buang udara",
        [
            Said("irfan", when(-13, 10, 0), "Bak 12 m kami pesan dua hari untuk rangka ini dan kosong. Gambar CB-398 meminta lubang; tanpa lubang tidak aman dicelup.",
                 "Biaya bak kosong dua hari, Rp 14 juta, ditanggung pengirim rangka."),
            Said("bagus", when(-11, 16, 0), "Lubang memang kurang di enam rangka dan itu salah bengkel kami. Tetapi enam belas rangka lain bisa dicelup hari itu juga.",
                 "Biaya dibagi sesuai jumlah rangka."),
        ],
        [
            Point("bagus", when(-11, 16, 5), "6 dari 22 rangka tidak punya lubang buang udara", "irfan", when(-10, 8, 30)),
            Point("irfan", when(-10, 8, 35), "Bak kosong tanggal yang sama, dua giliran penuh"),
        ],
        called=("irfan", when(-2, 11, 15), "james", "irfan", "Kami sepakat soal lubang, tidak soal biaya bak. Mohon diputuskan bersama."),
    )  # fmt: skip
