"""A sequence of things that people of both sides do around some issues, with internal words in all that only
staff may read. Whatever is refused is refused; nothing here may be a fault of the server."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.disputes.models import Dispute
from portal.files.models import Attachment
from portal.issues.models import Issue
from portal.plans.models import Plan
from portal.resolutions.models import Resolution, Step
from portal.talk import queries
from portal.talk.models import Message, ReplyTemplate
from tests import cast
from tests.issues.arrange import actor, get
from tests.page import CheckedClient

STAFF, PARTNER = ("dewi", "bagus"), ("rina", "sari")
DOERS = (*STAFF, *PARTNER, "toni", "budi", "mega", "ayu", "adi")
NAMES = ("", "@Bagus ", "@Sari ", "@Mega Lestari ", "@Toni Hidayat ")
OUTER = "Outerword"  # said to both sides in every sequence: who finds nothing of it has looked nowhere
STEPS: dict[str, dict[str, Any]] = {
    "causes": {"occurrence_code": "method", "occurrence": f"{OUTER} straps", "escape_code": "measurement", "escape": "Nobody looks."},
    "implementation": {"done": "Spacers are in use.", "done_on": "2026-11-20"},
    "closing": {"learned": "To look."},
}  # fmt: skip


@dataclass
class Run:
    """One sequence: who is signed in, the issues it opened, the internal words it spoke."""

    people: dict[str, CheckedClient]
    session: Session
    before: set[str]
    refs: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cases: int = 0
    statuses: set[int] = field(default_factory=set)
    tokens: dict[str, str] = field(default_factory=dict)

    def send(self, who: str, path: str, **sent: Any) -> int:
        """What the server says to a form that this person sends."""
        self.cases += 1
        person = self.people[who]
        token = self.tokens.setdefault(who, person.token())
        fields = {"csrf_token": token, "key": f"{self.refs[0]}-{self.cases}", **sent}
        answer = FlaskClient.open(person, path, method="POST", data=fields, buffered=True)
        assert answer.status_code < 500, (who, path, sent)
        self.statuses.add(answer.status_code)
        return answer.status_code

    def word(self) -> str:
        """A new internal word."""
        self.words.append(f"Inner{len(self.words):03d}{self.refs[0][-4:]}")
        return self.words[-1]

    def ids(self, *conditions: Any) -> list[int]:
        """Messages, the oldest first."""
        return list(self.session.scalars(select(Message.id).where(*conditions).order_by(Message.id)))

    def do(self, what: str, one: int, two: int, three: int) -> None:
        """One thing of DOINGS; the numbers choose where, who and how."""
        ref, who = self.refs[one % len(self.refs)], (STAFF[two % 2], PARTNER[two % 2])
        DOINGS[what](self, ref, who, two, three)
        found = self.session.scalars(select(Issue.ref).where(Issue.ref.not_in(self.before)))
        self.refs = list(dict.fromkeys([*self.refs, *found]))

    def said(self, ref: str) -> list[int]:
        """The messages under an issue."""
        return self.ids(Message.subject_type == "issue", Message.subject_id == get(self.session, ref).id)

    def newest(self, model: Any, ref: str) -> Any:
        """The newest resolution or dispute of an issue, or None."""
        statement = select(model).where(model.issue_ref == ref).order_by(model.id.desc())
        return self.session.scalars(statement.execution_options(populate_existing=True)).first()


Sides = tuple[str, str]


def _note(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    run.send(who[0], f"/issues/{ref}/messages", audience="internal", body=f"{NAMES[three % 5]}{run.word()}")


def _file(run: Run, ref: str, who: Sides, two: int, three: int) -> None:
    """A file that came with a note; then everybody tries to send it along with a word to both sides."""
    sheet = (io.BytesIO(f"{run.word()},1\n".encode()), f"{run.word()}.csv")
    key = f"file-{ref}-{run.cases}"
    run.send(who[0], f"/issues/{ref}/messages", audience="internal", body=run.word(), files=sheet, key=key)
    kept = list(run.session.scalars(select(Attachment.token).where(Attachment.audience == "internal")))[-1:]
    for sender in who:
        run.send(
            sender,
            f"/issues/{ref}/messages",
            audience="shared",
            body="See this.",
            kept=kept,
            key=key + sender,
        )
        run.send(sender, f"/issues/{ref}/messages", audience="shared", body="And this.", kept=kept, key=key)


def _say(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    body = f"{NAMES[three % 5]}{OUTER} looks into it."
    run.send(who[0], f"/issues/{ref}/messages", audience="shared", body=body)


def _ask(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    audience = "internal" if three % 2 else "shared"
    run.send(who[1], f"/issues/{ref}/messages", audience=audience, body=f"{NAMES[three % 5]}And the other?")


def _elsewhere(run: Run, _ref: str, who: Sides, _two: int, three: int) -> None:
    """An internal note under an order, a plan or an action, and an answer to it."""
    plan = run.session.scalars(select(Plan.ref)).first()
    place = ("/orders/PO-1", f"/plans/{plan}", f"/plans/{plan}/actions/1")[three % 3]
    run.send(who[0], f"{place}/messages", audience="internal", body=f"{NAMES[three % 5]}{run.word()}")
    run.send(who[1], f"{place}/messages", audience="shared", body=f"{OUTER} answers.")


def _edit(run: Run, ref: str, _who: Sides, _two: int, three: int) -> None:
    """Its author, and somebody else, change a message; a note is asked to become a word to both sides."""
    said = run.said(ref)
    if not said:
        return
    message = run.session.scalars(
        select(Message).where(Message.id == said[three % len(said)]).execution_options(populate_existing=True)
    ).one()
    body = run.word() if message.audience == "internal" else "Other words"
    for who in (cast.EVERYONE[message.author_user_id - 1], "rina", "bagus"):
        path = f"/issues/{ref}/messages/{queries.name_of(run.session, actor('dewi'), message)}"
        run.send(who, path, version=str(message.version), audience="shared", body=body)


def _split(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    found = select(Message).where(Message.id.in_(run.said(ref))).order_by(Message.id)
    names = [queries.name_of(run.session, actor("dewi"), said) for said in run.session.scalars(found)]
    notes = [name for name in names if name.startswith("note-")]
    for picked in (names[-3:], [name.removeprefix("note-") for name in notes], sorted({*names} - {*notes})):
        run.send(
            who[three % 2], f"/issues/{ref}/split", question="A new question", kind="damaged", quoted=picked
        )


def _merge(run: Run, ref: str, who: Sides, two: int, three: int) -> None:
    version = str(get(run.session, ref).version)
    run.send(who[three % 2], f"/issues/{ref}/merger", into=run.refs[two % len(run.refs)], version=version)


def _undo(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    run.send(who[three % 2], f"/issues/{ref}/merger/removal")


def _add(run: Run, ref: str, who: Sides, two: int, three: int) -> None:
    run.send(who[two % 2], f"/issues/{ref}/people", person=str(three + 2))


def _release(run: Run, ref: str, who: Sides, two: int, three: int) -> None:
    run.send(who[two % 2], f"/issues/{ref}/people/removal", person=str(three + 2))


def _draft(run: Run, ref: str, who: Sides, two: int, _three: int) -> None:
    """Unsent words, some of them put in from a prepared reply that holds internal ones."""
    other = run.refs[two % len(run.refs)]
    run.send(who[0], f"/drafts/issues/{other}/messages", audience="internal", body=run.word())
    reply = {"name": run.word(), "language": "en", "body": f"{{name}}, {run.word()}"}
    run.send("mega", "/settings/replies", **reply)
    prepared = run.session.scalars(select(ReplyTemplate.id).order_by(ReplyTemplate.id.desc())).first()
    for sender in who:
        path = f"/issues/{ref}/replies"
        run.send(sender, path, audience="internal", body=run.word(), template=str(prepared or 1))


def _team(run: Run, ref: str, who: Sides, _two: int, _three: int) -> None:
    """Given to a team of ours."""
    version = str(get(run.session, ref).version)
    run.send(who[0], f"/issues/{ref}/assignment", owner="", team=run.word(), version=version)


def _end(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    """The next step to the issue's end, or back, by whoever is allowed."""
    path = ("acknowledgement", "start", "resolution", "confirmation", "reopening")[three % 5]
    for person in who:
        version = str(get(run.session, ref).version)
        run.send(person, f"/issues/{ref}/{path}", version=version, text=f"{OUTER} says so.", handling="good")


