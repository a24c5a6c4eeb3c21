"""The joint plans of the demo: one of each kind, most under way, one that both sides ended."""

from portal.desk.demo.telling import Teller
from portal.desk.demo.undertaking import Deed, Undertaking


def tell(t: Teller) -> list[Undertaking]:
    """Plans with Sumber Logam, Baut Prima, Gas Las, Elbtal, Niaga and Galva."""
    return [*_correcting(t), *_selling(t), *_improving(t)]


def _correcting(t: Teller) -> list[Undertaking]:
    when, day, on = t.when, t.calendar.day, t.calendar.on
    return [
        Undertaking(
            "SUMBER", "dewi", when(-4, 9, 30), "corrective", "No loose straps on angle bars",
            "Every bundle of angle bars reaches Rungkut straight and tight: three deliveries in a row without a bent bar.",
            on(day(45)), ("dewi", "rina"),
            (
                Deed("Periksa 40 bundel di gudang", "Daftar bundel yang diperiksa, yang longgar sudah diikat ulang", "sari", on(day(-3)),
                     ((when(-4, 10, 15), "sari", "doing", ""), (when(-3, 14, 20), "sari", "done", ""), (when(-2, 9, 10), "dewi", "verified", ""))),
                Deed("Kunci setelan torsi mesin pengikat P2", "Foto kunci setelan dan catatan torsi minggu 46", "fajar", on(day(1)),
                     ((when(-3, 8, 30), "fajar", "doing", ""), (when(-1, 15, 5), "fajar", "done", "")), ("x Kunci dipasang", "x Operator tiga regu diberi tahu")),
                Deed("Tambahkan uji tarik tali di pemeriksaan akhir", "Instruksi kerja baru, ditandatangani kendali mutu", "rina", on(day(6)),
                     ((when(-1, 9, 20), "rina", "doing", ""),), ("x Alat uji dipesan", "Instruksi ditulis", "Regu dilatih")),
                Deed("Check the straps of the next three deliveries", "Three receipts without a remark about bent bars", "bagus", on(day(40))),
            ),
            "Bent bars per 100 bundles", "pcs", "6", "0",
            ((day(-4), when(-4, 16, 0), "bagus", "6", "3 of 48 bundles"), (day(-1), when(-1, 16, 30), "bagus", "2", "re-strapped stock")),
            issue="0.2 t of angle bars bent in the bundle",
        ),
        Undertaking(
            "BAUT", "mega", when(-26, 10, 0), "corrective", "Baut angkur tepat waktu",
            "Semua baris baut angkur tiba pada hari yang dijanjikan, tanpa perlu menelepon.", on(day(30)), ("mega", "budi"),
            (
                Deed("Tunjukkan antrean mesin roll setiap Senin", "Foto papan antrean di sini setiap Senin", "lilis", on(day(-18)),
                     ((when(-20, 8, 40), "lilis", "doing", ""), (when(-18, 9, 15), "lilis", "done", ""), (when(-17, 11, 0), "mega", "verified", ""))),
                Deed("Cari pemasok kawat baja kedua", "Penawaran tertulis dari dua pemasok", "budi", on(day(-6)),
                     ((when(-15, 9, 0), "budi", "doing", ""),), redated=((when(-13, 14, 0), "budi", day(-12), "Pemasok pertama minta jaminan bank"),)),
                Deed("Bayar faktur dalam 30 hari", "Tidak ada faktur terbuka lebih dari 30 hari", "mega", on(day(5)),
                     ((when(-10, 10, 0), "mega", "waiting", "tanda terima dari gudang Manyar"),)),
            ),
            "Baris tepat waktu", "%", "61", "90", ((day(-26), when(-26, 10, 30), "mega", "61", ""), (day(-5), when(-5, 9, 0), "mega", "72", "8 dari 11 baris")),
        ),
    ]  # fmt: skip


