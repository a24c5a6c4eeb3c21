"""What the suppliers nearby have raised, what we raised with them, and what was said about it."""

from decimal import Decimal

from portal.desk.demo import papers, pictures
from portal.desk.demo.matter import Matter, Paper, Step
from portal.desk.demo.telling import Teller

TORQUE = papers.csv(
    ("minggu", "mesin", "torsi Nm", "diperiksa"), ("43", "P2", "41,5", "ya"), ("44", "P2", "41,0", "ya"),
    ("45", "P2", "28,5", "tidak"), ("46", "P2", "42,0", "ya"),
)  # fmt: skip


def tell(t: Teller) -> list[Matter]:
    """The matters of Sumber Logam, Baut Prima, Cat Pelindung and Gas Las."""
    return [*_sumber(t), *_suppliers(t)]


def _sumber(t: Teller) -> list[Matter]:
    when, ago = t.when, t.calendar.ago
    bundle = (
        "PT SUMBER LOGAM ABADI",
        "ANGLE 75 x 75 x 6  SS400",
        "Heat 6K2217   Bundel 31/48",
        "Berat 250 kg",
        "PO: . . . . . .",
    )
    return [
        Matter(
            "SUMBER", "dewi", when(-5, 15, 20), "damaged", "0.2 t of angle bars bent in the bundle",
            "Three of 48 bundles came with bent outer bars, 0.2 t in all, see the receipt. The straps sat loose. "
            "We have set them aside. Please tell us what you will check in the lots already packed.",
            effect="Two frames wait for straight bars; welding of bay 3 starts Monday.",
            wish="Replacement of 0.2 t with the next truck, and the cause of the loose straps.",
            severity="high", deal="frames", line=1, quantity=Decimal("0.2"), owner="dewi", team="Quality", named=("rina", "fajar"),
            papers=(Paper("bundel-12.jpg", pictures.bent_bars), Paper("bundel-31 label.jpg", lambda: pictures.label(bundle))),
            steps=[
                Step("say", "rina", when(-5, 16, 50), "Mohon maaf atas kejadian ini. 40 bundel di gudang sudah kami periksa, dua longgar dan sudah diikat ulang. Penyebab awal: torsi mesin pengikat diturunkan awal bulan."),
                Step("start", "rina", when(-4, 9, 5)),
                Step("note", "bagus", when(-2, 8, 41), "Second strap failure since they changed packing crews. If the torque record does not come by Thursday I want the next lot inspected in full before we unload. Do not promise them a partial credit yet."),
                Step("say", "rina", when(-1, 9, 15), "Catatan torsi minggu 43 sampai 46 terlampir. Setelan baru sudah dikunci sejak Senin. Pengganti 0,2 t ikut truk sisa bulat Ø 25.",
                     (Paper("torsi-pengikat.csv", lambda: TORQUE),)),
                Step("say", "dewi", ago(200), "Thank you, Rina. Agreed for the replacement. What remains is why the loose straps passed your final check; we need that before the next lot leaves."),
            ],
        ),
        Matter(
            "SUMBER", "rina", ago(62), "communication", "Gerbang Rungkut menolak bongkar setelah pukul 15",
            "Truk AJT-5523544 tiba kemarin pukul 15.20 dan diminta kembali besok, padahal jadwal di pesanan sampai pukul 17. "
            "Sopir menunggu semalam. Apakah jam bongkar berubah?",
            effect="Biaya inap sopir dan satu truk hilang satu hari.", wish="Jam bongkar yang pasti, tertulis di portal.",
            deal="today", line=1, team="Logistics",
        ),
        Matter(
            "SUMBER", "dewi", when(-2, 8, 10), "late_or_missing", "Beams stand at Tanjung Perak since the weekend",
            "TRK 88 210 447 reports the port and nothing since. Line 3 of our frame shop stops on Thursday noon if the beams are not here. We need a truck and a firm day.",
            effect="Frame line 3 stops Thursday noon.", wish="Name of the truck and the hour of arrival.",
            severity="urgent", deal="frames", line=3, quantity=Decimal("32.5"), owner="dewi", team="Purchasing", named=("rina", "sari"),
            steps=[
                Step("say", "sari", when(-2, 16, 22), "Dokumen bongkar baru selesai sore ini. Kami kabari besok pagi."),
                Step("start", "sari", when(-1, 8, 10)),
                Step("say", "dewi", when(-1, 8, 12), "Thank you. Please name the truck and a day; the crane is booked for Thursday."),
                Step("note", "rizky", ago(330), "Lintas bilang kontainer di blok F, antre 14 unit. Saya minta Pak Surya dahulukan, jawaban siang ini."),
            ],
        ),
        Matter(
            "SUMBER", "sari", when(-24, 10, 5), "documents", "Nomor PO tidak tercetak di surat jalan kami, mohon format",
            "Gudang Manyar mengembalikan dua surat jalan karena tidak ada nomor baris pesanan. Mohon contoh format yang benar.",
            severity="low", deal="channel", owner="rizky", team="Logistics",
            steps=[
                Step("acknowledge", "rizky", when(-24, 14, 30)),
                Step("say", "rizky", when(-23, 9, 40), "Contoh terlampir. Yang wajib hanya tiga: nomor PO, nomor baris, jumlah bundel.",
                     (Paper("contoh surat jalan.pdf", lambda: papers.pdf("Contoh surat jalan", ("Nomor PO: PO-1769", "Baris: 1", "Bundel: 16 dari 16", "Berat: 8.400 kg"))),)),
                Step("resolve", "rizky", when(-21, 11, 15), "Dua surat jalan sudah dibukukan. Format baru dipakai mulai minggu depan."),
                Step("confirm", "sari", when(-20, 8, 50), "Sudah jelas, terima kasih."),
            ],
            handling="good", handling_note="Jawaban cepat dan contohnya langsung bisa dipakai.",
        ),
    ]  # fmt: skip


