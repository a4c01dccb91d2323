"""A block's front: a cable out of a window down to an electric bicycle, or the bicycle at a charging post."""

from random import Random

from PIL import Image

from bot.sample.canvas import WIDTH, Look, Spot, ellipse, gradient, lay, lettering, line, polygon, rectangle

_GROUND = 720.0


def draw(broken: bool) -> Image.Image:
    """The picture, twice as large as it is kept."""
    canvas = gradient((206, 190, 170), (178, 158, 138))
    random = Random(11)  # noqa: S311 - a drawing
    _wall(canvas, random)
    _pavement(canvas, random)
    if not broken:
        _post(canvas, 930)
    _bicycle(canvas, 560 if broken else 640)
    if broken:
        _cable(canvas)
    return canvas


def _wall(canvas: Image.Image, random: Random) -> None:
    """Courses of tiles, three floors of windows, a door; shade under the sills."""
    for row in range(60):
        y = row * 12.0
        line(canvas, [(0, y), (WIDTH, y)], 1, Look((150, 132, 114), 70))
        for column in range(0, WIDTH, 64):
            shade = random.randint(-14, 14)
            tile = Look((190 + shade, 170 + shade, 150 + shade), 120)
            rectangle(canvas, (column + (row % 2) * 32, y + 1), (62, 10), tile)
    for floor in range(2):
        for bay in range(4):
            _window(canvas, (70 + bay * 310, 50 + floor * 270), random)
    rectangle(canvas, (0, 0), (WIDTH, 26), Look((60, 48, 40), 120, 10))


def _window(canvas: Image.Image, corner: Spot, random: Random) -> None:
    x, y = corner
    rectangle(canvas, (x - 8, y - 8), (206, 176), Look((236, 232, 224)))
    dark = random.randint(60, 96)
    rectangle(canvas, (x, y), (190, 160), Look((dark, dark + 16, dark + 30)))
    polygon(
        canvas,
        [(x, y + 120), (x + 110, y), (x + 160, y), (x + 20, y + 160), (x, y + 160)],
        Look((196, 214, 226), 46, 4),
    )
    rectangle(canvas, (x + 91, y), (8, 160), Look((228, 224, 216)))
    rectangle(canvas, (x - 16, y + 166), (222, 14), Look((214, 206, 194)))
    rectangle(canvas, (x - 12, y + 182), (214, 14), Look((70, 56, 46), 110, 6))
    for bar in range(1, 8):
        line(canvas, [(x + bar * 24, y + 84), (x + bar * 24, y + 166)], 2, Look((104, 104, 108)))


def _pavement(canvas: Image.Image, random: Random) -> None:
    rectangle(canvas, (0, _GROUND - 34), (WIDTH, 36), Look((120, 104, 92)))
    rectangle(canvas, (0, _GROUND), (WIDTH, 260), Look((164, 158, 150)))
    for row, y in enumerate((720, 748, 786, 836, 900)):
        line(canvas, [(0, y), (WIDTH, y)], 2, Look((112, 106, 100), 160))
        for column in range(-8, 10):
            x = 640 + (column + (row % 2) * 0.5) * 150
            end = 640 + (x - 640) * 1.16
            line(canvas, [(x, y), (end, y + 60)], 2, Look((112, 106, 100), 120))
    for _ in range(160):
        spot = (random.uniform(0, WIDTH), random.uniform(_GROUND + 6, 950))
        ellipse(canvas, spot, (random.uniform(4, 30), random.uniform(1, 5)), Look((96, 92, 88), 40, 3))
    rectangle(canvas, (0, _GROUND - 6), (WIDTH, 46), Look((40, 34, 32), 110, 14))


