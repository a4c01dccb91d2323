"""The dark strip under a picture: accent bar, badge, title, lines. Lengths are pixels at a width of 1280."""

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from bot.photos.text import Fonts, drawable, headline, rows

Colour = tuple[int, int, int]
INK, PAPER, QUIET = (22, 26, 33), (255, 255, 255), (196, 203, 213)
RED, AMBER, BLUE = (235, 76, 76), (246, 173, 46), (82, 156, 240)
GREEN, SLATE = (63, 187, 128), (112, 128, 150)
# A shape and a mark besides the colour, for eyes that do not tell red from green.
TRIANGLE, DIAMOND, SQUARE, DISC, PLAIN = "triangle", "diamond", "square", "disc", "plain"
ACCENTS: dict[str, tuple[Colour, str]] = {
    "urgent": (RED, TRIANGLE),
    "red": (RED, TRIANGLE),
    "normal": (AMBER, DIAMOND),
    "yellow": (AMBER, DIAMOND),
    "minor": (BLUE, SQUARE),
    "green": (GREEN, DISC),
    "done": (GREEN, DISC),
}
NEUTRAL = (SLATE, PLAIN)
MARKS = {TRIANGLE: "!", DIAMOND: "•", SQUARE: "i", DISC: "✓", PLAIN: "•"}
BAR, PAD, TOP, GAP = 16, 44, 34, 14
TITLE, LINE, BADGE = 66, 42, 74
TITLE_ROWS, LINE_ROWS, MOST_ROWS = 2, 2, 7
LEADING = 1.32  # of the em


@dataclass(frozen=True)
class Caption:
    """What the strip says; `colour` as in bot.domain.pictures."""

    title: str
    lines: tuple[str, ...]
    colour: str = ""


def strip(caption: Caption, fonts: Fonts, width: int) -> Image.Image:
    """The strip, `width` pixels wide and as high as its text."""
    unit = (width / 1280) ** 0.6  # a narrow picture is shown smaller, so its letters shrink less than its width
    left, right = (BAR + PAD) * unit, width - PAD * unit
    title = _title(caption.title, fonts, unit, right - left - (BADGE + 26) * unit)
    cells = _cells(caption.lines, fonts, round(LINE * unit), right - left)
    heights = _height(title[1]) * len(title[0]), _height(round(LINE * unit)) * _depth(cells)
    head = max(heights[0], BADGE * unit)
    gap = GAP * unit if cells else 0
    image = Image.new("RGB", (width, round(TOP * unit * 2 + head + gap + heights[1])), INK)
    colour, shape = ACCENTS.get(caption.colour, NEUTRAL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, BAR * unit - 1, image.height), fill=colour)
    middle = TOP * unit + head / 2
    image.paste(badge(shape, colour, round(BADGE * unit), fonts), (round(left), round(middle - BADGE * unit / 2)))
    _write_title(draw, title, fonts, (left + (BADGE + 26) * unit, middle - heights[0] / 2))
    _write_cells(draw, cells, fonts.at(round(LINE * unit)), (left, TOP * unit + head + gap))
    return image


def badge(shape: str, colour: Colour, size: int, fonts: Fonts) -> Image.Image:
    """The shape with its mark, drawn four times as large and reduced, so its edges are smooth."""
    big = size * 4
    image = Image.new("RGB", (big, big), INK)
    draw = ImageDraw.Draw(image)
    corners = {
        TRIANGLE: ((0.5, 0.04), (0.99, 0.93), (0.01, 0.93)),
        DIAMOND: ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    }
    if shape in corners:
        draw.polygon([(x * big, y * big) for x, y in corners[shape]], fill=colour)
    else:
        draw.rounded_rectangle((0, 0, big - 1, big - 1), radius=big // 2 if shape == DISC else big // 5, fill=colour)
    low = 0.62 if shape == TRIANGLE else 0.5
    draw.text(
        (big / 2, big * low), MARKS[shape], INK, fonts.at(round(size * 2.4)), anchor="mm", stroke_width=size // 16
    )
    return image.reduce(4)


def _height(size: int) -> int:
    return round(size * LEADING)


def _title(text: str, fonts: Fonts, unit: float, width: float) -> tuple[list[str], int]:
    """The title's rows and their size: one row, if need be a little smaller, before two."""
    sizes = [round(TITLE * unit * part) for part in (1, 0.86, 0.74)]
    return headline(drawable(text, fonts), fonts, sizes, width=width, limit=TITLE_ROWS)


def _cells(lines: tuple[str, ...], fonts: Fonts, size: int, width: float) -> list[tuple[int, float, str]]:
    """(row, x, text) of every piece: two short lines that follow each other share a row."""
    half = width / 2
    done: list[tuple[int, float, str]] = []
    row, waiting = -1, False
    for line in filter(None, (drawable(line, fonts) for line in lines[:MOST_ROWS])):
        short = fonts.width(line, size) <= half - size
        if waiting and short:
            done.append((row, half, line))
            waiting = False
            continue
        wrapped = rows(line, fonts, size, width=width, limit=LINE_ROWS)
        done.extend((row + 1 + number, 0.0, part) for number, part in enumerate(wrapped))
        row, waiting = row + len(wrapped), short
    return [cell for cell in done if cell[0] < MOST_ROWS]


def _depth(cells: list[tuple[int, float, str]]) -> int:
    return max((row for row, _, _ in cells), default=-1) + 1


def _write_title(
    draw: ImageDraw.ImageDraw, title: tuple[list[str], int], fonts: Fonts, at: tuple[float, float]
) -> None:
    """The font has one weight; an outline of the same colour makes it bold."""
    lines, size = title
    for number, line in enumerate(lines):
        y = at[1] + _height(size) * (number + 0.5)
        draw.text((at[0], y), line, PAPER, fonts.at(size), anchor="lm", stroke_width=size / 48, stroke_fill=PAPER)


def _write_cells(
    draw: ImageDraw.ImageDraw,
    cells: list[tuple[int, float, str]],
    font: ImageFont.FreeTypeFont,
    at: tuple[float, float],
) -> None:
    for row, x, line in cells:
        y = at[1] + _height(round(font.size)) * (row + 0.5)
        draw.text((at[0] + x, y), line, QUIET, font, anchor="lm")