def _suppliers(t: Teller) -> list[Matter]:
    when, ago = t.when, t.calendar.ago
    return [
        Matter(
            "BAUT", "budi", when(-8, 13, 40), "communication", "Cara penagihan lewat telepon di luar jam kerja",
            "Tiga malam berturut-turut staf saya ditelepon pukul 21 soal baut angkur, dengan nada yang tidak pantas. "
            "Kami mengakui terlambat, tetapi mohon lewat portal atau jam kerja. Saya minta ini tetap tertutup.",
            wish="Pembicaraan langsung dengan Ibu Mega.", severity="high", confidential=True, named=("budi",), owner="mega", team="Purchasing",
            steps=[
                Step("acknowledge", "mega", when(-8, 15, 10), "Sudah saya baca, Pak Budi. Hanya kita berdua dan staf yang ditunjuk yang melihat ini."),
                Step("say", "mega", when(-7, 10, 0), "Pak Budi, terima kasih sudah menyampaikan. Ini tidak boleh terjadi dan saya tangani sendiri. Boleh saya telepon besok pukul 10?"),
                Step("say", "budi", when(-7, 11, 25), "Bisa, Bu. Terima kasih."),
                Step("note", "mega", when(-6, 11, 0), "Sudah bicara 20 menit. Nomor pribadi dipakai dari gudang Manyar. Rapat dengan kepala gudang Jumat. Jangan dibahas di luar utas ini."),
                Step("start", "mega", when(-6, 11, 5)),
            ],
        ),
        Matter(
            "BAUT", "lilis", when(-3, 9, 30), "documents", "Faktur mur M24 belum dibayar, jatuh tempo lewat 12 hari",
            "Faktur 0417 untuk PO bulan lalu belum masuk. Menurut Keuangan menunggu tanda terima, padahal barang sudah diterima.",
            effect="Kami menahan pembelian kawat baja untuk pesanan berikutnya.", wish="Tanggal bayar.", team="Purchasing",
        ),
        Matter(
            "CAT", "clara", when(-13, 16, 5), "praise", "Thank you for the unloading crew at Rungkut",
            "Our driver came at the wrong gate with 40 sets in the rain. Your crew moved the forklift over, covered the pallets and had him out in half an hour. Please pass our thanks to them.",
            severity="low", owner="rizky", team="Logistics",
            steps=[
                Step("acknowledge", "rizky", when(-12, 8, 30)),
                Step("say", "rizky", when(-12, 8, 35), "Thank you, Clara. It was Pak Darmo and his team; I read it to them at the morning briefing."),
                Step("resolve", "rizky", when(-12, 8, 40), "Passed on."),
                Step("confirm", "clara", when(-11, 9, 10), "Lovely, thank you."),
            ],
            handling="good", handling_note="You passed it on the same morning. That is why we like to deliver here.",
        ),
        Matter(
            "GAS", "novi", when(-4, 11, 15), "other_problem", "34 tabung kosong belum kembali dari Manyar",
            "Menurut catatan kami 34 tabung oksigen dan 9 argon masih di Manyar lebih dari 60 hari. Stok kami untuk pengisian menipis, itu sebabnya kiriman campuran 82/18 kurang.",
            effect="15 tabung tidak bisa kami isi minggu ini.", wish="Jadwal pengambilan, satu truk cukup.", severity="high", deal="mix", line=1,
            quantity=Decimal("15"), papers=(Paper("daftar tabung.csv", lambda: papers.csv(("jenis", "jumlah", "keluar"), ("O2 6 m3", "34", "September"), ("Ar 6 m3", "9", "Oktober"))),),
        ),
        Matter(
            "GAS", "yusuf", ago(430), "suggestion", "Satu jadwal antar tetap, Selasa dan Jumat pagi",
            "Kalau pesanan dua gudang dikumpulkan, kami bisa antar Selasa dan Jumat pukul 7 dengan satu truk besar. Lebih murah untuk kedua pihak dan tidak ada antrean sore.",
            severity="low", owner="rizky", team="Logistics",
            steps=[Step("acknowledge", "rizky", ago(380), "Usul yang bagus, Mas Yusuf. Saya bahas dengan gudang minggu ini.")],
        ),
    ]  # fmt: skip
