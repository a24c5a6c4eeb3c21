"""The people of the demo, on both sides, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Assignment, Membership, User
from portal.desk.demo.days import ZONE, Calendar
from portal.desk.demo.partners import FIRM
from portal.partners.models import Contact

PASSWORD = "kapal tiba tepat waktu"  # noqa: S105 the demo's own, printed by `flask demo-signins`
DOMAIN = "cahayabaja.example"


@dataclass(frozen=True)
class Human:
    """A person of the demo: `partner` is empty for staff. hours_ago: working hours since last here."""

    key: str
    name: str
    role: str
    locale: str = "id"
    partner: str = ""
    title: str = ""
    team: str | None = None
    reach: str = "all"
    zone: str = ZONE
    limited_to: tuple[str, ...] = ()
    hours_ago: int = 9

    @property
    def email(self) -> str:
        """Their address, on a domain that cannot exist."""
        return f"{self.key}@{FIRM[self.partner].domain if self.partner else DOMAIN}"

    @property
    def side(self) -> str:
        """'partner' or 'staff'."""
        return "partner" if self.partner else "staff"


BERLIN, SEOUL = "Europe/Berlin", "Asia/Seoul"

STAFF = (
    Human("adi", "Adi Nugroho", "administrator", team="IT"),
    Human("mega", "Mega Lestari", "manager", team="Purchasing", hours_ago=3),
    Human("james", "James Whitfield", "manager", "en", team="Quality", hours_ago=14),
    Human("dewi", "Dewi Anggraini", "agent", "en", team="Purchasing", hours_ago=8),
    Human("bagus", "Bagus Pratama", "agent", team="Quality", hours_ago=6),
    Human("rizky", "Rizky Firmansyah", "agent", team="Logistics", hours_ago=5),
    Human("anna", "Anna Petersen", "agent", "en", team="Purchasing", zone=BERLIN,
          limited_to=("ELBTAL", "SEORIM"), hours_ago=11),
    Human("ayu", "Ayu Kusuma", "auditor", team="Finance", hours_ago=60),
)  # fmt: skip
PARTNER_PEOPLE = (
    Human("rina", "Rina Wulandari", "administrator", "id", "SUMBER", "Manajer penjualan", "Sales", hours_ago=7),
    Human("sari", "Sari Utami", "member", "id", "SUMBER", "Staf pengiriman", "Dispatch", "team"),
    Human("fajar", "Fajar Setiawan", "member", "id", "SUMBER", "Sales engineer", "Sales", "own", hours_ago=12),
    Human("toni", "Toni Hidayat", "reader", "id", "SUMBER", "Keuangan", "Finance", hours_ago=44),
    Human("budi", "Budi Santoso", "administrator", "id", "BAUT", "Direktur", hours_ago=13),
    Human("lilis", "Lilis Suryani", "member", "id", "BAUT", "Administrasi penjualan", hours_ago=22),
    Human("clara", "Clara Wijaya", "administrator", "en", "CAT", "Key account manager", "Sales", hours_ago=4),
    Human("dimas", "Dimas Aditya", "member", "id", "CAT", "Layanan teknis", "Technical"),
    Human("novi", "Novi Rahmawati", "administrator", "id", "GAS", "Koordinator pengantaran"),
    Human("yusuf", "Yusuf Maulana", "member", "id", "GAS", "Sopir kepala", reach="own", hours_ago=20),
    Human("jonas", "Jonas Brandt", "administrator", "en", "ELBTAL", "Export manager", zone=BERLIN, hours_ago=10),
    Human("lena", "Lena Hoffmann", "member", "en", "ELBTAL", "Shipping", zone=BERLIN, hours_ago=16),
    Human("minji", "Kim Min-ji", "administrator", "en", "SEORIM", "Overseas sales", "Sales", zone=SEOUL),
    Human("taeyang", "Park Tae-yang", "member", "en", "SEORIM", "Logistics", "Logistics", "team", SEOUL),
    Human("seoyun", "Lee Seo-yun", "reader", "en", "SEORIM", "Quality assurance", "Quality", zone=SEOUL,
          hours_ago=70),
    Human("hendro", "Hendro Gunawan", "administrator", "id", "NIAGA", "Manajer cabang", hours_ago=6),
    Human("fitri", "Fitri Handayani", "member", "id", "NIAGA", "Penjualan", hours_ago=9),
    Human("agus", "Agus Salim", "administrator", "id", "MAKMUR", "Pemilik", hours_ago=26),
    Human("tika", "Tika Permatasari", "member", "id", "MAKMUR", "Gudang", hours_ago=18),
    Human("surya", "Surya Dharma", "administrator", "id", "LINTAS", "Manajer operasi", "Operations"),
    Human("nadia", "Nadia Putri", "member", "en", "LINTAS", "Customer service", "Service", hours_ago=5),
    Human("eko", "Eko Prasetyo", "reader", "id", "LINTAS", "Dokumen", "Documents", hours_ago=33),
    Human("wahyu", "Wahyu Hidayat", "administrator", "id", "ARGO", "Kepala armada", hours_ago=8),
    Human("ratna", "Ratna Sari", "member", "id", "ARGO", "Dispatcher", reach="own", hours_ago=7),
    Human("irfan", "Irfan Hakim", "administrator", "id", "GALVA", "Manajer produksi", "Production", hours_ago=12),
    Human("maya", "Maya Anggun", "member", "id", "GALVA", "Kendali mutu", "Quality", "team", hours_ago=15),
    Human("hendra", "Hendra Kusnadi", "administrator", "id", "KARYA", "Direktur", hours_ago=10),
    Human("joko", "Joko Susilo", "member", "id", "KARYA", "Mandor bengkel", "Workshop", hours_ago=17),
)  # fmt: skip
# Hendra runs the welding workshop and helps the galvaniser plan: one person, two memberships.
SECOND_PLACES = (("hendra", "GALVA", "member", "Perencanaan"),)
EVERYONE = (*STAFF, *PARTNER_PEOPLE)
HUMAN = {human.key: human for human in EVERYONE}


def of_partner(code: str) -> list[Human]:
    """The partner's people who write, its administrator first."""
    return [h for h in PARTNER_PEOPLE if h.partner == code and h.role != "reader"]


