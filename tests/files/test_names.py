"""What uploads are called."""

import unicodedata

import pytest

from portal.files import limits
from portal.files.names import cleaned


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../x.jpg", "x.jpg"),
        ("C:\\fakepath\\x.jpg", "x.jpg"),
        ("a b'\"<>.jpg", "a b'___.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("con.tar.jpg", "_con.tar.jpg"),
        ("photo.jpg.php", "photo.jpg"),
        ("photo.php.jpg", "photo.jpg"),
        ("IMG_0231.HEIC", "IMG_0231.jpg"),
        ("foto\u202egpj.exe", "fotogpj.jpg"),
        ("\u2066a\u2069\u200b.jpg", "a.jpg"),
        ("照片 一.jpg", "照片 一.jpg"),
        ("cafe\u0301.jpg", "caf\u00e9.jpg"),
        ("report v1.2", "report v1.2.jpg"),
        ("PT. Logam", "PT. Logam.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie_ x.jpg"),
        ("a\0b.jpg", "ab.jpg"),
        (".htaccess", "htaccess.jpg"),
        (".jpg", "file.jpg"),
        ("...", "file.jpg"),
        ("", "file.jpg"),
    ],
)
def test_a_name_is_made_harmless(sent: str, kept: str) -> None:
    assert cleaned(sent, "jpg") == kept


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".jpg", "照" * 300, "con" + " " * 200 + "x.jpg", "é" * 119 + ".jpg"]
)
def test_a_long_name_is_cut_before_its_ending(name: str) -> None:
    kept = cleaned(name, "jpg")
    assert len(kept) <= limits.NAME_LENGTH
    assert kept.endswith(".jpg")


def test_no_character_is_left_that_directs_or_controls() -> None:
    every = "".join(map(chr, range(0x3000)))
    kept = "".join(cleaned(every[n : n + 50], "pdf") for n in range(0, 0x3000, 50))
    assert {unicodedata.category(c) for c in kept} & {"Cc", "Cf", "Zl", "Zp", "Cn", "Cs"} == set()
    assert set('/\\<>:"|?*').isdisjoint(kept)
