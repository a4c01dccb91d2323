"""What maps are drawn on: areas and lines at twice the size, which makes their edges smooth, then letters at size."""

from collections.abc import Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw

from bot.domain.maps import lines
from bot.domain.maps.view import Pixel, Size, View
from bot.domain.pictures import Shape
from bot.photos.maps import style
from bot.photos.maps.labels import Box, centred
from bot.photos.maps.style import Colour, Fill
from bot.photos.text import Fonts, rows

FINE = 2
"""Times the size at which areas and lines are drawn."""
STEP, STROKE = 26, 4  # of hatches, in fine pixels
HALO = 3
OPAQUE = 255
Ring = list[Pixel]


class Sheet:
    """A picture under way. `fine` draws at twice the size until `settle`, after which `draw` writes at size."""

    def __init__(self, size: Size, fonts: Fonts, *, below: Image.Image | None = None) -> None:
        """`below`: what shows under everything, at twice that size."""
        large = (size[0] * FINE, size[1] * FINE)
        self.size, self.fonts = size, fonts
        self.image = Image.new("RGB", large, style.PAPER) if below is None else below
        self.fine = ImageDraw.Draw(self.image)

    def settle(self) -> None:
        self.image = self.image.reduce(FINE)
        self.draw = ImageDraw.Draw(self.image)

    def line(self, pixels: Sequence[Pixel], colour: Colour, width: float) -> None:
        self.fine.line(enlarged(pixels), fill=colour, width=round(width * FINE), joint="curve")

    def disc(self, middle: Pixel, radius: float, colour: Colour, *, rim: Colour | None = None, wide: float = 0) -> None:
        """Filled, with a rim of that width inside its radius."""
        box = _large(centred(middle, (2 * radius, 2 * radius)))
        self.fine.ellipse(box, fill=colour, outline=rim, width=round(wide * FINE))

    def circle(self, middle: Pixel, radius: float, colour: Colour, width: float) -> None:
        self.fine.ellipse(_large(centred(middle, (2 * radius, 2 * radius))), outline=colour, width=round(width * FINE))

    def area(self, rings: Sequence[Ring], fill: Fill) -> None:
        """Everything within the outer rings and without the holes, which run the other way."""
        box = _bounds(rings, self.image.size)
        if box is None:
            return
        if fill.hatch == style.PLAIN and all(map(_outer, rings)):
            for ring in rings:  # without a mask, which costs ten times as much
                self.fine.polygon(ring, fill=fill.colour)
            return
        mask = _mask(rings, box)
        self.image.paste(fill.colour, box[:2], mask)
        if fill.hatch != style.PLAIN:
            self.image.paste(fill.stroke, box[:2], ImageChops.multiply(mask, hatch(fill.hatch, box)))

    def write(self, text: str, box: Box, size: int, colour: Colour = style.INK) -> None:
        """In the box's middle, with a white halo so that it can be read on anything."""
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        font = self.fonts.at(size)
        self.draw.text(middle, text, colour, font, anchor="mm", stroke_width=HALO, stroke_fill=style.WHITE)

    def room(self, text: str, size: int) -> tuple[float, float]:
        """Width and height of the text with its halo."""
        return self.fonts.width(text, size) + 2 * HALO, size * 1.2 + HALO


def ring_pixels(shape: Shape, view: View) -> list[Ring]:
    """The shape's rings on the fine sheet."""
    return [enlarged([view.pixel(spot) for spot in lines.decode(ring)]) for ring in shape.rings]


def extent(shape: Shape, view: View) -> Box:
    """The pixels of the picture between which the shape lies; all of none where it has no rings."""
    pixels = [view.pixel(spot) for ring in shape.rings for spot in lines.decode(ring)]
    if not pixels:
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = zip(*pixels, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def enlarged(pixels: Iterable[Pixel]) -> Ring:
    return [(x * FINE, y * FINE) for x, y in pixels]


def shortened(text: str, fonts: Fonts, size: int, width: float) -> str:
    """As much of one line as fits, ended by an ellipsis where something is missing."""
    return "".join(rows(text, fonts, size, width=width, limit=1))


def hatch(kind: str, box: tuple[int, int, int, int]) -> Image.Image:
    """A mask of the box's size; strokes run on from one box to its neighbour."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    mask = Image.new("L", (wide, high))
    draw = ImageDraw.Draw(mask)
    if kind == style.DOTTED:
        _dots(draw, box)
        return mask
    for start in range(-(left + top) % STEP - STEP, wide + high + STEP, STEP):
        draw.line((start, 0, start - high, high), fill=OPAQUE, width=STROKE)
    if kind == style.CROSSED:
        for start in range((top - left) % STEP - high - 2 * STEP, wide + STEP, STEP):
            draw.line((start, 0, start + high, high), fill=OPAQUE, width=STROKE)
    return mask


def _dots(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    for y in range(-top % STEP - STEP, bottom - top + STEP, STEP):
        for x in range(-left % STEP - STEP, right - left + STEP, STEP):
            draw.ellipse((x - STROKE, y - STROKE, x + STROKE, y + STROKE), fill=OPAQUE)


def _mask(rings: Sequence[Ring], box: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    draw = ImageDraw.Draw(mask)
    for ring in rings:
        draw.polygon([(x - box[0], y - box[1]) for x, y in ring], fill=OPAQUE if _outer(ring) else 0)
    return mask


def _outer(ring: Ring) -> bool:
    """Against the clock on earth; pixels count downwards, so the sign of the area is turned."""
    turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))
    return turned <= 0


def _bounds(rings: Sequence[Ring], size: Size) -> tuple[int, int, int, int] | None:
    """The pixels that the rings can touch on a sheet of that size; None where they touch none."""
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    if not xs:
        return None
    left, top = max(0, int(min(xs))), max(0, int(min(ys)))
    right, bottom = min(size[0], int(max(xs)) + 1), min(size[1], int(max(ys)) + 1)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _large(box: Box) -> Box:
    return box[0] * FINE, box[1] * FINE, box[2] * FINE, box[3] * FINE
