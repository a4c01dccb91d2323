"""A map of cells by how they are filled, under a title, over a legend that shows each fill beside its words."""

from collections.abc import Iterator, Sequence

from PIL import Image

from bot.domain.maps import frames, lines
from bot.domain.maps.view import Edges, View, fit
from bot.domain.pictures import CellMap, Shape
from bot.photos.maps import furniture, labels, legend, style, words
from bot.photos.maps.labels import Box
from bot.photos.maps.sheet import Sheet, ring_pixels
from bot.photos.maps.words import Style, Word
from bot.photos.text import Fonts

LABEL, NAME = 24, 22
LONGEST = 180.0
DOT = 9.0
NOWHERE = fit([(0.0, 0.0)], (frames.WIDTH, frames.LOWEST), Edges())


def draw(picture: CellMap, fonts: Fonts) -> Image.Image:
    """800 pixels wide, as high as its cells and its words need."""
    view = view_of(picture)
    sheet = Sheet(view.size, fonts)
    corners = furniture.planned(view, sheet)
    _ground(sheet, picture.shapes, view)
    dots = [view.pixel((spot.lat, spot.lon)) for spot in picture.spots]
    for dot in dots:
        sheet.disc(dot, DOT, style.WHITE)
        sheet.disc(dot, DOT - 2, style.INK)
    furniture.lines(sheet, corners)
    sheet.settle()
    furniture.words(sheet, corners)
    full: list[Box] = [*corners.boxes, *(labels.centred(dot, (2 * DOT, 2 * DOT)) for dot in dots)]
    words.write(sheet, list(_words(sheet, picture, view)), full)
    return legend.framed(sheet.image, picture.title, picture.legend, fonts)


def view_of(picture: CellMap) -> View:
    """All the cells and points; somewhere at sea where there are none."""
    corners = [spot for shape in picture.shapes for ring in shape.rings for spot in lines.decode(ring)]
    spots = [*corners, *((spot.lat, spot.lon) for spot in picture.spots)]
    return frames.of_cells(spots) if spots else NOWHERE


def _ground(sheet: Sheet, shapes: Sequence[Shape], view: View) -> None:
    rings = [ring_pixels(shape, view) for shape in shapes]
    for shape, pixels in zip(shapes, rings, strict=True):
        sheet.area(pixels, style.FILLS.get(shape.fill, style.NEUTRAL))
    for ring in (ring for pixels in rings for ring in pixels):
        sheet.fine.line(ring, fill=style.QUIET, width=3)


def _words(sheet: Sheet, picture: CellMap, view: View) -> Iterator[Word]:
    """What stands in the cells, then the names of the points."""
    for shape in picture.shapes:
        yield words.inside(sheet, Style(LABEL, style.INK, LONGEST), shape, view)
    for spot in picture.spots:
        point = view.pixel((spot.lat, spot.lon))
        yield words.beside(sheet, Style(NAME, style.INK, LONGEST), spot.label or spot.mark, (point, DOT + 2))
