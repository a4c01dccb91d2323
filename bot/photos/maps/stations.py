"""The map to a list of stations: where I am, circles of round lengths around me, and the stations by their numbers."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PIL import Image

from bot.domain.maps import frames
from bot.domain.maps.view import Pixel, View
from bot.domain.pictures import Shape, Spot, StationMap
from bot.photos.maps import furniture, labels, mosaic, style, words
from bot.photos.maps import round as lengths
from bot.photos.maps.labels import Box, Wanted
from bot.photos.maps.sheet import Sheet, ring_pixels
from bot.photos.maps.tiling import Fetched
from bot.photos.maps.words import Style, Word
from bot.photos.text import Fonts, drawable

RADIUS, STALK = 23.0, 38.0  # of a pin's head, and of what it stands on
NUMBER, NAME, QUIET = 28, 24, 20
LONGEST_NAME = 250.0  # pixels
CIRCLES = 3
STEPS = 6  # distances at which a pin looks for room around its place


@dataclass(frozen=True)
class Below:
    """Tiles of a map server that came for the view, if any, and whose map they are."""

    fetched: Fetched = field(default_factory=dict)
    credit: str = ""


NOTHING = Below()


@dataclass(frozen=True)
class _Pin:
    spot: Spot
    foot: Pixel
    head: Pixel


def view_of(picture: StationMap) -> View:
    return frames.of_spots((picture.me, *picture.pins))


def draw(picture: StationMap, fonts: Fonts, below: Below = NOTHING) -> Image.Image:
    """800 x 600 pixels."""
    view = view_of(picture)
    ground = mosaic.laid(view, below.fetched) if below.fetched else None
    sheet = Sheet(view.size, fonts, below=ground)
    credit = drawable(below.credit, fonts) if ground else ""
    corners = furniture.planned(view, sheet, credit)
    pins = _pins(picture, view, corners.boxes)
    _ground(sheet, picture.shapes, view, tiled=ground is not None)
    me = view.pixel((picture.me.lat, picture.me.lon))
    for _, radius in _circles(view, me):
        sheet.circle(me, radius, style.RING, 2)
    _signs(sheet, me, pins)
    furniture.lines(sheet, corners)
    sheet.settle()
    furniture.words(sheet, corners, credit)
    _numbers(sheet, pins)
    words.write(sheet, list(_words(sheet, picture, view, (me, pins))), [*corners.boxes, *_full(me, pins)])
    return sheet.image


def _ground(sheet: Sheet, shapes: Sequence[Shape], view: View, *, tiled: bool) -> None:
    """The cells; over tiles their borders alone."""
    rings = [ring_pixels(shape, view) for shape in shapes]
    for shape in rings if not tiled else ():
        sheet.area(shape, style.NEUTRAL)
    for ring in (ring for shape in rings for ring in shape):
        sheet.fine.line(ring, fill=style.BORDER, width=3)


def _circles(view: View, me: Pixel) -> Iterator[tuple[int, float]]:
    """Round lengths in metres and pixels, as many as reach into the picture's farther side."""
    reach = max(me[0], me[1], view.size[0] - me[0], view.size[1] - me[1])
    for metres in lengths.series(reach * view.metres, CIRCLES):
        yield metres, metres / view.metres


def _pins(picture: StationMap, view: View, taken: Sequence[Box]) -> list[_Pin]:
    """Each head above its place if there is room, else near by; without any room it stands over others."""
    size = 2 * RADIUS + 2
    feet = [view.pixel((spot.lat, spot.lon)) for spot in picture.pins]
    me = view.pixel((picture.me.lat, picture.me.lon))
    heads = [labels.centred((x, y - STALK), (size, size)) for x, y in feet]
    wanted = [Wanted((head, *labels.around(foot, size, STEPS))) for head, foot in zip(heads, feet, strict=True)]
    here = labels.centred(me, (34, 34))
    placed = labels.place(wanted, (0, 0, *view.size), [*taken, here])
    return [
        _Pin(spot, foot, _middle(box or head))
        for spot, foot, box, head in zip(picture.pins, feet, placed, heads, strict=True)
    ]


def _middle(box: Box) -> Pixel:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _signs(sheet: Sheet, me: Pixel, pins: Sequence[_Pin]) -> None:
    sheet.disc(me, 17, style.WHITE)
    sheet.disc(me, 13, style.ME)
    sheet.disc(me, 5, style.WHITE)
    for pin in reversed(pins):
        sheet.line((pin.foot, pin.head), style.WHITE, 8)
        sheet.line((pin.foot, pin.head), _colour(pin), 4)
        sheet.disc(pin.foot, 6, style.WHITE)
        sheet.disc(pin.foot, 4, _colour(pin))
    for pin in reversed(pins):
        shut = pin.spot.kind == "shut"
        sheet.disc(pin.head, RADIUS, style.WHITE)
        inner, rim = (style.WHITE, style.SHUT) if shut else (style.PIN, style.PIN)
        sheet.disc(pin.head, RADIUS - 2, inner, rim=rim, wide=4)


def _colour(pin: _Pin) -> style.Colour:
    return style.SHUT if pin.spot.kind == "shut" else style.PIN


def _numbers(sheet: Sheet, pins: Sequence[_Pin]) -> None:
    """On a full head in white, on an empty one dark: what is shut is told by more than its colour."""
    for pin in reversed(pins):
        colour = style.SHUT if pin.spot.kind == "shut" else style.WHITE
        text = drawable(pin.spot.mark, sheet.fonts)[:3]
        font = sheet.fonts.at(NUMBER if len(text) < 3 else QUIET)
        sheet.draw.text(pin.head, text, colour, font, anchor="mm", stroke_width=0.6, stroke_fill=colour)


def _full(me: Pixel, pins: Sequence[_Pin]) -> list[Box]:
    heads = [labels.centred(pin.head, (2 * RADIUS, 2 * RADIUS)) for pin in pins]
    return [labels.centred(me, (34, 34)), *heads, *(labels.centred(pin.foot, (12, 12)) for pin in pins)]


def _words(sheet: Sheet, picture: StationMap, view: View, here: tuple[Pixel, Sequence[_Pin]]) -> Iterator[Word]:
    """The most important first: the stations' names, how far the circles are, me, the cells' names."""
    me, pins = here
    for pin in pins:
        yield words.beside(sheet, Style(NAME, style.INK, LONGEST_NAME), pin.spot.label, (pin.head, RADIUS + 3))
    for metres, radius in _circles(view, me):
        yield words.on(sheet, Style(QUIET, style.QUIET), lengths.said(metres), list(_round(me, radius)))
    yield words.beside(sheet, Style(NAME, style.ME), picture.me.label, (me, 18))
    for shape in picture.shapes:
        yield words.inside(sheet, Style(QUIET, style.QUIET, LONGEST_NAME), shape, view)


def _round(middle: Pixel, radius: float) -> Iterator[Pixel]:
    """Points on a circle, from the upper right on."""
    for turn in (-1, 1, -3, 3, 0, 4, -2, 2):
        angle = turn * math.pi / 4
        yield middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)
