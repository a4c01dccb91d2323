"""A poster for a station's door: A4 upright, its name, the code that opens its page, what it has, when it is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import segno
from PIL import Image, ImageDraw

from bot.domain.pictures import Poster
from bot.photos.print.icons import Colour, icon
from bot.photos.text import Fonts, drawable, headline, rows

DPI = 200
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dots an inch, ISO 216
MARGIN = 110
INNER = WIDTH - 2 * MARGIN
PAPER, INK, QUIET = (255, 255, 255), (22, 26, 33), (84, 92, 104)
GREEN, PALE = (14, 110, 78), (232, 243, 238)
BLACK = (0, 0, 0)
QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004
NAMES = [150, 124, 104, 88, 72]
FRAME = 26  # between the code and the line around it
SIDE, WORD, ACROSS = 132, 38, 7  # of a pictogram in pixels, the size of its word, pictograms in a row
LARGEST = 1000  # of the code in pixels: 13 cm
EDGE = 12  # colours from a letter's to its paper's: what smooth edges need
ON = ((INK, PAPER), (QUIET, PAPER), (GREEN, PAPER), (GREEN, PALE), (INK, PALE))  # what is drawn on what


@dataclass(frozen=True)
class Block:
    """Rows of text with their size and colour, centred; `bold` is drawn with a stroke, the font has one weight."""

    lines: Sequence[str]
    size: int
    colour: Colour = INK
    bold: bool = False

    @property
    def height(self) -> int:
        return round(len(self.lines) * self.size * 1.42)


def draw(poster: Poster, fonts: Fonts) -> Image.Image:
    """The page as an image of few colours; ValueError for a link that no code can hold.

    Everything has its height but the code, which takes what is left; what it leaves stands between the parts.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    link = Block(rows(poster.link.removeprefix("https://"), fonts, 36, width=INNER, limit=2), 36, QUIET)
    below, top = [link, *_times(poster, fonts)], _head(pen, poster, fonts)
    foot = _foot(pen, poster, fonts)
    room = foot - top - _signs_height(poster) - sum(block.height for block in below) - 2 * FRAME - 120
    code = _code(poster.link, min(LARGEST, room))
    gap = max(0, room - code.height) // (len(below) + 2)
    top = _framed(image, pen, (top + 40 + gap, code)) + 20
    top = _text(pen, fonts, link, top)
    top = _signs(image, pen, fonts, (poster.signs, top + 30 + gap)) + gap
    for block in below[1:]:
        top = _text(pen, fonts, block, top + 10) + gap // 2
    return image.quantize(palette=_palette(), dither=Image.Dither.NONE)


@cache
def _palette() -> Image.Image:
    """Every colour that a page has, known beforehand: finding them in its pixels takes longer than all the drawing."""
    shades = [_between(ink, paper, step / (EDGE - 1)) for ink, paper in ON for step in range(EDGE)]
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in dict.fromkeys((BLACK, *shades)) for part in colour])
    return made


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _head(pen: ImageDraw.ImageDraw, poster: Poster, fonts: Fonts) -> int:
    """The band with kind and name; where it ends."""
    lines, size = headline(drawable(poster.name, fonts), fonts, NAMES, width=INNER, limit=3)
    called = drawable(poster.kind, fonts)
    kind = Block(rows(called, fonts, 56, width=INNER, limit=1) if called not in poster.name else (), 56, PALE)
    name = Block(lines, size, PAPER, bold=True)
    end = 70 + kind.height + name.height + 50
    pen.rectangle((0, 0, WIDTH, end), fill=GREEN)
    _text(pen, fonts, name, _text(pen, fonts, kind, 60))
    return end


