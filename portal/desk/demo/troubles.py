"""What is going on these days with the suppliers nearby."""

from portal.desk.demo.telling import Teller


def tell(t: Teller) -> None:
    """Sumber Logam, Baut Prima, Cat Pelindung and Gas Las."""
    _frames(t)
    _sumber(t)
    _baut(t)
    _cat_and_gas(t)


def _frames(t: Teller) -> None:
    """The order everybody talks about: one line bent, one split, one beam that does not come."""
    deal = t.order("frames", "SUMBER", "dewi", "rina", -29, note="Rangka gudang tahap 2, Rungkut.")
    angle, bar, beam = (
        t.line(deal, "AN-75-6", "12", -18),
        t.line(deal, "RB-25", "100", -8),
        t.line(deal, "WF-300", "32.5", -11),
    )
    t.move(deal, angle, -12, t.when(-17, 14, 5), "carrier", "Antrean dermaga, jadwal bongkar mundur.")
    t.move(
        deal,
        angle,
        -8,
        t.when(-13, 9, 40),
        "carrier",
        "Kapal tidak singgah di Gresik, muatan dibongkar di Tanjung Perak.",
    )
    t.ship(deal, [angle], -10, "PT Lintas Samudra", "TRK 88 207 113", [
        (t.when(-6, 5, 50), "out_for_delivery", "Surabaya", "Truk keluar pelabuhan", "OFD"),
    ])  # fmt: skip
    t.come(
        angle,
        -5,
        "11.8",
        t.when(-5, 14, 5),
        rejected="0.2",
        condition="damaged",
        note="Batang luar bengkok, ikatan longgar.",
        by="bagus",
    )
    t.expect(angle, 3, 2, 4)
    follows = t.split(
        deal, deal.lines[1], "60", t.when(-12, 16, 40), 3, "Pergantian rol pabrik, sisa 40 t menyusul."
    )
    t.ship(deal, [bar], -9, "PT Argo Jaya Trans", "AJT-5521904")
    t.come(bar, -8, "60", t.when(-8, 10, 20))
    t.ship(
        deal,
        [follows],
        -1,
        "PT Argo Jaya Trans",
        "AJT-5523377",
        [(t.when(-1, 17, 30), "departed", "Gresik", "Departed", "DEP")],
        packages=20,
    )
    t.expect(follows, 3, 2, 4)
    t.move(
        deal, beam, -6, t.when(-12, 8, 30), "carrier", "Kapal terlambat dari Banjarmasin, ETA baru dari agen."
    )
    t.move(
        deal,
        beam,
        -1,
        t.when(-7, 9, 30),
        "carrier",
        "Kapal tidak singgah di Gresik, muatan dibongkar di Tanjung Perak.",
    )
    t.ship(deal, [beam], -4, "PT Lintas Samudra", "TRK 88 210 447", [
        (t.when(-2, 16, 14), "at_port", "Tanjung Perak", "Tiba di pelabuhan, menunggu bongkar", "ARP"),
    ], packages=26, mode="sea")  # fmt: skip


def _sumber(t: Teller) -> None:
    coil = t.order(
        "coil", "SUMBER", "dewi", "rina", -2, due=t.calendar.at(t.calendar.on(t.calendar.today), 17)
    )
    t.line(coil, "HRC-30", "40", 9, promised=False)
    t.line(coil, "PL-12", "18.2", 13, promised=False)
    risk = t.order("plate", "SUMBER", "bagus", "sari", -16, site="MNY")
    plate = t.line(risk, "PL-20", "44", 3)
    t.ship(risk, [plate], -3, "PT Lintas Samudra", "TRK 88 212 019", [
        (t.when(-1, 11, 5), "delayed", "Laut Jawa", "Kapal berlindung, cuaca buruk", "WTH"),
    ], mode="sea")  # fmt: skip
    t.expect(plate, 7, 5, 9)
    moved = t.order("channel", "SUMBER", "dewi", "rina", -33)
    channel = t.line(moved, "CU-150", "8.4", -14)
    t.move(
        moved,
        channel,
        -10,
        t.when(-17, 10),
        "partner",
        "Mesin potong rusak dua hari, suku cadang datang besok.",
    )
    t.move(moved, channel, -4, t.when(-11, 15), "outside", "Banjir di jalur Gresik, truk tertahan.")
    t.move(moved, channel, -1, t.when(-5, 8, 45), "carrier", "Trailer belum kembali dari Cikarang.")
    t.ship(
        moved,
        [channel],
        -1,
        "PT Argo Jaya Trans",
        "AJT-5523510",
        [(t.when(-1, 17), "delayed", "Tol Gresik", "Terhenti, banjir di KM 12", "DLY")],
    )
    t.expect(channel, 2, 1, 4)
    ours = t.order("yard", "SUMBER", "dewi", "rina", -12)
    pipe = t.line(ours, "SP-6", "48", 4)
    t.move(
        ours,
        pipe,
        9,
        t.calendar.ago(150),
        "company",
        "Lapangan penuh sampai pelat lama terpakai, mohon mundur.",
        state="proposed",
    )
    today = t.order("today", "SUMBER", "dewi", "sari", -11)
    due = t.line(today, "WF-200", "14.5", 0)
    t.ship(
        today,
        [due],
        -1,
        "PT Argo Jaya Trans",
        "AJT-5523544",
        [(t.when(0, 6, 10), "out_for_delivery", "Gresik", "Out for delivery", "OFD")],
    )
    t.expect(due, 0, 0, 1)


