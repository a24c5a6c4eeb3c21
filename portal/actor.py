"""Who is acting now: a small frozen value that every query and action takes first."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person in one membership.

    side: 'staff' or 'partner'. role: administrator, manager, agent, auditor for staff;
    administrator, member, reader for a partner's people. reach ('own', 'team', 'all') narrows what
    a partner's person sees; limited_to (partner ids, None for no limit) what a staff person sees.
    since: when this person was last here before this sign-in. drafts: something they typed waits to
    be sent. only_order: who answers by a one-time link has no account (user_id 0) and sees nothing but
    this one order; only_review: the same of one review.
    """

    user_id: int
    name: str
    side: str
    role: str
    locale: str
    zone: str
    partner_id: int | None = None
    partner_name: str | None = None
    reach: str = "all"
    team: str | None = None
    limited_to: tuple[int, ...] | None = None
    sign_in_id: int | None = None
    since: datetime | None = None
    drafts: bool = False
    only_order: int | None = None
    only_review: int | None = None

    @property
    def person_id(self) -> int | None:
        """The person's id as records keep it; None for somebody without an account."""
        return self.user_id or None

    @property
    def as_reader(self) -> "Actor":
        """With only what decides which rows are seen: under which statements are kept."""
        return replace(
            self, name="", role="", locale="", zone="", partner_name=None, sign_in_id=None, since=None,
            drafts=False,
        )  # fmt: skip

    @property
    def is_staff(self) -> bool:
        """True for the company's own people."""
        return self.side == "staff"

    @property
    def is_narrow(self) -> bool:
        """True for who sees only a part of what their partner has."""
        return self.side == "partner" and (self.reach != "all" or self.by_link)

    @property
    def by_link(self) -> bool:
        """True for who has no account and sees one record alone."""
        return self.only_order is not None or self.only_review is not None

    @property
    def party(self) -> str:
        """The side as records write it: 'company' or 'partner'."""
        return "company" if self.side == "staff" else "partner"

    @property
    def writes(self) -> bool:
        """True unless the role may only read (auditor, reader)."""
        return self.role not in ("auditor", "reader")
