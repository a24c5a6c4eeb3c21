"""Settings survive being stored, and those that cannot mean anything are refused."""

import json

import pytest

from portal.exchange import scms
from portal.exchange.profiles import FIELDS, Profile
from portal.exchange.reasons import LABELS


@pytest.mark.parametrize(
    "profile",
    [
        Profile(),
        scms.PROFILE,
        Profile(
            name="a", encoding="cp1252", separator=";", quote="'", header_row=3, skip_rows=(4, 5), decimal=","
        ),
    ],
)
def test_a_profile_survives_being_stored(profile):
    assert Profile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


@pytest.mark.parametrize(
    "settings",
    [
        {"columns": {"price_of_tea": "Tea"}},
        {"colour": "red"},
        {"encoding": "klingon"},
        {"separator": ";;"},
        {"separator": "\n"},
        {"quote": "x"},
        {"dates": {"Date": "myd"}},
        {"decimal": "'"},
        {"decimals": {"Qty": "x"}},
        {"header_row": 0},
    ],
)
def test_settings_without_meaning_are_refused(settings):
    with pytest.raises(ValueError, match=r".+"):
        Profile.from_json(settings)


def test_a_correction_adds_and_takes_out():
    profile = Profile(columns={"item": "Item", "unit": "ME"}, decimal=".")
    corrected = profile.corrected(columns={"unit": "", "quantity": "Menge"}, decimal=",")
    assert corrected.columns == {"item": "Item", "quantity": "Menge"}
    assert (corrected.decimal, profile.decimal) == (",", ".")


def test_every_field_has_a_word_for_people():
    assert LABELS.keys() == FIELDS.keys()