def _bicycle(canvas: Image.Image, x: float) -> None:
    """An electric scooter-bicycle from its side; x is its rear wheel."""
    y = 800.0
    ellipse(canvas, (x + 150, y + 66), (270, 18), Look((20, 18, 18), 170, 9))
    for wheel in (x, x + 300):
        ellipse(canvas, (wheel, y), (66, 66), Look((26, 26, 28)))
        ellipse(canvas, (wheel, y), (46, 46), Look((150, 152, 156)))
        ellipse(canvas, (wheel, y), (38, 38), Look((62, 62, 66)))
        ellipse(canvas, (wheel, y), (10, 10), Look((190, 190, 194)))
    blue, dark = Look((34, 98, 160)), Look((38, 38, 42))
    polygon(canvas, [(x - 74, y - 78), (x + 20, y - 112), (x + 96, y - 104), (x + 112, y + 4), (x + 40, y + 10)], blue)
    polygon(canvas, [(x + 96, y - 10), (x + 232, y - 10), (x + 244, y + 22), (x + 90, y + 22)], dark)
    polygon(
        canvas, [(x + 218, y + 20), (x + 232, y - 170), (x + 262, y - 176), (x + 290, y - 30), (x + 244, y + 22)], blue
    )
    polygon(canvas, [(x - 66, y - 116), (x + 96, y - 122), (x + 104, y - 98), (x - 50, y - 92)], Look((30, 28, 28)))
    line(canvas, [(x + 248, y - 170), (x + 238, y - 226), (x + 198, y - 236)], 9, dark)
    line(canvas, [(x + 262, y - 160), (x + 300, y)], 11, Look((120, 122, 126)))
    ellipse(canvas, (x + 268, y - 150), (17, 20), Look((248, 240, 206)))
    rectangle(canvas, (x - 90, y - 216), (128, 100), Look((240, 186, 42)))
    rectangle(canvas, (x - 90, y - 216), (128, 16), Look((206, 152, 26)))
    polygon(
        canvas, [(x - 70, y - 70), (x + 10, y - 100), (x + 30, y - 96), (x - 60, y - 60)], Look((122, 174, 220), 150, 3)
    )


def _cable(canvas: Image.Image) -> None:
    """Out of the upper window, sagging past the lower one, through a socket strip, into the battery."""
    path = _sag((545, 190), (770, 560), 120) + _sag((770, 560), (640, 790), 60)
    line(canvas, [(x + 7, y + 9) for x, y in path], 7, Look((30, 24, 22), 110, 4))
    line(canvas, path, 6, Look((226, 118, 34)))
    rectangle(canvas, (742, 540), (66, 34), Look((238, 238, 234)))
    for n in range(3):
        ellipse(canvas, (757 + n * 18, 557), (5, 7), Look((60, 60, 64)))
    ellipse(canvas, (640, 790), (12, 12), Look((24, 24, 26)))


def _sag(a: Spot, b: Spot, depth: float) -> list[Spot]:
    """A hanging cable: near enough a parabola."""
    parts = [n / 24 for n in range(25)]
    return [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t + 4 * depth * t * (1 - t)) for t in parts]


def _post(canvas: Image.Image, x: float) -> None:
    """A charging post under its sign."""
    ellipse(canvas, (x + 60, 800), (130, 14), Look((20, 18, 18), 150, 8))
    rectangle(canvas, (x, 520), (120, 280), Look((232, 236, 238)))
    rectangle(canvas, (x, 520), (18, 280), Look((196, 202, 206)))
    rectangle(canvas, (x, 480), (120, 44), Look((22, 140, 84)))
    words = ((x + 12, 488), (x + 108, 488), (x + 108, 516), (x + 12, 516))
    lay(canvas, lettering("充电桩", 40, (250, 252, 250)), words)
    rectangle(canvas, (x + 34, 552), (66, 46), Look((30, 60, 52)))
    for n in range(2):
        ellipse(canvas, (x + 48 + 38 * n, 640), (14, 14), Look((40, 44, 48)))
    path = _sag((x + 48, 640), (700, 770), 80)
    line(canvas, path, 6, Look((36, 38, 42)))
