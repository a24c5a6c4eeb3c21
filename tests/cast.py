"""The fixed cast: the same people in every test.

The company PT Cahaya Baja Nusantara: adi (administrator), mega (manager), dewi and bagus (agents),
ayu (auditor). The partner PT Sumber Logam Abadi, `SUMBER`: rina (administrator), sari (member),
toni (reader). The stranger, CV Baut Prima, `BAUT`: budi (administrator).
"""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, User
from portal.partners.models import Company, Partner, Site

PASSWORD = "correct horse battery"
# argon2id of PASSWORD at its lowest cost, so that signing in costs a test no time.
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$RrSH6XCFVEOE6tqEbFVmrQ$+oGnpWOjjQwh/aT2RbiaQkmxKs0Y3LVPk61dIem+sFw"
)

ZONE = "Asia/Jakarta"
STAFF = {"adi": "administrator", "mega": "manager", "dewi": "agent", "bagus": "agent", "ayu": "auditor"}
PEOPLE = {
    "rina": ("SUMBER", "administrator"),
    "sari": ("SUMBER", "member"),
    "toni": ("SUMBER", "reader"),
    "budi": ("BAUT", "administrator"),
}
NAMES = {
    "adi": "Adi Nugroho", "mega": "Mega Lestari", "dewi": "Dewi Anggraini", "bagus": "Bagus Pratama",
    "ayu": "Ayu Kusuma", "rina": "Rina Wulandari", "sari": "Sari Utami", "toni": "Toni Hidayat",
    "budi": "Budi Santoso",
}  # fmt: skip
EVERYONE = (*STAFF, *PEOPLE)
BORN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def email(name: str) -> str:
    """The address of a member of the cast."""
    if name in STAFF:
        return f"{name}@cahayabaja.example"
    return f"{name}@{'sumberlogam' if PEOPLE[name][0] == 'SUMBER' else 'bautprima'}.example"


def seed(session: Session) -> None:
    """Write the company, both partners and the cast; the caller commits."""
    session.add(
        Company(
            id=1, name="PT Cahaya Baja Nusantara", short_name="Cahaya Baja", city="Surabaya", zone=ZONE,
            answer_hours={"urgent": 2, "high": 4, "normal": 8, "low": 16},
            solution_hours={"urgent": 16, "high": 24, "normal": 40, "low": 80},
        )
    )  # fmt: skip
    session.add(Site(id=1, code="RKT", name="Surabaya, Rungkut", city="Surabaya", zone=ZONE))
    session.add_all(
        [
            Partner(id=1, code="SUMBER", name="PT Sumber Logam Abadi", kind="supplier", city="Gresik",
                    zone=ZONE, created_at=BORN),
            Partner(id=2, code="BAUT", name="CV Baut Prima", kind="supplier", city="Sidoarjo",
                    zone=ZONE, created_at=BORN),
        ]
    )  # fmt: skip
    session.flush()
    for number, name in enumerate(EVERYONE, start=1):
        session.add(
            User(
                id=number, email=email(name), name=NAMES[name], password_hash=PASSWORD_HASH, locale="en",
                zone=ZONE, staff_role=STAFF.get(name), created_at=BORN,
            )
        )  # fmt: skip
    session.flush()
    for name, (code, role) in PEOPLE.items():
        session.add(
            Membership(
                partner_id=1 if code == "SUMBER" else 2, user_id=user_id(name), role=role,
                reach="all", created_at=BORN,
            )
        )  # fmt: skip
    session.flush()
    if session.get_bind().dialect.name == "postgresql":  # the ids above were chosen by us
        for table in ("partners", "users", "sites"):
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608
            )


def user_id(name: str) -> int:
    """The id of a member of the cast."""
    return EVERYONE.index(name) + 1
