"""What stands beside the lines of an order on its page: read in one statement, however much there is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from portal.activity import queries as activity
from portal.actor import Actor
from portal.db import BigId
from portal.files import queries as files
from portal.orders import clock_words, links, policy, queries
from portal.partners.calendar import Calendar, asked_of_company, terms_of
from portal.together import Together


@dataclass(frozen=True, slots=True)
class Beside:
    """The ledger (`commitments`, oldest first), `cancellations` as they were told, the `files` under the order,
    the `links` to it (newest first, for the company's people), `kept`: what the reader typed into its forms
    and has not sent, by key; `calendar`: the company's, where an answer clock runs."""

    commitments: Sequence[Any]
    cancellations: Sequence[Any]
    files: Sequence[Any]
    links: Sequence[Any]
    kept: Mapping[str, Mapping[str, Any]]
    calendar: Calendar | None


def read(session: Session, actor: Actor, found: Sequence[Any], keys: Collection[str]) -> Beside:
    """All of it for the order whose rows (queries.order) were found; `keys` are those of its forms. One
    SELECT."""
    over = any(row.stage == "cancelled" for row in found)
    asked = _asked(actor.as_reader, over, actor.drafts, clock_words.runs(found))
    rows = asked.read(session, order_id=found[0].order_id, **({"keys": list(keys)} if actor.drafts else {}))
    return Beside(
        commitments=_by_id(rows["commitments"]),
        cancellations=_by_id(rows["cancellations"]),
        files=_by_id(rows["files"]),
        links=_by_id(rows["links"])[::-1],
        kept=activity.kept_of(rows["kept"]),
        calendar=terms_of(rows["terms"]).calendar if rows["terms"] else None,
    )


@lru_cache(maxsize=512)
def _asked(actor: Actor, over: bool, drafts: bool, runs: bool) -> Together:
    order_id: Any = bindparam("order_id", type_=BigId)
    keys: Any = bindparam("keys", expanding=True)
    return Together(
        commitments=queries.commitments_of(actor, order_id),
        cancellations=queries.cancelled_of(actor, order_id) if over else None,
        files=files.under(actor, "order", order_id),
        links=links.sent_for(actor, order_id) if policy.can_see_links(actor) else None,
        kept=activity.typed(actor.user_id, keys) if drafts else None,
        terms=asked_of_company() if runs else None,
    )


def _by_id(rows: Sequence[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: int(row.id))
