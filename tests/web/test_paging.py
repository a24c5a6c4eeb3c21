"""The words that say where a page begins."""

import base64
import itertools

import pytest

from portal.web import paging

KEY = "k" * 40


@pytest.mark.parametrize("number", [1, 12, 4_321, 987_654_321_098])
def test_a_sealed_word_is_read_with_its_key_only(number):
    word = paging.seal((number,), KEY)
    assert paging.unseal(word, KEY, int) == (number,)
    assert paging.unseal(word, KEY + "k", int) is None
    assert paging.unseal(word, KEY, str) is None
    assert paging.decode(word, int) is None


def test_a_sealed_word_tells_neither_the_number_nor_its_length():
    words = [paging.seal((number,), KEY) for number in range(1, 3_000, 7)]
    assert len({len(word) for word in words}) == 1
    assert len(set(words)) == len(words)
    held = [base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)) for word in words]
    # Any two differ in about half their bits, though the numbers are neighbours.
    for one, other in itertools.pairwise(held):
        apart = sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))
        assert apart > len(one) * 8 / 4


@pytest.mark.parametrize(
    "word", [None, "", "x", "%00", "W10", "W3RydWVd", "A" * 48, "A" * 500, paging.encode((5,))]
)
def test_what_was_not_sealed_here_is_no_place(word):
    assert paging.unseal(word, KEY, int) is None


def test_one_changed_letter_makes_it_no_place():
    word = paging.seal((4_321,), KEY)
    changed = [word[:n] + ("A" if word[n] != "A" else "B") + word[n + 1 :] for n in range(len(word))]
    assert {paging.unseal(each, KEY, int) for each in changed} == {None}


def test_a_word_that_is_no_number_is_no_place_either():
    for word in ("nonsense", "W10", "%%%", "A" * 401, None):
        assert paging.decode(word, int) is None
    assert paging.decode(paging.encode((5,)), int) == (5,)