def _case(run: Run, ref: str, who: Sides, _two: int, _three: int) -> None:
    """A resolution is begun, or goes a step on: sent by the partner, first with files of our notes, accepted by
    staff."""
    case = run.newest(Resolution, ref)
    if case is None:
        run.send(who[0], f"/issues/{ref}/resolution/beginning", form="light", side="partner")
        return
    steps = select(Step).where(Step.resolution_id == case.id).order_by(Step.place)
    for step in run.session.scalars(steps.execution_options(populate_existing=True)):
        if step.kind not in STEPS:
            return  # somebody raised it to the full form, whose steps these sequences do not fill
        if step.state in ("open", "returned"):
            kept = list(
                run.session.scalars(select(Attachment.token).where(Attachment.audience == "internal"))
            )
            here = f"/issues/{ref}/resolution/{step.kind}"
            for files in (kept[-3:], []):
                run.send(who[1], here, version=str(step.version), kept=files, **STEPS[step.kind])
            return
        if step.state == "sent":
            accepted = f"/issues/{ref}/resolution/{step.kind}/acceptance"
            run.send(who[0], accepted, version=str(step.version))
            case = run.newest(Resolution, ref)
            run.send(who[0], f"/issues/{ref}/resolution/effectiveness", version=str(case.version),
                     verdict="effective", reason=f"{OUTER} works.")  # fmt: skip
            return


