"""What the form of a notice shows: a new one, a draft that is gone on with, a correction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.actor import Actor
from portal.files import queries as files
from portal.orders.labels import MODES
from portal.orders.policy import is_open
from portal.partners import queries as partners
from portal.shipments import announcing, loads, notice_history, notice_rows
from portal.shipments.models import Notice
from portal.shipments.notice_forms import NoticeForm
from portal.shipments.notice_rows import Row, Rows
from portal.web import formats
from portal.web.i18n import _, reader_locale
from portal.web.templating import today

NEW = "shipments"  # the key under which what is typed waits: where the form is sent


@dataclass(frozen=True, slots=True)
class RowSeen:
    """One row of the form. `facts` is the row of figures beside it, `day` the promised (else wanted) day."""

    row: Row
    facts: dict[str, str]
    day: Any
    day_text: str


@dataclass(frozen=True, slots=True)
class Announcing:
    """The whole form. `found` are open lines beside those that were there; `text` is what was looked for; `more`
    is how many lines of the order are to be sent beside those that one notice holds."""

    form: NoticeForm
    rows: list[RowSeen]
    found: list[RowSeen]
    text: str
    partner: Any
    carriers: list[str]
    waiting: files.Waiting
    over: str
    more: int
    draft: str
    notice: Notice | None


def draft_key(notice: Notice | None) -> str:
    """Under which key what is typed waits."""
    return NEW if notice is None else f"shipments/{notice.ref}/correction"


def carried_by(session: Session, notice: Notice) -> dict[str, Any]:
    """What a notice carries and what of it was booked in, as the rows of its form want it. Two SELECTs."""
    kept = {key: quantity for key, (_s, quantity) in loads.stored(session, notice).items()}
    return {"kept": kept, "came": loads.came_with(session, notice)}


def of_notice(session: Session, actor: Actor, notice: Notice) -> Rows:
    """The rows of a notice as it stands."""
    stored = loads.stored(session, notice)
    marks = [announcing.mark_of(schedule) for schedule, _quantity in stored.values()]
    rows = notice_rows.seen(
        session, actor, announcing.by_mark(session, actor, marks), notice, **carried_by(session, notice)
    )
    for row in rows.rows:
        row.ticked = True
    return rows


def of_marks(session: Session, actor: Actor, schedules: dict[str, Any]) -> Rows:
    """Rows to begin with: ticked are those of which something is to be sent. Of more than one notice holds
    these come first, and `more` of them are left."""
    rows = notice_rows.seen(session, actor, {m: s for m, s in schedules.items() if is_open(s)})
    for row in rows.rows:
        row.ticked = row.shipped.to_ship > 0
    if len(rows.rows) > announcing.MOST_ROWS:
        to_send = len(rows.ticked)
        rows.rows = sorted(rows.rows, key=lambda row: not row.ticked)[: announcing.MOST_ROWS]
        rows.more = to_send - len(rows.ticked)
    return rows


def with_likely(form: NoticeForm, rows: Rows) -> NoticeForm:
    """The way all ticked lines travel, where they agree."""
    modes = {row.schedule.mode for row in rows.ticked}
    if len(modes) == 1 and (mode := modes.pop()) in MODES and mode != "unknown":
        form.mode.data = mode
    return form


def build(
    session: Session,
    actor: Actor,
    form: NoticeForm,
    rows: Rows,
    reader: tuple[str, Any],
    *,
    text: str | None = None,
    notice: Notice | None = None,
    refusals: Any = (),
) -> Announcing:
    """The form with its rows. `reader`: locale and today. `text`: what more to look for (None: only when
    there is no row yet). At most eight SELECTs, however many rows."""
    locale, day = reader
    partner_id = notice.partner_id if notice else actor.partner_id
    if partner_id is None and rows.rows:
        partner_id = (rows.ticked or rows.rows)[0].schedule.partner_id
    partner = partners.by_id(session, actor, partner_id) if partner_id else None
    found = Rows([])
    if text is not None or not rows.rows:
        shown = {row.mark for row in rows.rows}
        code = partner.code if partner and actor.is_staff else ""
        offered = announcing.find(session, actor, text or "", day, code)
        found = notice_rows.seen(session, actor, {m: s for m, s in offered.items() if m not in shown}, notice)
        if not text:  # nothing was asked for: what is all announced is no help
            found.rows = [row for row in found.rows if row.shipped.to_ship > 0][: announcing.OFFERED]
    key = str(form.key.data)
    return Announcing(
        form=form, rows=_seen(rows.rows, locale, day), found=_seen(found.rows, locale, day),
        text=text or "", partner=partner,
        carriers=announcing.carriers(session, actor, partner.id) if partner else [],
        waiting=files.Waiting(
            key, files.waiting(session, actor, key), refusals, partner.code if partner and actor.is_staff else None
        ),
        over=rows.over, more=rows.more, draft=draft_key(notice), notice=notice,
    )  # fmt: skip


def _seen(rows: list[Row], locale: str, today: Any) -> list[RowSeen]:
    seen = []
    for row, facts in zip(rows, notice_rows.facts_of(rows, locale), strict=True):
        day = row.schedule.promised_on or row.schedule.requested_on
        seen.append(RowSeen(row, facts, day, formats.day(day, locale, today) if day else formats.UNKNOWN))
    return seen


def meanwhile(
    session: Session,
    actor: Actor,
    notice: Notice,
    version: int | None,
    typed: Mapping[str, Any] | None = None,
) -> str:
    """Why nothing was done: somebody was quicker, and what they changed since `version`; of a draft, which
    keeps no history, what it says now that is not as `typed` (the facts of a form). One SELECT."""
    locale, day = reader_locale(), today()
    if notice.state == "draft":
        changed = notice_history.differing(notice, typed or {}, locale, day)
    else:
        made = notice_history.history(session, actor, notice.id, locale, day)
        changed = notice_history.since(made, version or 0, locale, actor.zone)
    said = _("This notice was changed meanwhile. What you typed is still here; compare, then send again.")
    return f"{said} {changed}".strip()
