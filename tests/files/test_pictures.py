"""The kept copy of a picture: its colours, its see-through parts, and nothing but its pixels."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from portal.files import limits
from portal.files.inspection import Refused
from portal.files.intake import Taken, take
from portal.files.storage import Store

SCRIPT = b"<script>alert(document.domain)</script>"


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def send(store: Store, data: bytes, name: str = "p.jpg") -> tuple[Taken, Image.Image, bytes]:
    taken = take(store, io.BytesIO(data), name)
    with store.open(taken.sha256) as file:
        kept = file.read()
    image = Image.open(io.BytesIO(kept))
    image.load()
    return taken, image, kept


def test_colours_of_a_profile_become_those_of_srgb(store: Store) -> None:
    # A profile in which red and green have changed places shows every red pixel green.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp?").replace(b"gXYZ", b"rXYZ").replace(b"tmp?", b"gXYZ")
    red = Image.new("RGB", (40, 40), (200, 30, 30))
    _, image, _ = send(store, saved(red, "PNG"), "a.png")
    assert image.getpixel((20, 20)) == (200, 30, 30)
    for form in ("PNG", "WEBP", "JPEG"):
        _, image, kept = send(store, saved(red, form, icc_profile=swapped, quality=95), "b.png")
        r, g, b = image.getpixel((20, 20))  # type: ignore[misc]
        assert (abs(r - 30) < 12, abs(g - 200) < 12, abs(b - 30) < 12) == (True, True, True)
        assert (b"iCCP" in kept, b"ICC_PROFILE" in kept) == (False, False)


def test_a_profile_that_lies_is_ignored(store: Store) -> None:
    _, image, _ = send(store, saved(Image.new("RGB", (9, 9), (10, 200, 30)), "PNG", icc_profile=b"x" * 200))
    assert image.getpixel((4, 4)) == (10, 200, 30)


def test_cmyk_becomes_the_colours_it_shows(store: Store) -> None:
    _, image, _ = send(store, saved(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG", quality=95))
    red, green, blue = image.getpixel((30, 30))  # type: ignore[misc]
    assert image.mode == "RGB"
    assert (red > 240, green < 15, blue < 15) == (True, True, True)


def test_see_through_parts_stay(store: Store) -> None:
    taken, image, _ = send(store, saved(Image.new("RGBA", (30, 30), (255, 0, 0, 100)), "WEBP", lossless=True))
    assert taken.mime == "image/png"
    assert image.getpixel((3, 3)) == (255, 0, 0, 100)


def test_an_alpha_channel_that_hides_nothing_goes(store: Store) -> None:
    taken, image, _ = send(store, saved(Image.new("RGBA", (30, 30), (255, 0, 0, 255)), "WEBP", lossless=True))
    assert (taken.mime, image.mode) == ("image/jpeg", "RGB")


def test_sixteen_bits_of_grey_become_eight(store: Store) -> None:
    deep = Image.new("I;16", (8, 8), 0x8000)
    _, image, _ = send(store, saved(deep, "PNG"), "deep.png")
    assert image.getpixel((4, 4)) == 0x80


def test_one_bit_and_palette_pictures_keep_their_colours(store: Store) -> None:
    _, image, _ = send(store, saved(Image.new("1", (8, 8), 1), "PNG"))
    assert image.getpixel((4, 4)) == 255
    _, image, _ = send(store, saved(Image.new("RGB", (8, 8), (7, 8, 9)).quantize(2), "GIF"))
    assert image.getpixel((4, 4)) == (7, 8, 9)


def test_a_large_picture_is_made_smaller(store: Store) -> None:
    taken, image, _ = send(store, saved(Image.new("RGB", (6000, 3000)), "JPEG"))
    assert (taken.width, taken.height) == image.size == (limits.PICTURE_SIDE, limits.PICTURE_SIDE // 2)


@pytest.mark.parametrize("size", [(9000, 6000), (6000, 9000), (2561, 1700), (5119, 3000), (20000, 2100)])
def test_a_reduced_photo_is_the_picture_that_was_sent(store: Store, size: tuple[int, int]) -> None:
    """libjpeg's reduction loses neither the last row nor the place of anything."""
    sent = Image.new("RGB", size, "white")
    width, height = size
    sent.paste((200, 0, 0), (width // 2, height // 2, width, height))
    taken, image, _ = send(store, saved(sent, "JPEG", quality=90))
    side = limits.PICTURE_SIDE
    assert image.size == (taken.width, taken.height)
    assert max(image.size) == side
    assert abs(min(image.size) - min(size) * side / max(size)) <= 1
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.49, 0.49)):
        assert image.getpixel((int(image.width * x), int(image.height * y)))[2] > 230  # type: ignore[index]
    for x, y in ((0.51, 0.51), (0.75, 0.75)):
        red, green, _blue = image.getpixel((int(image.width * x), int(image.height * y)))  # type: ignore[misc]
        assert (red > 180, green < 30) == (True, True)


