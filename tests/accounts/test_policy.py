"""Who may do what with people: each verb against the cast."""

from types import SimpleNamespace

import pytest

from portal.accounts import policy
from portal.actor import Actor
from portal.partners import policy as partners
from tests import cast

SUMBER = 1


def actor(name: str) -> Actor:
    """A member of the cast."""
    number = cast.user_id(name)
    if name in cast.STAFF:
        return Actor(number, name, "staff", cast.STAFF[name], "en", cast.ZONE)
    code, role = cast.PEOPLE[name]
    return Actor(number, name, "partner", role, "en", cast.ZONE, partner_id=1 if code == "SUMBER" else 2)


def person(name: str, partner_id: int | None = None) -> SimpleNamespace:
    """A row about a member of the cast."""
    return SimpleNamespace(user_id=cast.user_id(name), partner_id=partner_id)


GRID = [
    (policy.can_see_staff, (), {"adi", "mega", "ayu"}),
    (policy.can_invite_staff, (), {"adi"}),
    (policy.can_change_staff, (), {"adi"}),
    (policy.can_disable_staff, (person("dewi"),), {"adi"}),
    (policy.can_disable_staff, (person("adi"),), set()),
    (policy.can_see_people, (SUMBER,), {*cast.STAFF, "rina", "sari", "toni"}),
    (policy.can_invite, (SUMBER,), {"adi", "mega", "rina"}),
    (policy.can_choose_role, (SUMBER,), {"rina"}),
    (policy.can_disable, (person("sari", SUMBER),), {"adi", "mega", "rina"}),
    (policy.can_disable, (person("rina", SUMBER),), {"adi", "mega"}),
    (partners.can_see_directory, (), set(cast.STAFF)),
    (partners.can_see_invitations, (SUMBER,), {*cast.STAFF, "rina"}),
]


@pytest.mark.parametrize(("can", "thing", "may"), GRID)
def test_exactly_these_may(can, thing, may):
    assert {name for name in cast.EVERYONE if can(actor(name), *thing)} == may
