"""A manhole in a lane, with its cover beside it or on it."""

from PIL import Image

from bot.sample.canvas import Look, Spot, ellipse, line
from bot.sample.street import lane

MIDDLE = (640.0, 726.0)
RADII = (172.0, 74.0)


def draw(broken: bool) -> Image.Image:
    """The picture, twice as large as it is kept."""
    canvas = lane()
    if broken:
        _hole(canvas)
        _cover_aside(canvas)
    else:
        _cover(canvas)
    return canvas


def _hole(canvas: Image.Image) -> None:
    """A rim, the shaft, light on its far wall, a rung of the ladder, and cracks around."""
    x, y = MIDDLE
    rx, ry = RADII
    ellipse(canvas, (x, y + 4), (rx + 46, ry + 24), Look((60, 58, 56), 150, 10))
    ellipse(canvas, MIDDLE, (rx + 22, ry + 11), Look((136, 130, 122)))
    ellipse(canvas, MIDDLE, (rx + 6, ry + 4), Look((74, 70, 66)))
    ellipse(canvas, MIDDLE, RADII, Look((98, 88, 78)))
    for step in range(22):
        shade = max(6, 70 - 4 * step)
        ellipse(
            canvas, (x, y + 2.5 * step), (rx - 1.1 * step, ry - 2.6 * step), Look((shade, shade - 4, shade - 5), 200)
        )
    line(canvas, [(x - 50, y - 34), (x - 44, y - 8), (x + 18, y - 8), (x + 22, y - 36)], 7, Look((128, 84, 58)))
    for dx, dy in ((260, -46), (286, 40), (-296, -20), (-230, 74)):
        middle = (x + dx * 0.86 + 8, y + dy * 0.8 - 9)
        line(canvas, [(x + dx * 0.7, y + dy * 0.7), middle, (x + dx, y + dy)], 3, Look((44, 43, 44), 210))


def _cover_aside(canvas: Image.Image) -> None:
    ellipse(canvas, (1004, 660), (168, 58), Look((24, 24, 28), 150, 9))
    ellipse(canvas, (1000, 650), (160, 56), Look((52, 50, 50)))
    _plate(canvas, (1000, 638), (160, 56))


def _cover(canvas: Image.Image) -> None:
    x, y = MIDDLE
    ellipse(canvas, (x, y + 3), (RADII[0] + 34, RADII[1] + 18), Look((70, 70, 72), 140, 6))
    ellipse(canvas, MIDDLE, (RADII[0] + 22, RADII[1] + 11), Look((146, 140, 130)))
    ellipse(canvas, MIDDLE, (RADII[0] + 4, RADII[1] + 3), Look((42, 41, 42)))
    _plate(canvas, MIDDLE, RADII)


def _plate(canvas: Image.Image, middle: Spot, radii: Spot) -> None:
    """A cast-iron cover: rings and rows of knobs, lit from the right."""
    (x, y), (rx, ry) = middle, radii
    for part, shade in ((1.0, 96), (0.93, 80), (0.86, 104), (0.8, 88)):
        ellipse(canvas, middle, (rx * part, ry * part), Look((shade, shade - 3, shade - 6)))
    knobs = ((column * 0.1 + (row % 2) * 0.05, row * 0.165) for row in range(-4, 5) for column in range(-7, 8))
    for dx, dy in knobs:
        if dx * dx + dy * dy < 0.55:
            spot = (x + dx * rx, y + dy * ry)
            ellipse(canvas, (spot[0] + 1, spot[1] + 2), (rx * 0.034, ry * 0.05), Look((52, 50, 50)))
            ellipse(canvas, spot, (rx * 0.03, ry * 0.042), Look((138, 134, 128)))
