"""A fire lane, with a car parked on it or free."""

from PIL import Image

from bot.sample.canvas import Colour, Look, ellipse, lay, lettering, polygon, rectangle
from bot.sample.street import lane

_PAINT: Colour = (236, 196, 60)
_BODY: Colour = (148, 36, 40)


def draw(broken: bool) -> Image.Image:
    """The picture, twice as large as it is kept."""
    canvas = lane()
    _markings(canvas)
    if broken:
        _car(canvas)
    return canvas


def _markings(canvas: Image.Image) -> None:
    """Yellow edges, hatching, and the words that every estate has on the ground."""
    left, right = ((662, 470), (230, 900)), ((738, 470), (1130, 900))
    for (x, y), (foot, end) in (left, right):
        polygon(canvas, [(x - 3, y), (x + 3, y), (foot + 11, end), (foot - 11, end)], Look(_PAINT, 225))
    for row in range(7):
        part, after = (row / 7) ** 1.6, ((row + 0.35) / 7) ** 1.6
        a, b = 470 + 165 * part, 470 + 165 * after
        spread_a, spread_b = 38 + 410 * (a - 470) / 430, 38 + 410 * (b - 470) / 430
        corners = [(700 - spread_a, a), (700 + spread_a * 0.96, a), (700 + spread_b * 0.96, b), (700 - spread_b, b)]
        polygon(canvas, corners, Look(_PAINT, 150))
    lay(canvas, lettering("消防通道", 90, _PAINT), ((492, 672), (876, 672), (930, 760), (430, 760)))
    lay(canvas, lettering("禁止占用", 90, _PAINT), ((420, 778), (942, 778), (1016, 888), (328, 888)))


def _car(canvas: Image.Image) -> None:
    """A small car from behind."""
    ellipse(canvas, (690, 742), (310, 46), Look((16, 16, 20), 200, 14))
    for x in (456, 862):
        rectangle(canvas, (x, 640), (72, 112), Look((24, 24, 26)))
    polygon(canvas, [(430, 560), (462, 520), (928, 520), (960, 560), (972, 706), (418, 706)], Look(_BODY))
    polygon(canvas, [(430, 560), (462, 520), (928, 520), (960, 560)], Look((186, 62, 62)))
    polygon(canvas, [(512, 404), (878, 404), (940, 524), (450, 524)], Look((120, 28, 32)))
    polygon(canvas, [(532, 418), (858, 418), (908, 510), (482, 510)], Look((46, 58, 70)))
    polygon(canvas, [(560, 418), (700, 418), (620, 510), (500, 510)], Look((120, 142, 158), 90, 3))
    _details(canvas)


def _details(canvas: Image.Image) -> None:
    for x in (428, 872):
        rectangle(canvas, (x, 572), (90, 44), Look((210, 40, 34)))
        rectangle(canvas, (x + 8, 596), (74, 12), Look((246, 198, 120)))
    rectangle(canvas, (418, 690), (554, 36), Look((62, 60, 62)))
    rectangle(canvas, (604, 612), (172, 50), Look((34, 74, 158)))
    for n in range(6):
        rectangle(canvas, (618 + 25 * n, 624), (15, 26), Look((226, 230, 238)))
    rectangle(canvas, (430, 556), (530, 6), Look((214, 110, 104), 150, 2))
    for x in (420, 970):
        ellipse(canvas, (x, 506), (28, 19), Look((96, 22, 26)))
