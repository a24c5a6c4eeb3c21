"""What distributors, carriers and workshops have raised, and what was said about it."""

from decimal import Decimal

from portal.desk.demo import papers, pictures
from portal.desk.demo.matter import Matter, Paper, Step
from portal.desk.demo.telling import Teller


def tell(t: Teller) -> list[Matter]:
    """The matters of Niaga, Makmur, Lintas, Argo, Galvanis and Karya Las."""
    return [*_distributors(t), *_carriers(t), *_workshops(t)]


def _distributors(t: Teller) -> list[Matter]:
    when, ago = t.when, t.calendar.ago
    return [
        Matter(
            "MAKMUR", "bagus", when(-2, 14, 45), "wrong_item", "Sarung tangan 10 inci, yang dipesan 16 inci",
            "200 pasang yang datang semuanya pendek. Kode di kardus GL-S, di pesanan GL-W. Kami kembalikan semua, mohon pengganti sebelum stok habis hari Jumat.",
            effect="Stok tukang las cukup sampai Jumat.", wish="200 pasang GL-W.", severity="high", deal="gloves", line=1, quantity=Decimal("200"),
            owner="bagus", team="Quality", named=("agus", "tika"), papers=(Paper("sarung tangan.jpg", pictures.gloves),),
            steps=[
                Step("say", "tika", when(-1, 9, 5), "Benar, salah ambil di rak. GL-W ada 140 pasang di toko, 60 lagi datang dari Jakarta lusa. Boleh dikirim dua kali?"),
                Step("say", "bagus", ago(250), "Boleh. 140 dulu, sisanya menyusul. Terima kasih jawabannya cepat."),
                Step("start", "tika", ago(245)),
            ],
        ),
        Matter(
            "NIAGA", "hendro", when(-40, 10, 20), "suggestion", "Harga kontrak untuk cakram potong, enam bulan",
            "Pesanan cakram 14 inci hampir tiap minggu, 300 sampai 400 buah. Dengan kontrak enam bulan kami bisa menyimpan stok khusus dan turun 6 persen.",
            severity="low", owner="mega", team="Purchasing",
            steps=[
                Step("acknowledge", "mega", when(-39, 9, 0), "Terima kasih, Pak Hendro. Saya hitung dulu pemakaian setahun."),
                Step("say", "mega", when(-36, 14, 20), "Menarik. Kirim hitungannya ke Dewi, kita bahas di tinjauan bulan ini."),
                Step("note", "mega", when(-36, 14, 30), "Pemakaian setahun 16 ribu buah. 6 persen itu sekitar 36 juta. Minta 8."),
                Step("resolve", "mega", when(-27, 16, 0), "Disepakati 7 persen, kontrak mulai tanggal 1."),
                Step("confirm", "hendro", when(-26, 8, 15), "Setuju, kontrak sudah kami tanda tangani."),
            ],
            handling="good", handling_note="Jelas dan adil. Kami senang diajak menghitung bersama.",
        ),
    ]  # fmt: skip


def _carriers(t: Teller) -> list[Matter]:
    when = t.when
    return [
        Matter(
            "LINTAS", "nadia", when(-9, 8, 50), "communication", "Trucks wait two to four hours at Manyar gate 1",
            "Since the crane inspection our trucks wait outside gate 1, on average 2 h 40 min last week, and the road is a no-parking zone. Two drivers were fined.",
            effect="Rp 1.4 million in fines, and we lose the second trip of the day.", wish="Time slots, or a place to wait inside.",
            severity="high", owner="rizky", team="Logistics", papers=(Paper("gate 1, 14.10.jpg", pictures.gate),),
            steps=[
                Step("acknowledge", "rizky", when(-9, 10, 5), "Seen, Nadia. I look at the gate this afternoon and answer by tomorrow morning."),
                Step("say", "rizky", when(-8, 9, 30), "Understood. The crane is back next week. Until then use the coil yard entrance after 13:00; security has your plates."),
                Step("start", "rizky", when(-8, 9, 32)),
                Step("say", "nadia", when(-3, 15, 45), "The coil yard helps in the afternoon. In the morning it was still 2 h 10 min today. When can we book slots?"),
                Step("note", "james", when(-2, 8, 20), "We promised slots in the last review. This one is ours, let us not argue about it."),
            ],
        ),
        Matter(
            "ARGO", "ratna", when(-16, 13, 10), "documents", "Surat muatan lebih untuk trailer Cikarang",
            "Untuk balok 14 m kami butuh surat muatan lebih dari pengirim dua hari sebelum berangkat. Minggu lalu baru datang malamnya dan truk menunggu.",
            deal="cikarang", line=1, owner="rizky", team="Logistics",
            steps=[
                Step("say", "rizky", when(-16, 16, 20), "Siap. Surat akan terbit saat pesanan dibuat, dikirim lewat portal."),
                Step("resolve", "rizky", when(-14, 10, 0), "Surat untuk perjalanan ini sudah ada di berkas pesanan."),
                Step("reopen", "ratna", when(-2, 14, 0), "Untuk perjalanan minggu ini surat belum ada lagi. Berangkat lusa pagi."),
            ],
        ),
    ]  # fmt: skip


