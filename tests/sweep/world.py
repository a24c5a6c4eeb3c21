"""A world with data of every kind on both sides, written in stages: what fewer people may see comes
later, so that leaving it out changes no id, number or order of what the others see."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import hashed
from portal.accounts.models import Token
from portal.activity.actions import record
from portal.exchange import actions as exchange
from portal.exchange import running
from portal.exchange.guessing import sniff
from portal.exchange.models import ImportProfile
from portal.files import actions as files
from portal.files import storage
from portal.files.intake import take
from portal.files.models import Attachment
from portal.issues.models import Issue, IssuePerson
from portal.orders import actions as orders
from portal.orders.link_model import OneTimeLink
from portal.orders.models import Order, SavedView, Schedule
from portal.partners.models import Contact, Partner
from portal.shipments import actions as shipments
from portal.shipments import blaming, causes, loads, milestones, notice_record, noticing
from portal.shipments.models import Notice
from portal.talk.actions import edit, say
from portal.talk.models import ReplyTemplate
from tests.exchange.files import HEAD
from tests.sweep import disputes, people, plans, resolutions, reviews, score_rows, trade
from tests.sweep.canaries import Canaries
from tests.sweep.sheets import keep_filled

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 10)
LINK = "link-of-{}-{}"
CONTACT = "contact-{}@example.test"


@dataclass
class World:
    """What stands in the database, by name: orders, notices, issues, files; and the canaries."""

    session: Session
    canaries: Canaries = field(default_factory=Canaries)
    refs: dict[str, str] = field(default_factory=dict)

    def mark(self, circle: str, place: str) -> str:
        """A canary for `circle`."""
        return self.canaries.mark(circle, place)


def build(session: Session, upto: str = "other") -> World:
    """Write the world up to a stage of STAGES, by default all of it; commits."""
    world = World(session)
    people.seed(session)
    for name, write in STAGES.items():
        write(world)
        if name == upto:
            break
    session.commit()
    return world


def _own(world: World) -> None:
    order, schedules = _order(world, "own", 1, "Sumber", owner="nina")
    _contested(world, "Sumber", schedules[0], decided=True)
    issue = _issue(world, "own", 1, "Sumber", "sari", order=order, schedule=schedules[0])
    _file(world, "own", "sari", "Sumber", 1, ("issue", issue.id, issue.ref))
    _file(world, "of-order", "sari", "Sumber", 1, ("order", order.id, order.ref), order_id=order.id)


def _rest(world: World) -> None:
    order, schedules = _order(world, "rest", 1, "Rest")
    _contested(world, "Rest", schedules[0])
    issue = _issue(world, "rest", 1, "Rest", "rina", order=order, schedule=schedules[0], state="resolved")
    _file(world, "rest", "rina", "Rest", 1, ("issue", issue.id, issue.ref))
    named = IssuePerson(partner_id=1, issue_id=issue.id, user_id=people.IDS["toni"], added_side="partner")
    world.session.add(named)
    _issue(world, "twin", 1, "Rest", "rina")  # another may be merged into it
    world.session.add(ReplyTemplate(name="Thanks", language="en", body="Dear {name}"))
    plans.write(world, "rest", 1, "Rest", "rina")
    plans.write(world, "ending", 1, "Rest", "rina")
    trade.write(world, 1, "Rest")
    reviews.write(world, "planned", 1, "Rest", "rina")
    reviews.write(world, "held", 1, "Rest", "rina", upto="minutes")
    reviews.write(world, "cancelled", 1, "Rest", "rina", upto="cancelled")
    _draft(world, schedules)
    _view(world, "own", "rina", "Rina")
    _invite(world, "own", "Admin", 1, "member")
    _contact(world, "own", "Admin", 1)
    for case, upto in (("case", "sent"), ("closed", "closed"), ("judging", "accepted")):
        issue = _issue(world, case, 1, "Rest", "rina", order=order, schedule=schedules[0])
        resolutions.write(world, issue, "Rest", "rina", form="full" if case == "case" else "light", upto=upto)
    for name, state in (("calm", "open"), ("ready", "open"), ("solved", "resolved")):  # nothing holds these
        _issue(world, name, 1, "Rest", "rina", state=state, disputed=False)
    for name, schedule in (("claim", schedules[0]), ("ruled", schedules[1])):
        claim = _issue(world, name, 1, "Rest", "rina", order=order, schedule=schedule, disputed=False)
        score_rows.write(world, claim, schedule, "Rest", "rina")
    score_rows.close(world, 1, "Rest")


def _inner(world: World) -> None:
    secret = _issue(world, "confidential", 1, "Secret", "sari", confidential=True)
    _file(world, "confidential", "sari", "Secret", 1, ("issue", secret.id, secret.ref))
    plans.write(world, "confidential", 1, "Secret", "sari", confidential=True)
    resolutions.write(world, secret, "Secret", "sari")
    _notes(world, "own", "Inner", 1)
    _one_time_link(world, "own", "Inner", 1)
    _file(world, "internal", "dewi", "Inner", 1, ("issue", 1, world.refs["issue:own"]), audience="internal")
    _file(world, "internal-of-order", "dewi", "Inner", 1, ("order", 1, world.refs["order:own"]),
          audience="internal", order_id=1)  # fmt: skip
    _file(world, "draft", "sari", "Sari", 1, None)
    _file(world, "dewis-draft", "dewi", "Dewi", 1, None)


def _other(world: World) -> None:
    order, schedules = _order(world, "other", 2, "Baut")
    issue = _issue(world, "other", 2, "Baut", "budi", order=order, schedule=schedules[0])
    _file(world, "other", "budi", "Baut", 2, ("issue", issue.id, issue.ref))
    score_rows.write(world, issue, schedules[0], "Baut", "budi", agreed=True)
    score_rows.close(world, 2, "Baut")
    plans.write(world, "other", 2, "Baut", "budi")
    trade.write(world, 2, "Baut")
    reviews.write(world, "other", 2, "Baut", "budi")
    resolutions.write(world, issue, "Baut", "budi")
    _notes(world, "other", "InnerBaut", 2)
    _one_time_link(world, "other", "InnerBaut", 2)
    _contact(world, "other", "Baut", 2)
    _view(world, "other", "budi", "Budi")
    _imports(world)
    _links(world)
    keep_filled(world.session, people.actor("rina"), TODAY)
    trade.keep_file()
    record(world.session, people.actor("adi"), "changed-settings", ("company", 1, "company"), partner_id=None,
           audience="internal", data={"person": world.mark("House", "activity.data")})  # fmt: skip
    world.session.execute(
        update(Partner).where(Partner.id == 2).values(city=world.mark("Baut", "partners.city"))
    )


# Who sees all there is: nina after the first stage, rina and toni after two, lina after three.
STAGES = {"own": _own, "rest": _rest, "inner": _inner, "other": _other}


def _notes(world: World, name: str, circle: str, partner_id: int) -> None:
    """An internal note, and an internal row of the timeline, about an order, an issue and a notice."""
    session, dewi = world.session, people.actor("dewi")
    order = session.query(Order).filter_by(ref=world.refs[f"order:{name}"]).one()
    issue = session.query(Issue).filter_by(ref=world.refs[f"issue:{name}"]).one()
    notice = session.query(Notice).filter_by(ref=world.refs[f"notice:{name}"]).one()
    for kind, row in (("issue", issue), ("order", order), ("notice", notice)):
        order_id, subject = (order.id if kind == "order" else None), (kind, row.id, row.ref)
        said = say(session, dewi, subject, partner_id=partner_id, audience="internal", order_id=order_id,
                   body=world.mark(circle, "messages.body"))  # fmt: skip
        if kind == "issue":
            edit(session, dewi, said, subject, world.mark(circle, "message_versions.body"))
            world.refs[f"message:note-{name}"] = "note-1"
        words = {"excerpt": world.mark(circle, "activity.data"), "title": world.mark(circle, "activity.data")}
        record(session, dewi, "said", subject, partner_id=partner_id, audience="internal", order_id=order_id,
               data=words)  # fmt: skip


def _order(
    world: World, name: str, partner_id: int, circle: str, owner: str | None = None
) -> tuple[Order, Sequence[Schedule]]:
    def mark(place: str) -> str:
        return world.mark(circle, place)

    session, author = world.session, people.actor("budi" if partner_id == 2 else "rina")
    new = [
        orders.NewLine(
            mark("lines.item"), Decimal(10 + n), "t", TODAY + timedelta(days=n - 1), item_code=mark("lines.item_code"),
            detail=mark("lines.detail"), unit_price=Decimal(100 + partner_id), mode="Truck", external_ref=mark("lines.external_ref"),
        )
        for n in range(4)
    ]  # fmt: skip
    order = orders.create(
        session, None, partner_id, mark("orders.ref").upper(), new, note=mark("orders.note"),
        destination=mark("orders.destination"), site_id=1, currency="IDR", ordered_on=TODAY - timedelta(days=30),
        partner_owner_id=people.IDS[owner] if owner else None, staff_owner_id=people.IDS["dewi"],
    )  # fmt: skip
    schedules = session.query(Schedule).filter_by(order_id=order.id).order_by(Schedule.id).all()
    said = orders.Said("partner", author.user_id, author.name, NOW - timedelta(days=9))
    staff = orders.Said("company", people.IDS["dewi"], "Dewi Anggraini", NOW - timedelta(days=8))
    orders.commit_to(session, schedules[0], TODAY - timedelta(days=2), said, decided=staff, state="accepted",
                     reason=mark("commitments.reason"), cause_side="partner")  # fmt: skip
    orders.commit_to(
        session, schedules[1], TODAY + timedelta(days=4), said, reason=mark("commitments.reason")
    )
    orders.commit_to(session, schedules[3], TODAY + timedelta(days=60), said, decided=staff, state="accepted")
    notice = shipments.announce(
        session, author, [(schedules[0], Decimal(6))], mark("notices.ref").upper(), carrier=mark("notices.carrier"),
        tracking_number=mark("notices.tracking_number"), note=mark("notices.note"), mode="Truck", created_at=NOW,
        shipped_on=TODAY - timedelta(days=5), created_by=author.user_id, packages=3,
    )  # fmt: skip
    shipments.report_event(session, notice, "e1", NOW - timedelta(days=1), "in_transit", "manual",
                           place=mark("events.place"), text=mark("events.text"), recorded_at=NOW)  # fmt: skip
    event = milestones.report(session, author, notice, "e2", NOW - timedelta(hours=30), "picked_up")
    world.refs[f"milestone:{name}"] = event.key
    receipt = shipments.receive(session, people.actor("dewi"), schedules[0], ref=mark("receipts.ref"), accepted=Decimal(2), arrived_on=TODAY,
                      rejected=Decimal(1), condition="damaged", note=mark("receipts.note"), recorded_at=NOW)  # fmt: skip
    for subject, order_id in (
        (("order", order.id, order.ref), order.id),
        (("notice", notice.id, notice.ref), None),
    ):
        say(session, author, subject, partner_id=partner_id, audience="shared", order_id=order_id,
            body=mark("messages.body"))  # fmt: skip
    _remember(world, name, order, notice)
    world.refs[f"receipt:{name}"] = receipt.ref
    return order, schedules


def _contested(world: World, circle: str, schedule: Schedule, *, decided: bool = False) -> None:
    """Rina contests the cause of a delay; Mega decides it, if it is to be `decided`."""
    standing = causes.Standing("proposed", "partner")
    why = world.mark(circle, "causes.reason")
    blaming.say(world.session, people.actor("rina"), schedule, standing, "carrier", why)
    if decided:
        why = world.mark(circle, "causes.reason")
        blaming.decide(world.session, people.actor("mega"), schedule, "partner", why)


def _draft(world: World, schedules: Sequence[Schedule]) -> None:
    """A notice that SUMBER has not announced."""
    facts = {
        name: world.mark("Drafting", f"notices.{name}") for name in ("carrier", "tracking_number", "note")
    }
    made = noticing.save_draft(
        world.session, people.actor("rina"), loads.carried([(schedules[3], Decimal(5))]),
        world.mark("Drafting", "notices.ref").upper(), {**dict.fromkeys(notice_record.FACTS), **facts},
    )  # fmt: skip
    world.refs["notice:draft"] = made.ref


def _remember(world: World, name: str, order: Order, notice: Notice) -> None:
    world.refs[f"order:{name}"], world.refs[f"notice:{name}"] = order.ref, notice.ref


def _issue(world: World, name: str, partner_id: int, circle: str, opener: str, *, order: Order | None = None,
           schedule: Schedule | None = None, confidential: bool = False, state: str = "open", disputed: bool = True) -> Issue:  # fmt: skip
    actor, session = people.actor(opener), world.session
    number = session.query(Issue).count() + 1
    issue = Issue(
        partner_id=partner_id, ref=f"ISS-{number:06d}", kind="damaged", state=state, unanswered=state == "open", title=world.mark(circle, "issues.title"),
        about="line" if order else "relationship", what_happened=world.mark(circle, "issues.what_happened"),
        effect=world.mark(circle, "issues.effect"), wished_outcome=world.mark(circle, "issues.wished_outcome"),
        about_label=world.mark(circle, "issues.about_label"), confidential=confidential, opened_by=actor.user_id,
        opened_name=actor.name, opened_side="partner", opened_at=NOW - timedelta(days=1),
        answer_due_at=NOW + timedelta(hours=2), solution_due_at=NOW + timedelta(days=3), owner_id=people.IDS["dewi"],
        order_id=order.id if order else None, schedule_id=schedule.id if schedule else None,
        line_id=schedule.line_id if schedule else None,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    world.refs[f"issue:{name}"] = issue.ref
    record(session, actor, "opened", ("issue", issue.id, issue.ref), partner_id=partner_id, audience="shared",
           order_id=issue.order_id, data={"title": issue.title, "kind": issue.kind})  # fmt: skip
    say(session, actor, ("issue", issue.id, issue.ref), partner_id=partner_id, audience="shared",
               body=world.mark(circle, "messages.body"))  # fmt: skip
    world.refs[f"message:{name}"] = "1"
    if disputed:
        disputes.write(world, issue, circle, opener)
    return issue


def _file(world: World, name: str, who: str, circle: str, partner_id: int, subject: Any,
          audience: str = "shared", order_id: int | None = None) -> None:  # fmt: skip
    word = world.mark(circle, "attachments.name")
    taken = take(storage.installed(), io.BytesIO(_picture(world)), f"{word}.png")
    row = files.keep(world.session, people.actor(who), taken, partner_id=partner_id, form_key=f"form-{name}")
    if subject:
        files.attach(
            world.session,
            people.actor(who),
            [row.token],
            row.form_key,
            subject,
            partner_id=partner_id,
            audience=audience,
            order_id=order_id,
        )
    world.refs[f"file:{name}"] = token = f"file-{name}".ljust(22, "x")
    world.session.execute(update(Attachment).where(Attachment.id == row.id).values(token=token))


def _picture(world: World) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), (10 * len(world.refs) % 255, 80, 80)).save(file, "PNG")
    return file.getvalue()


def _view(world: World, name: str, who: str, circle: str) -> None:
    slug = world.mark(circle, "saved_views.name").lower()
    world.session.add(
        SavedView(
            user_id=people.IDS[who], page="orders", slug=slug, name=slug, query="state=late", created_at=NOW
        )
    )
    world.refs[f"view:{name}"] = slug


def _imports(world: World) -> None:
    """An import that was checked in earnest, with a refused row; and a profile."""

    def house(place: str) -> str:
        return world.mark("House", place)

    world.session.add(
        ImportProfile(name=house("import_profiles.name"), settings={}, created_by=3, created_at=NOW)
    )
    rows = [
        HEAD,
        *(f"PO-70{n},PT Sumber Logam Abadi,70{n}-1,{house('imports.file')},5,t,2026-11-20," for n in (1, 2)),
    ]
    rows.append(f"PO-703,CV Baut Prima,703-1,Washer,{house('import_refusals.value')},pcs,2026-11-12,")
    data = current_app.config["SETTINGS"].data
    kept = exchange.keep_file(data, io.BytesIO("\n".join(rows).encode()))
    row = exchange.register(
        world.session, people.actor("dewi"), data, kept, f"{house('imports.file_name')}.csv"
    )
    world.session.commit()
    running.check(row.ref, data, sniff(exchange.file_of(data, row), None, 100).profile())


def _links(world: World) -> None:
    """Pending invitations to each side and a password link; secrets are known, hashes are kept."""
    _invite(world, "other", "Baut", 2, "member")
    _invite(world, "staff", "House", None, "agent")
    world.session.add(_token("password-reset", "own", people.email("sari"), user_id=people.IDS["sari"]))


def _contact(world: World, name: str, circle: str, partner_id: int) -> None:
    """Somebody without an account, whom only those see who may invite people."""
    world.session.add(
        Contact(partner_id=partner_id, name=world.mark(circle, "contacts.name"), email=CONTACT.format(name), locale="en",
                created_at=NOW)
    )  # fmt: skip


def _one_time_link(world: World, name: str, circle: str, partner_id: int) -> None:
    """A link to an order, sent to somebody without an account; its secret is known, its hash is kept."""
    order = world.session.query(Order).filter_by(ref=world.refs[f"order:{name}"]).one()
    world.refs[f"link:{name}"] = word = world.mark(circle, "one_time_links.to_name")
    world.session.add(
        OneTimeLink(
            partner_id=partner_id, order_id=order.id, token_hash=hashed(LINK.format("link", name)), purpose="answer",
            to_name=word, to_address=f"{world.mark(circle, 'one_time_links.to_address')}@example.test".lower(), locale="en",
            created_by=people.IDS["dewi"], creator_name="Dewi Anggraini", created_at=NOW, expires_at=NOW + timedelta(days=9),
        )
    )  # fmt: skip


def _invite(world: World, name: str, circle: str, partner_id: int | None, role: str) -> None:
    world.refs[f"invitation:{name}"] = word = world.mark(circle, "tokens.email")
    world.session.add(
        _token("invitation", name, f"{word}@example.test", partner_id=partner_id, role=role, reach="all")
    )


def _token(purpose: str, name: str, email: str, **columns: Any) -> Token:
    return Token(purpose=purpose, token_hash=hashed(LINK.format(purpose, name)), email=email.lower(), created_at=NOW,
                 created_by=people.IDS["adi"], expires_at=clock.now() + timedelta(days=1), **columns)  # fmt: skip
