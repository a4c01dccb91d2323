"""Words on a map: each knows where it would like to stand; all are placed together, the important ones first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.maps.view import Pixel, View
from bot.domain.pictures import Shape
from bot.photos.maps import labels
from bot.photos.maps.labels import Box, Wanted
from bot.photos.maps.sheet import Sheet, extent, shortened
from bot.photos.maps.style import Colour
from bot.photos.text import drawable

EDGE = 4.0  # pixels between a word and the edge of the picture

ASIDE = ((0, 0), (0, 30), (0, -30), (0, 45), (0, -45), (40, 25), (-40, 25), (40, -25), (-40, -25))
"""Where else in a shape its label may stand, in pixels from the middle."""


@dataclass(frozen=True)
class Style:
    """Letters of that many pixels in a colour, cut to a width."""

    size: int
    colour: Colour
    longest: float = 200.0


@dataclass(frozen=True)
class Word:
    text: str
    style: Style
    wanted: Wanted


def beside(sheet: Sheet, how: Style, text: str, anchor: tuple[Pixel, float]) -> Word:
    """On one of eight sides of a point, at a distance."""
    shown = _shown(sheet, how, text)
    point, gap = anchor
    return Word(shown, how, Wanted(labels.beside(point, sheet.room(shown, how.size), gap) if shown else ()))


def on(sheet: Sheet, how: Style, text: str, points: Iterable[Pixel]) -> Word:
    """With its middle on one of the points."""
    shown = _shown(sheet, how, text)
    room = sheet.room(shown, how.size)
    return Word(shown, how, Wanted(tuple(labels.centred(point, room) for point in points) if shown else ()))


def inside(sheet: Sheet, how: Style, shape: Shape, view: View) -> Word:
    """The shape's label at its middle or a little aside; its first word alone where the whole is too wide."""
    if shape.at is None:
        return on(sheet, how, "", ())
    limits, middle = extent(shape, view), view.pixel(shape.at)
    for text in (shape.label, shape.label.split(" ")[0]):
        word = on(sheet, how, text, [(middle[0] + x, middle[1] + y) for x, y in ASIDE])
        fitting = tuple(box for box in word.wanted.boxes if labels.within(box, limits))
        if fitting:
            return replace(word, wanted=Wanted(fitting))
    return on(sheet, how, "", ())


def write(sheet: Sheet, words: Sequence[Word], full: Sequence[Box]) -> None:
    """Each where nothing else is; what has no room is left out."""
    bounds = (EDGE, EDGE, sheet.size[0] - EDGE, sheet.size[1] - EDGE)
    placed = labels.place([word.wanted for word in words], bounds, full)
    for word, box in zip(words, placed, strict=True):
        if box is not None:
            sheet.write(word.text, box, word.style.size, word.style.colour)


def _shown(sheet: Sheet, how: Style, text: str) -> str:
    return shortened(drawable(text, sheet.fonts), sheet.fonts, how.size, how.longest)
