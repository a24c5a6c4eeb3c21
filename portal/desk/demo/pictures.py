"""Photos as people at a gate or in a yard take them, drawn: nobody's picture, the same every time."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1280, 960)
Colour = tuple[int, int, int]


def _ground(seed: int, top: Colour, bottom: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw, Random]:
    """A floor that darkens downwards, with the specks of concrete."""
    chance = Random(seed)  # noqa: S311 a drawing that repeats
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(SIZE[1]):
        share = y / SIZE[1]
        draw.line(
            [(0, y), (SIZE[0], y)], tuple(int(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        )
    for _ in range(2600):
        x, y, grey = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.randint(-16, 16)
        old = picture.getpixel((x, y))
        draw.ellipse([x, y, x + chance.randint(1, 4), y + 2], tuple(max(0, c + grey) for c in old))  # type: ignore[union-attr]
    return picture, draw, chance


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _jpeg(picture: Image.Image, tilt: float = 0.0) -> bytes:
    """The picture as a phone would save it: a little tilted, a little soft."""
    if tilt:
        picture = picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(58, 56, 54))
    out = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=82)
    return out.getvalue()


def bent_bars() -> bytes:
    """A bundle of angle bars; the outer three are bent where the strap sat loose."""
    picture, draw, chance = _ground(1, (150, 146, 140), (96, 93, 90))
    for row in range(13):
        y, rust = 250 + row * 36, chance.randint(-14, 14)
        bend = 90 - row * 34 if row < 3 else 0
        points = [(60, y), (430, y + chance.randint(-2, 2)), (760, y - bend), (1220, y - bend * 2 // 3)]
        for shift, colour in (
            (22, (74 + rust, 62, 56)),
            (12, (128 + rust, 112, 102)),
            (0, (172 + rust, 158, 148)),
        ):
            draw.line([(x, v + shift) for x, v in points], colour, 13, joint="curve")
    for x in (300, 1010):
        draw.rectangle([x, 232, x + 26, 730], (36, 40, 48))
    draw.line([(700, 200), (722, 480), (690, 760)], (36, 40, 48), 16)
    draw.ellipse([640, 90, 960, 330], outline=(206, 44, 38), width=9)
    return _jpeg(picture, 1.4)


def label(lines: tuple[str, ...]) -> bytes:
    """A bundle's paper label, photographed: its lines, large enough to read on a phone."""
    picture, draw, _ = _ground(2, (92, 98, 104), (62, 66, 72))
    draw.rectangle([150, 130, 1130, 830], (246, 244, 236))
    draw.rectangle([150, 130, 1130, 210], (32, 48, 92))
    draw.text((182, 142), lines[0], (250, 250, 250), _font(50))
    for number, line in enumerate(lines[1:]):
        draw.text((182, 250 + number * 84), line, (24, 26, 30), _font(54))
    chance = Random(3)  # noqa: S311
    x = 182
    while x < 1080:
        wide = chance.choice((4, 4, 8, 12))
        draw.rectangle([x, 690, x + wide, 800], (16, 16, 18))
        x += wide + chance.choice((4, 8))
    draw.line([(150, 520), (420, 470), (640, 540), (1130, 500)], (196, 192, 182), 5)
    return _jpeg(picture, -2.2)


def gauge(reading: str) -> bytes:
    """A coating gauge held against a galvanised pole, with its reading."""
    picture, draw, chance = _ground(4, (134, 142, 148), (88, 94, 100))
    draw.rectangle([0, 360, 1280, 700], (176, 184, 188))
    for _ in range(240):
        x, y = chance.randrange(1280), chance.randint(360, 690)
        grey = chance.randint(150, 206)
        draw.polygon(
            [(x, y), (x + 34, y - 12), (x + 48, y + 16), (x + 14, y + 26)], (grey, grey + 6, grey + 9)
        )
    draw.rounded_rectangle([420, 150, 800, 640], 40, (38, 42, 50))
    draw.rectangle([470, 210, 750, 370], (188, 204, 176))
    draw.text((492, 226), reading, (22, 30, 22), _font(104))
    draw.text((640, 330), "Fe", (22, 30, 22), _font(30))
    for number in range(3):
        draw.ellipse([486 + number * 92, 430, 546 + number * 92, 490], (96, 104, 116))
    draw.rectangle([570, 640, 650, 700], (24, 26, 30))
    return _jpeg(picture, 0.8)


def container() -> bytes:
    """A container door with its number and a red inspection seal."""
    picture, draw, chance = _ground(5, (120, 132, 142), (74, 78, 80))
    draw.rectangle([180, 60, 1100, 900], (28, 88, 122))
    for x in range(200, 1100, 46):
        draw.rectangle([x, 60, x + 14, 900], (24 + chance.randint(-4, 4), 74, 104))
    for x in (330, 560, 720, 950):
        draw.rectangle([x, 70, x + 18, 890], (178, 184, 188))
    draw.text((770, 110), "NKLU 441770 2", (240, 244, 246), _font(44))
    draw.text((770, 168), "45G1", (240, 244, 246), _font(40))
    draw.ellipse([600, 520, 690, 610], (204, 36, 32))
    draw.line([(645, 560), (570, 470), (729, 470), (645, 560)], (204, 36, 32), 8)
    return _jpeg(picture, -0.9)


def gloves() -> bytes:
    """Two pairs of gloves beside a folding rule: short ones came, long ones were ordered."""
    picture, draw, _ = _ground(6, (164, 158, 148), (118, 112, 104))
    for x, long in ((230, 250), (690, 470)):
        draw.rounded_rectangle([x, 820 - long, x + 210, 860], 30, (196, 128, 58))
        for finger in range(4):
            draw.rounded_rectangle(
                [x + finger * 54, 690 - long, x + 44 + finger * 54, 860 - long], 20, (206, 140, 66)
            )
        draw.rounded_rectangle([x + 200, 800 - long, x + 290, 850 - long], 22, (206, 140, 66))
        draw.rectangle([x, 812, x + 210, 860], (92, 58, 30))
    draw.rectangle([1060, 120, 1120, 900], (238, 206, 72))
    for number in range(16):
        y = 890 - number * 48
        draw.line([(1060, y), (1086, y)], (30, 30, 30), 4)
        draw.text((1090, y - 14), str(number), (30, 30, 30), _font(22))
    return _jpeg(picture, 0.5)


def gate() -> bytes:
    """Trucks waiting at a yard's gate in the afternoon."""
    picture, draw, chance = _ground(7, (206, 190, 158), (98, 92, 86))
    draw.rectangle([0, 0, 1280, 420], (222, 206, 170))
    draw.rectangle([900, 180, 1280, 560], (124, 128, 130))
    draw.text((950, 210), "GATE 1", (30, 40, 60), _font(70))
    for number in range(4):
        x, y, size = 700 - number * 210, 470 + number * 50, 1 + number * 0.22
        colour = chance.choice(((172, 48, 40), (44, 92, 128), (198, 160, 52)))
        draw.rectangle([x, y - int(150 * size), x + int(180 * size), y + int(60 * size)], colour)
        draw.rectangle(
            [x + int(18 * size), y - int(128 * size), x + int(162 * size), y - int(60 * size)], (70, 86, 98)
        )
        for wheel in (22, 122):
            draw.ellipse(
                [x + int(wheel * size), y + int(34 * size), x + int((wheel + 40) * size), y + int(80 * size)],
                (26, 26, 28),
            )
    return _jpeg(picture, 0.3)
