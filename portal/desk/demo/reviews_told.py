"""The reviews of the demo: a year of monthly ones with Sumber Logam and Niaga, one of them missed, and a quarterly
one with Baut Prima that one side has accepted."""

from typing import Any

from portal.desk.demo.reviewing import Series, Talk
from portal.desk.demo.telling import Teller
from portal.desk.demo.undertaking import Deed, Undertaking

BY_ROAD = "Baja bulan Desember lewat darat"


def tell() -> list[Series]:
    """The three series."""
    return [
        Series("SUMBER", "dewi", "rina", "monthly", "Rungkut, ruang rapat 2", "09:30", _sumber(), coming=(
            "Dua kali minggu ini hari diminta maju setelah kami berangkat dari pabrik.",
            "Perkiraan kebutuhan Januari sebelum tanggal 10, agar billet bisa kami pesan.",
            "Jawaban atas usulan hari jauh lebih cepat sejak Oktober. Terima kasih.",
            "Gelombang di Laut Jawa sampai Februari.", "Harga billet naik 4 % mulai Januari.",
        )),
        Series("NIAGA", "mega", "hendro", "monthly", "https://meet.cahayabaja.example/niaga", "14:00", _niaga()),
        Series("BAUT", "mega", "budi", "quarterly", "Sidoarjo, kantor Baut Prima", "10:00", [_baut()], held=True),
    ]  # fmt: skip


def plans(t: Teller) -> list[Undertaking]:
    """The plan that was born from the last review with Sumber Logam."""
    when, day, on = t.when, t.calendar.day, t.calendar.on
    return [
        Undertaking(
            "SUMBER", "dewi", when(-15, 16, 0), "improvement", BY_ROAD,
            "Tidak ada baris baja yang terlambat karena kapal dari Gresik dan Banten selama musim gelombang.", on(day(40)),
            ("dewi", "rina"),
            (
                Deed("Minta harga truk gandeng dari dua pengangkut", "Dua penawaran tertulis ada di sini", "rina", on(day(-7)),
                     ((when(-12, 9, 0), "rina", "doing", ""), (when(-8, 15, 30), "rina", "done", ""), (when(-7, 10, 0), "dewi", "verified", ""))),
                Deed("Setujui biaya darat untuk 6 pesanan", "Surat persetujuan ditandatangani", "dewi", on(day(-4)),
                     ((when(-6, 11, 0), "dewi", "doing", ""),)),
                Deed("Kirim perkiraan kebutuhan Januari", "Daftar per ukuran ada di sini", "dewi", on(day(9))),
            ),
        ),
    ]  # fmt: skip


def _sumber() -> list[Talk]:
    weather = ("Kapal tertahan cuaca di Gresik.", "Bongkar di Rungkut sampai pukul 20.", "Jawaban usulan hari sering baru besoknya.")  # fmt: skip
    said: list[Any] = [
        (("Kapal dari Banten tertahan tiga kali, dan perkiraan Desember baru datang minggu lalu.", "Perkiraan kebutuhan sebelum tanggal 10 setiap bulan.", "Komplain ditangani dengan baik; keputusan biaya darat terlalu lama.", "Gelombang tinggi mulai Desember.", "Kapasitas rol siap 15 % lebih."),
         ("Late lines are nearly all by sea.", "A word the day before, not on the day.", "Quality is better than in spring.", "The Manyar roof waits for the beams.", "About 10 % more steel in the first quarter."),
         "We went through the late lines one by one: nearly all of them came by sea. Rina showed the port log. Both agree that December goes by road where the site waits.",
         ("Steel for Manyar goes by road in December; Cahaya Baja bears half of the difference.", "Cahaya Baja sends the forecast by the 10th of each month.", "Bent bundles are strapped twice from now on."), (("on_time", "0.9"), ("first_promise", "0.85")), BY_ROAD),
        ((*weather, "", "Stabil."), ("Three lines moved twice.", "One move, with the real day.", "Documents are complete.", "", "Stable."), "The second move of a day hurts more than the first. Rina's team asks the port before it gives a day.", ("A day is moved once, after the port has confirmed it.",), (("on_time", "0.88"),)),
        (("Gudang penuh dua minggu.", "Ambil lebih awal bila siap.", "Baik.", "", "Naik sedikit."), ("Early arrivals block the yard.", "At most three days early.", "Good answers.", "", ""), "Early trucks stood in Rungkut for a day. Both prefer a call before.", ("No truck leaves more than three days early without a call.",), (("on_time", "0.88"),)),
        (("Billet terlambat dari pabrik.", "Pesanan tetap untuk delapan minggu.", "Perubahan jumlah setelah janji.", "Billet.", ""), ("Two short deliveries.", "Tell us before the truck leaves.", "", "", ""), "Short loads were found at the gate only. Sari sends the loading list from now on.", ("The loading list comes with the notice.",), (("in_full", "0.95"),)),
        (("Dua pesanan diubah setelah kami janji.", "Perubahan hanya sampai H-10.", "Ramah.", "", ""), ("Few surprises.", "", "Fast on complaints.", "", "Projects in Manyar begin."), "A quiet month. Changes after the promise were ours twice; we said so.", ("We change nothing within ten days before the day.",), ()),
        (("Libur panjang.", "Jadwal libur dibagi lebih awal.", "Baik.", "", ""), ("Dates around Lebaran were too hopeful.", "Plan them with the carrier.", "", "", ""), "Dates around the holidays are planned with the carrier next time.", ("Holidays of both sides are in the calendar.",), ()),
        (("Antrean truk di Manyar.", "Slot waktu.", "Petugas gudang membantu.", "", ""), ("Papers missing twice.", "Mill certificates with the notice.", "", "", ""), "Mill certificates come with the notice.", ("Mill certificates are attached to each notice.",), (("on_time", "0.85"),)),
        (("Mesin rol 2 rusak empat hari.", "", "Terima kasih atas pengertiannya.", "Suku cadang.", ""), ("We heard of the breakdown from the driver.", "A message the same day.", "", "", ""), "The breakdown cost four days. What hurt was to hear it late.", ("Breakdowns of more than a day are told the same day.",), ()),
        (("Hari diminta terlalu rapat.", "Jeda minimal lima hari kerja.", "", "", ""), ("", "Confirm within two days.", "Confirmations are slow.", "", ""), "Confirmations within two working days, dates asked with five days at least.", ("Two working days to confirm, five days at least to deliver.",), ()),
        (("Cuaca.", "", "Baik.", "", ""), ("Late by sea.", "", "", "", ""), "The sea was rough, and both knew it. Next winter earlier.", (), ()),
        (("Tahun baru.", "", "", "", ""), ("Stock was low.", "Two weeks of stock of angles.", "", "", ""), "Two weeks of angles are kept in Gresik.", ("Sumber keeps two weeks of angle bars in stock.",), ()),
        (("Awal kerja sama bulanan.", "Rapat tetap setiap bulan.", "", "", ""), ("We want figures that both can check.", "", "", "", ""), "The first monthly review: both look at the same figures.", ("We meet each month.",), (("on_time", "0.85"),)),
    ]  # fmt: skip
    return [Talk(*each) for each in said]


