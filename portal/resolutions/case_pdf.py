"""A whole case as one PDF: what each step says, whether it works, who decided what, the evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.resolutions import labels, proof
from portal.resolutions.effectiveness import Proposal
from portal.resolutions.models import Resolution, Step
from portal.resolutions.paper import Paper
from portal.resolutions.said import Block, blocks
from portal.web import formats
from portal.web.i18n import _

MOST_PICTURES = 24
RECEIPT_WIDTHS, DECISION_WIDTHS = (3, 3, 4, 2, 2, 2), (3, 4, 4, 6)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is written: language, zone, the company's day, and now."""

    locale: str
    zone: str
    today: date
    now: datetime

    def at(self, when: datetime) -> str:
        """An instant in words."""
        return formats.instant(when, self.locale, self.zone, self.now)

    def day(self, when: date) -> str:
        """A day in words."""
        return formats.day_exact(when, self.locale)


@dataclass(frozen=True, slots=True)
class Case:
    """All that the paper holds. `names`: both sides by name. `newest`: the last version of each step by
    its id. `files`: evidence by step. `thumbnail(file)` gives a small picture's bytes, None where it is
    none."""

    resolution: Resolution
    steps: Sequence[Step]
    newest: Mapping[int, Any]
    decisions: Sequence[Any]
    due_words: Sequence[Any]
    files: Mapping[int, Sequence[Any]]
    proposal: Proposal | None
    names: Mapping[str, str]
    thumbnail: Callable[[Any], bytes | None]


def render(case: Case, reader: Reader) -> bytes:
    """The case as a PDF in the reader's language."""
    made = case.resolution
    title = f"{labels.FORM_NAMES[made.form]} {made.issue_ref}"
    head = (
        f"{case.names['company']} · {case.names['partner']}",
        f"{made.issue_ref} · {reader.day(reader.today)}",
    )
    paper = Paper(title, head, _("Page {page} of {pages}"), reader.locale, reader.now)
    paper.heading(title, 18)
    paper.words(made.title, 6)
    paper.ln(2)
    _facts(paper, case, reader)
    left = MOST_PICTURES
    for step in case.steps:
        left = _step(paper, case, step, reader, left)
        if step.kind == "implementation":
            _effect(paper, case, reader)
    _decisions(paper, case, reader)
    return paper.written()


def _facts(paper: Paper, case: Case, reader: Reader) -> None:
    made = case.resolution
    state = str(labels.STATES[made.state])
    rows = [
        (_("Status"), f"{state}, {reader.at(made.ended_at)}" if made.ended_at else state),
        (_("Fills the steps"), case.names[made.side]),
        (_("About"), made.item or "–"),
        (_("Begun"), f"{made.began_name}, {reader.at(made.began_at)}"),
    ]
    paper.rows((), rows, (1, 3))


def _step(paper: Paper, case: Case, step: Step, reader: Reader, left: int) -> int:
    """One step; returns how many pictures may still come."""
    paper.heading(labels.step(step.kind, case.resolution.form))
    version, state = case.newest.get(step.id), str(labels.STEP_STATES[step.state])
    if version is None:
        paper.small(state + (", " + _("due %(when)s", when=reader.at(step.due_at)) if step.due_at else ""))
        return left
    paper.small(
        f"{state}. {version.sent_name}, {reader.at(version.sent_at)}, {_('version %(n)s', n=version.number)}"
    )
    for block in blocks(step.kind, version.content, reader.locale, reader.today):
        _block(paper, block)
    return _evidence(paper, case, case.files.get(step.id, ()), reader, left)


def _block(paper: Paper, block: Block) -> None:
    if block.rows:
        widths = (2, *([3] * (len(block.head) - 1))) if len(block.head) < 5 else (3, 2, 2, 2, 5)
        paper.label(block.label, paper.height(block.head, block.rows, widths))
        paper.rows(block.head, block.rows, widths)
        return
    paper.label(block.label)
    paper.words(block.text or "–")
    for number, why in enumerate(block.chain, start=1):
        paper.words(f"{_('Why? %(n)s', n=number)}  {why}")


def _evidence(paper: Paper, case: Case, files: Sequence[Any], reader: Reader, left: int) -> int:
    if not files:
        return left
    paper.label(_("Evidence"))
    for file in files:
        size = formats.file_size(file.size, reader.locale)
        paper.small(f"{file.name}, {size}, {file.uploader_name}, {reader.at(file.created_at)}")
    small = [(file.name, content) for file in files[:left] if (content := case.thumbnail(file))]
    paper.ln(1)
    paper.pictures(small)
    return left - len(small)


def _effect(paper: Paper, case: Case, reader: Reader) -> None:
    made = case.resolution
    receipts = _receipts(case, reader)
    head = (_("Receipt"), _("Order, line"), _("Arrived"), _("Accepted"), _("Rejected"), _("Result"))
    paper.heading(_("Does it work?"), keep=paper.height(head, receipts, RECEIPT_WIDTHS) + 12)
    limit = formats.quantity(made.target_limit, reader.locale)
    paper.small(labels.aim(made.target_measure, limit, made.target_receipts, made.target_days))
    if made.effective_on:
        paper.words(
            f"{labels.VERDICTS['effective']}, {_('found on %(day)s', day=reader.day(made.effective_on))}"
        )
    elif case.proposal:
        paper.words(str(labels.PROPOSALS[case.proposal.verdict]))
    if receipts:
        paper.rows(head, receipts, RECEIPT_WIDTHS)


def _receipts(case: Case, reader: Reader) -> list[tuple[str, ...]]:
    def amount(value: Any) -> str:
        return f"{formats.quantity(float(value), reader.locale)} {case.resolution.unit or ''}".rstrip()

    return [
        (
            row.ref, f"{row.order_ref} {row.line_number}", reader.day(row.day), amount(row.accepted), amount(row.rejected),
            _("against it") if row.bad else _("for it"),
        )
        for row in proof.shown(case.resolution, case.proposal, case.decisions)
    ]  # fmt: skip


def _decisions(paper: Paper, case: Case, reader: Reader) -> None:
    if not case.decisions and not case.due_words:
        paper.heading(_("Decisions"))
        paper.small(_("Nothing was decided yet."))
        return
    kinds = {step.id: labels.step(step.kind, case.resolution.form) for step in case.steps}
    rows = [
        (
            made.decided_at, f"{made.decided_name}, {case.names[made.side]}",
            " ".join(filter(None, (str(labels.VERDICTS[made.verdict]), made.facts.get("case"), kinds.get(made.step_id)))),
            made.reason or "",
        )
        for made in case.decisions
    ] + [
        (
            word.at, f"{word.by_name}, {case.names[word.side]}",
            f"{labels.DUE_WORDS[word.word]} {reader.at(word.due_at)}: {kinds.get(word.step_id, '')}", word.reason,
        )
        for word in case.due_words
    ]  # fmt: skip
    told = [(reader.at(at), *rest) for at, *rest in sorted(rows, key=lambda row: row[0])]
    head = (_("When"), _("Who"), _("Decision"), _("Why?"))
    paper.heading(_("Decisions"), keep=paper.height(head, told, DECISION_WIDTHS))
    paper.rows(head, told, DECISION_WIDTHS)
