"""What makes a password too easy."""

import pytest

from portal.accounts import passwords


@pytest.mark.parametrize(
    "password",
    ["short", "ninechars", "a" * 129, "aaaaaaaaaaaa", "abababababab", "Password123", "QWERTYUIOP", "rahasia123",
     "rina@sumberlogam.example", "RinaWulandari", "rina wulandari 1", "sumberlogam2026"],
)  # fmt: skip
def test_these_are_refused_with_a_sentence(password):
    said = passwords.objection(password, "rina@sumberlogam.example", "Rina Wulandari")
    assert said
    assert said.endswith(".")


@pytest.mark.parametrize(
    "password",
    ["tujuh ekor bebek", "correct horse battery", "жжжлосось7", "x" * 60 + "yz", "rina suka makan bakso"],
)
def test_these_are_taken_without_rules_of_composition(password):
    assert passwords.objection(password, "rina@sumberlogam.example", "Rina Wulandari") is None


def test_at_least_sixty_common_ones_are_known_and_each_is_long_enough_to_matter():
    assert len(passwords.COMMON) >= 60
    assert min(map(len, passwords.COMMON)) >= passwords.SHORTEST


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password():
    assert passwords.verify(passwords.make("caf\u00e9 di pojok"), "cafe\u0301 di pojok")


def test_damaged_hashes_let_nobody_in():
    assert not passwords.verify("", "anything at all")
    assert not passwords.verify("not a hash", "anything at all")