def _selling(t: Teller) -> list[Undertaking]:
    when, day, on = t.when, t.calendar.day, t.calendar.on
    return [
        Undertaking(
            "NIAGA", "hendro", when(-19, 13, 0), "promotion", "Promo akhir tahun rangka atap",
            "Penjualan rangka atap naik sepertiga dibanding dua bulan sebelumnya, tanpa menambah stok mati.", on(day(35)), ("mega", "hendro"),
            (
                Deed("Sepakati harga paket dan periode", "Surat penawaran bertanda tangan dua pihak", "mega", on(day(-15)),
                     ((when(-16, 10, 0), "mega", "done", ""), (when(-15, 15, 0), "hendro", "verified", ""))),
                Deed("Kirim spanduk dan contoh ke 14 toko", "Foto spanduk terpasang di 14 toko", "rizky", on(day(-2)),
                     ((when(-12, 9, 0), "rizky", "doing", ""),), ("x Gresik", "x Sidoarjo", "x Surabaya barat", "Mojokerto")),
                Deed("Pesan stok promo", "Pesanan pembelian dikirim", "fitri", on(day(-8)),
                     ((when(-10, 11, 0), "fitri", "done", ""), (when(-9, 9, 0), "mega", "verified", ""))),
                Deed("Laporkan penjualan setiap Jumat", "Angka minggu ini ada di ukuran rencana", "fitri", on(day(33)), ((when(-9, 14, 0), "fitri", "doing", ""),)),
            ),
            "Penjualan rangka atap per minggu", "t", "18", "24",
            ((day(-19), when(-19, 14, 0), "hendro", "18", ""), (day(-9), when(-9, 16, 0), "fitri", "19.5", ""), (day(-2), when(-2, 16, 0), "fitri", "22", "spanduk baru separuh terpasang")),
        ),
    ]  # fmt: skip


def _improving(t: Teller) -> list[Undertaking]:
    when, day, on = t.when, t.calendar.day, t.calendar.on
    return [
        Undertaking(
            "GAS", "rizky", when(-2, 14, 0), "improvement", "Satu jadwal antar Selasa dan Jumat",
            "Dua gudang dilayani satu truk pada dua pagi tetap; tabung kosong ikut kembali.", on(day(60)), ("rizky", "novi"),
            (
                Deed("Hitung tabung per gudang", "Tabel tabung penuh dan kosong per gudang", "novi", on(day(3)), ((when(-1, 10, 0), "novi", "doing", ""),)),
                Deed("Buka gerbang Manyar pukul 7", "Jadwal satpam yang baru", "rizky", on(day(8))),
            ),
            "Perjalanan truk per minggu", "kali", "5", "2", issue="Satu jadwal antar tetap, Selasa dan Jumat pagi",
        ),
        Undertaking(
            "ELBTAL", "jonas", when(-40, 15, 0), "business", "Fewer days from Hamburg to Gresik",
            "Torches and wire feeders take six weeks door to door instead of nine, by booking earlier and clearing before arrival.",
            on(day(50)), ("anna", "jonas"),
            (
                Deed("Share the forecast for the next two quarters", "A table of quantities by month is here", "anna", on(day(-30)),
                     ((when(-34, 14, 0), "anna", "done", ""), (when(-33, 15, 0), "jonas", "verified", ""))),
                Deed("Book two sailings ahead", "Booking numbers of the next two sailings", "lena", on(day(-9)),
                     ((when(-20, 15, 0), "lena", "doing", ""), (when(-11, 15, 0), "lena", "done", ""), (when(-10, 14, 0), "anna", "verified", ""))),
                Deed("Send the papers to the broker before arrival", "The broker confirms the set five days before the ship", "lena", on(day(7)),
                     ((when(-6, 15, 0), "lena", "waiting", "the new tariff number from customs"),)),
                Deed("Pre-clearance with customs in Gresik", "Permit for pre-clearance", "rizky", on(day(15))),
            ),
            "Days door to door", "days", "63", "42", ((day(-40), when(-40, 15, 30), "jonas", "63", "mean of the last five"), (day(-12), when(-12, 15, 0), "anna", "55", "")),
        ),
        Undertaking(
            "GALVA", "james", when(-88, 9, 0), "improvement", "Even coating on long posts",
            "Posts of 9 m and more keep 85 µm at both ends.", on(day(-20)), ("james", "irfan"),
            (
                Deed("Ukur bak nomor 2", "Grafik suhu 24 jam", "maya", on(day(-75)),
                     ((when(-80, 9, 0), "maya", "done", ""), (when(-78, 10, 0), "james", "verified", ""))),
                Deed("Ganti pemanas ujung timur", "Foto pemanas baru, suhu merata 450 ± 3 °C", "irfan", on(day(-50)),
                     ((when(-70, 9, 0), "irfan", "doing", ""), (when(-52, 15, 0), "irfan", "done", ""), (when(-50, 10, 0), "james", "verified", ""))),
            ),
            "Thinnest spot", "µm", "71", "85", ((day(-88), when(-88, 10, 0), "maya", "71", ""), (day(-30), when(-30, 10, 0), "maya", "87", "12 posts")),
            ended=(when(-24, 10, 0), "irfan", when(-23, 9, 0), "james", "Dua belas tiang terakhir 87 µm atau lebih di kedua ujung."),
        ),
    ]  # fmt: skip
