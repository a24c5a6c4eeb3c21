"""Setting up the company."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.partners.models import Company

# Working hours until an answer and until a solution are owed, by severity, until the company sets its own.
ANSWER_HOURS = {"urgent": 2, "high": 4, "normal": 8, "low": 16}
SOLUTION_HOURS = {"urgent": 16, "high": 24, "normal": 40, "low": 80}


def has_company(session: Session) -> bool:
    """True once the company's row is written."""
    return session.scalars(select(Company.id)).first() is not None


def create_company(session: Session, name: str, short_name: str, city: str, zone: str, locale: str) -> None:
    """Write the row of the company that runs this installation. Never commits."""
    session.add(
        Company(
            id=1, name=name[:120], short_name=short_name[:40], city=city[:80], zone=zone, locale=locale,
            answer_hours=ANSWER_HOURS, solution_hours=SOLUTION_HOURS,
        )
    )  # fmt: skip
    session.flush()
