"""A thread with what stands under it: the form to say something, and who will read it.

Every record that people talk under (orders, issues) shows the same one: `conversation` gathers what
templates/talk/_thread.html draws, `MessageForm` is what it posts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.activity import queries as activity
from portal.actor import Actor
from portal.files import queries as file_queries
from portal.scope import AnySelect
from portal.talk import mentions, policy, queries
from portal.together import Together
from portal.web.forms import Form, KeyField, LongTextField, choices
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

    tell = SelectField(_l("Tell also"))

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        """The audiences to choose from are those `actor` may write for."""
        super().__init__(**kwargs)
        self.audience.choices = [(a, AUDIENCES[a]) for a in policy.audiences(actor)]
        self.offer(())

    def offer(self, people: Sequence[Any]) -> None:
        """Let the reader choose one of these people (rows of Readers), who is told of the message."""
        nobody = {"": _("Nobody else")}
        self.tell.choices = choices({**nobody, **{str(row.id): row.name for row in people if row.reads}})
        self.tell.data = self.tell.data or ""

    def validate_body(self, field: LongTextField) -> None:
        """Blanks and control characters alone say nothing."""
        if not (field.data or "").strip():
            raise ValidationError(_("Write what you want to say"))


class EditForm(Form):
    """Other words for one's own message."""

    version = IntegerField(validators=[InputRequired()])
    body = LongTextField(
        _l("Message"),
        validators=[
            DataRequired(_l("Write what you want to say")),
            Length(max=BODY_LIMIT, message=_l("Shorten it to %(max)d characters")),
        ],
    )


def earlier_than(asked: Mapping[str, str]) -> str | None:
    """The name of the message that an address asks to go on before (`messages-before`), None for none."""
    return asked.get("messages-before") or None


def typed_before(actor: Actor, kept: Mapping[str, Sequence[str]]) -> MessageForm:
    """The form as a draft keeps it (lists of values by field). Its key comes back too, so that the same
    words sent from two tabs are said once."""
    values = {name: kept[name][0] for name in ("key", "audience", "body", "tell") if kept.get(name)}
    return MessageForm(actor, formdata=None, data={"audience": "shared", **values})


@dataclass(frozen=True, slots=True)
class Circle:
    """Who on the partner's side sees a record: `owner_id` and `team` it is given to, people `named` on
    it (ids, or a select of them), its opener, and whether it is `confidential` to these
    (portal.talk.queries.readers). known: ids of staff whom the partner sees on the record anyhow."""

    partner_id: int
    partner_name: str
    owner_id: int | None = None
    team: str | None = None
    named: Collection[int] | Select[Any] = ()
    confidential: bool = False
    opener_id: int | None = None
    known: Collection[int | None] = ()
    added: Any = None

    def readers(self, actor: Actor) -> AnySelect:
        """A select of those who read a shared message, for `queries.readers_of`."""
        people = queries.who_reads(
            actor, self.partner_id, "shared", owner_id=self.owner_id, team=self.team,
            named=self.named, confidential=self.confidential, opener_id=self.opener_id,
            added=self.added,
        )  # fmt: skip
        return select(union_all(*people).subquery())


@dataclass(frozen=True, slots=True)
class Conversation:
    """What templates/talk/_thread.html draws. `form` is None for who may only read; `action` is
    where it posts; `href` is the page the thread stands on. `files` are those under the record, shown
    with the message each came with; with `takes_files` the form has a place for more. `waiting` are
    files that came with the form before and go with it when it is sent, `refusals` pairs of the name
    of one that was not taken and why. `draft` is the key under which the page keeps what is typed and
    finds it again, empty if it does not. `partner_names` and `staff_names` are the readers whom this
    reader may know. `pages`: each message has a page of its own, under `action`, where its author changes it
    and where its versions are read. `replies` are prepared ones (id, title), put in by a POST to
    `replies_href`. `silent`: nothing more is said here."""

    thread: queries.Thread
    readers: queries.Readers
    circle: Circle
    form: MessageForm | None
    action: str
    href: str
    files: Sequence[Any] = ()
    takes_files: bool = False
    waiting: Sequence[Any] = ()
    refusals: Sequence[tuple[str, str]] = ()
    draft: str = ""
    partner_names: Sequence[str] = ()
    staff_names: Sequence[str] = ()
    pages: bool = False
    replies: Sequence[Any] = ()
    replies_href: str = ""
    silent: bool = False

    def page_of(self, said: Any) -> str:
        """The address of one message's own page."""
        path, mark, query = self.action.partition("?")
        return f"{path}/{queries.name(said.audience, said.number)}{mark}{query}"

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
    before: str | None = None,
    files: Sequence[Any] = (),
    takes_files: bool = False,
    waiting: Sequence[Any] | None = None,
    refusals: Sequence[tuple[str, str]] = (),
    draft: str = "",
    pages: bool = False,
    replies: Sequence[Any] = (),
    replies_href: str = "",
    silent: bool = False,
    recall: bool = True,
) -> Conversation:
    """The thread under a record and its composer: an empty one, or `form` as it was sent, with the
    files that wait for it. waiting: if they were looked up already. recall: an empty one is laid over with
    what was typed before, unless that was looked up already. One SELECT, one more for a form that comes
    again, and one for who typed something anywhere and did not send it."""
    may = policy.can_say(actor)
    if recall and form is None and may and draft and actor.drafts:
        kept = activity.drafts(session, actor.user_id, [draft]).get(draft)
        form = typed_before(actor, kept) if kept else None
    said = queries.said_under(actor, kind, subject_id, before)
    rows = Together(said=said, readers=circle.readers(actor)).read(session)
    thread, readers = queries.thread_of(rows["said"]), queries.readers_of(rows["readers"])
    if waiting is None and form and takes_files:
        waiting = file_queries.waiting(session, actor, str(form.key.data))
    known = {*circle.known, *(said.author_user_id for said in thread.messages)}
    shown = (form or MessageForm(actor, formdata=None)) if may else None
    if shown is not None:
        people = mentions.people(actor, readers, known)
        shown.offer([row for row in people if row.id != actor.user_id])
    return Conversation(
        thread=thread,
        readers=readers,
        circle=circle,
        form=shown,
        action=action,
        href=href,
        files=files,
        takes_files=takes_files,
        waiting=waiting or (),
        refusals=refusals,
        draft=draft,
        partner_names=[person.name for person in readers.partner_people],
        staff_names=[person.name for person in readers.staff_people if actor.is_staff or person.id in known],
        pages=pages,
        replies=replies,
        replies_href=replies_href,
        silent=silent,
    )