def test_a_sliver_keeps_at_least_one_pixel(store: Store) -> None:
    taken, _, _ = send(store, saved(Image.new("RGB", (30000, 2)), "PNG"))
    assert (taken.width, taken.height) == (limits.PICTURE_SIDE, 1)


def test_a_photo_saved_as_png_is_kept_as_jpeg(store: Store) -> None:
    noise = Image.effect_noise((1500, 1200), 90)
    taken, _, _ = send(
        store, saved(Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise)), "PNG")
    )
    assert taken.mime == "image/jpeg"


def test_the_pixel_limit_is_exact(store: Store) -> None:
    within = saved(Image.new("1", (8000, 5000)), "PNG")
    beyond = saved(Image.new("1", (8000, 5001)), "PNG")
    assert send(store, within)[0].width == limits.PICTURE_SIDE
    with pytest.raises(Refused, match="too_many_pixels"):
        take(store, io.BytesIO(beyond), "p.png")


def _png_with_chunk(kind: bytes, body: bytes) -> bytes:
    data = saved(Image.new("RGB", (8, 8), "teal"), "PNG")
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data[:33] + chunk + data[33:]


def _png_text() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SCRIPT.decode())
    words.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    return saved(Image.new("RGB", (8, 8)), "PNG", pnginfo=words)


def _palette() -> bytes:
    image = Image.new("P", (16, 16), 1)
    image.putpalette((SCRIPT + b" " * 768)[:768])
    return saved(image, "PNG")


SMUGGLERS = {
    "after the end of a JPEG": saved(Image.new("RGB", (8, 8)), "JPEG") + SCRIPT,
    "after the end of a PNG": saved(Image.new("RGB", (8, 8)), "PNG") + SCRIPT,
    "in a JPEG comment": saved(Image.new("RGB", (8, 8)), "JPEG", comment=SCRIPT),
    "in XMP of a JPEG": saved(Image.new("RGB", (8, 8)), "JPEG", xmp=SCRIPT),
    "in EXIF of a WebP": saved(Image.new("RGB", (8, 8)), "WEBP", exif=b"Exif\0\0" + SCRIPT),
    "in XMP of a WebP": saved(Image.new("RGB", (8, 8)), "WEBP", xmp=SCRIPT),
    "in text of a PNG": _png_text(),
    "in an unknown chunk": _png_with_chunk(b"ruSt", SCRIPT),
    "in a palette": _palette(),
    "in a GIF comment": saved(Image.new("P", (8, 8)), "GIF", comment=SCRIPT),
}


@pytest.mark.parametrize("where", SMUGGLERS)
def test_no_script_survives(store: Store, where: str) -> None:
    assert SCRIPT in SMUGGLERS[where]
    taken, image, kept = send(store, SMUGGLERS[where])
    assert b"script" not in kept
    assert not {"comment", "exif", "xmp", "XML:com.adobe.xmp", "Comment"} & set(image.info)
    with store.open(taken.thumb_sha256 or "") as small:
        assert b"script" not in small.read()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_cut_or_spoilt_pictures_are_refused_or_decoded_but_never_crash(store: Store, form: str) -> None:
    noise = Image.effect_noise((64, 64), 90)
    data = saved(noise, form)
    outcomes = set()
    for cut in (20, 40, len(data) // 2, len(data) - 30):
        with pytest.raises(Refused) as refusal:
            take(store, io.BytesIO(data[:cut]), "p")
        outcomes.add(refusal.value.reason_code)
    for at in range(12, len(data), len(data) // 6):
        spoilt = data[:at] + b"\xff\x00\x91" + data[at + 3 :]
        try:
            take(store, io.BytesIO(spoilt), "p")
        except Refused as refused:
            outcomes.add(refused.reason_code)
    assert outcomes <= {"damaged", "too_many_pixels", "kind"}
