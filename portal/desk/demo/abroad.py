"""What is going on with the suppliers overseas: ships, customs and silence."""

from portal.desk.demo.telling import Teller


def tell(t: Teller) -> None:
    """Elbtal in Hamburg and Seorim in Pohang."""
    _elbtal(t)
    _seorim(t)


def _elbtal(t: Teller) -> None:
    held = t.order("customs", "ELBTAL", "anna", "jonas", -62)
    wire, tips = t.line(held, "WD-12", "240", 2), t.line(held, "TN-M8", "600", 2)
    t.ship(held, [wire, tips], -34, "Nordkap Line", "NKLU4417702", [
        (t.when(-31, 14), "departed", "Hamburg, Burchardkai", "Loaded on board, vessel departed", "VD"),
        (t.when(-15, 9), "in_transit", "Singapore", "Discharged for transhipment", "UV"),
        (t.when(-5, 6, 20), "at_port", "Tanjung Perak", "Vessel arrived, discharging", "VA"),
        (t.when(-3, 10, 15), "customs_hold", "Tanjung Perak", "Red lane, physical inspection", "CD"),
    ], mode="sea", offset=120, packages=18)  # fmt: skip
    t.expect(wire, 8, 5, 13)
    t.expect(tips, 8, 5, 13)
    silent = t.order("silent", "ELBTAL", "anna", "lena", -55)
    flux = t.line(silent, "FX-16", "120", 6)
    t.ship(silent, [flux], -27, "Nordkap Line", "NKLU4420981", [
        (t.when(-24, 13), "departed", "Hamburg, Burchardkai", "Loaded on board, vessel departed", "VD"),
        (t.when(-12, 8), "in_transit", "Singapore", "Discharged for transhipment", "UV"),
    ], mode="sea", offset=120, packages=6)  # fmt: skip
    rolled = t.order("rolled", "ELBTAL", "anna", "jonas", -20)
    torch = t.line(rolled, "TR-501", "8", 28)
    t.move(
        rolled,
        torch,
        35,
        t.when(-1, 15, 30),
        "carrier",
        "Vessel rolled to the next sailing, the line confirmed this morning.",
        state="proposed",
    )
    nozzles = t.order("nozzles", "ELBTAL", "anna", "jonas", -3, hour=15)
    t.line(nozzles, "NZ-20", "200", 46, promised=False)


def _seorim(t: Teller) -> None:
    over = t.order("over", "SEORIM", "anna", "minji", -47, site="MNY")
    coil = t.line(over, "GI-08", "60", -6)
    t.ship(over, [coil], -18, "Haneul Marine", "HNMU2290417", [
        (t.when(-16, 11), "departed", "Pohang", "Loaded on board, vessel departed", "VD"),
        (t.when(-8, 7), "at_port", "Gresik", "Vessel arrived, discharging", "VA"),
    ], mode="sea", offset=540, packages=6)  # fmt: skip
    t.come(
        coil,
        -6,
        "61.8",
        t.when(-4, 10, 5),
        condition="over",
        note="61.8 t weighed, mill tolerance is 5 %.",
        by="bagus",
    )
    moved = t.order("company-moved", "SEORIM", "anna", "minji", -44, site="MNY")
    sheet = t.line(moved, "CRC-12", "80", -1)
    t.move(
        moved, sheet, 6, t.when(-20, 9), "company", "Crane inspection at Manyar, we cannot unload that week."
    )
    t.ship(moved, [sheet], -8, "Haneul Marine", "HNMU2295530", [
        (t.when(-6, 12), "departed", "Pohang", "Loaded on board, vessel departed", "VD"),
    ], mode="sea", offset=540, packages=8)  # fmt: skip
    t.expect(sheet, 6, 5, 7)
    storm = t.order("storm", "SEORIM", "anna", "taeyang", -39, site="MNY")
    galvanised = t.line(storm, "GI-05", "60", -7)
    t.move(
        storm,
        galvanised,
        3,
        t.when(-9, 8),
        "outside",
        "Typhoon warning, the port of Pohang was closed for five days.",
    )
    t.ship(storm, [galvanised], -9, "Haneul Marine", "HNMU2294108", [
        (t.when(-7, 16), "departed", "Pohang", "Loaded on board, vessel departed", "VD"),
        (t.when(-2, 9, 30), "delayed", "Busan", "Missed connection, next feeder in three days", "DLY"),
    ], mode="sea", offset=540)  # fmt: skip
    t.expect(galvanised, 8, 6, 11)
    plate = t.order("heavy-plate", "SEORIM", "anna", "minji", -11, site="MNY")
    t.line(plate, "PL-40", "45", 24)
    offer = t.order("hot-coil", "SEORIM", "anna", "taeyang", -6, site="MNY")
    hot = t.line(offer, "HRC-45", "120", 27, promised=False)
    t.move(
        offer,
        hot,
        34,
        t.when(-2, 13, 10),
        "partner",
        "Mill schedule changed: the roll campaign for this gauge starts a week later.",
        state="proposed",
    )
