"""Who may add files and take them back, as a grid over the cast."""

from types import SimpleNamespace

import pytest

from portal.files import policy
from tests.cast import EVERYONE, user_id
from tests.files.arrange import actor

WRITERS_OF_SUMBER = {"adi", "mega", "dewi", "bagus", "rina", "sari"}


@pytest.mark.parametrize("name", EVERYONE)
def test_who_may_add_a_file_under_sumber(name: str) -> None:
    assert policy.can_add(actor(name), 1) == (name in WRITERS_OF_SUMBER)


@pytest.mark.parametrize("name", EVERYONE)
def test_only_staff_add_internal_files(name: str) -> None:
    assert policy.can_add(actor(name), 1, "internal") == (name in {"adi", "mega", "dewi", "bagus"})


@pytest.mark.parametrize("name", EVERYONE)
def test_only_its_uploader_takes_back_a_draft(name: str) -> None:
    draft = SimpleNamespace(subject_type="draft", uploaded_by=user_id("sari"))
    sent = SimpleNamespace(subject_type="issue", uploaded_by=user_id("sari"))
    assert policy.can_remove(actor(name), draft) == (name == "sari")
    assert policy.can_remove(actor(name), sent) is False
