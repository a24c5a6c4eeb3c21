"""What hostile files may cost: measured in the confined process, bounded, printed with -s."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from portal.files import confine, limits
from portal.files.inspection import Refused, inspect
from portal.files.intake import take
from portal.files.storage import Store
from tests.files.corpus import DATA, expected, needs_data, workbook

MEBIBYTE = 1024


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the confined process said, in order."""
    said: list[dict[str, Any]] = []
    run = confine.run

    def noted(*args: Any, **kwargs: Any) -> dict[str, Any]:
        said.append(run(*args, **kwargs))
        return said[-1]

    monkeypatch.setattr(confine, "run", noted)
    return said


@needs_data
@pytest.mark.parametrize("name", sorted(expected("hostile")))
def test_a_hostile_file_costs_little(store: Store, answers: list[dict[str, Any]], name: str) -> None:
    before = time.perf_counter()
    try:
        with (DATA / "hostile" / name).open("rb") as stream:
            take(store, stream, name)
    except Refused:
        pass
    seconds = time.perf_counter() - before
    peak = max((a["peak_kib"] for a in answers), default=0) / MEBIBYTE
    print(f"\n{name}: {seconds:.2f} s, {peak:.0f} MiB in the confined process")  # noqa: T201 a figure for people
    assert peak < 100
    assert seconds < 3


def photo(width: int, height: int, form: str = "JPEG", **options: Any) -> bytes:
    """A picture with something to decode everywhere."""
    noise = Image.effect_noise((width // 8, height // 8), 20).resize((width, height))
    file = io.BytesIO()
    Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise)).save(
        file, form, **options
    )
    return file.getvalue()


@pytest.mark.parametrize(
    ("form", "size", "most_mebibytes"),
    [
        ("JPEG", (8000, 6000), 160),
        ("JPEG", (8160, 6144), 160),
        ("JPEG", (12000, 9000), 160),
        ("JPEG", (27500, 4000), 160),  # a panorama
        # It takes the pillow of this test a minute to write; one of 12 MP is in the corpus.
        pytest.param("HEIF", (8064, 6048), 500, marks=pytest.mark.sweep),
    ],
)
def test_the_largest_photos_of_phones_are_taken_in_bounded_memory(
    store: Store, answers: list[dict[str, Any]], form: str, size: tuple[int, int], most_mebibytes: int
) -> None:
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    data = photo(*size, form, quality=60)
    before = time.perf_counter()
    taken = take(store, io.BytesIO(data), "p.jpg")
    seconds = time.perf_counter() - before
    peak = answers[0]["peak_kib"] / MEBIBYTE
    print(f"\n{form} {size[0]} x {size[1]}: {seconds:.2f} s, {peak:.0f} MiB")  # noqa: T201 a figure for people
    assert (taken.width, taken.height) == (
        limits.PICTURE_SIDE,
        round(limits.PICTURE_SIDE * size[1] / size[0]),
    )
    assert peak < most_mebibytes


@pytest.mark.parametrize(
    ("size", "options"),
    [
        ((10500, 10500), {}),  # over 110 megapixels
        ((8000, 5001), {"progressive": True}),  # which cannot be reduced while it is decoded
    ],
)
def test_what_would_need_much_memory_is_refused_from_its_header(
    store: Store, answers: list[dict[str, Any]], size: tuple[int, int], options: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="too_many_pixels") as refusal:
        take(store, io.BytesIO(photo(*size, quality=20, **options)), "p.jpg")
    assert "110" in refusal.value.message
    assert answers[0]["peak_kib"] / MEBIBYTE < 40


def test_a_large_photo_takes_about_a_second(store: Store, answers: list[dict[str, Any]]) -> None:
    noise = Image.effect_noise((4000, 3000), 20)
    file = io.BytesIO()
    Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise)).save(
        file, "JPEG", quality=90
    )
    before = time.perf_counter()
    take(store, io.BytesIO(file.getvalue()), "p.jpg")
    seconds = time.perf_counter() - before
    peak = answers[0]["peak_kib"] / MEBIBYTE
    print(f"\n12 megapixels: {seconds:.2f} s, {peak:.0f} MiB")  # noqa: T201 a figure for people
    assert answers[0]["cpu_seconds"] < 3
    assert peak < 400


def test_what_needs_too_much_memory_is_stopped(
    store: Store, answers: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHECK_MEMORY", 150 * 1024 * 1024)
    file = io.BytesIO()
    Image.new("RGBA", (6000, 6000)).save(file, "PNG")
    with pytest.raises(Refused, match="too_costly"):
        take(store, io.BytesIO(file.getvalue()), "p.png")


@pytest.mark.parametrize("limit", ["CHECK_CPU_SECONDS", "CHECK_WALL_SECONDS"])
def test_what_takes_too_long_is_stopped(store: Store, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    program = Path(confine.ENTER).read_text()
    monkeypatch.setattr(confine, "ENTER", str(store.scratch() / "enter.py"))
    Path(confine.ENTER).write_text(program)
    (store.scratch() / "endless.py").write_text("def check(*_):\n    while True: pass\n")
    monkeypatch.setattr(limits, limit, 1)
    before = time.perf_counter()
    with store.received(io.BytesIO(b"x"), 1) as source:
        assert confine.run("endless", source) == {"refused": "too_costly"}
    assert time.perf_counter() - before < 10


def test_the_confined_process_sees_no_secret(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITRA_SECRET_KEY", "s" * 40)
    monkeypatch.setattr(confine, "ENTER", str(store.scratch() / "enter.py"))
    Path(confine.ENTER).write_text(
        "import json, os, sys\nprint(json.dumps({'seen': [*os.environ, *sys.modules]}))"
    )
    with store.received(io.BytesIO(b"x"), 1) as source:
        seen = confine.run("picture", source)["seen"]
    assert not [name for name in seen if "MITRA" in name or name.split(".")[0] in ("portal", "flask")]


def test_a_workbook_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    data = bytearray(workbook({"xl/worksheets/sheet1.xml": b"<x/>" + b" " * 3_000_000}))
    size = (3_000_004).to_bytes(4, "little")
    assert data.count(size) == 2
    path = tmp_path / "b.xlsx"
    path.write_bytes(bytes(data.replace(size, (40).to_bytes(4, "little"))))
    with path.open("rb") as source, pytest.raises(Refused) as refusal:
        inspect(source, "b.xlsx")
    assert refusal.value.reason_code in ("damaged", "unpacks_too_large")