def _niaga() -> list[Talk | None]:
    said: list[Any] = [
        (("Stok sarung tangan kosong dua minggu.", "Promo bersama akhir tahun.", "Pembayaran tepat waktu, terima kasih.", "Toko menahan stok menjelang akhir tahun.", "Rangka atap naik."), ("Terlalu banyak kiriman kecil.", "Gabungkan pesanan per minggu.", "Respons cepat.", "", "Proyek rangka atap naik."), "Promo akhir tahun disepakati untuk rangka atap, dengan harga paket. Pengiriman digabung dua kali seminggu.", ("Promo rangka atap sampai akhir tahun.", "Kiriman digabung: Selasa dan Jumat."), (("on_time", "0.92"),), "Promo akhir tahun rangka atap"),
        (("Dua toko tutup.", "", "Baik.", "", ""), ("", "Daftar toko aktif.", "", "", ""), "Daftar toko aktif diperbarui bersama.", ("Daftar toko diperbarui setiap kuartal.",), ()),
        (("Harga elektroda naik.", "Harga tetap tiga bulan.", "", "", ""), ("", "", "Baik.", "", ""), "Harga elektroda ditahan sampai akhir kuartal.", ("Harga elektroda tetap tiga bulan.",), ()),
        None,
        (("Retur lama diproses.", "Retur selesai dalam tujuh hari.", "", "", ""), ("Retur tanpa foto.", "Foto dengan setiap retur.", "", "", ""), "Retur disertai foto dan selesai dalam tujuh hari.", ("Retur: foto di hari yang sama, selesai dalam tujuh hari.",), (("on_time", "0.9"),)),
        (("", "Pelatihan produk.", "", "", ""), ("", "", "Tim penjualan ramah.", "", ""), "Pelatihan produk untuk tim Niaga.", ("Satu pelatihan setiap kuartal.",), ()),
        (("Libur.", "", "", "", ""), ("", "", "", "", ""), "Bulan pendek karena libur.", (), ()),
        (("Kiriman pagi terlambat.", "Sebelum pukul 9.", "", "", ""), ("", "", "", "", ""), "Kiriman pagi sampai sebelum pukul 9.", ("Kiriman pagi sebelum pukul 9.",), ()),
        (("", "", "Baik.", "", ""), ("Faktur ganda.", "", "", "", ""), "Faktur ganda diperbaiki.", (), ()),
        (("", "", "", "", ""), ("", "Data penjualan bulanan.", "", "", ""), "Niaga mengirim data penjualan setiap bulan.", ("Data penjualan setiap tanggal 5.",), ()),
        (("Awal tahun sepi.", "", "", "", ""), ("", "", "", "", ""), "Awal tahun sepi seperti biasa.", (), ()),
        (("Rapat pertama.", "Rapat tetap setiap bulan.", "", "", ""), ("", "", "", "", ""), "Tinjauan bulanan pertama.", ("Rapat setiap bulan.",), ()),
    ]  # fmt: skip
    return [None if each is None else Talk(*each) for each in said]


def _baut() -> Talk:
    return Talk(
        ("Kawat baja hanya dari satu pemasok.", "Pesanan tetap tiga bulan.", "Pembayaran kadang lewat 30 hari.", "Harga kawat.", "Mesin roll kedua mulai Februari."),
        ("Baut angkur terlambat hampir setiap minggu.", "Antrean mesin yang terlihat.", "Mutu baik.", "Menara Manyar menunggu baut.", "Naik 20 %."),
        "Antrean mesin roll ditunjukkan setiap Senin. Kami akui tiga faktur lewat 30 hari.",
        ("Pemasok kawat kedua dicari.", "Faktur dibayar dalam 30 hari."), (("on_time", "0.85"), ("payments_on_time", "0.95")),
    )  # fmt: skip
