"""What every map has in its corners: a bar of a round length, where north is, and whose map lies below."""

from dataclasses import dataclass

from bot.domain.maps.view import Pixel, View
from bot.photos.maps import round as lengths
from bot.photos.maps import style
from bot.photos.maps.labels import Box
from bot.photos.maps.sheet import Sheet, shortened

LETTERS = 22
MARGIN = 16
BAR = 200  # pixels that the bar may be long
SMALL = 16  # letters of the attribution
NEEDLE = 44


@dataclass(frozen=True)
class Corners:
    """Where the furniture stands: what else is drawn keeps clear of these boxes."""

    bar: Box
    north: Box
    credit: Box | None
    length: int
    pixels: float

    @property
    def boxes(self) -> list[Box]:
        return [box for box in (self.bar, self.north, self.credit) if box is not None]


def planned(view: View, sheet: Sheet, credit: str = "") -> Corners:
    """The bar at the lower left, north at the upper right, the attribution at the lower right."""
    wide, high = view.size
    length = lengths.at_most(BAR * view.metres)
    pixels = length / view.metres
    bar = (MARGIN, high - MARGIN - 40.0, MARGIN + max(pixels, 90.0) + 8, high - 8.0)
    north = (wide - MARGIN - NEEDLE, MARGIN - 4.0, wide - MARGIN + 4.0, MARGIN + NEEDLE + 26.0)
    return Corners(bar, north, _credit(view, sheet, credit), length, pixels)


def _credit(view: View, sheet: Sheet, credit: str) -> Box | None:
    if not credit:
        return None
    shown = shortened(credit, sheet.fonts, SMALL, view.size[0] / 2)
    wide = sheet.fonts.width(shown, SMALL) + 12
    return view.size[0] - wide, view.size[1] - SMALL - 10.0, float(view.size[0]), float(view.size[1])


def lines(sheet: Sheet, corners: Corners) -> None:
    """What of the furniture is lines, before the sheet settles."""
    left, _, _, bottom = corners.bar
    low = bottom - 8
    ends = (left, low - 8), (left, low), (left + corners.pixels, low), (left + corners.pixels, low - 8)
    sheet.line(ends, style.WHITE, 7)
    sheet.line(ends, style.INK, 3)
    _needle(sheet, corners.north)


def _needle(sheet: Sheet, box: Box) -> None:
    middle, top = (box[0] + box[2]) / 2, box[1] + 4
    tip, notch = (middle, top), (middle, top + NEEDLE * 0.75)
    for side, colour in ((-1, style.INK), (1, style.QUIET)):
        foot: Pixel = (middle + side * NEEDLE * 0.34, top + NEEDLE)
        points = [(x * 2, y * 2) for x, y in (tip, foot, notch)]
        sheet.fine.polygon(points, fill=colour, outline=style.WHITE, width=2)


def words(sheet: Sheet, corners: Corners, credit: str = "") -> None:
    """What of it is letters, once the sheet has settled."""
    left, _, _, bottom = corners.bar
    text = lengths.said(corners.length)
    size = sheet.room(text, LETTERS)
    sheet.write(text, (left, bottom - 14 - size[1], left + size[0], bottom - 14), LETTERS)
    middle = (corners.north[0] + corners.north[2]) / 2
    sheet.write("N", (middle - 12, corners.north[3] - 24, middle + 12, corners.north[3]), LETTERS)
    if corners.credit is not None:
        shown = shortened(credit, sheet.fonts, SMALL, sheet.size[0] / 2)
        sheet.draw.rectangle(corners.credit, fill=style.WHITE)
        at = (corners.credit[0] + 6, (corners.credit[1] + corners.credit[3]) / 2)
        sheet.draw.text(at, shown, style.INK, sheet.fonts.at(SMALL), anchor="lm")
