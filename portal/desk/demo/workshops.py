"""What is going on with distributors, carriers and subcontractors."""

from portal.desk.demo.telling import Teller


def tell(t: Teller) -> None:
    """Niaga, Makmur, Lintas, Argo, Galvanis and Karya Las."""
    _distributors(t)
    _carriers(t)
    _galvaniser(t)
    _welders(t)


def _distributors(t: Teller) -> None:
    discs = t.order("discs", "NIAGA", "dewi", "hendro", -5)
    t.line(discs, "CD-14", "300", 1)
    t.line(discs, "FB-60", "160", 1)
    rods = t.order("rods", "NIAGA", "bagus", "fitri", -8)
    rod = t.line(rods, "EL-7018", "120", -1)
    t.ship(rods, [rod], -3, "PT Argo Jaya Trans", "AJT-5523201")
    t.come(rod, -3, "120", t.when(-3, 15, 10))
    slings = t.order("slings", "NIAGA", "dewi", "hendro", -9)
    sling = t.line(slings, "WB-T8", "12", 2)
    sling.cancelled_at, sling.cancelled_by = t.when(-2, 16, 5), "dewi"
    wrong = t.order("gloves", "MAKMUR", "dewi", "agus", -12)
    glove = t.line(wrong, "GL-W", "200", -2)
    t.ship(wrong, [glove], -2, None, None, packages=4)
    t.come(
        glove,
        -2,
        "0",
        t.when(-2, 14, 20),
        rejected="200",
        condition="wrong_item",
        note="Sarung tangan pendek 10 inci, yang dipesan 16 inci.",
        by="bagus",
    )
    t.expect(glove, 3, 2, 5)
    harness = t.order("harness", "MAKMUR", "dewi", "tika", -9, site="MNY", due=t.when(-6, 12))
    t.line(harness, "HR-2", "24", 3, promised=False)
    shoes = t.order("shoes", "MAKMUR", "dewi", "agus", -10)
    shoe = t.line(shoes, "SH-41", "80", 2)
    t.ship(shoes, [shoe], -1, None, None, packages=5)
    t.come(shoe, -1, "62", t.when(-1, 10, 50), condition="short", note="Ukuran 43 dan 44 menyusul.")


def _carriers(t: Teller) -> None:
    makassar = t.order("makassar", "LINTAS", "rizky", "surya", -7)
    boxes = t.line(makassar, "SEA-MKS", "4", 3)
    t.move(makassar, boxes, 6, t.when(-2, 9), "outside", "Cuaca buruk di Laut Jawa, pelabuhan ditutup sementara.", state="declined",
           refusal="Panel harus terpasang Senin di Makassar. Tolong cari kapal lain.")  # fmt: skip
    t.move(
        makassar,
        boxes,
        4,
        t.calendar.ago(210),
        "carrier",
        "Ada ruang di kapal sehari kemudian, sandar langsung.",
        state="proposed",
        by="surya",
    )
    clearance = t.order("clearance", "LINTAS", "rizky", "nadia", -4)
    t.line(clearance, "CST-PRK", "1", 1)
    trailers = t.order("trailers", "ARGO", "rizky", "wahyu", -3)
    t.line(trailers, "TRL-RM", "6", 0)
    t.line(trailers, "CRN-50", "2", 1)
    cikarang = t.order("cikarang", "ARGO", "rizky", "ratna", -5, site="MNY")
    low = t.line(cikarang, "TRL-JKT", "2", 1)
    t.move(
        cikarang,
        low,
        3,
        t.when(-1, 10),
        "company",
        "Muatan belum selesai dicat, mohon mundur dua hari.",
        answered=t.when(-1, 11, 30),
    )
    lowbed = t.order("lowbed", "ARGO", "rizky", "wahyu", -1, hour=15, site="MNY")
    t.line(lowbed, "LOW-60", "1", 5, promised=False)


def _galvaniser(t: Teller) -> None:
    frames = t.order("hdg-frames", "GALVA", "bagus", "irfan", -31, site="MNY")
    frame = t.line(frames, "HDG-F", "18.5", -16)
    t.move(frames, frame, -12, t.when(-18, 10), "partner", "Bak seng dikuras lebih lama dari rencana.")
    t.move(
        frames, frame, -8, t.when(-13, 14, 30), "partner", "Tim pengepakan kurang orang, dua shift kosong."
    )
    poles = t.order("poles", "GALVA", "bagus", "maya", -17, site="MNY")
    pole = t.line(poles, "HDG-P", "60", -3)
    t.ship(poles, [pole], -4, "PT Argo Jaya Trans", "AJT-5523155")
    t.come(
        pole,
        -3,
        "48",
        t.when(-3, 11, 15),
        rejected="12",
        condition="damaged",
        note="Lapisan di bawah 85 µm pada 12 tiang, foto terlampir.",
        by="bagus",
    )
    t.expect(pole, 5, 4, 7)
    grating = t.order("gratings", "GALVA", "rizky", "irfan", -10, site="MNY")
    grate = t.line(grating, "HDG-G", "9.5", 1)
    t.move(grating, grate, 4, t.when(-1, 14), "partner", "Stok seng baru datang Jumat.", state="proposed")
    blast = t.order("blast", "GALVA", "bagus", "irfan", -8, site="MNY")
    t.line(blast, "BLS-25", "800", 5)


def _welders(t: Teller) -> None:
    stairs = t.order("stairs", "KARYA", "bagus", "hendra", -21, site="MNY")
    stair = t.line(stairs, "SUB-ST", "8", -4)
    t.move(stairs, stair, 2, t.when(-9, 10, 20), "company", "Revisi gambar C baru disetujui pelanggan.")
    rails = t.order("rails", "KARYA", "bagus", "joko", -18, site="MNY")
    rail = t.line(rails, "SUB-HR", "240", -2)
    rest = t.split(
        rails, rails.lines[0], "160", t.when(-8, 15, 20), 5, "Bahan pipa kurang 80 m, sisa menyusul."
    )
    t.ship(rails, [rail], -2, None, None, packages=8)
    t.come(rail, -2, "160", t.when(-2, 15, 30))
    t.expect(rest, 5, 4, 6)
    ladders = t.order("ladders", "KARYA", "bagus", "hendra", -9, site="MNY")
    ladder = t.line(ladders, "SUB-LT", "6", 4)
    t.move(
        ladders,
        ladder,
        8,
        t.calendar.ago(95),
        "company",
        "Fondasi tangki belum siap, mohon kirim belakangan.",
        state="proposed",
    )
    gusset = t.order("gusset", "KARYA", "dewi", "hendra", -3, site="MNY")
    t.line(gusset, "SUB-GP", "320", 7, promised=False)
