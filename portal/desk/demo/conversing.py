"""What conversations of the demo show: prepared replies, a double that was merged, words that were changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.desk.demo.book import Book
from portal.desk.demo.days import Calendar
from portal.desk.demo.matter import Matter
from portal.issues.models import Issue, IssueTie
from portal.talk.models import Message, MessageVersion, ReplyTemplate

GATE = "Gerbang Rungkut menolak bongkar setelah pukul 15"
AGAIN = "Truk AJT-5523544 ditolak di gerbang, jam bongkar mana yang berlaku?"
CHANGED = (
    "Thank you, Rina. Agreed for the replacement. What remains is why the loose straps passed your final check, on "
    "which shift and by whose hand; we need that before the next lot leaves."
)
REPLIES = (
    ("We look into it", "en", "Dear {name}, thank you for telling us. We look into {item} of {order} and answer here by tomorrow.\n\n{sender}, {company}"),
    ("We look into it", "id", "Yth. {name}, terima kasih atas kabarnya. Kami periksa {item} pada {order} dan menjawab di sini paling lambat besok.\n\n{sender}, {company}"),
    ("Please name a day", "en", "Dear {name}, {order} was promised for {day}. Please name the day on which {item} arrives."),
    ("Please name a day", "id", "Yth. {name}, {order} dijanjikan {day}. Mohon sebutkan hari tibanya {item}."),
)  # fmt: skip


def tell(calendar: Calendar) -> list[Matter]:
    """The same trouble at the gate, told by a colleague."""
    return [
        Matter(
            "SUMBER", "sari", calendar.ago(51), "communication", AGAIN,
            "Sopir kami kemarin diminta kembali besok. Mohon jam bongkar yang pasti.", deal="today", line=1,
            team="Logistics",
        )
    ]  # fmt: skip


def write(session: Session, book: Book, calendar: Calendar) -> None:
    """Write the replies, merge the double into the first, and let Dewi have changed a message."""
    session.add_all(
        ReplyTemplate(name=name, language=language, body=body) for name, language, body in REPLIES
    )
    into, double = (session.scalars(select(Issue).where(Issue.title == t)).one() for t in (GATE, AGAIN))
    double.closed = double.merged = True
    at = calendar.ago(40)
    session.add(
        IssueTie(
            partner_id=into.partner_id, issue_id=double.id, other_id=into.id, kind="merged", tied_by=book.people["rizky"],
            tied_name="Rizky Firmansyah", tied_at=at,
            before={
                "people": [], "receipts": [], "unanswered": True, "answer_due_at": into.answer_due_at.isoformat(),
                "solution_due_at": into.solution_due_at.isoformat(),
                "after": {"answer_due_at": into.answer_due_at.isoformat(), "solution_due_at": into.solution_due_at.isoformat()},
            },
        )
    )  # fmt: skip
    subject = ("issue", double.id, double.ref)
    book.note(
        at, "rizky", "merged", subject, into.partner_id, double.order_id, {"title": AGAIN, "into": into.ref}
    )
    said = session.scalars(select(Message).where(Message.body.startswith("Thank you, Rina. Agreed"))).one()
    session.add(
        MessageVersion(
            partner_id=said.partner_id,
            message_id=said.id,
            number=1,
            body=said.body,
            written_at=said.created_at,
        )
    )
    session.flush()
    said.body, said.edited_at = CHANGED, calendar.ago(180)
    session.flush()
    book.note(
        calendar.ago(180), "dewi", "edited", ("issue", said.subject_id, f"ISS-{said.subject_id:06d}"),
        said.partner_id, None, {"message": said.id},
    )  # fmt: skip
