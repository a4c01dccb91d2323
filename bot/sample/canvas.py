"""What every sample picture is drawn with. Twice as large as it is kept, so that edges come out smooth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1280, 960
SCALE = 2

Colour = tuple[int, int, int]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """How a shape is filled: its colour, 0 to 255 of opacity, and the radius in pixels that it is blurred by."""

    colour: Colour
    opacity: int = 255
    blur: float = 0.0


def gradient(top: Colour, bottom: Colour) -> Image.Image:
    """A canvas that goes from one colour at its top to another at its bottom."""
    part = np.linspace(0, 1, HEIGHT * SCALE)[:, None, None]
    rows = np.array(top) * (1 - part) + np.array(bottom) * part
    pixels = np.broadcast_to(rows, (HEIGHT * SCALE, WIDTH * SCALE, 3))
    return Image.fromarray(pixels.astype(np.uint8))


def polygon(canvas: Image.Image, corners: Iterable[Spot], look: Look) -> None:
    _paint(canvas, list(corners), look, lambda pen, spots: pen.polygon(spots, fill=look.opacity))


def ellipse(canvas: Image.Image, middle: Spot, radii: Spot, look: Look) -> None:
    (x, y), (rx, ry) = middle, radii
    box = [(x - rx, y - ry), (x + rx, y + ry)]
    _paint(canvas, box, look, lambda pen, spots: pen.ellipse(spots, fill=look.opacity))


def line(canvas: Image.Image, spots: Iterable[Spot], width: float, look: Look) -> None:
    thick = max(1, int(width * SCALE))
    _paint(canvas, list(spots), look, lambda pen, path: pen.line(path, fill=look.opacity, width=thick, joint="curve"))


def rectangle(canvas: Image.Image, corner: Spot, size: Spot, look: Look) -> None:
    (x, y), (w, h) = corner, size
    polygon(canvas, [(x, y), (x + w, y), (x + w, y + h), (x, y + h)], look)


def lettering(text: str, size: int, colour: Colour) -> Image.Image:
    """Text on nothing, as an RGBA image just as large as it."""
    import pylopdf_fonts_zh_cn

    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size * SCALE)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("RGBA", (int(right - left), int(bottom - top)), (*colour, 0))
    ImageDraw.Draw(image).text((-left, -top), text, font=font, fill=(*colour, 255))
    return image


def lay(canvas: Image.Image, image: Image.Image, corners: tuple[Spot, Spot, Spot, Spot]) -> None:
    """Put an RGBA image on the ground: its top left, top right, bottom right, bottom left go to these spots."""
    sheet = image.transform(
        canvas.size, Image.Transform.PERSPECTIVE, _towards(image, corners), Image.Resampling.BICUBIC
    )
    canvas.paste(sheet, (0, 0), sheet)


def finish(canvas: Image.Image, seed: int) -> Image.Image:
    """Grain, darker corners and the size it is kept in: what a phone would have made of it."""
    small = canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    grain = np.random.default_rng(seed).normal(0, 2.6, (HEIGHT, WIDTH, 1))
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    light = 1 - 0.16 * (x * x + y * y)[:, :, None]
    return Image.fromarray(np.clip(np.asarray(small) * light + grain, 0, 255).astype(np.uint8))


def _paint(
    canvas: Image.Image, spots: list[Spot], look: Look, draw: Callable[[ImageDraw.ImageDraw, list[Spot]], None]
) -> None:
    """Draw a mask no larger than the shape, and the colour through it."""
    around = int((3 * look.blur + 24) * SCALE)
    x = max(0, int(min(x for x, _ in spots) * SCALE) - around)
    y = max(0, int(min(y for _, y in spots) * SCALE) - around)
    right = min(canvas.width, int(max(x for x, _ in spots) * SCALE) + around)
    bottom = min(canvas.height, int(max(y for _, y in spots) * SCALE) + around)
    if right <= x or bottom <= y:
        return
    mask = Image.new("L", (right - x, bottom - y), 0)
    draw(ImageDraw.Draw(mask), [(each[0] * SCALE - x, each[1] * SCALE - y) for each in spots])
    blurred = mask.filter(ImageFilter.GaussianBlur(look.blur * SCALE)) if look.blur else mask
    canvas.paste(look.colour, (x, y, right, bottom), blurred)


def _towards(image: Image.Image, corners: tuple[Spot, Spot, Spot, Spot]) -> list[float]:
    """Pillow's eight numbers of a perspective: they lead from the canvas back to the image."""
    w, h = image.size
    rows, ends = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (w, 0), (w, h), (0, h)), strict=True):
        x, y = x * SCALE, y * SCALE  # noqa: PLW2901
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        ends += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(ends))]