def _dispute(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    """A dispute is opened, or goes on: internal notes are named as evidence."""
    dispute = run.newest(Dispute, ref)
    if dispute is None or dispute.state != "open":
        run.send(who[three % 2], f"/issues/{ref}/dispute", says=f"{OUTER} is right.", wants="More.")
        return
    internal = run.ids(Message.audience == "internal")[-3:]
    forms = {
        "position": {"says": f"{OUTER} sees it so.", "wants": "Less."},
        "fact": {"words": f"{OUTER} came late."},
        "evidence": {"records": [f"message:{number}" for number in internal]},
    }
    for noun, sent in forms.items():
        dispute = run.newest(Dispute, ref)
        run.send(who[three % 2], f"/issues/{ref}/dispute/{noun}", version=str(dispute.version), **sent)


def _decide(run: Run, ref: str, who: Sides, _two: int, three: int) -> None:
    """A decision about a dispute is proposed by one side and accepted by the other, or the dispute is withdrawn."""
    forms: dict[str, dict[str, Any]] = {
        "decision": {"words": f"{OUTER} pays.", "outcome": "agreed", "cause_side": "carrier", "credit": "none"},
        "acceptance": {}, "withdrawal": {"words": "Never mind."},
    }  # fmt: skip
    for turn, (noun, sent) in enumerate(forms.items()):
        dispute = run.newest(Dispute, ref)
        if dispute is not None and (noun != "withdrawal" or three % 4 == 0):
            run.send(
                who[(three + turn) % 2], f"/issues/{ref}/dispute/{noun}", version=str(dispute.version), **sent
            )


def _back(run: Run, ref: str, who: Sides, two: int, three: int) -> None:
    """A resolution is taken apart or back: raised, given up, reopened, found not to work, a step returned."""
    case = run.newest(Resolution, ref)
    if case is None:
        return
    noun = (
        "extension",
        "abandonment",
        "reopening",
        "effectiveness",
        "causes/return",
        "implementation/return",
    )[three % 6]
    step = select(Step).where(Step.resolution_id == case.id, Step.kind == noun.partition("/")[0])
    row = run.session.scalars(step.execution_options(populate_existing=True)).first()
    version = str(row.version if row else case.version)
    sent = {"reason": f"{OUTER} again.", "verdict": "not_effective"}
    run.send(who[two % 2], f"/issues/{ref}/resolution/{noun}", version=version, **sent)


DOINGS: dict[str, Callable[[Run, str, Sides, int, int], None]] = {
    "note": _note, "file": _file, "say": _say, "ask": _ask, "elsewhere": _elsewhere, "edit": _edit, "split": _split,
    "merge": _merge, "undo": _undo, "add": _add, "release": _release, "draft": _draft, "team": _team, "end": _end,
    "case": _case, "dispute": _dispute, "decide": _decide, "back": _back,
}  # fmt: skip
