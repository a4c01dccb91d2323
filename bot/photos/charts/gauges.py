"""Shares beside their goals: a bar with a mark at the goal; ✓ and full where it is reached, ! and hatched where not.

Right of it the share in words, and below them the mark once more with what it stands for.
"""

from PIL import Image, ImageDraw

from bot.domain.pictures import Gauge
from bot.photos.charts import style
from bot.photos.charts.style import EMPTY, GREEN, INK, PAD, PAPER, QUIET, RED, SMALL, TEXT, WIDTH
from bot.photos.text import Fonts, drawable, rows

ROW, THICK, SIGN = 100, 42, 46
LINE = 21  # from the middle to that of each of the two lines on the right
MARK = 21  # the width of the mark
LABEL, SHOWN = 290, 430  # pixels kept for the words left and right of the bar


def draw(gauges: tuple[Gauge, ...], fonts: Fonts) -> Image.Image:
    """WIDTH pixels wide, ROW high for each."""
    image = Image.new("RGB", (WIDTH, ROW * len(gauges)), PAPER)
    for place, gauge in enumerate(gauges):
        _row(image, gauge, ROW * place + ROW / 2, fonts)
    return image


def _row(image: Image.Image, gauge: Gauge, middle: float, fonts: Fonts) -> None:
    pen = ImageDraw.Draw(image)
    left, right = PAD + LABEL, WIDTH - PAD - SHOWN
    label = "".join(rows(drawable(gauge.label, fonts), fonts, TEXT, width=LABEL - 16, limit=1))
    pen.text((PAD, middle), label, INK, fonts.at(TEXT), anchor="lm")
    style.fill(image, (left, middle - THICK / 2, right, middle + THICK / 2), EMPTY)
    reached = gauge.percent is not None and gauge.percent >= gauge.goal
    if gauge.percent is not None:
        end = left + (right - left) * min(100.0, gauge.percent) / 100
        bar = (left, middle - THICK / 2, end, middle + THICK / 2)
        style.fill(image, bar, GREEN if reached else RED, hatched=not reached)
    _goal(pen, left + (right - left) * min(100.0, gauge.goal) / 100, middle)
    sign, colour = ("✓", GREEN) if reached else ("!", RED) if gauge.percent is not None else ("", QUIET)
    pen.text((right + 36, middle), sign, colour, fonts.at(SIGN), anchor="mm", stroke_width=2, stroke_fill=colour)
    _words(pen, gauge, (right + 72, middle), fonts)


def _words(pen: ImageDraw.ImageDraw, gauge: Gauge, at: tuple[float, float], fonts: Fonts) -> None:
    x, middle = at
    shown = "".join(rows(drawable(gauge.shown, fonts), fonts, TEXT, width=SHOWN - 76, limit=1))
    pen.text((x, middle - LINE if gauge.aim else middle), shown, INK, fonts.at(TEXT), anchor="lm")
    if gauge.aim:
        aim = "".join(rows(drawable(gauge.aim, fonts), fonts, SMALL, width=SHOWN - 76 - MARK - 9, limit=1))
        _mark(pen, x + MARK / 2, middle + LINE - 6)
        pen.text((x + MARK + 9, middle + LINE), aim, QUIET, fonts.at(SMALL), anchor="lm")


def _goal(pen: ImageDraw.ImageDraw, x: float, middle: float) -> None:
    """A line through the bar with a point above it."""
    top = middle - THICK / 2
    pen.line((x, top - 6, x, middle + THICK / 2 + 4), fill=INK, width=5)
    _mark(pen, x, top - 12)


def _mark(pen: ImageDraw.ImageDraw, x: float, top: float) -> None:
    """A triangle that points down."""
    pen.polygon(((x - MARK // 2, top), (x + MARK // 2 + 1, top), (x, top + 14)), fill=INK)