def _workshops(t: Teller) -> list[Matter]:
    when, ago = t.when, t.calendar.ago
    return [
        Matter(
            "GALVA", "bagus", when(-3, 11, 40), "damaged", "Lapisan 12 tiang di bawah 85 µm",
            "Diukur di tiga titik per tiang, rata-rata 71 µm, terendah 64. 12 tiang kami pisahkan di Manyar. Mohon celup ulang atau semprot seng sesuai ISO 1461.",
            effect="Kiriman ke pelanggan 1 minggu mundur.", wish="Celup ulang 12 tiang sebelum Senin.", severity="high", deal="poles", line=1, quantity=Decimal("12"),
            owner="bagus", team="Quality", named=("irfan", "maya"), papers=(Paper("tiang 07.jpg", lambda: pictures.gauge("71")),),
            steps=[
                Step("say", "maya", when(-3, 15, 15), "Kami ambil besok. Catatan suhu bak menunjukkan 438 °C pada celup itu, normalnya 450."),
                Step("start", "maya", when(-2, 8, 30)),
                Step("say", "irfan", when(-1, 16, 5), "12 tiang sudah di tempat kami, celup ulang dijadwalkan Kamis malam. Pemanas bak nomor 2 diganti."),
            ],
        ),
        Matter(
            "GALVA", "irfan", when(-15, 9, 15), "wrong_item", "Rangka datang tanpa lubang buang udara",
            "6 dari 22 rangka tidak punya lubang buang udara sesuai gambar CB-398. Tidak aman dicelup. Kami tidak mau mengebor tanpa izin tertulis.",
            effect="Bak dipesan untuk rangka ini, sekarang kosong dua hari.", wish="Izin mengebor atau rangka diganti.", severity="urgent",
            deal="hdg-frames", line=1, quantity=Decimal("5"), owner="bagus", team="Quality",
            steps=[
                Step("acknowledge", "bagus", when(-15, 10, 10), "Jangan dibor dulu. Saya tanya bagian gambar sekarang."),
                Step("say", "bagus", when(-15, 13, 30), "Boleh dibor Ø 14 di titik yang ditandai, biaya kami tanggung. Gambar bertanda menyusul."),
                Step("resolve", "bagus", when(-13, 9, 0), "Gambar bertanda dikirim, bengkel kami menambah pemeriksaan lubang sebelum kirim."),
                Step("reopen", "irfan", when(-1, 10, 30), "Kiriman kemarin ada 2 rangka lagi tanpa lubang. Pemeriksaan itu belum berjalan."),
                Step("note", "james", ago(300), "The check is on paper only; nobody at the workshop signs it. I will walk the line with Bagus this afternoon."),
            ],
        ),
        Matter(
            "KARYA", "hendra", ago(540), "other_problem", "Revisi gambar C datang setelah bahan dipotong",
            "Gambar tangga revisi C kami terima setelah 5 dari 8 set dipotong. Dua set tidak bisa dipakai. Siapa yang menanggung bahan dan siapa yang menyetujui hari baru?",
            effect="Dua set pelat bordes terbuang, kira-kira Rp 9 juta.", wish="Keputusan minggu ini.", severity="high", deal="stairs", line=1, quantity=Decimal("2"),
        ),
        Matter(
            "KARYA", "joko", when(-6, 15, 50), "documents", "Sertifikat kawat las untuk pegangan tangga",
            "Pengawas pelanggan minta sertifikat kawat yang kami terima dari gudang Anda. Kami hanya punya nomor lot 23-118.", deal="rails", line=1,
            owner="bagus", team="Quality", severity="low",
            steps=[
                Step("acknowledge", "bagus", when(-5, 8, 20), "Saya minta salinannya ke Elbtal, biasanya dua hari."),
                Step("resolve", "bagus", when(-1, 13, 30), "Sertifikat lot 23-118 terlampir.", (Paper("EN 10204 3.1 lot 23-118.pdf", lambda: papers.pdf("Inspection certificate EN 10204 - 3.1", ("Elbtal Schweisstechnik GmbH, Hamburg", "Wire G3Si1 1.2 mm, lot 23-118", "C 0.08  Si 0.86  Mn 1.45", "Yield 470 MPa, tensile 560 MPa"))),)),
            ],
        ),
    ]  # fmt: skip