def _baut(t: Teller) -> None:
    anchors = t.order("anchors", "BAUT", "dewi", "budi", -24, site="MNY")
    bolt = t.line(anchors, "AB-24-600", "2400", -9)
    t.move(
        anchors,
        bolt,
        -5,
        t.when(-10, 13, 15),
        "partner",
        "Galvanis celup panas kami antre, ambil dua hari lagi.",
    )
    late = t.order("nuts", "BAUT", "bagus", "lilis", -7, due=t.when(-4, 12))
    t.line(late, "NT-24", "2400", 2, promised=False)
    t.line(late, "WS-24", "3000", 2, promised=False)
    offer = t.order("hexbolts", "BAUT", "bagus", "budi", -5)
    hexes = t.line(offer, "HB-20-70", "8000", 5, promised=False)
    t.move(
        offer,
        hexes,
        8,
        t.calendar.ago(320),
        "partner",
        "Kawat baja baru masuk Senin, kami mampu tiga hari setelahnya.",
        state="proposed",
    )
    part = t.order("washers", "BAUT", "dewi", "budi", -14)
    washer = t.line(part, "WS-24", "5000", 2)
    t.ship(part, [washer], -2, "PT Argo Jaya Trans", "AJT-5523390")
    t.come(
        washer, -1, "3000", t.when(-1, 11, 25), condition="short", note="Tiga dari lima palet, sisa menyusul."
    )
    fresh = t.order("studs", "BAUT", "dewi", "lilis", -1, hour=14)
    t.line(fresh, "SS-19", "2500", 12, promised=False)
    gone = t.order("gone", "BAUT", "dewi", "budi", -19)
    bolts = t.line(gone, "HB-16-50", "4000", -3)
    bolts.cancelled_at, bolts.cancelled_by = t.when(-6, 10, 30), "dewi"


def _cat_and_gas(t: Teller) -> None:
    morning = t.morning()
    paint = t.order("primer", "CAT", "dewi", "clara", -10)
    primer, topcoat = t.line(paint, "EP-ZR", "40", 0), t.line(paint, "PU-7035", "24", 0)
    t.ship(paint, [primer, topcoat], -3, "PT Argo Jaya Trans", "AJT-5523188", packages=4)
    t.come(primer, morning, "40", t.calendar.at(morning, 7, 52))
    t.come(topcoat, morning, "24", t.calendar.at(morning, 7, 58))
    early = t.order("fireproof", "CAT", "dewi", "dimas", -13, site="MNY")
    coat = t.line(early, "IN-60", "60", 1)
    t.ship(early, [coat], -4, "PT Argo Jaya Trans", "AJT-5523012")
    t.come(coat, -2, "60", t.when(-2, 9, 35))
    soon = t.order("mio", "CAT", "dewi", "clara", -6)
    t.line(soon, "EP-MIO", "32", 4)
    t.line(soon, "TH-17", "12", 4)
    gas = t.order("oxygen", "GAS", "dewi", "novi", -4)
    oxygen, argon = t.line(gas, "O2-6", "60", -1), t.line(gas, "AR-6", "20", 0)
    t.ship(gas, [oxygen], -1, None, None, packages=6)
    t.come(oxygen, morning, "60", t.calendar.at(morning, 9, 14))
    t.ship(gas, [argon], 0, None, None, hour=7, packages=2)
    t.expect(argon, 0, 0, 0)
    short = t.order("mix", "GAS", "rizky", "yusuf", -6, site="MNY")
    mix = t.line(short, "MX-82", "50", 1)
    t.ship(short, [mix], -1, None, None, packages=5)
    t.come(mix, -1, "35", t.when(-1, 13, 40), condition="short", note="15 tabung belum diisi, diantar lusa.")
    lpg = t.order("lpg", "GAS", "rizky", "novi", -1, site="MNY", hour=10)
    t.line(lpg, "LPG-50", "12", 2)