# They answer orders by one-time links in their mail.
WITHOUT_ACCOUNT = (("KARYA", "Bu Sri", "gudang@karyalas.example"),)


def write(
    session: Session, calendar: Calendar, born: datetime, partners: dict[str, int], password_hash: str
) -> dict[str, int]:
    """Write everybody with their memberships and assignments; returns user ids by key."""
    users = {
        human.key: User(
            email=human.email, name=human.name, password_hash=password_hash, locale=human.locale,
            zone=human.zone, staff_role=None if human.partner else human.role,
            staff_team=None if human.partner else human.team, limited=bool(human.limited_to),
            created_at=born + timedelta(minutes=7 * number), seen_at=calendar.ago(60 * human.hours_ago),
        )
        for number, human in enumerate(EVERYONE)
    }  # fmt: skip
    session.add_all(users.values())
    session.flush()
    for human in EVERYONE:
        user = users[human.key]
        for code in human.limited_to:
            session.add(Assignment(user_id=user.id, partner_id=partners[code]))
        if human.partner:
            session.add(
                Membership(
                    partner_id=partners[human.partner], user_id=user.id, role=human.role,
                    reach=human.reach, team=human.team, title=human.title, created_at=user.created_at,
                )
            )  # fmt: skip
    for key, code, role, title in SECOND_PLACES:
        session.add(
            Membership(
                partner_id=partners[code], user_id=users[key].id, role=role, reach="all", title=title,
                created_at=users[key].created_at,
            )
        )  # fmt: skip
    for code, name, email in WITHOUT_ACCOUNT:
        session.add(
            Contact(
                partner_id=partners[code], name=name, email=email, locale="id", created_by=users["adi"].id,
                created_at=users["adi"].created_at,
            )
        )  # fmt: skip
    session.flush()
    return {key: user.id for key, user in users.items()}


def sign_ins() -> list[dict[str, str | None]]:
    """How to sign in as each of them: email, password, side, role and partner (None for staff)."""
    return [
        {
            "email": human.email, "password": PASSWORD, "side": human.side, "role": human.role,
            "partner": FIRM[human.partner].name if human.partner else None,
        }
        for human in EVERYONE
    ]  # fmt: skip
