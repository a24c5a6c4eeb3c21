"""Read a picture and write a clean copy and a thumbnail, both built from pixels alone."""

import io
import os
import struct
import warnings
from typing import IO, Any

from PIL import Image, ImageCms

Image.MAX_IMAGE_PIXELS = None  # `_open` looks at the size itself, before anything is decoded

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error, ZeroDivisionError, OverflowError)


class _TooManyPixels(Exception):
    pass


def check(source: IO[bytes], settings: dict[str, Any]) -> dict[str, Any]:
    """Write `picture` and `thumbnail` into settings['folder'].

    settings: format (Pillow's name), pixels, whole_pixels (the most of a JPEG that cannot be reduced
    while it is decoded), side, thumbnail_side. Returns mime, width, height, or
    refused: 'damaged' or 'too_many_pixels'.
    """
    warnings.simplefilter("ignore")
    try:
        with _open(source, settings) as image:
            lossless = settings["format"] in ("PNG", "GIF")
            upright = _upright(_srgb(_reduced(image, settings["side"])), _orientation(image))
    except _TooManyPixels:
        return {"refused": "too_many_pixels"}
    except DAMAGED:
        return {"refused": "damaged"}
    data, mime = _encoded(upright, lossless, settings["png_bytes"])
    _write(settings["folder"], "picture", data)
    small = _opaque(upright)
    small.thumbnail((settings["thumbnail_side"],) * 2, Image.Resampling.LANCZOS)
    _write(settings["folder"], "thumbnail", _jpeg(small, 80))
    return {"mime": mime, "width": upright.width, "height": upright.height}


def _open(source: IO[bytes], settings: dict[str, Any]) -> Image.Image:
    """The first frame, decoded, once its header has shown a bearable size."""
    if settings["format"] == "HEIF":
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener()
    image = Image.open(source, formats=[settings["format"]])
    # A progressive JPEG holds all of itself before the first pixel is known: nothing is saved.
    most = settings["whole_pixels" if "progressive" in image.info else "pixels"]
    if image.width * image.height > most:
        raise _TooManyPixels
    _draft(image, settings["side"])
    image.load()
    return image


def _draft(image: Image.Image, side: int) -> None:
    """Let libjpeg take a half, a quarter or an eighth while decoding, never less than we keep."""
    longer = max(image.size)
    if longer > side:
        image.draft(None, (max(1, image.width * side // longer), max(1, image.height * side // longer)))


def _orientation(image: Image.Image) -> int:
    """The camera's turn; HEIF is already upright; what cannot be read or is not defined counts as 1."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # malformed EXIF raises nearly anything, and it is only a hint
        return 1


def _reduced(image: Image.Image, side: int) -> Image.Image:
    """Eight-bit pixels of at most `side`, in the colours they came in."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    if max(image.size) > side:
        scale = side / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return image


def _srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB, so that its colour profile can be dropped."""
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    colours = image
    if alpha is not None:
        colours = image.convert("RGB" if image.mode == "RGBA" else "L")
    if profile := image.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(colours, source, target, outputMode="RGB")
            colours = converted or colours
        except (ImageCms.PyCMSError, *DAMAGED):  # a profile that lies about its picture is ignored
            pass
    if colours.mode not in ("RGB", "L"):
        colours = colours.convert("RGB")
    if alpha is None:
        return colours
    colours = colours.convert("RGB")
    if alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    return colours


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = UPRIGHT.get(orientation)
    turned = image if turn is None else image.transpose(turn)
    turned.info = {}  # nothing but pixels goes on
    return turned


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.copy()
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _encoded(image: Image.Image, lossless: bool, png_bytes: int) -> tuple[bytes, str]:
    """Photos as JPEG, which everything opens. Pictures from PNG or GIF and those with see-through
    parts as PNG, since JPEG blurs the small text of screenshots; unless that gets large, which
    only photos in disguise do."""
    if lossless or image.mode == "RGBA":
        file = io.BytesIO()
        image.save(file, "PNG")
        if file.tell() <= png_bytes:
            return file.getvalue(), "image/png"
    return _jpeg(_opaque(image), 85), "image/jpeg"


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()


def _write(folder: str, name: str, data: bytes) -> None:
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
