"""What is bought from each partner: goods, consumables, haulage and work."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random


@dataclass(frozen=True)
class Item:
    """Something to order: quantities run from low to high in steps, price is for one unit."""

    code: str
    name: str
    detail: str
    unit: str
    low: float
    high: float
    step: float
    price: float

    def amount(self, chance: Random) -> Decimal:
        """A quantity somebody would order."""
        steps = int((self.high - self.low) / self.step)
        return Decimal(str(self.low)) + Decimal(str(self.step)) * chance.randint(0, steps)


CURRENCY = {"ELBTAL": "EUR", "SEORIM": "USD"}
INCOTERM = {"ELBTAL": "CIF Surabaya", "SEORIM": "CFR Gresik", "LINTAS": None, "ARGO": None}

GOODS = {
    "SUMBER": (
        Item("AN-75-6", "Angle 75 × 75 × 6", "SS400, 6 m", "t", 6, 24, 0.5, 13_900_000),
        Item("RB-25", "Round bar Ø 25", "S45C, 6 m", "t", 10, 60, 2, 14_600_000),
        Item("WF-300", "Wide-flange beam H 300 × 300", "SS400, 12 m", "t", 12, 48, 0.5, 15_200_000),
        Item("WF-200", "Wide-flange beam H 200 × 100", "SS400, 12 m", "t", 8, 36, 0.5, 14_900_000),
        Item("CU-150", "Channel U 150 × 75", "SS400, 6 m", "t", 4, 18, 0.2, 14_300_000),
        Item("PL-12", "Plate 12 mm", "SS400, 1.5 × 6 m", "t", 8, 40, 0.2, 14_800_000),
        Item("PL-20", "Plate 20 mm", "A36, 2 × 6 m", "t", 10, 44, 0.4, 15_100_000),
        Item("HRC-30", "Hot-rolled coil 3.0", "SPHC, pickled", "t", 20, 60, 5, 12_700_000),
        Item("SP-6", "Steel pipe Ø 165.2", "Sch 40, 6 m", "pcs", 24, 120, 6, 2_350_000),
    ),
    "BAUT": (
        Item("AB-24-600", "Anchor bolt M24 × 600", "grade 8.8, HDG", "pcs", 200, 2400, 100, 96_000),
        Item("HB-20-70", "Hex bolt M20 × 70", "A325, set", "sets", 1000, 8000, 500, 18_500),
        Item("HB-16-50", "Hex bolt M16 × 50", "A325, set", "sets", 1000, 6000, 500, 11_200),
        Item("WS-24", "Washer M24 HDG", "F436", "pcs", 1000, 6000, 500, 4_100),
        Item("NT-24", "Structural nut M24", "A563-DH", "pcs", 800, 4800, 200, 9_800),
        Item("SS-19", "Shear stud Ø 19 × 100", "AWS D1.1", "pcs", 1000, 5000, 250, 15_400),
    ),
    "CAT": (
        Item("EP-ZR", "Epoxy zinc-rich primer", "grey, 20 L set", "sets", 10, 60, 2, 3_450_000),
        Item("EP-MIO", "Epoxy MIO intermediate", "20 L set", "sets", 10, 60, 2, 2_680_000),
        Item("PU-7035", "Polyurethane topcoat RAL 7035", "20 L set", "sets", 8, 40, 2, 3_120_000),
        Item("TH-17", "Thinner 17", "20 L", "pails", 8, 30, 2, 690_000),
        Item("IN-60", "Intumescent coating 60 min", "25 kg", "pails", 10, 80, 5, 2_240_000),
    ),
    "GAS": (
        Item("O2-6", "Oxygen 6 m³", "industrial", "cyl", 20, 80, 5, 118_000),
        Item("AR-6", "Argon 6 m³", "99.99 %", "cyl", 10, 40, 2, 410_000),
        Item("AC-6", "Acetylene 6 kg", "dissolved", "cyl", 10, 40, 2, 385_000),
        Item("MX-82", "Shielding mix 82/18", "Ar/CO₂, 6 m³", "cyl", 10, 60, 5, 362_000),
        Item("LPG-50", "LPG 50 kg", "cutting", "cyl", 5, 20, 1, 890_000),
    ),
    "ELBTAL": (
        Item("WD-12", "Welding wire 1.2 mm", "G3Si1, spool 18 kg", "spools", 60, 360, 12, 31.5),
        Item("FX-16", "Submerged-arc flux", "basic, 25 kg", "bags", 40, 200, 10, 48.2),
        Item("TN-M8", "Contact tip M8 × 30", "CuCrZr, 1.2", "pcs", 200, 1000, 50, 1.35),
        Item("TR-501", "Welding torch 500 A", "water cooled, 4 m", "pcs", 2, 12, 1, 412),
        Item("NZ-20", "Gas nozzle conical", "NW 16", "pcs", 50, 300, 25, 4.8),
    ),
    "SEORIM": (
        Item("GI-05", "Galvanised coil 0.5", "Z12", "t", 40, 120, 10, 846),
        Item("GI-08", "Galvanised coil 0.8", "Z18", "t", 40, 100, 10, 828),
        Item("CRC-12", "Cold-rolled coil 1.2", "SPCC-SD", "t", 40, 100, 5, 742),
        Item("HRC-45", "Hot-rolled coil 4.5", "SPHC", "t", 60, 160, 10, 618),
        Item("PL-40", "Heavy plate 40 mm", "SM490A", "t", 20, 80, 5, 905),
    ),
    "NIAGA": (
        Item("EL-7018", "Electrode E7018 3.2", "5 kg", "boxes", 40, 200, 10, 285_000),
        Item("CD-14", "Cutting disc 14 inch", "A30S", "pcs", 100, 500, 25, 38_000),
        Item("GD-7", "Grinding disc 7 inch", "A24R", "pcs", 100, 400, 25, 24_000),
        Item("FB-60", "Flap disc 5 inch", "zirconia, P60", "pcs", 100, 300, 20, 31_000),
        Item("CH-10", "Chain block 10 t", "3 m lift", "pcs", 1, 4, 1, 9_800_000),
        Item("WB-T8", "Web sling 8 t × 6 m", "polyester", "pcs", 4, 24, 2, 745_000),
    ),
    "MAKMUR": (
        Item("HL-V", "Safety helmet, vented", "yellow, SNI", "pcs", 40, 200, 20, 82_000),
        Item("GL-W", "Welding glove, leather", "16 inch", "pairs", 50, 300, 25, 58_000),
        Item("HR-2", "Full-body harness", "double lanyard", "pcs", 6, 36, 2, 1_150_000),
        Item("SH-41", "Safety shoe", "sizes as listed", "pairs", 20, 120, 10, 465_000),
        Item("MS-95", "Respirator with filters", "P2 and organic", "pcs", 20, 80, 10, 245_000),
    ),
    "LINTAS": (
        Item("SEA-MKS", "Container 40 ft, Surabaya to Makassar", "door to port", "boxes", 1, 6, 1, 14_500_000),
        Item("SEA-BPN", "Flat rack, Surabaya to Balikpapan", "project cargo", "boxes", 1, 4, 1, 38_000_000),
        Item("STV-GRS", "Stevedoring, Gresik", "coil and plate", "t", 60, 400, 20, 62_000),
        Item("CST-PRK", "Customs clearance, Tanjung Perak", "import declaration", "sets", 1, 4, 1, 4_200_000),
    ),
    "ARGO": (
        Item("TRL-RM", "Trailer 40 ft, Rungkut to Manyar", "with driver", "trips", 2, 16, 1, 1_950_000),
        Item("TRL-JKT", "Trailer 40 ft, Manyar to Cikarang", "with escort", "trips", 1, 6, 1, 9_400_000),
        Item("LOW-60", "Low-bed 60 t", "beam over 14 m", "trips", 1, 4, 1, 21_500_000),
        Item("CRN-50", "Crane truck 50 t", "per shift", "shifts", 1, 6, 1, 7_800_000),
    ),
    "GALVA": (
        Item("HDG-F", "Hot-dip galvanising, frames", "ISO 1461, 85 µm", "t", 6, 36, 0.5, 5_400_000),
        Item("HDG-G", "Hot-dip galvanising, gratings", "ISO 1461, 70 µm", "t", 3, 18, 0.5, 5_900_000),
        Item("HDG-P", "Hot-dip galvanising, pole sections", "ISO 1461", "pcs", 20, 120, 4, 780_000),
        Item("BLS-25", "Blast cleaning Sa 2½", "up to 14 m", "m²", 200, 1600, 50, 48_000),
    ),
    "KARYA": (
        Item("SUB-ST", "Stair frames, welded", "as drawing CB-411", "sets", 2, 14, 1, 11_800_000),
        Item("SUB-HR", "Handrail modules", "as drawing CB-420", "m", 60, 480, 20, 640_000),
        Item("SUB-GP", "Gusset plates, drilled", "12 and 16 mm", "pcs", 80, 600, 20, 142_000),
        Item("SUB-LT", "Ladder with cage", "6 m", "pcs", 2, 12, 1, 8_900_000),
    ),
}  # fmt: skip
ITEM = {item.code: item for items in GOODS.values() for item in items}
