"""The twelve partners, where they are, and the character each shows in its deliveries."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.desk.demo.days import ZONE, Calendar
from portal.partners.models import Company, Holiday, Partner, Site

COMPANY = "PT Cahaya Baja Nusantara"
SITES = {"RKT": ("Surabaya, Rungkut", "Surabaya"), "MNY": ("Gresik, Manyar", "Gresik")}


@dataclass(frozen=True)
class Character:
    """How a partner trades. Rates are shares of its schedules; days are working days.

    confirm: hours it takes to answer an order. slips: how often a promise moves; by whom: weights of
    partner, company, carrier, outside. drift: how many days after the last promise goods come, as
    (days, weight) pairs. short, over, rejects: shares of deliveries. haul: days on the road or at sea.
    """

    orders_a_month: float
    lead: tuple[int, int]
    confirm: tuple[int, int]
    slips: float
    by_whom: tuple[int, int, int, int]
    drift: tuple[tuple[int, int], ...]
    short: float = 0.03
    over: float = 0.01
    rejects: float = 0.02
    cancels: float = 0.015
    splits: float = 0.03
    haul: tuple[int, int] = (1, 2)
    carriers: tuple[str, ...] = ("PT Argo Jaya Trans",)
    mode: str = "road"
    sites: tuple[str, ...] = ("RKT",)
    offers_later: float = 0.12


@dataclass(frozen=True)
class Firm:
    """A partner of the demo."""

    code: str
    name: str
    kind: str
    city: str
    character: Character
    country: str = "Indonesia"
    zone: str = ZONE
    domain: str = field(default="")


STEADY = ((0, 80), (-1, 12), (1, 6), (2, 2))
MIXED = ((0, 74), (-1, 10), (1, 8), (2, 5), (3, 2), (6, 1))
LOOSE = ((0, 62), (1, 13), (2, 10), (4, 7), (7, 3), (-1, 5))

FIRMS = (
    Firm("SUMBER", "PT Sumber Logam Abadi", "supplier", "Gresik", Character(
        6.5, (9, 16), (3, 20), 0.26, (2, 1, 7, 2), MIXED, haul=(1, 3), rejects=0.04, splits=0.06,
        carriers=("PT Lintas Samudra", "PT Lintas Samudra", "PT Argo Jaya Trans"), sites=("RKT", "RKT", "MNY"),
    ), domain="sumberlogam.example"),
    Firm("BAUT", "CV Baut Prima Sidoarjo", "supplier", "Sidoarjo", Character(
        4.5, (6, 12), (26, 80), 0.16, (6, 2, 2, 1), MIXED, short=0.06, sites=("RKT", "MNY"), offers_later=0.24,
    ), domain="bautprima.example"),
    Firm("CAT", "PT Cat Pelindung Nusa", "supplier", "Tangerang", Character(
        3.2, (7, 11), (1, 5), 0.03, (1, 4, 1, 1), STEADY, short=0.0, rejects=0.0, cancels=0.01, haul=(2, 3),
        carriers=("PT Argo Jaya Trans",), sites=("RKT", "MNY"), offers_later=0.02,
    ), domain="catpelindung.example"),
    Firm("GAS", "PT Gas Las Sejahtera", "supplier", "Surabaya", Character(
        5.2, (3, 5), (1, 8), 0.06, (5, 1, 2, 1), STEADY, short=0.07, carriers=("Own fleet",), haul=(0, 1),
        sites=("RKT", "MNY"),
    ), domain="gaslas.example"),
    Firm("ELBTAL", "Elbtal Schweißtechnik GmbH", "supplier", "Hamburg", Character(
        1.5, (38, 52), (4, 30), 0.3, (2, 1, 3, 6), LOOSE, haul=(26, 33), carriers=("Nordkap Line",),
        mode="sea", splits=0.05,
    ), "Germany", "Europe/Berlin", "elbtal.example"),
    Firm("SEORIM", "Seorim Steel Co., Ltd.", "supplier", "Pohang", Character(
        2.3, (28, 40), (5, 28), 0.3, (1, 3, 2, 8), LOOSE, over=0.12, haul=(10, 14),
        carriers=("Haneul Marine", "PT Lintas Samudra"), mode="sea", sites=("MNY",), splits=0.06,
    ), "South Korea", "Asia/Seoul", "seorim.example"),
    Firm("NIAGA", "PT Niaga Teknik Mandiri", "distributor", "Surabaya", Character(
        5.0, (3, 6), (1, 6), 0.05, (4, 2, 1, 1), ((0, 58), (-1, 30), (-2, 6), (1, 6)), sites=("RKT", "MNY"),
        carriers=("PT Argo Jaya Trans", "Own fleet"),
    ), domain="niagateknik.example"),
    Firm("MAKMUR", "CV Makmur Alat Kerja", "distributor", "Surabaya", Character(
        3.0, (4, 8), (6, 30), 0.12, (6, 2, 1, 1), MIXED, short=0.07, rejects=0.07, sites=("RKT", "MNY"),
        carriers=("Own fleet",), haul=(0, 1),
    ), domain="makmurkerja.example"),
    Firm("LINTAS", "PT Lintas Samudra", "carrier", "Surabaya", Character(
        3.4, (4, 8), (2, 12), 0.16, (4, 3, 0, 4), MIXED, short=0.0, over=0.0, rejects=0.0, haul=(0, 1),
        carriers=("PT Lintas Samudra",), mode="sea", sites=("RKT", "MNY"),
    ), domain="lintassamudra.example"),
    Firm("ARGO", "PT Argo Jaya Trans", "carrier", "Gresik", Character(
        4.0, (2, 5), (1, 6), 0.08, (4, 4, 0, 3), STEADY, short=0.0, over=0.0, rejects=0.0, haul=(0, 0),
        sites=("RKT", "MNY"), splits=0.0,
    ), domain="argojaya.example"),
    Firm("GALVA", "PT Galvanis Delta Mas", "subcontractor", "Sidoarjo", Character(
        3.4, (7, 12), (4, 20), 0.24, (8, 3, 1, 2), LOOSE, rejects=0.08, sites=("MNY",), haul=(0, 1),
    ), domain="galvanisdelta.example"),
    Firm("KARYA", "CV Karya Las Mandiri", "subcontractor", "Gresik", Character(
        3.0, (8, 14), (6, 36), 0.2, (5, 7, 1, 1), MIXED, rejects=0.05, sites=("MNY",), haul=(0, 1),
        carriers=("Own fleet",),
    ), domain="karyalas.example"),
)  # fmt: skip
FIRM = {firm.code: firm for firm in FIRMS}


def write(session: Session, calendar: Calendar, born: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Write the company, its sites and holidays, and the partners. Returns ids by site code and by
    partner code."""
    session.add(
        Company(
            id=1, name=COMPANY, short_name="Cahaya Baja", city="Surabaya", zone=ZONE, locale="id",
            answer_hours={"urgent": 2, "high": 4, "normal": 8, "low": 16},
            solution_hours={"urgent": 16, "high": 24, "normal": 40, "low": 80},
        )
    )  # fmt: skip
    session.flush()
    sites = {code: Site(code=code, name=name, city=city, zone=ZONE) for code, (name, city) in SITES.items()}
    firms = {
        firm.code: Partner(
            code=firm.code, name=firm.name, kind=firm.kind, city=firm.city, country=firm.country,
            zone=firm.zone, created_at=born,
        )
        for firm in FIRMS
    }  # fmt: skip
    session.add_all([*sites.values(), *firms.values()])
    session.add_all(Holiday(day=day, name=name) for day, name in calendar.free.items())
    session.flush()
    return {code: site.id for code, site in sites.items()}, {code: p.id for code, p in firms.items()}