def _foot(pen: ImageDraw.ImageDraw, poster: Poster, fonts: Fonts) -> int:
    """The band that says how to use it; where it begins."""
    how = Block(rows(drawable(poster.how, fonts), fonts, 46, width=INNER, limit=2), 46, PAPER)
    top = HEIGHT - how.height - 40
    pen.rectangle((0, top, WIDTH, HEIGHT), fill=GREEN)
    _text(pen, fonts, how, top + 20)
    return top


def _times(poster: Poster, fonts: Fonts) -> list[Block]:
    """When it is open, and where it is."""
    hours = [line for text in poster.hours[:3] for line in rows(drawable(text, fonts), fonts, 54, width=INNER, limit=2)]
    place = rows(drawable(poster.place, fonts), fonts, 42, width=INNER, limit=2)
    return [Block(hours[:4], 54, bold=True), Block(place, 42, QUIET)]


def _text(pen: ImageDraw.ImageDraw, fonts: Fonts, block: Block, top: int) -> int:
    """Writes the rows; where they end."""
    stroke = block.size / 40 if block.bold else 0
    for number, line in enumerate(block.lines):
        middle = (WIDTH / 2, top + (number + 0.5) * block.height / len(block.lines))
        pen.text(middle, line, block.colour, fonts.at(block.size), anchor="mm", stroke_width=stroke,
                 stroke_fill=block.colour)  # fmt: skip
    return top + block.height


def _code(link: str, most: int) -> Image.Image:
    """The code with its quiet zone, each module the same whole number of pixels; a quarter of it may be damaged."""
    modules = list(segno.make(link, error="q", micro=False).matrix_iter(border=QUIET_ZONE))
    small = Image.new("1", (len(modules), len(modules)))
    small.putdata([not dark for row in modules for dark in row])
    scale = max(1, most // len(modules))
    return small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST).convert("RGB")


def _framed(image: Image.Image, pen: ImageDraw.ImageDraw, placed: tuple[int, Image.Image]) -> int:
    top, code = placed
    left = (WIDTH - code.width) // 2
    box = (left - FRAME, top, left + code.width + FRAME - 1, top + code.height + 2 * FRAME - 1)
    pen.rounded_rectangle(box, radius=40, outline=GREEN, width=8)
    image.paste(code, (left, top + FRAME))
    return top + code.height + 2 * FRAME


def _per_row(count: int) -> int:
    """As even as can be: 8 are two rows of 4, 13 a row of 7 and one of 6."""
    return -(-count // -(-count // ACROSS)) if count else ACROSS


def _signs_height(poster: Poster) -> int:
    count = len(poster.signs)
    return -(-count // _per_row(count)) * (SIDE + WORD + 44) if count else 0


def _signs(
    image: Image.Image, pen: ImageDraw.ImageDraw, fonts: Fonts, placed: tuple[Sequence[tuple[str, str]], int]
) -> int:
    """Pictograms on rounded squares with their words below, in even rows; where they end."""
    signs, top = placed
    across = _per_row(len(signs))
    step = INNER // max(across, 5)
    for start in range(0, len(signs), across):
        row = signs[start : start + across]
        left = (WIDTH - step * len(row)) // 2
        for number, (key, word) in enumerate(row):
            middle = left + step * number + step // 2
            _sign(image, pen, fonts, (key, word, middle, top))
        top += SIDE + WORD + 44
    return top


def _sign(image: Image.Image, pen: ImageDraw.ImageDraw, fonts: Fonts, placed: tuple[str, str, int, int]) -> None:
    key, word, middle, top = placed
    box = (middle - SIDE // 2, top, middle + SIDE // 2, top + SIDE)
    pen.rounded_rectangle(box, radius=28, fill=PALE)
    image.paste(icon(key, SIDE - 40, GREEN, PALE), (box[0] + 20, top + 20))
    shown, size = headline(drawable(word, fonts), fonts, [WORD, 32, 28], width=INNER // ACROSS - 8, limit=1)
    pen.text((middle, top + SIDE + 8 + WORD / 2), "".join(shown), INK, fonts.at(size), anchor="mm")
