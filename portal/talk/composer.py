"""A thread with what stands under it: the form to say something, and who will read it.

Every record that people talk under (orders, issues) shows the same one: `conversation` gathers what
templates/talk/_thread.html draws, `MessageForm` is what it posts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.actor import Actor
from portal.talk import policy, queries
from portal.web.forms import Form, KeyField, LongTextField
from portal.web.i18n import _, _l

BODY_LIMIT = 4000
AUDIENCES = {"shared": _l("Both sides"), "internal": _l("Internal note")}


class MessageForm(Form):
    """A message: what it says and who may read it."""

    key = KeyField()
    audience = RadioField(
        _l("Who may read this"), default="shared", validators=[InputRequired(_l("Choose who may read this"))]
    )
    body = LongTextField(
        _l("Message"),
        validators=[
            InputRequired(_l("Write what you want to say")),
            Length(max=BODY_LIMIT, message=_l("Shorten it to %(max)d characters")),
        ],
    )

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        """The audiences to choose from are those `actor` may write for."""
        super().__init__(**kwargs)
        self.audience.choices = [(a, AUDIENCES[a]) for a in policy.audiences(actor)]

    def validate_body(self, field: LongTextField) -> None:
        """Blanks and control characters alone say nothing."""
        if not (field.data or "").strip():
            raise ValidationError(_("Write what you want to say"))


@dataclass(frozen=True, slots=True)
class Circle:
    """Who on the partner's side sees a record: `owner_id` and `team` it is given to, people `named`
    on it, and whether it is `confidential` to those named (portal.talk.queries.readers)."""

    partner_id: int
    partner_name: str
    owner_id: int | None = None
    team: str | None = None
    named: Collection[int] = ()
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """What templates/talk/_thread.html draws. `form` is None for who may only read; `action` is
    where it posts; `href` is the page the thread stands on. `files` are those under the record, shown
    with the message each came with; with `takes_files` the form has a place for more, and `refusals`
    are pairs of the name of one that was not taken and why. `draft` is the key under which the page
    keeps what is typed and finds it again, empty if it does not."""

    thread: queries.Thread
    readers: queries.Readers
    circle: Circle
    form: MessageForm | None
    action: str
    href: str
    files: Sequence[Any] = ()
    takes_files: bool = False
    refusals: Sequence[tuple[str, str]] = ()
    draft: str = ""

    def files_of(self, message_id: int) -> list[Any]:
        """The files that came with one message."""
        return [file for file in self.files if file.message_id == message_id]


def conversation(
    session: Session,
    actor: Actor,
    kind: str,
    subject_id: int,
    circle: Circle,
    *,
    action: str,
    href: str,
    form: MessageForm | None = None,
    before: int | None = None,
    files: Sequence[Any] = (),
    takes_files: bool = False,
    refusals: Sequence[tuple[str, str]] = (),
    draft: str = "",
) -> Conversation:
    """The thread under a record and its composer: an empty one, or `form` as it was sent.
    Two SELECTs, one for who may only read."""
    may = policy.can_say(actor)
    return Conversation(
        thread=queries.thread(session, actor, kind, subject_id, before),
        readers=queries.readers(
            session, actor, circle.partner_id, "shared", owner_id=circle.owner_id, team=circle.team,
            named=circle.named, confidential=circle.confidential,
        ) if may else queries.Readers(0, 0),
        circle=circle,
        form=(form or MessageForm(actor, formdata=None)) if may else None,
        action=action,
        href=href,
        files=files,
        takes_files=takes_files,
        refusals=refusals,
        draft=draft,
    )  # fmt: skip
