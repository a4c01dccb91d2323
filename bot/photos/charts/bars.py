"""Bars a day: one or two series beside each other, over the days' labels."""

from collections.abc import Iterator
from itertools import count

from PIL import Image, ImageDraw

from bot.domain.pictures import Chart, Series
from bot.photos.charts import style
from bot.photos.charts.style import BLUE, INK, LINE, ORANGE, PAD, PAPER, QUIET, SMALL, TEXT, WIDTH
from bot.photos.text import Fonts, drawable, rows

PLOT, LABELS, LEGEND, HEAD = 360, 56, 70, 44  # heights in pixels; HEAD is room for the numbers over the bars
NUMBERED = 16  # days; with more the numbers would touch
COLOURS = (BLUE, ORANGE)


def draw(picture: Chart, fonts: Fonts) -> Image.Image:
    """WIDTH pixels wide."""
    image = Image.new("RGB", (WIDTH, LEGEND + HEAD + PLOT + LABELS), PAPER)
    _legend(image, picture.series, fonts)
    top = LEGEND + HEAD
    highest = max((value for series in picture.series for value in series.values), default=0)
    steps = scale(highest)
    left = PAD + max(fonts.width(str(step), SMALL) for step in steps) + 20
    _grid(image, steps, (left, top), fonts)
    slot = (WIDTH - PAD - left) / max(1, len(picture.days))
    for place, label in enumerate(picture.days):
        _day(image, picture, place, (left + slot * place, slot, steps[-1], fonts))
        _under(image, drawable(label, fonts), left + slot * (place + 0.5), fonts)
    return image


def scale(highest: int) -> list[int]:
    """0 and up to four round numbers, the last of them `highest` or a little more."""
    step = next(size for size in _round_sizes() if size * 4 >= highest)
    return list(range(0, -(-max(highest, 1) // step) * step + 1, step))


def _round_sizes() -> Iterator[int]:
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def _legend(image: Image.Image, series: tuple[Series, ...], fonts: Fonts) -> None:
    pen, x = ImageDraw.Draw(image), float(PAD)
    for place, one in enumerate(series):
        style.fill(image, (x, 14, x + 44, 14 + 44), COLOURS[place], hatched=bool(place))
        name = drawable(one.name, fonts)
        pen.text((x + 58, 36), name, INK, fonts.at(TEXT), anchor="lm")
        x += 58 + fonts.width(name, TEXT) + 56


def _grid(image: Image.Image, steps: list[int], corner: tuple[float, float], fonts: Fonts) -> None:
    pen, (left, top) = ImageDraw.Draw(image), corner
    for step in steps:
        y = top + PLOT * (1 - step / steps[-1])
        pen.line((left, y, WIDTH - PAD, y), fill=LINE, width=2)
        pen.text((left - 12, y), str(step), QUIET, fonts.at(SMALL), anchor="rm")


def _day(image: Image.Image, picture: Chart, place: int, room: tuple[float, float, int, Fonts]) -> None:
    x, slot, highest, fonts = room
    wide = min(110.0, slot * 0.8) / max(1, len(picture.series))
    start = x + (slot - wide * len(picture.series)) / 2
    for number, series in enumerate(picture.series):
        value, left = series.values[place], start + wide * number
        bottom = LEGEND + HEAD + PLOT
        y = bottom - PLOT * value / highest
        style.fill(image, (left + 1, y, left + wide - 1, bottom), COLOURS[number], hatched=bool(number))
        if value and len(picture.days) <= NUMBERED:
            _number(image, str(value), (left + wide / 2, y, wide), fonts)


def _number(image: Image.Image, text: str, at: tuple[float, float, float], fonts: Fonts) -> None:
    """Over its bar, if it is no wider than that."""
    x, y, wide = at
    if fonts.width(text, SMALL) <= wide + 6:
        ImageDraw.Draw(image).text((x, y - 6), text, INK, fonts.at(SMALL), anchor="mb")


def _under(image: Image.Image, label: str, x: float, fonts: Fonts) -> None:
    shown = "".join(rows(label, fonts, SMALL, width=200, limit=1))
    y = LEGEND + HEAD + PLOT + LABELS / 2 + 4
    ImageDraw.Draw(image).text((x, y), shown, INK, fonts.at(SMALL), anchor="mm")
