"""Why a day moved, in the words of the people who moved it."""

from collections.abc import Mapping, Sequence
from random import Random

WHY = {
    ("id", "partner"): (
        "Mesin potong rusak dua hari, suku cadang datang besok.",
        "Pergantian rol pabrik mundur, bahan baru siap dua hari lagi.",
        "Stok billet kurang, menunggu kiriman dari pabrik Cilegon.",
        "Tim pengepakan kurang orang setelah libur.",
        "Hasil uji tarik batch pertama tidak lolos, kami produksi ulang.",
        "Sertifikat pabrik belum terbit, barang tidak kami kirim tanpa sertifikat.",
    ),
    ("id", "carrier"): (
        "Kapal tidak singgah di Gresik, muatan dibongkar di Tanjung Perak.",
        "Truk mogok di tol Gempol, muatan dipindah ke unit lain.",
        "Antrean dermaga tiga hari, jadwal bongkar mundur.",
        "Trailer belum kembali dari Cikarang.",
        "Kapal terlambat dari Banjarmasin, ETA baru dari agen.",
    ),
    ("id", "company"): (
        "Lapangan penuh, mohon mundur sampai pelat lama terpakai.",
        "Revisi gambar belum disetujui pelanggan.",
        "Crane gudang Manyar diperiksa minggu ini, belum bisa bongkar.",
        "Proyek Kaltim bergeser, kami minta kirim belakangan.",
    ),
    ("id", "outside"): (
        "Banjir di jalur Gresik, truk tertahan.",
        "Pemeriksaan bea cukai jalur merah.",
        "Cuaca buruk di Laut Jawa, pelabuhan ditutup sementara.",
        "Pembatasan truk selama arus mudik.",
    ),
    ("en", "partner"): (
        "Mill schedule changed: the roll campaign for this gauge starts three days later.",
        "The first batch failed the coating weight test, we run it again.",
        "One spool winder is down, the spare part is on its way.",
        "Mill certificates are late; we do not ship without them.",
    ),
    ("en", "carrier"): (
        "Vessel rolled to the next sailing, the line confirmed this morning.",
        "Transhipment in Singapore missed its connection.",
        "Feeder is waiting for a berth at Tanjung Perak.",
        "Truck broke down near Mojokerto, reloading today.",
    ),
    ("en", "company"): (
        "Our yard is full, we ask you to hold the goods a few days.",
        "Drawing revision C is not yet approved by our client.",
        "Crane inspection at Manyar this week; we cannot unload.",
        "The project moved, we need this later than ordered.",
    ),
    ("en", "outside"): (
        "Export clearance takes longer: the papers are still with customs.",
        "Typhoon warning, the port of Pohang is closed.",
        "Import licence renewal is being processed by the ministry.",
        "Strike at the terminal in Hamburg.",
    ),
}  # fmt: skip
LATER = {
    "id": (
        "Kapasitas penuh pada hari yang diminta, kami bisa pada hari ini.",
        "Bahan baku baru masuk dua hari setelah hari yang diminta.",
        "Pengiriman digabung dengan pesanan sebelumnya.",
    ),
    "en": (
        "The day you asked for is full, this is the first we can keep.",
        "Next sailing leaves after the day you asked for.",
        "Raw material arrives two days after your day.",
    ),
}
REFUSED = {
    "id": (
        "Tidak bisa, jalur rangka berhenti kalau bahan belum ada hari itu.",
        "Terlalu lambat untuk pengecatan. Tolong cari armada lain.",
    ),
    "en": (
        "Not possible: the frame line stops without these. Please find another truck.",
        "That is after our client's inspection day. Offer an earlier part, please.",
    ),
}
SPLIT = {
    "id": "Sebagian sudah siap, sisanya menyusul setelah pergantian rol.",
    "en": "The first part is ready; the rest follows with the next sailing.",
}
SHORT = {
    "id": ("Kurang dari surat jalan, sisa menyusul.", "Satu bundel tertinggal di gudang pengirim."),
    "en": ("Less than the delivery note says, the rest follows.", "One bundle was left at the sender."),
}
REJECTED = {
    "id": (
        "Batang luar bengkok, ikatan longgar.",
        "Ukuran tidak sesuai pesanan.",
        "Lapisan di bawah 85 µm pada tiga titik ukur.",
        "Kemasan sobek, isi lembap.",
    ),
    "en": (
        "Outer bars bent, the straps were loose.",
        "Not the size ordered.",
        "Coating under 85 µm at three measuring points.",
        "Packaging torn, content damp.",
    ),
}
OVER = {"id": "Lebih dari pesanan, dalam toleransi pabrik.", "en": "Over the order, within mill tolerance."}


def pick(chance: Random, table: Mapping[str, Sequence[str]], locale: str) -> str:
    """One of a language's sentences."""
    return chance.choice(table[locale])


def why(chance: Random, locale: str, cause: str) -> str:
    """A reason for a move with this cause side."""
    return chance.choice(WHY[locale, cause])
