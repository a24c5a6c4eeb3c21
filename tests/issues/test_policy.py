"""Who may do what: the state machine times the cast, every cell written out."""

from types import SimpleNamespace

import pytest

from portal.issues import policy
from portal.issues.models import STATES
from tests import cast
from tests.issues.arrange import actor

WORKS = {"adi", "mega", "dewi", "bagus"}
ANSWERS = {
    ("acknowledge", "open"), ("acknowledge", "reopened"),
    ("start", "open"), ("start", "acknowledged"), ("start", "reopened"),
    ("resolve", "open"), ("resolve", "acknowledged"), ("resolve", "in_progress"), ("resolve", "reopened"),
}  # fmt: skip
AGREES = {("confirm", "resolved"), ("reopen", "resolved"), ("reopen", "confirmed")}


@pytest.mark.parametrize("name", cast.EVERYONE)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", policy.STEPS)
def test_an_issue_of_the_partner(name: str, state: str, verb: str) -> None:
    issue = SimpleNamespace(state=state, merged=False, opened_side="partner")
    answers = name in WORKS and (verb, state) in ANSWERS
    agrees = name in {"rina", "sari", "budi"} and (verb, state) in AGREES
    assert policy.can_take(actor(name), issue, verb) == (answers or agrees)


@pytest.mark.parametrize("name", cast.EVERYONE)
@pytest.mark.parametrize("verb", policy.STEPS)
def test_an_issue_of_the_company_turns_the_sides(name: str, verb: str) -> None:
    issue = SimpleNamespace(state="resolved", merged=False, opened_side="staff")
    assert policy.can_take(actor(name), issue, verb) == (name in WORKS and verb in ("confirm", "reopen"))


@pytest.mark.parametrize("name", cast.EVERYONE)
def test_who_opens_and_who_assigns(name: str) -> None:
    assert policy.can_open(actor(name)) == (name not in {"ayu", "toni"})
    assert policy.can_assign(actor(name)) == (name in WORKS)
