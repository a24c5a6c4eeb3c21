"""Every file of data/photos and data/hostile ends as stated beside it."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from portal.files import limits
from portal.files.inspection import Refused
from portal.files.intake import Taken, take
from portal.files.storage import Store
from tests.files.corpus import DATA, expected, needs_data

PHOTOS = expected("photos")
HOSTILE = expected("hostile")
MARKS = (
    b"exif", b"gps", b"artist", b"serial", b"photographer", b"<script", b"alert(", b"<html", b"drop table",
    b"<?xpacket", b"icc_profile", b"photoshop", b"document.",
)  # fmt: skip

# The reason each hostile file is refused for, or the type it is kept as.
OUTCOMES = {
    "zero_byte.jpg": "empty",
    "truncated.jpg": "damaged",
    "html_named.jpg": "markup",
    "polyglot_jpeg_html.jpg": "image/jpeg",
    "script.svg": "markup",
    "svg_named.png": "markup",
    "bomb_30000x30000_1bit.png": "too_many_pixels",
    "header_claims_60000x60000.png": "too_many_pixels",
    "header_claims_65500x65500.jpg": "too_many_pixels",
    "png_named.jpg": "image/png",
    "exif_markup_orientation99.jpg": "image/jpeg",
    "gif_3000_frames.gif": "image/png",
    "gif_js_polyglot.gif": "image/png",
    "formula_injection.csv": "text/csv",  # kept byte for byte and only ever downloaded
    "unbalanced_quote.csv": "text/csv",  # an attachment; reading its rows is the import's work
    "nul_bytes.csv": "not_text",
    "one_huge_cell.csv": "text/csv",  # so is refusing its row
    "binary_named.csv": "not_text",
    "billion_laughs.xml": "markup",
    "external_entity.xml": "markup",
    "zip_bomb.xlsx": "unpacks_too_large",
    "path_traversal.zip": "archive",
}


def send(store: Store, path: Path) -> Taken:
    with path.open("rb") as stream:
        return take(store, stream, path.name)


def kept(store: Store, digest: str | None) -> bytes:
    assert digest is not None
    with store.open(digest) as file:
        return file.read()


def opened(store: Store, taken: Taken) -> Image.Image:
    return Image.open(io.BytesIO(kept(store, taken.sha256)))


@needs_data
def test_every_file_of_the_corpus_is_stated_here() -> None:
    assert set(OUTCOMES) == set(HOSTILE)
    assert {p.name for p in (DATA / "hostile").iterdir()} - {"expected.json"} == set(HOSTILE)
    assert {p.name for p in (DATA / "photos").iterdir()} - {"expected.json"} == set(PHOTOS)


@needs_data
@pytest.mark.parametrize("name", sorted(PHOTOS))
def test_a_photo_is_kept_upright_without_its_metadata(store: Store, name: str) -> None:
    stated: Any = PHOTOS[name]
    taken = send(store, DATA / "photos" / name)
    picture = opened(store, taken)
    assert [taken.width, taken.height] == stated["upright_size"] == list(picture.size)
    assert taken.mime == ("image/png" if stated["format"] == "PNG" else "image/jpeg")
    assert Path(taken.name).suffix == {"image/png": ".png", "image/jpeg": ".jpg"}[taken.mime]
    assert picture.mode in ("RGB", "RGBA", "L")
    bare(kept(store, taken.sha256))
    bare(kept(store, taken.thumb_sha256))
    small = Image.open(io.BytesIO(kept(store, taken.thumb_sha256)))
    assert max(small.size) <= limits.THUMBNAIL_SIDE
    assert small.format == "JPEG"


def bare(data: bytes) -> None:
    """The bytes are a picture and nothing besides: no metadata as Pillow reads it, none in the raw."""
    picture = Image.open(io.BytesIO(data))
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert [mark for mark in MARKS if mark in data.lower()] == []


@needs_data
@pytest.mark.parametrize("number", range(2, 9))
def test_all_orientations_show_the_same_picture(store: Store, number: int) -> None:
    upright = opened(store, send(store, DATA / "photos" / "orientation_1.jpg"))
    turned = opened(store, send(store, DATA / "photos" / f"orientation_{number}.jpg"))
    assert upright.size == turned.size
    difference = ImageChops.difference(upright.reduce(8), turned.reduce(8))  # JPEG's own noise gone
    assert max(ImageStat.Stat(difference).mean) < 2.0  # a wrong turn gives more than 60


@needs_data
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_ends_as_stated(store: Store, name: str) -> None:
    outcome = OUTCOMES[name]
    path = DATA / "hostile" / name
    if "/" not in outcome:
        with pytest.raises(Refused) as refusal:
            send(store, path)
        assert refusal.value.reason_code == outcome
        assert list(store.root.glob("??/*")) == []
        assert list(store.scratch().iterdir()) == []
        return
    taken = send(store, path)
    assert taken.mime == outcome
    if outcome.startswith("image/"):
        bare(kept(store, taken.sha256))
        assert getattr(opened(store, taken), "n_frames", 1) == 1
    else:
        assert kept(store, taken.sha256) == path.read_bytes()


@needs_data
def test_an_undefined_orientation_counts_as_none(store: Store) -> None:
    taken = send(store, DATA / "hostile" / "exif_markup_orientation99.jpg")
    assert (taken.width, taken.height) == (240, 160)


@needs_data
def test_a_wrong_extension_is_put_right(store: Store) -> None:
    assert send(store, DATA / "hostile" / "png_named.jpg").name == "png_named.png"
